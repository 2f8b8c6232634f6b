package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.jackson2.DefaultJsonSchemaValidator;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessAsyncServer;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.AsyncToolSpecification;
import io.modelcontextprotocol.server.McpStatelessServerHandler;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpStatelessServerTransport;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.turngap.scenario.ToolScript;
import io.turngap.time.Timeline;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * The tools over the Model Context Protocol, streamable HTTP without sessions: each POST holds one JSON-RPC message and is answered with
 * one, in JSON. What the protocol means is the official SDK's; what a tool does, its script's: a failure is a result with {@code isError}, a
 * scripted status is the status of the HTTP response, and garbage its body.
 */
final class McpEndpoint implements McpStatelessServerTransport, AutoCloseable {

    /** Where it is reached. */
    static final String PATH = "/mcp";

    private static final String EXCHANGE = "exchange";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JacksonMcpJsonMapper MAPPER = new JacksonMcpJsonMapper(JSON);

    private final ServedTools tools;
    private @Nullable McpStatelessServerHandler handler;
    private @Nullable McpStatelessAsyncServer server;

    /** One POST; what its tool does to the response beyond the result. */
    private static final class Exchange {
        final Timeline timeline;
        int status;
        boolean garbage;

        Exchange(Timeline timeline) {
            this.timeline = timeline;
        }
    }

    private McpEndpoint(ServedTools tools) {
        this.tools = tools;
    }

    /** An endpoint that serves every tool with a name. */
    static McpEndpoint of(ServedTools tools) {
        McpEndpoint endpoint = new McpEndpoint(tools);
        List<AsyncToolSpecification> specifications = tools.scripts().named().entrySet().stream()
                .map(tool -> endpoint.specification(tool.getKey(), tool.getValue()))
                .toList();
        endpoint.server = McpServer.async(endpoint)
                .serverInfo("turngap-tools", "1")
                .instructions("Tools of a test: they do what a script says.")
                .capabilities(
                        McpSchema.ServerCapabilities.builder().tools(false).build())
                // A test wants to see what the agent asked, right or wrong: the log has it.
                .validateToolInputs(false)
                .jsonMapper(MAPPER)
                .jsonSchemaValidator(new DefaultJsonSchemaValidator())
                .tools(specifications)
                .build();
        return endpoint;
    }

    private AsyncToolSpecification specification(String name, ToolScript script) {
        McpSchema.Tool tool = McpSchema.Tool.builder(
                        name, MAPPER, script.parameters().toString())
                .description(script.description())
                .build();
        return new AsyncToolSpecification(
                tool,
                (context, request) -> Mono.create(sink -> {
                    Exchange exchange = (Exchange) context.get(EXCHANGE);
                    Map<String, Object> given = request.arguments();
                    JsonNode arguments = given == null ? JSON.createObjectNode() : JSON.valueToTree(given);
                    ServedTools.Asked asked =
                            new ServedTools.Asked(ServedTools.Way.MCP, name, arguments, Optional.empty());
                    Runnable giveUp = tools.call(exchange.timeline, script, asked, fate -> {
                        exchange.status = script.status();
                        exchange.garbage = script.garbage();
                        sink.success(result(script, asked, fate));
                    });
                    sink.onDispose(giveUp::run);
                }));
    }

    private static McpSchema.CallToolResult result(ToolScript script, ServedTools.Asked asked, ToolScript.Fate fate) {
        boolean failed = fate == ToolScript.Fate.FAILED;
        String text = failed
                ? script.why(asked.name(), asked.arguments())
                : script.output(fate, asked.name(), asked.arguments());
        return new McpSchema.CallToolResult.Builder()
                .addTextContent(text)
                .isError(failed)
                .build();
    }

    @Override
    public void setMcpHandler(McpStatelessServerHandler mcpHandler) {
        handler = mcpHandler;
    }

    @Override
    public Mono<Void> closeGracefully() {
        return Mono.empty();
    }

    @Override
    public void close() {
        McpStatelessAsyncServer open = server;
        server = null;
        if (open != null) {
            open.close();
        }
    }

    /**
     * Takes a message; {@code answer} gets status and body once there are any.
     *
     * @return gives it up
     */
    Runnable receive(Timeline timeline, String body, BiConsumer<HttpResponseStatus, String> answer) {
        McpStatelessServerHandler handles = handler;
        if (handles == null) {
            throw new IllegalStateException("the SDK has set no handler");
        }
        Exchange exchange = new Exchange(timeline);
        McpTransportContext context = McpTransportContext.create(Map.of(EXCHANGE, exchange));
        McpSchema.JSONRPCMessage message;
        try {
            message = McpSchema.deserializeJsonRpcMessage(MAPPER, body);
        } catch (IOException | RuntimeException malformed) {
            answer.accept(
                    HttpResponseStatus.BAD_REQUEST,
                    error(
                            McpSchema.ErrorCodes.PARSE_ERROR,
                            "the request is no JSON-RPC 2.0 message; one object with jsonrpc, method and, for a request, id is expected"));
            return () -> {};
        }
        if (message instanceof McpSchema.JSONRPCRequest request
                && request.params() != null
                && !(request.params() instanceof Map)) {
            answer.accept(
                    HttpResponseStatus.BAD_REQUEST,
                    error(McpSchema.ErrorCodes.INVALID_PARAMS, "the params are no object; an object is expected"));
            return () -> {};
        }
        Mono<String> reply = switch (message) {
            case McpSchema.JSONRPCRequest request ->
                handles.handleRequest(context, request).map(McpEndpoint::text);
            case McpSchema.JSONRPCNotification notification ->
                handles.handleNotification(context, notification).thenReturn("");
            default -> Mono.just("");
        };
        Disposable running = reply.contextWrite(reactor -> reactor.put(McpTransportContext.KEY, context))
                .subscribe(
                        text -> answer.accept(status(exchange, text), exchange.garbage ? ToolScript.GARBAGE : text),
                        failure -> answer.accept(
                                HttpResponseStatus.INTERNAL_SERVER_ERROR,
                                error(McpSchema.ErrorCodes.INTERNAL_ERROR, String.valueOf(failure.getMessage()))));
        return running::dispose;
    }

    private static HttpResponseStatus status(Exchange exchange, String text) {
        return exchange.status != 0
                ? HttpResponseStatus.valueOf(exchange.status)
                : text.isEmpty() ? HttpResponseStatus.ACCEPTED : HttpResponseStatus.OK;
    }

    private static String text(McpSchema.JSONRPCResponse response) {
        try {
            return MAPPER.writeValueAsString(response);
        } catch (IOException impossible) {
            throw new IllegalStateException("an answer made here could not be written", impossible);
        }
    }

    private static String error(int code, String why) {
        ObjectNode said = JSON.createObjectNode().put("jsonrpc", "2.0");
        said.putNull("id");
        said.putObject("error").put("code", code).put("message", why);
        return said.toString();
    }
}
