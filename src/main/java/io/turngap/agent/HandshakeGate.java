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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets a handshake through or answers it: 426 for a request that is no upgrade, 401 for a wrong key, 403 for a telephone provider's wrong
 * signature, 503 when all places are taken. A place is free again when its connection has closed. Requests at other paths are for
 * {@link Doors#pages}. The key comes as a bearer token, in a browser's subprotocol, or as the query's {@code token}.
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
    private final Doors doors;
    private final AtomicInteger open;
    private final AtomicLong accepted;

    HandshakeGate(ServerOptions options, Doors doors, AtomicInteger open, AtomicLong accepted) {
        this.options = options;
        this.doors = doors;
        this.open = open;
        this.accepted = accepted;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof FullHttpRequest request)) {
            context.fireChannelRead(message);
            return;
        }
        Optional<Doors.Page> answer;
        try {
            QueryStringDecoder uri = new QueryStringDecoder(request.uri());
            answer = answer(context, request, uri.path(), uri.parameters());
        } catch (IllegalArgumentException malformed) {
            answer = Optional.of(Doors.error(
                    HttpResponseStatus.BAD_REQUEST,
                    "bad_request",
                    "Malformed address " + ClientError.shown(request.uri()) + ": " + malformed.getMessage()));
        }
        if (answer.isPresent()) {
            write(context, answer.get());
            request.release();
        } else {
            context.pipeline().remove(this);
            context.fireChannelRead(request);
        }
    }

    /** What to answer instead of a handshake; empty where the client was let through. */
    private Optional<Doors.Page> answer(
            ChannelHandlerContext context, FullHttpRequest request, String path, Map<String, List<String>> query) {
        HttpHeaders headers = request.headers();
        context.channel().attr(BETA).set(RealtimeBeta.isAsked(headers));
        if (!doors.webSockets().containsKey(path)) {
            return Optional.of(doors.pages().answer(request, path, isKnown(headers, query)));
        }
        if (!headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            return Optional.of(Doors.error(
                    HttpResponseStatus.UPGRADE_REQUIRED, "upgrade_required", "This path speaks WebSocket only"));
        }
        boolean signs = doors.phones().contains(path) && options.phoneToken().isPresent();
        boolean signed = signs && TwilioSignature.isValid(options.phoneToken().orElseThrow(), request, "");
        if (!signed && signs && options.key().isEmpty()) {
            return Optional.of(Doors.error(
                    HttpResponseStatus.FORBIDDEN,
                    "invalid_signature",
                    "Wrong or missing " + TwilioSignature.HEADER + "; it is checked because "
                            + ServerOptions.PHONE_TOKEN_VARIABLE + " is set; sign with the same token"));
        }
        if (!signed && !isKnown(headers, query)) {
            return Optional.of(Doors.error(
                    HttpResponseStatus.UNAUTHORIZED,
                    "invalid_api_key",
                    "Wrong or missing key; send Authorization: Bearer with the value of "
                            + ServerOptions.KEY_VARIABLE));
        }
        if (!takePlace(context)) {
            return Optional.of(Doors.error(
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "session_limit_reached",
                    "All " + options.mostCalls() + " calls are taken; wait for one to end or raise the agent's limit"));
        }
        context.channel()
                .attr(HELLO)
                .set(new Endpoint.Hello(accepted.getAndIncrement(), path, query, "1".equals(headers.get(MILESTONES))));
        return Optional.empty();
    }

    private boolean takePlace(ChannelHandlerContext context) {
        if (open.incrementAndGet() > options.mostCalls()) {
            open.decrementAndGet();
            return false;
        }
        context.channel().closeFuture().addListener(closed -> open.decrementAndGet());
        return true;
    }

    private boolean isKnown(HttpHeaders headers, Map<String, List<String>> query) {
        if (options.key().isEmpty()) {
            return true;
        }
        String bearer = headers.get(HttpHeaderNames.AUTHORIZATION, "");
        String presented = bearer.startsWith(BEARER)
                ? bearer.substring(BEARER.length())
                : query.getOrDefault("token", List.of("")).getFirst();
        for (String protocol :
                headers.get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, "").split(",")) {
            if (protocol.strip().startsWith(BROWSER_KEY)) {
                presented = protocol.strip().substring(BROWSER_KEY.length());
            }
        }
        byte[] right = options.key().orElseThrow().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(right, presented.getBytes(StandardCharsets.UTF_8));
    }

    private static void write(ChannelHandlerContext context, Doors.Page page) {
        byte[] bytes = page.body().getBytes(StandardCharsets.UTF_8);
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, page.status(), Unpooled.wrappedBuffer(bytes));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, page.contentType())
                .set(HttpHeaderNames.CONTENT_LENGTH, bytes.length)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
}
