package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Seeds;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tools over real HTTP, on both sides. */
class ToolServerTest {

    private final EngineSounds sounds = new EngineSounds();
    private final HttpCalls client = new HttpCalls(10);

    @AfterEach
    void close() {
        client.close();
        sounds.close();
    }

    private Tool.Result called(String script, String name, int turn) throws IOException {
        return called(script, name, turn, 2_000);
    }

    private Tool.Result called(String script, String name, int turn, long timeoutMs) throws IOException {
        AgentConfig.Tools scripts =
                Stage.config("{'tools': {'lookup_order': " + script + "}}").tools();
        try (ToolServer server = ToolServer.start(scripts, 7, "127.0.0.1", 0)) {
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
        try (ToolServer server = ToolServer.start(AgentConfig.defaults().tools(), 1, "127.0.0.1", 0);
                HttpClient http = HttpClient.newHttpClient()) {
            for (String[] wrong : List.of(
                    new String[] {"GET", "/tools/lookup_order", "", "405"},
                    new String[] {"POST", "/tools/lookup_order", "{", "400"},
                    new String[] {"POST", "/tools/lookup_order", "{}", "400"},
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
}
