package io.turngap.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.turngap.link.Link.Ending.Kind;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the WebSocket once the connection (and its encryption) stands, and makes way for {@link FrameHandler} when the agent agrees. When
 * it does not, as much of its answer's body is read as a person would want to see.
 */
final class HandshakeHandler extends SimpleChannelInboundHandler<HttpObject> {

    /** Of a web page the beginning is style. */
    private static final int MOST_BODY_BYTES = 16 << 10;

    private final WebSocketClientHandshaker handshaker;
    private final CallSocket connection;
    private final boolean tls;
    private final StringBuilder body = new StringBuilder();
    private @Nullable HttpResponseStatus refusal;

    HandshakeHandler(WebSocketClientHandshaker handshaker, CallSocket connection, boolean tls) {
        this.handshaker = handshaker;
        this.connection = connection;
        this.tls = tls;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!connection.dialled(ctx.channel(), this)) {
            var unused = ctx.close();
        } else if (!tls) {
            var unused = handshaker.handshake(ctx.channel());
        }
        ctx.fireChannelActive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent encrypted) {
            if (encrypted.isSuccess()) {
                var unused = handshaker.handshake(ctx.channel());
            } else {
                connection.unreachable("encryption could not be agreed on (" + Redaction.reason(encrypted.cause())
                        + "); check that the port speaks TLS and that its certificate is trusted");
            }
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
        if (message.decoderResult().isFailure()) {
            Throwable cause = message.decoderResult().cause();
            connection.finish(
                    Kind.PROTOCOL,
                    connection.agent()
                            + (cause instanceof TooLongHttpHeaderException
                                    ? " answered the WebSocket handshake with headers larger than any agent's ("
                                    : " did not answer the WebSocket handshake in HTTP (")
                            + connection.clean(Redaction.reason(cause), 200) + "); check the port");
            return;
        }
        if (message instanceof HttpResponse response) {
            if (response.status().code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
                upgrade(ctx, response);
                return;
            }
            refusal = response.status();
        }
        if (message instanceof HttpContent content && refusal != null) {
            ByteBuf bytes = content.content();
            int count = Math.min(bytes.readableBytes(), MOST_BODY_BYTES - body.length());
            body.append(bytes.toString(bytes.readerIndex(), count, StandardCharsets.UTF_8));
            if (message instanceof LastHttpContent || body.length() >= MOST_BODY_BYTES) {
                refused();
            }
        }
    }

    private void upgrade(ChannelHandlerContext ctx, HttpResponse response) {
        var full = new DefaultFullHttpResponse(response.protocolVersion(), response.status());
        full.headers().set(response.headers());
        handshaker.finishHandshake(ctx.channel(), full);
        IncomingFrames incoming = new IncomingFrames(connection::text, connection::binary);
        ChannelHandlerContext decoder = ctx.pipeline().context(WebSocketFrameDecoder.class);
        ctx.pipeline().addBefore(decoder.name(), "incoming-frames", incoming);
        ctx.pipeline().addLast(new WebSocketFrameAggregator(SocketLink.MOST_FRAME_BYTES), new FrameHandler(connection));
        ctx.pipeline().remove(this);
        connection.upgraded(ctx.pipeline().context(incoming));
    }

    /** Ends the connection with what the agent answered; false when it answered nothing yet. */
    boolean refused() {
        HttpResponseStatus status = refusal;
        if (status != null) {
            connection.refused(status.code(), status.reasonPhrase(), body.toString());
        }
        return status != null;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!refused()) {
            connection.unreachable(
                    "the connection was closed before the WebSocket handshake was answered; check port and path");
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (refused()) {
            return;
        }
        String reason = connection.clean(Redaction.reason(cause), 200);
        if (cause instanceof WebSocketHandshakeException) {
            connection.finish(
                    Kind.REFUSED, connection.agent() + " answered the WebSocket handshake wrongly: " + reason);
        } else {
            connection.unreachable("the connection broke before the WebSocket handshake was answered: " + reason);
        }
    }
}
