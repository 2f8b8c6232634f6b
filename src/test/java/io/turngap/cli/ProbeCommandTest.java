package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.gate.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Probes as a user makes them: a folder like a run's, gates, exit codes, and nobody's money spent by a typo. */
class ProbeCommandTest {

    private static final List<String> FILES =
            List.of("run.json", "turns.jsonl", "latency.hlog", "report.html", "junit.xml", "summary.md");

    private final MockWebServer server = new MockWebServer();
    private final AtomicInteger asked = new AtomicInteger();

    @TempDir
    Path dir;

    @BeforeEach
    void start() throws IOException {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return answer(request.getUrl().encodedPath(), asked.getAndIncrement());
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static MockResponse answer(String path, int number) {
        MockResponse.Builder answer = new MockResponse.Builder();
        return switch (path) {
            case "/chat" ->
                answer.addHeader("Content-Type", "text/event-stream")
                        .body("data: {\"choices\":[{\"delta\":{\"content\":\"Hello <b>you</b>\"}}]}\n\n".repeat(3)
                                + "data: {\"choices\":[],\"usage\":{\"completion_tokens\":3}}\n\ndata: [DONE]\n\n")
                        .build();
            case "/limited" ->
                number % 3 == 2 ? answer.code(429).body("slow down").build() : answer("/chat", number);
            case "/speech" ->
                answer.addHeader("Content-Type", "audio/pcm")
                        .body(new Buffer().write(noise()))
                        .build();
            case "/words" ->
                answer.addHeader("Content-Type", "application/json")
                        .body("{\"text\":\"Where is my order?\"}")
                        .build();
            case "/silence" -> answer.headersDelay(5, TimeUnit.SECONDS).build();
            default -> answer.code(401).body("no").build();
        };
    }

    private static byte[] noise() {
        byte[] noise = new byte[9_600];
        new java.util.Random(1).nextBytes(noise);
        return noise;
    }

    private Cli.Result probe(String kind, String path, String... options) {
        List<String> args = new ArrayList<>(List.of(
                "probe",
                kind,
                "--url",
                server.url(path) + "?token=0123456789abcdefSECRET",
                "--out",
                dir.resolve("out").toString(),
                "--key-env",
                "NO_SUCH_KEY_FOR_TESTS"));
        args.addAll(Arrays.asList(options));
        return Cli.run(args.toArray(String[]::new)).hasNoStackTrace();
    }

    private JsonNode run() throws IOException {
        return Cli.JSON.readTree(dir.resolve("out/run.json").toFile());
    }

    @Test
    void aProbeLeavesAFolderThatCheckAndReportUnderstand() throws IOException {
        probe("llm", "/chat", "--requests", "12", "--concurrency", "2", "--gate", "ttft p50 < 20 s", "--seed", "3")
                .exits(ExitCode.PASS)
                .says("probe of an LLM", "ttft", "inter_token", "requests");
        Path out = dir.resolve("out");
        FILES.forEach(file -> assertTrue(Files.isRegularFile(out.resolve(file)), file));
        assertEquals(12, Cli.lines(out.resolve("turns.jsonl")));
        assertEquals(13, asked.get(), "one to warm up");
        JsonNode run = run();
        assertEquals("pass", run.path("verdict").asText());
        assertEquals("probe.llm", run.at("/agent/protocol").asText());
        assertEquals(12, run.at("/metrics/ttft/n").asInt());
        assertEquals(12, run.at("/validity/arrival_lateness_us/n").asInt());
        assertTrue(
                run.at("/rates/false_cut_off").isMissingNode(),
                run.path("rates").toString());
        assertTrue(run.at("/metrics/dead_air").isMissingNode());
        assertTrue(run.at("/validity/frame_lateness_us").isEmpty(), "it sends no frames");
        String page = Files.readString(out.resolve("report.html"));
        assertTrue(page.contains("Requests worth a look") && !page.contains("false cut-offs"), "the page of a probe");
        assertFalse(page.contains("<b>you"), "what a model says is escaped");
        Cli.run("check", out.toString(), "--gate", "ttft p50 < 0.001 ms")
                .exits(ExitCode.GATE_FAILED)
                .says("FAIL", "ttft p50");
        Cli.run("check", out.toString(), "--gate", "ttfa p50 < 1 s")
                .exits(ExitCode.USAGE)
                .says("does not measure");
        Cli.run("report", out.toString()).exits(ExitCode.PASS).says("probe of an LLM");
        Cli.run("explain", out.toString()).exits(ExitCode.USAGE).says("is a probe of an LLM");
        try (Stream<Path> files = Files.walk(out)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertFalse(text.contains("abcdefSECRET"), "what stands behind the question mark is in " + file);
            }
        }
    }

