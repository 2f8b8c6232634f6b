package io.turngap.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.turngap.scenario.ToolScript;
import io.turngap.time.Timeline;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One connection of {@link ToolServer}: takes requests, has the script run, answers. A call whose client went away is given up. */
final class ToolServerHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final String LIST = "/tools";
    private static final String PATH = "/tools/";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ServedTools tools;
    private final McpEndpoint mcp;
    private final Timeline timeline;
    private Runnable giveUp = () -> {};

    ToolServerHandler(ServedTools tools, McpEndpoint mcp, Timeline timeline) {
        this.tools = tools;
        this.mcp = mcp;
        this.timeline = timeline;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        Answer answer = new Answer(context, HttpUtil.isKeepAlive(request));
        String path = new QueryStringDecoder(request.uri()).path();
        if (request.decoderResult().isFailure()) {
            answer.error(HttpResponseStatus.BAD_REQUEST, "the request is no HTTP");
        } else if (isForeign(request)) {
            answer.error(
                    HttpResponseStatus.FORBIDDEN,
                    "a page from elsewhere may not call tools; its Origin must be this machine or this server");
        } else if (path.equals(McpEndpoint.PATH)) {
            mcp(answer, request);
        } else if (path.equals(LIST)) {
            if (allowed(answer, request, HttpMethod.GET, "the tools are listed with GET")) {
                answer.json(HttpResponseStatus.OK, list().toString());
            }
        } else if (path.startsWith(PATH)) {
            named(answer, request, path.substring(PATH.length()));
        } else {
            answer.error(
                    HttpResponseStatus.NOT_FOUND,
                    "no path " + ClientError.shown(path) + "; post to " + PATH + "NAME or, for MCP, to "
                            + McpEndpoint.PATH + ", or get " + LIST);
        }
    }

    /** A browser says where its page is from; a page of another machine must not reach tools on this one. */
    private static boolean isForeign(FullHttpRequest request) {
        String origin = request.headers().get(HttpHeaderNames.ORIGIN);
        if (origin == null) {
            return false;
        }
        String host = request.headers().get(HttpHeaderNames.HOST, "");
        try {
            String from = String.valueOf(URI.create(origin).getHost());
            boolean near = from.equals("localhost") || from.equals("127.0.0.1") || from.equals("[::1]");
            return !near && !origin.endsWith("://" + host);
        } catch (IllegalArgumentException none) {
            return true;
        }
    }

    private static boolean allowed(Answer answer, FullHttpRequest request, HttpMethod method, String otherwise) {
        boolean fits = request.method().equals(method);
        if (!fits) {
            answer.error(HttpResponseStatus.METHOD_NOT_ALLOWED, otherwise);
        }
        return fits;
    }

    private void mcp(Answer answer, FullHttpRequest request) {
        if (allowed(answer, request, HttpMethod.POST, "this server keeps no sessions and opens no streams; use POST")) {
            giveUp = mcp.receive(timeline, request.content().toString(StandardCharsets.UTF_8), answer::json);
        }
    }

    private ObjectNode list() {
        ObjectNode listed = JSON.createObjectNode();
        ArrayNode all = listed.putArray("tools");
        tools.scripts()
                .named()
                .forEach((name, script) -> all.addObject()
                        .put("name", name)
                        .put("description", script.description())
                        .set("parameters", script.parameters()));
        return listed;
    }

    private void named(Answer answer, FullHttpRequest request, String name) {
        Optional<ToolScript> script = tools.scripts().of(name);
        if (script.isEmpty()) {
            answer.error(
                    HttpResponseStatus.NOT_FOUND,
                    "no tool " + ClientError.shown(name) + "; there are "
                            + tools.scripts().byName().keySet());
        } else if (allowed(answer, request, HttpMethod.POST, "a tool is called with POST")) {
            call(answer, script.get(), name, request.content().toString(StandardCharsets.UTF_8));
        }
    }

    private void call(Answer answer, ToolScript script, String name, String body) {
        JsonNode asked;
        try {
            asked = body.isBlank() ? JSON.createObjectNode() : JSON.readTree(body);
        } catch (JsonProcessingException malformed) {
            answer.error(HttpResponseStatus.BAD_REQUEST, "the request is no JSON");
            return;
        }
        if (!asked.isObject()) {
            answer.error(
                    HttpResponseStatus.BAD_REQUEST,
                    "the request is " + asked.getNodeType() + "; an object with the tool's arguments is expected");
            return;
        }
        boolean ofBundledAgent = asked.size() == 3
                && asked.has("call")
                && asked.has("turn")
                && asked.path("argument").isTextual();
        Optional<ServedTools.For> turn = ofBundledAgent
                ? Optional.of(new ServedTools.For(
                        asked.path("call").asLong(), asked.path("turn").asInt()))
                : Optional.empty();
        ServedTools.Asked call = new ServedTools.Asked(ServedTools.Way.HTTP, name, asked, turn);
        giveUp = tools.call(timeline, script, call, fate -> answer(answer, script, call, fate));
    }

    private static void answer(Answer answer, ToolScript script, ServedTools.Asked call, ToolScript.Fate fate) {
        if (script.status() != 0) {
            answer.error(HttpResponseStatus.valueOf(script.status()), script.why(call.name(), call.arguments()));
        } else if (script.garbage()) {
            answer.json(HttpResponseStatus.OK, ToolScript.GARBAGE);
        } else if (fate == ToolScript.Fate.FAILED) {
            answer.error(HttpResponseStatus.INTERNAL_SERVER_ERROR, script.why(call.name(), call.arguments()));
        } else {
            JsonNode result = script.result(call.name(), call.arguments());
            answer.json(
                    HttpResponseStatus.OK,
                    (call.turn().isPresent() ? forBundledAgent(result, call) : forOthers(result)).toString());
        }
    }

    private static JsonNode forOthers(JsonNode result) {
        return result.isContainerNode() ? result : JSON.createObjectNode().set("result", result);
    }

    /** The bundled agent speaks the answer as it is: a text of the script, or else what its own tool would have said. */
    private static JsonNode forBundledAgent(JsonNode result, ServedTools.Asked call) {
        String text = result.isTextual()
                ? result.textValue()
                : ScriptedTools.answerTo(call.arguments().path("argument").textValue());
        return JSON.createObjectNode().put("text", text);
    }

    /** Where an answer goes. */
    private record Answer(ChannelHandlerContext context, boolean keep) {

        void error(HttpResponseStatus status, String why) {
            json(status, ToolScript.errorOutput(why));
        }

        void json(HttpResponseStatus status, String body) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(bytes));
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
            if (bytes.length > 0) {
                response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json");
            }
            HttpUtil.setKeepAlive(response, keep);
            var written = context.writeAndFlush(response);
            if (!keep) {
                written.addListener(io.netty.channel.ChannelFutureListener.CLOSE);
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        giveUp.run();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var unused = context.close();
    }
}
