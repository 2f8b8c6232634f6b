package io.turngap.link;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;

/** Last in the pipeline of an open WebSocket: hands whole messages, the close and every break to the connection. */
final class FrameHandler extends SimpleChannelInboundHandler<Object> {

    private final CallSocket connection;

    FrameHandler(CallSocket connection) {
        this.connection = connection;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Object message) {
        switch (message) {
            case TextWebSocketFrame text -> connection.text(text.content());
            case BinaryWebSocketFrame binary -> connection.binary(binary.content());
            case PingWebSocketFrame ping -> {
                var unused =
                        ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
            }
            case CloseWebSocketFrame close -> connection.closedByAgent(close.statusCode(), close.reasonText());
            default -> {
                // A pong, or the end of the handshake's answer.
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        connection.broke("the agent ended the connection without a close");
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof TooLongFrameException || tooBig(cause)) {
            connection.flooded();
        } else if (cause instanceof CorruptedWebSocketFrameException) {
            connection.corrupt(cause);
        } else {
            connection.broke("the connection broke: " + Redaction.reason(cause));
        }
    }

    private static boolean tooBig(Throwable cause) {
        return cause instanceof CorruptedWebSocketFrameException corrupted
                && corrupted.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG);
    }
}