    @Test
    void aBaselineBringsARegressionGateOnWhatAProbeIsAbout() throws IOException {
        probe("llm", "/chat", "--requests", "12").exits(ExitCode.PASS);
        Files.move(dir.resolve("out"), dir.resolve("before"));
        probe(
                        "llm",
                        "/chat",
                        "--requests",
                        "12",
                        "--baseline",
                        dir.resolve("before").toString())
                .says("ttft p95 regresses < 10 %");
        int before = asked.get();
        probe("tts", "/speech", "--baseline", dir.resolve("before").toString())
                .exits(ExitCode.USAGE)
                .says("is a probe of an LLM, and this is a probe of a TTS", "no metric in common");
        assertEquals(before, asked.get(), "nothing is asked of a server for a comparison that cannot be made");
    }

    @Test
    void aSynthesisAndARecogniserAreProbedTheSameWay() throws IOException {
        probe("tts", "/speech", "--requests", "3", "--voice", "v")
                .exits(ExitCode.PASS)
                .says("Real-time factor", "ttfb");
        assertEquals(3, run().at("/metrics/first_sound/n").asInt());
        Files.move(dir.resolve("out"), dir.resolve("tts"));
        probe("stt", "/words", "--requests", "3", "--say", "where-is-my-order", "--gate", "word_errors <= 0 %")
                .exits(ExitCode.PASS)
                .says("word_errors 0 %");
        assertEquals(12, run().at("/counts/words").asInt());
        assertEquals(0.0, run().at("/rates/word_errors").asDouble(-1));
    }

    @Test
    void limitsAndFailuresAreToldApartAndTooManyOfThemFailTheRun() throws IOException {
        probe("llm", "/limited", "--requests", "12", "--warm-up", "0")
                .exits(ExitCode.UNREACHABLE)
                .says("4 of 12 requests were refused for a rate limit", "rate_limited 4");
        assertEquals(0.0, run().at("/rates/failed_calls").asDouble(-1));
        assertEquals(8, run().at("/metrics/ttft/n").asInt());
        Files.move(dir.resolve("out"), dir.resolve("limited"));
        probe("llm", "/nowhere", "--requests", "30")
                .exits(ExitCode.UNREACHABLE)
                .says("401", "refused 10", "20 of 30 requests were not made");
        assertEquals(10, Cli.lines(dir.resolve("out/turns.jsonl")));
    }

    @Test
    void aServerThatNeverAnswersIsNoPassEvenWithoutAGate() throws IOException {
        probe("llm", "/silence", "--requests", "2", "--concurrency", "2", "--warm-up", "0", "--timeout-ms", "200")
                .exits(ExitCode.UNREACHABLE)
                .says("missed < 100 %", "2 of 2 requests got no answer before the timeout", "timeout 2");
        assertEquals("fail", run().path("verdict").asText());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://example.com/v1/chat/completions | | Give --requests N",
                "https://example.com/x | --requests 500 | --max-requests 501",
                "https://example.com/x | --requests 5 --max-requests 3 | --max-requests allows 3",
                "http://127.0.0.1:9/x | --requests 5 --max-requests 5 | 6 requests, 1 of them warm-up",
                "http://127.0.0.1:9/x | --rate fast | --rate is 'fast'",
                "http://127.0.0.1:9/x | --requests 0 | --requests is 0",
                "http://127.0.0.1:9/x | --concurrency 9999 | 1 to 512",
                "http://127.0.0.1:9/x | --body nonsense | KEY=VALUE",
                "http://127.0.0.1:9/x | --prompt-file nowhere.txt | no such file",
                "http://127.0.0.1:9/x | --gate nonsense | unknown name",
                "http://127.0.0.1:9/x | --max-tokens 0 | at least 1",
                "ws://127.0.0.1:9/x | | http or https",
                "nonsense | | an address such as"
            })
    void whatIsWrongIsSaidBeforeAnythingIsSentAndLeavesNoFolder(String url, String options, String said) {
        List<String> args = new ArrayList<>(List.of(
                "probe", "llm", "--url", url, "--out", dir.resolve("out").toString(), "--key-env", "NO_SUCH_KEY"));
        if (options != null) {
            args.addAll(List.of(options.split(" ")));
        }
        Cli.run(args.toArray(String[]::new)).exits(ExitCode.USAGE).says(said).hasNoStackTrace();
        assertFalse(Files.exists(dir.resolve("out")), "a folder was left behind");
    }
}
