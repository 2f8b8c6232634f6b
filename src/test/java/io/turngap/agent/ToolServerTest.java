package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.scenario.ToolScript;
import io.turngap.scenario.ToolsFile;
import io.turngap.time.Seeds;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tools over real HTTP, on both sides. */
class ToolServerTest {

    private final EngineSounds sounds = new EngineSounds();
    private final HttpCalls client = new HttpCalls(10);

    @AfterEach
    void close() {
        client.close();
        sounds.close();
    }

    private static ToolServer serve(String... set) throws IOException {
        return ToolServer.start(ToolsFile.read(Optional.empty(), List.of(set)), 7, "127.0.0.1", 0, ToolLog.none());
    }

    private Tool.Result called(String script, String name, int turn) throws IOException {
        return called(script, name, turn, 2_000);
    }

    private Tool.Result called(String script, String name, int turn, long timeoutMs) throws IOException {
        try (ToolServer server = serve("lookup_order=" + script)) {
            AgentConfig.Tools agent = Stage.config(
                            "{'tools': {'timeout_ms': " + timeoutMs + ", 'server': '" + server.address() + "'}}")
                    .tools();
            HttpTools tools = new HttpTools(client, agent);
            assertFalse(tools.modelled());
            assertEquals("http tools at 127.0.0.1:" + server.port(), tools.name());
            CompletableFuture<Tool.Result> result = new CompletableFuture<>();
            sounds.run(() -> tools.call(sounds.timeline, new Tool.Call(3, turn, name, "4271"), result::complete));
            return EngineSounds.get(result);
        }
    }

    private static Tool.Result scripted(String script, int turn) {
        AgentConfig.Tools scripts =
                Stage.config("{'tools': {'lookup_order': " + script + "}}").tools();
        io.turngap.time.VirtualTimeline timeline = new io.turngap.time.VirtualTimeline();
        List<Tool.Result> results = new ArrayList<>();
        new ScriptedTools(scripts, new Seeds(7).at("tool"))
                .call(timeline, new Tool.Call(3, turn, "lookup_order", "4271"), results::add);
        timeline.runAll(10);
        return results.isEmpty() ? new Tool.Result.TimedOut() : results.getFirst();
    }

    @Test
    void answersAsTheToolInsideTheAgentDoes() throws IOException {
        Tool.Result answer = called("{'delay_ms': 20}", "lookup_order", 1);
        assertInstanceOf(Tool.Result.Found.class, answer);
        assertEquals(scripted("{'delay_ms': 20}", 1), answer);
        String half = "{'delay_ms': 1, 'fail_rate': 0.5}";
        for (int turn = 0; turn < 6; turn++) {
            assertEquals(
                    scripted(half, turn) instanceof Tool.Result.Failed,
                    called(half, "lookup_order", turn) instanceof Tool.Result.Failed,
                    "the same seed, call and turn fail in turn " + turn);
        }
    }

    @Test
    void everyWayToFailSaysWhich() throws IOException {
        assertTrue(failure(called("{'delay_ms': 1, 'fail_rate': 1}", "lookup_order", 1))
                .contains("500"));
        assertTrue(failure(called("{'delay_ms': 1, 'status': 503}", "lookup_order", 1))
                .contains("503"));
        assertTrue(failure(called("{'delay_ms': 1, 'garbage': true}", "lookup_order", 1))
                .contains("no JSON"));
        assertTrue(failure(called("{'delay_ms': 1}", "lookup_weather", 1)).contains("no tool lookup_weather"));
        assertInstanceOf(Tool.Result.TimedOut.class, called("{'hang': true}", "lookup_order", 1, 200));
        assertInstanceOf(Tool.Result.Failed.class, scripted("{'garbage': true}", 1));
        assertInstanceOf(Tool.Result.Failed.class, scripted("{'status': 500}", 1));
    }

    private static String failure(Tool.Result result) {
        return assertInstanceOf(Tool.Result.Failed.class, result).why();
    }

