package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.agent.AgentServer;
import io.turngap.gate.ExitCode;
import io.turngap.measure.HistogramLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioSystem;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** One run over loopback, from the command line to every file of its folder. */
class RunEndToEndTest {

    private static final Map<String, ExitCode> CODES = Map.of(
            "pass", ExitCode.PASS,
            "unsure", ExitCode.PASS,
            "fail", ExitCode.GATE_FAILED,
            "invalid", ExitCode.INVALID);

    @TempDir
    static Path dir;

    private static Path folder = Path.of("");
    private static Cli.Result result = new Cli.Result(-1, "", "");

    @BeforeAll
    static void run() throws IOException {
        folder = dir.resolve("out");
        Path scenario = Files.writeString(dir.resolve("one-turn.yaml"), """
                scenario: one-turn
                description: Somebody asks one thing.
                calls: 2
                concurrency: 2
                ramp_ms: 200
                limits: {settle_ms: 300}
                script:
                  - wait_for: agent_end
                  - say: where-is-my-order
                gates:
                  - ttfa p95 < 3000 ms
                """);
        try (AgentServer server = TestAgents.bundled()) {
            result = Cli.run(
                    "run",
                    scenario.toString(),
                    "--agent",
                    server.address(),
                    "--out",
                    folder.toString(),
                    "--seed",
                    "11",
                    "--gate",
                    "missed <= 90 %");
        }
    }

    @AfterAll
    static void forget() {
        result = new Cli.Result(-1, "", "");
    }

    @Test
    void itEndsWithTheCodeOfItsVerdict() throws IOException {
        String verdict = Cli.runJson(folder).path("verdict").asText();
        assertEquals(Objects.requireNonNull(CODES.get(verdict)).code(), result.code(), result.out() + result.err());
        result.hasNoStackTrace()
                .says(
                        "one-turn",
                        "seed 11",
                        "ttfa",
                        "endpointing",
                        folder.resolve("report.html").toString());
    }

    @Test
    void runJsonHasTheContractsFields() throws IOException {
        JsonNode json = Cli.runJson(folder);
        assertEquals(1, json.required("schema_version").asInt());
        assertTrue(json.required("complete").asBoolean());
        assertEquals(11, json.required("seed").asInt());
        assertEquals("one-turn", json.at("/scenario/name").asText());
        assertEquals(64, json.at("/scenario/digest").asText().length());
        assertEquals(2, json.at("/metrics/ttfa/n").asInt());
        assertEquals(2, json.at("/metrics/greeting/n").asInt());
        for (String percentile : List.of("p50_ms", "p90_ms", "p95_ms", "p99_ms", "max_ms")) {
            double ms = json.at("/metrics/ttfa/" + percentile).asDouble();
            assertTrue(ms >= 200 && ms < 10_000, percentile + " is " + ms + ", and the agent waits for 200 ms");
        }
        for (String stage : List.of("endpointing", "stt", "llm", "tts")) {
            assertTrue(json.at("/stages/" + stage + "/p50_ms").isNumber(), stage);
        }
        for (String rate : List.of("missed", "false_cut_off", "false_barge_in", "failed_calls")) {
            assertEquals(0, json.at("/rates/" + rate).asDouble(-1), rate);
        }
        assertTrue(json.at("/validity/frame_lateness_us/p999").isNumber());
        assertTrue(json.at("/validity/frame_lateness_us/n").asLong() > 100);
        assertEquals(2, json.at("/validity/arrival_lateness_us/n").asLong());
        assertEquals(
                List.of("ttfa p95 < 3000 ms", "missed <= 90 %"),
                json.path("gates").findValuesAsText("rule"));
        assertTrue(
                json.at("/agent/stages/stt").asText().contains("matcher"),
                json.path("agent").toString());
        assertEquals("[\"llm\",\"tool\"]", json.at("/agent/modelled").toString());
    }

    @Test
    void theJournalHasALineATurn() throws IOException {
        List<JsonNode> turns = Cli.journal(folder);
        assertEquals(4, turns.size());
        for (JsonNode turn : turns) {
            assertEquals("answered", turn.path("outcome").asText(), turn.toString());
            assertTrue(turn.at("/milestones_us/first_audible").isNumber(), turn.toString());
        }
        JsonNode spoken = turns.stream()
                .filter(turn -> turn.path("turn").asInt() == 1)
                .findFirst()
                .orElseThrow();
        assertTrue(spoken.path("utterance").asText().startsWith("where-is-my-order"), spoken.toString());
        assertEquals("where is my order", spoken.path("transcript_heard").asText());
        assertEquals(0, spoken.at("/milestones_us/speech_end").asLong(-1));
        for (String milestone : List.of(
                "agent.turn_end", "stt.final", "llm.request", "llm.first_token", "tts.request", "first_packet")) {
            assertTrue(spoken.path("milestones_us").has(milestone), milestone + " is missing in " + spoken);
        }
    }

    @Test
    void histogramsAreTaggedByMetric() {
        var histograms = HistogramLog.read(folder.resolve("latency.hlog"));
        assertEquals(2, Objects.requireNonNull(histograms.get("ttfa")).getTotalCount());
        assertEquals(2, Objects.requireNonNull(histograms.get("greeting")).getTotalCount());
    }

    @Test
    void thePageShowsTheVerdictAndNeedsNoNetwork() throws IOException {
        String page = Files.readString(folder.resolve("report.html"));
        String verdict = Cli.runJson(folder).path("verdict").asText();
        assertTrue(page.toLowerCase(java.util.Locale.ROOT).contains(verdict));
        assertTrue(page.contains("missed &lt;= 90 %"));
        assertFalse(page.matches("(?s).*(src|href)=\"https?:.*"));
        assertTrue(page.contains("data:audio/wav;base64,"), "the worst turns can be heard");
    }

    @Test
    void ciCanReadItsFiles() throws Exception {
        Element suite = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve("junit.xml").toFile())
                .getDocumentElement();
        assertTrue(suite.getElementsByTagName("testcase").getLength() >= 2);
        String summary = Files.readString(folder.resolve("summary.md"));
        assertTrue(
                summary.contains("one-turn") && summary.contains("missed <= 90 %") || summary.contains("&lt;="),
                summary);
    }

    @Test
    void theSoundOfTurnsIsKeptInStereo() throws Exception {
        try (Stream<Path> files = Files.list(folder.resolve("recordings"))) {
            List<Path> wavs =
                    files.filter(file -> file.toString().endsWith(".wav")).toList();
            assertEquals(2, wavs.size());
            for (Path wav : wavs) {
                AudioFileFormat format = AudioSystem.getAudioFileFormat(wav.toFile());
                assertEquals(2, format.getFormat().getChannels());
                assertTrue(format.getFrameLength() > 16_000);
            }
        }
    }

    @Test
    void checkAndReportAgreeWithTheRun() throws IOException {
        assertEquals(result.code(), Cli.run("check", folder.toString()).code());
        JsonNode before = Cli.runJson(folder);
        assertEquals(result.code(), Cli.run("report", folder.toString()).code());
        assertEquals(before, Cli.runJson(folder));
    }
}
