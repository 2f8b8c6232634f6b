package io.turngap.agent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/** The way back to one client. A client that stops reading is cut off rather than buffered for. Used on the connection's event loop. */
final class ClientChannel {

    private final Channel channel;
    private final String prefix;
    private Function<ObjectNode, Optional<ObjectNode>> dialect = Optional::of;
    private long events;

    /** {@code index} tells this connection's event ids from those of others. */
    ClientChannel(Channel channel, long index) {
        this.channel = channel;
        this.prefix = "event_" + Long.toString(index, 36) + "_";
    }

    /** A new event with an id of its own, to be filled and sent. */
    ObjectNode event(String type) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", type)
                .put("event_id", prefix + Long.toString(++events, 36));
    }

    /** Every event goes out as {@code dialect} has it, or not at all where it gives nothing. */
    void speak(Function<ObjectNode, Optional<ObjectNode>> dialect) {
        this.dialect = dialect;
    }

    void send(ObjectNode event) {
        dialect.apply(event).ifPresent(this::write);
    }

    private void write(ObjectNode event) {
        send(event.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Sends text that is ready; it is on its way to the kernel when this returns, unless the kernel's buffer is full. */
    void send(byte[] utf8) {
        if (!channel.isActive()) {
            return;
        }
        if (!channel.isWritable()) {
            var unused = channel.close();
            return;
        }
        var unused = channel.writeAndFlush(new TextWebSocketFrame(Unpooled.wrappedBuffer(utf8)), channel.voidPromise());
    }

    void error(String type, String code, String param, String message, String clientEventId) {
        ObjectNode event = event("error");
        ObjectNode error =
                event.putObject("error").put("type", type).put("code", code).put("message", message);
        if (param.isEmpty()) {
            error.putNull("param");
        } else {
            error.put("param", param);
        }
        if (clientEventId.isEmpty()) {
            error.putNull("event_id");
        } else {
            error.put("event_id", clientEventId);
        }
        send(event);
    }

    void close(WebSocketCloseStatus status, String reason) {
        if (channel.isActive()) {
            channel.writeAndFlush(new CloseWebSocketFrame(status, reason)).addListener(ChannelFutureListener.CLOSE);
        }
    }

    Channel channel() {
        return channel;
    }
}
