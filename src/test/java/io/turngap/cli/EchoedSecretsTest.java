package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.link.EchoingAgents;
import io.turngap.link.Links;
import io.turngap.link.ScriptedAgent;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a server says back, of every protocol, no secret stands in any file or in what is printed. */
class EchoedSecretsTest {

    private static final String GATE = "TURNGAP_TEST_GATE";
    private static final String FILE_KEY = "TURNGAP_TEST_FILE_KEY";
    private static final String PROBE_KEY = "TURNGAP_TEST_PROBE_KEY";
    private static final String IN_THE_QUERY = "hush/77+x-in-the-query";

    private static final String SCENARIO = """
            scenario: echo
            calls: 4
            concurrency: 4
            ramp_ms: 300
            limits: {connect_ms: 3000, greeting_ms: 300, reply_ms: 600, settle_ms: 100, call_ms: 8000}
            link:
              headers: {x-gate: "${ENV:TURNGAP_TEST_GATE}"}
            script:
              - say: {utterance: where-is-my-order, voice: slt}
            """;

    @TempDir
    Path dir;

    private final Map<String, String> keys = keys();
    private final List<AutoCloseable> servers = new ArrayList<>();
    private final List<String> commands = new ArrayList<>();

    private static Map<String, String> keys() {
        Map<String, String> keys = new TreeMap<>();
        int number = 0;
        for (String variable : Stream.concat(
                        Links.keyVariables().stream().sorted(), Stream.of(GATE, FILE_KEY, PROBE_KEY))
                .toList()) {
            number++;
            keys.put(variable, "Zq" + number + "/v+7LmWw2=" + variable.hashCode() + "~k" + number);
        }
        return keys;
    }

    private void command(String... words) {
        commands.add(String.join("\t", words));
    }

    private void call(Path scenario, String address, String name) {
        command(
                "run",
                scenario.toString(),
                "--agent",
                address,
                "--out",
                dir.resolve("out/" + name).toString());
    }

    private String address(String prefix, int port) throws IOException {
        String socket =
                "ws://127.0.0.1:" + port + "/v1?token=" + URLEncoder.encode(IN_THE_QUERY, StandardCharsets.UTF_8);
        return switch (prefix) {
            case "file" ->
                "file:" + Files.writeString(dir.resolve("echo-link.yaml"), EchoingAgents.declared(port, FILE_KEY));
            case "azure" -> "azure:" + socket.replace("/v1?", "/openai/v1/realtime?model=m&");
            case "gemini" -> "gemini:" + socket + "&model=m";
            default -> prefix + ":" + socket;
        };
    }

