package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.turngap.scenario.ToolsFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tools over MCP, called by the official SDK's client over real HTTP. */
class McpEndpointTest {

    private static final List<String> SCRIPTS = List.of(
            "lookup_order.delay_ms=120",
            "failing={fail_rate: 1, delay_ms: 1, error: 'no order {order}'}",
            "mute={hang: true}",
            "broken={status: 503, delay_ms: 1}",
            "garbled={garbage: true, delay_ms: 1}",
            "plain={delay_ms: 1, result: 'order {order}', description: Says it., parameters: {properties: {order: {type: number}}}}");

    private static ToolServer serve(ToolLog log) throws Exception {
        return ToolServer.start(ToolsFile.read(Optional.empty(), SCRIPTS), 7, "127.0.0.1", 0, log);
    }

    private static McpSyncClient client(ToolServer server, long timeoutMs) {
        return McpClient.sync(HttpClientStreamableHttpTransport.builder(server.address())
                        .endpoint("/mcp")
                        .build())
                .requestTimeout(Duration.ofMillis(timeoutMs))
                .initializationTimeout(Duration.ofSeconds(10))
                .build();
    }

    private static McpSchema.CallToolResult call(McpSyncClient client, String name) {
        return client.callTool(new McpSchema.CallToolRequest(name, Map.of("order", 4271)));
    }

    private static String text(McpSchema.CallToolResult result) {
        return ((McpSchema.TextContent) result.content().getFirst()).text();
    }

    @Test
    void toolsAreListedWithTheirSchemaAndAnswerAfterTheirDelay() throws Exception {
        try (ToolServer server = serve(ToolLog.none());
                McpSyncClient client = client(server, 10_000)) {
            assertEquals("turngap-tools", client.initialize().serverInfo().name());
            List<McpSchema.Tool> tools = client.listTools().tools();
            assertEquals(
                    List.of("lookup_order", "failing", "mute", "broken", "garbled", "plain"),
                    tools.stream().map(McpSchema.Tool::name).toList());
            McpSchema.Tool plain = tools.getLast();
            assertEquals("Says it.", plain.description());
            assertEquals(
                    Map.of("type", "object", "properties", Map.of("order", Map.of("type", "number"))),
                    plain.inputSchema());
            long before = System.nanoTime();
            McpSchema.CallToolResult found = call(client, "lookup_order");
            assertTrue(System.nanoTime() - before >= 120_000_000, "no sooner than its delay");
            assertEquals("{\"order\":4271,\"status\":\"shipped\",\"arrives\":\"tuesday\"}", text(found));
            assertTrue(!Boolean.TRUE.equals(found.isError()));
            assertEquals("order 4271", text(call(client, "plain")));
        }
    }

    @Test
    void everyWayToFailReachesTheClient(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("tools.jsonl");
        try (ToolLog log = ToolLog.to(file);
                ToolServer server = serve(log);
                McpSyncClient client = client(server, 1_500)) {
            client.initialize();
            McpSchema.CallToolResult failed = call(client, "failing");
            assertTrue(failed.isError());
            assertEquals("no order 4271", text(failed));
            assertThrows(RuntimeException.class, () -> call(client, "broken"));
            assertThrows(RuntimeException.class, () -> call(client, "garbled"));
            assertThrows(RuntimeException.class, () -> call(client, "nobody_knows"));
            assertThrows(RuntimeException.class, () -> call(client, "mute"), "the client's own time is up");
            assertEquals("order 4271", text(call(client, "plain")), "the server goes on");
        }
        List<String> outcomes = Files.readAllLines(file).stream()
                .map(line -> line.replaceAll(".*\"name\":\"([a-z_]+)\".*\"outcome\":\"([a-z]+)\".*", "$1 $2"))
                .toList();
        assertEquals(
                List.of("failing failed", "broken failed", "garbled answered", "mute hung", "plain answered"),
                outcomes);
    }

    @Test
    void messagesThatAreNoneAreRefused() throws Exception {
        try (ToolServer server = serve(ToolLog.none());
                HttpClient http = HttpClient.newHttpClient()) {
            for (String wrong : List.of("", "{", "[]", "7", "{\"jsonrpc\":\"2.0\"}", "null", "\"tools/list\"")) {
                HttpResponse<String> answer = post(http, server, wrong);
                assertEquals(400, answer.statusCode(), wrong + " gets " + answer.body());
                assertTrue(answer.body().contains("\"code\":-32700"), answer.body());
            }
            HttpResponse<String> unknown = post(http, server, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"no/such\"}");
            assertEquals(200, unknown.statusCode());
            assertTrue(unknown.body().contains("-32601"), unknown.body());
            HttpResponse<String> unfit =
                    post(http, server, "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":\"x\"}");
            assertEquals(400, unfit.statusCode());
            assertTrue(unfit.body().contains("-32602"), unfit.body());
            HttpResponse<String> notified =
                    post(http, server, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
            assertEquals(202, notified.statusCode());
            assertEquals("", notified.body());
        }
    }

    private static HttpResponse<String> post(HttpClient http, ToolServer server, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(server.address() + "/mcp"))
                        .header("Accept", "application/json, text/event-stream")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
