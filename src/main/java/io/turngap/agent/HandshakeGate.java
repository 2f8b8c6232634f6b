package io.turngap.agent;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.AttributeKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets a handshake through or answers it: 404 for another path, 426 for a request that is no upgrade, 401 for a wrong key, 503 when all
 * places are taken. A place is free again when its connection has closed.
 */
final class HandshakeGate extends ChannelInboundHandlerAdapter {

    /** What the client said; set once it was let through. */
    static final AttributeKey<Endpoint.Hello> HELLO = AttributeKey.valueOf(HandshakeGate.class, "hello");

    /** True for a client that asked for {@link RealtimeBeta}. */
    static final AttributeKey<Boolean> BETA = AttributeKey.valueOf(HandshakeGate.class, "beta");

    /** A client that sends this header as 1 gets Turngap's own events. */
    static final String MILESTONES = "X-Turngap-Milestones";

    private static final String BEARER = "Bearer ";
    private static final String BROWSER_KEY = "openai-insecure-api-key.";

    private final ServerOptions options;
    private final AtomicInteger open;
    private final AtomicLong accepted;

    HandshakeGate(ServerOptions options, AtomicInteger open, AtomicLong accepted) {
        this.options = options;
        this.open = open;
        this.accepted = accepted;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof FullHttpRequest request)) {
            context.fireChannelRead(message);
            return;
        }
        QueryStringDecoder uri = new QueryStringDecoder(request.uri());
        HttpHeaders headers = request.headers();
        context.channel().attr(BETA).set(RealtimeBeta.isAsked(headers));
        if (!uri.path().equals(WebSocketHost.PATH)) {
            String path = ClientError.shown(uri.path());
            refuse(
                    context,
                    request,
                    HttpResponseStatus.NOT_FOUND,
                    "not_found",
                    "No path " + path + "; use " + WebSocketHost.PATH);
        } else if (!headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            refuse(
                    context,
                    request,
                    HttpResponseStatus.UPGRADE_REQUIRED,
                    "upgrade_required",
                    "This path speaks WebSocket only");
        } else if (!isKnown(headers)) {
            refuse(
                    context,
                    request,
                    HttpResponseStatus.UNAUTHORIZED,
                    "invalid_api_key",
                    "Wrong or missing key; send Authorization: Bearer with the value of " + ServerOptions.KEY_VARIABLE);
        } else if (!takePlace(context)) {
            refuse(
                    context,
                    request,
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "session_limit_reached",
                    "All " + options.mostCalls() + " calls are taken; wait for one to end or raise the agent's limit");
        } else {
            String model = uri.parameters()
                    .getOrDefault("model", java.util.List.of(""))
                    .getFirst();
            context.channel()
                    .attr(HELLO)
                    .set(new Endpoint.Hello(
                            accepted.getAndIncrement(), ClientError.shown(model), "1".equals(headers.get(MILESTONES))));
            context.pipeline().remove(this);
            context.fireChannelRead(request);
        }
    }

    private boolean takePlace(ChannelHandlerContext context) {
        if (open.incrementAndGet() > options.mostCalls()) {
            open.decrementAndGet();
            return false;
        }
        context.channel().closeFuture().addListener(closed -> open.decrementAndGet());
        return true;
    }

    private boolean isKnown(HttpHeaders headers) {
        if (options.key().isEmpty()) {
            return true;
        }
        String bearer = headers.get(HttpHeaderNames.AUTHORIZATION, "");
        String presented = bearer.startsWith(BEARER) ? bearer.substring(BEARER.length()) : "";
        for (String protocol :
                headers.get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, "").split(",")) {
            if (protocol.strip().startsWith(BROWSER_KEY)) {
                presented = protocol.strip().substring(BROWSER_KEY.length());
            }
        }
        byte[] right = options.key().orElseThrow().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(right, presented.getBytes(StandardCharsets.UTF_8));
    }

    private static void refuse(
            ChannelHandlerContext context,
            FullHttpRequest request,
            HttpResponseStatus status,
            String code,
            String says) {
        request.release();
        var body = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
        body.putObject("error").put("code", code).put("message", says + ".");
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(bytes));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .set(HttpHeaderNames.CONTENT_LENGTH, bytes.length)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
}