    private void echoingHttp(Path scenario) throws IOException {
        AtomicInteger asked = new AtomicInteger();
        MockWebServer http = new MockWebServer();
        http.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                String path = request.getUrl().encodedPath();
                boolean probed = List.of("/chat", "/words", "/speech").contains(path);
                String echo = EchoingAgents.echo(
                        probed ? List.of(key(PROBE_KEY), IN_THE_QUERY) : ofLinks(),
                        request.getUrl() + " " + request.getHeaders());
                boolean refuse = asked.getAndIncrement() % 2 == 0;
                String body = switch (path) {
                    case "/chat" ->
                        "data: {\"choices\":[{\"delta\":{\"content\":\"" + echo + "\"}}]}\n\ndata: " + echo + "\n\n";
                    case "/words" -> "{\"text\":\"" + echo + "\"}";
                    case "/voice" -> "<Response><Reject reason=\"" + echo + "\"/></Response>";
                    default -> "{\"wsUrl\":\"http://127.0.0.1/" + echo + "\",\"signed_url\":\"" + echo + "\"}";
                };
                return new MockResponse.Builder()
                        .code(refuse ? 401 : 200)
                        .addHeader("Content-Type", path.equals("/chat") ? "text/event-stream" : "application/json")
                        .body(refuse ? "<html><body>no " + echo + "</body></html>" : body)
                        .build();
            }
        });
        http.start();
        servers.add(http);
        String base = "http://127.0.0.1:" + http.getPort();
        call(scenario, "twilio:" + base + "/voice", "hook");
        call(scenario, "pipecat:" + base + "/start", "start");
        call(scenario, "elevenlabs:" + base + "/agent", "signed");
        for (String kind : List.of("llm", "tts", "stt")) {
            String path = kind.equals("llm") ? "/chat" : kind.equals("stt") ? "/words" : "/speech";
            probe(kind, base + path);
        }
        probe(
                "stt",
                "ws://127.0.0.1:"
                        + agent("deepgram", List.of(key(PROBE_KEY), IN_THE_QUERY))
                                .port() + "/v1/listen");
    }

    private void probe(String kind, String url) {
        command(
                "probe",
                kind,
                "--url",
                url + "?token=" + URLEncoder.encode(IN_THE_QUERY, StandardCharsets.UTF_8),
                "--key-env",
                PROBE_KEY,
                "--requests",
                "4",
                "--warm-up",
                "0",
                "--out",
                dir.resolve("out/probe-" + kind + url.charAt(0)).toString());
    }

    private String key(String variable) {
        return Objects.requireNonNull(keys.get(variable));
    }

    /** What a link may have told to its agent; the agent's own file may name one more. */
    private List<String> ofLinks() {
        List<String> told = new ArrayList<>(keys.values());
        told.removeAll(List.of(key(PROBE_KEY), key(FILE_KEY)));
        return told;
    }

    private ScriptedAgent agent(String prefix) throws IOException {
        List<String> told = ofLinks();
        told.add(prefix.equals("file") ? key(FILE_KEY) : IN_THE_QUERY);
        return agent(prefix, told);
    }

    private ScriptedAgent agent(String prefix, List<String> told) throws IOException {
        ScriptedAgent agent = EchoingAgents.start(prefix, told);
        servers.add(agent);
        return agent;
    }

    @Test
    void whateverIsEchoedNoSecretIsWritten() throws Exception {
        assertEquals(List.of(), EchoingAgents.missing(), "a new link needs its words in EchoingAgents");
        Path scenario = Files.writeString(dir.resolve("echo.yaml"), SCENARIO);
        for (String prefix : EchoingAgents.protocols()) {
            call(scenario, address(prefix, agent(prefix).port()), prefix);
        }
        echoingHttp(scenario);
        Path log = dir.resolve("log");
        runAll(log);
        for (AutoCloseable server : servers) {
            server.close();
        }
        String said = Files.readString(log);
        assertFalse(said.contains("internal error") || said.contains("\tat "), said);
        for (String prefix : EchoingAgents.protocols()) {
            Path turns = dir.resolve("out/" + prefix + "/turns.jsonl");
            String journal = Files.exists(turns) ? Files.readString(turns) : "no run at all";
            assertTrue(journal.contains("***") && journal.contains("401"), () -> prefix + ":\n" + journal + said);
        }
        assertTrue(said.contains("***"), said);
        assertNoSecret();
    }

    private void runAll(Path log) throws Exception {
        Path file = Files.write(dir.resolve("commands"), commands);
        Process run = Cli.start(log, keys, SeveralCommands.class, file.toString());
        try {
            assertTrue(run.waitFor(120, TimeUnit.SECONDS), () -> "it goes on");
        } finally {
            run.destroyForcibly();
        }
        Files.delete(file);
    }

    private void assertNoSecret() throws IOException {
        Map<String, String> spellings = new LinkedHashMap<>();
        List<String> secrets = new ArrayList<>(keys.values());
        secrets.add(IN_THE_QUERY);
        for (String secret : secrets) {
            spellings.put(secret, secret);
            spellings.put(URLEncoder.encode(secret, StandardCharsets.UTF_8), secret);
            spellings.put(
                    Base64.getEncoder().withoutPadding().encodeToString(secret.getBytes(StandardCharsets.UTF_8)),
                    secret);
            String joined = Base64.getEncoder().encodeToString(("user:" + secret).getBytes(StandardCharsets.UTF_8));
            spellings.put(joined.substring(8, joined.length() - 4), secret);
            // Half a key is a key to somebody who can guess.
            spellings.put(secret.substring(0, 14), secret);
        }
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                spellings.forEach((spelling, secret) -> {
                    int at = content.indexOf(spelling);
                    if (at >= 0) {
                        found.add(dir.relativize(file) + ": "
                                + content.substring(Math.max(0, at - 200), Math.min(content.length(), at + 80)));
                    }
                });
            }
        }
        assertEquals(List.of(), found);
    }
}