    @Test
    void requestsThatAreNoneAreRefused() throws Exception {
        try (ToolServer server = serve();
                HttpClient http = HttpClient.newHttpClient()) {
            for (String[] wrong : List.of(
                    new String[] {"GET", "/tools/lookup_order", "", "405"},
                    new String[] {"POST", "/tools/lookup_order", "{", "400"},
                    new String[] {"POST", "/tools/lookup_order", "[1]", "400"},
                    new String[] {"POST", "/tools/lookup_weather", "{}", "404"},
                    new String[] {"POST", "/tools", "{}", "405"},
                    new String[] {"GET", "/mcp", "", "405"},
                    new String[] {"DELETE", "/mcp", "", "405"},
                    new String[] {"POST", "/other", "{}", "404"})) {
                HttpResponse<String> answer = http.send(
                        HttpRequest.newBuilder(URI.create(server.address() + wrong[1]))
                                .method(wrong[0], HttpRequest.BodyPublishers.ofString(wrong[2]))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertEquals(wrong[3], Integer.toString(answer.statusCode()), wrong[1]);
                assertTrue(answer.body().startsWith("{\"error\":"), answer.body());
            }
        }
    }

    private static HttpResponse<String> post(
            HttpClient http, ToolServer server, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.address() + path))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void argumentsAreAnsweredWithTheResult() throws Exception {
        try (ToolServer server = serve(
                        "lookup_order.delay_ms=1",
                        "say={delay_ms: 1, result: 'order {order}'}",
                        "broken={delay_ms: 1, status: 503, error: 'no {order}'}",
                        "garbled={delay_ms: 1, garbage: true}");
                HttpClient http = HttpClient.newHttpClient()) {
            String asked = "{\"order\":4271}";
            assertEquals(
                    "{\"order\":4271,\"status\":\"shipped\",\"arrives\":\"tuesday\"}",
                    post(http, server, "/tools/lookup_order", asked).body());
            assertEquals(
                    "{\"result\":\"order 4271\"}",
                    post(http, server, "/tools/say", asked).body());
            HttpResponse<String> broken = post(http, server, "/tools/broken", asked);
            assertEquals(503, broken.statusCode());
            assertEquals("{\"error\":\"no 4271\"}", broken.body());
            assertEquals(
                    ToolScript.GARBAGE, post(http, server, "/tools/garbled", "").body());
            assertEquals(
                    "{\"text\":\"order {order}\"}",
                    post(http, server, "/tools/say", "{\"call\":1,\"turn\":2,\"argument\":\"7\"}")
                            .body(),
                    "the bundled agent's form, which has no argument of that name");
        }
    }

    @Test
    void theToolsAreListed() throws Exception {
        try (ToolServer server = serve("*={}");
                HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> listed = http.send(
                    HttpRequest.newBuilder(URI.create(server.address() + "/tools"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(
                    "{\"tools\":[{\"name\":\"lookup_order\",\"description\":\"Looks up an order by its number.\",\"parameters\":{\"type\":\"object\",\"properties\":"
                            + "{\"order\":{\"type\":\"string\",\"description\":\"The order's number, digits only.\"}},\"required\":[\"order\"]}}]}",
                    listed.body());
            assertEquals(
                    "{\"ok\":true}", post(http, server, "/tools/whatever", "{}").body());
        }
    }

    @Test
    void pagesFromElsewhereAndBodiesTooLargeAreRefused() throws Exception {
        try (ToolServer server = serve("lookup_order.delay_ms=1");
                HttpClient http = HttpClient.newHttpClient()) {
            assertEquals(
                    403,
                    post(http, server, "/tools/lookup_order", "{}", "Origin", "https://evil.example")
                            .statusCode());
            assertEquals(
                    200,
                    post(http, server, "/tools/lookup_order", "{}", "Origin", "http://localhost:3000")
                            .statusCode());
            assertEquals(
                    413,
                    post(http, server, "/tools/lookup_order", "{\"order\":\"" + "4".repeat(70_000) + "\"}")
                            .statusCode());
        }
    }

    @Test
    void everyCallIsLogged(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("tools.jsonl");
        try (ToolLog log = ToolLog.to(file);
                ToolServer server = ToolServer.start(
                        ToolsFile.read(Optional.empty(), List.of("lookup_order.delay_ms=2", "mute.hang=true")),
                        7,
                        "127.0.0.1",
                        0,
                        log);
                HttpClient http = HttpClient.newHttpClient()) {
            post(http, server, "/tools/lookup_order", "{\"order\":\"4271\"}");
            assertThrows(
                    HttpTimeoutException.class,
                    () -> http.send(
                            HttpRequest.newBuilder(URI.create(server.address() + "/tools/mute"))
                                    .POST(HttpRequest.BodyPublishers.noBody())
                                    .timeout(Duration.ofMillis(300))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString()));
        }
        List<String> lines = Files.readAllLines(file);
        assertEquals(2, lines.size(), lines.toString());
        assertTrue(
                lines.getFirst()
                        .endsWith(
                                "\"way\":\"http\",\"name\":\"lookup_order\",\"arguments\":{\"order\":\"4271\"},\"delay_ms\":2.0,\"outcome\":\"answered\"}"),
                lines.getFirst());
        assertTrue(lines.getLast().endsWith("\"outcome\":\"hung\"}"), lines.getLast());
    }
}
