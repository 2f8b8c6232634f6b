package io.turngap.agent;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Brings a connection's frames to its {@link Endpoint}; whatever goes wrong in there ends this connection and no other. */
final class EndpointHandler extends SimpleChannelInboundHandler<WebSocketFrame> {

    private final WebSocketHost.Stamp stamp;
    private final Doors doors;
    private @Nullable Endpoint endpoint;
    private @Nullable ClientChannel client;

    EndpointHandler(WebSocketHost.Stamp stamp, Doors doors) {
        this.stamp = stamp;
        this.doors = doors;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
            Endpoint.Hello hello = context.channel().attr(HandshakeGate.HELLO).get();
            ClientChannel made = new ClientChannel(context.channel(), hello.index());
            client = made;
            endpoint = Objects.requireNonNull(doors.webSockets().get(hello.path()), hello::path)
                    .open(made, hello);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        Endpoint at = endpoint;
        if (at != null) {
            if (frame instanceof TextWebSocketFrame) {
                at.text(frame.content(), stamp.readNanos());
            } else {
                at.binary(frame.content(), stamp.readNanos());
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        Endpoint at = endpoint;
        endpoint = null;
        if (at != null) {
            at.closed();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        ClientChannel to = client;
        boolean ours = cause instanceof RuntimeException && !(cause instanceof io.netty.handler.codec.DecoderException);
        Endpoint at = endpoint;
        if (to != null && ours) {
            if (at != null) {
                at.failed(cause);
            }
            to.close(WebSocketCloseStatus.INTERNAL_SERVER_ERROR, "internal error");
        } else {
            var unused = context.close();
        }
    }
}
