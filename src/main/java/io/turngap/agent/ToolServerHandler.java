package io.turngap.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import io.turngap.time.Timeline;
import java.nio.charset.StandardCharsets;

/** One connection of {@link ToolServer}: takes requests, has the script run, answers. A call whose client went away is given up. */
final class ToolServerHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final String PATH = "/tools/";
    private static final String GARBAGE = "{\"text\": \"tues";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final AgentConfig.Tools config;
    private final Tool tools;
    private final Timeline timeline;
    private Runnable giveUp = () -> {};

    ToolServerHandler(AgentConfig.Tools config, Tool tools, Timeline timeline) {
        this.config = config;
        this.tools = tools;
        this.timeline = timeline;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        boolean keep = HttpUtil.isKeepAlive(request);
        String path = new QueryStringDecoder(request.uri()).path();
        if (!path.startsWith(PATH)) {
            error(
                    context,
                    keep,
                    HttpResponseStatus.NOT_FOUND,
                    "no path " + ClientError.shown(path) + "; post to " + PATH + "NAME");
            return;
        }
        String name = path.substring(PATH.length());
        AgentConfig.ToolScript script = config.byName().get(name);
        if (script == null) {
            error(
                    context,
                    keep,
                    HttpResponseStatus.NOT_FOUND,
                    "no tool " + ClientError.shown(name) + "; there are "
                            + config.byName().keySet());
        } else if (!request.method().equals(HttpMethod.POST)) {
            error(context, keep, HttpResponseStatus.METHOD_NOT_ALLOWED, "a tool is called with POST");
        } else {
            call(context, keep, script, name, request.content().toString(StandardCharsets.UTF_8));
        }
    }

    private void call(
            ChannelHandlerContext context, boolean keep, AgentConfig.ToolScript script, String name, String body) {
        JsonNode asked;
        try {
            asked = JSON.readTree(body);
        } catch (JsonProcessingException malformed) {
            error(context, keep, HttpResponseStatus.BAD_REQUEST, "the request is no JSON");
            return;
        }
        if (!asked.path("argument").isTextual()) {
            error(context, keep, HttpResponseStatus.BAD_REQUEST, "a text is expected at key argument");
            return;
        }
        Tool.Call call = new Tool.Call(
                asked.path("call").asLong(),
                asked.path("turn").asInt(),
                name,
                asked.path("argument").textValue());
        giveUp = tools.call(timeline, call, result -> answer(context, keep, script, result));
    }

    private static void answer(
            ChannelHandlerContext context, boolean keep, AgentConfig.ToolScript script, Tool.Result result) {
        switch (result) {
            case Tool.Result.Found found ->
                write(
                        context,
                        keep,
                        HttpResponseStatus.OK,
                        JSON.createObjectNode().put("text", found.text()).toString());
            case Tool.Result.Told told ->
                write(
                        context,
                        keep,
                        HttpResponseStatus.OK,
                        JSON.createObjectNode().put("text", told.sentence()).toString());
            case Tool.Result.Failed failed -> {
                if (script.garbage() && script.status() == 0) {
                    write(context, keep, HttpResponseStatus.OK, GARBAGE);
                } else {
                    int status = script.status() == 0 ? 500 : script.status();
                    error(context, keep, HttpResponseStatus.valueOf(status), failed.why());
                }
            }
            case Tool.Result.TimedOut late ->
                error(context, keep, HttpResponseStatus.GATEWAY_TIMEOUT, "the tool did not answer in time");
        }
    }

    private static void error(ChannelHandlerContext context, boolean keep, HttpResponseStatus status, String why) {
        write(context, keep, status, JSON.createObjectNode().put("error", why).toString());
    }

    private static void write(ChannelHandlerContext context, boolean keep, HttpResponseStatus status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(bytes));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
        HttpUtil.setKeepAlive(response, keep);
        var written = context.writeAndFlush(response);
        if (!keep) {
            written.addListener(io.netty.channel.ChannelFutureListener.CLOSE);
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
