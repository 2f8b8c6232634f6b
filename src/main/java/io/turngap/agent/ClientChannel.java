package io.turngap.agent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/** The way back to one client. A client that stops reading is cut off rather than buffered for. Used on the connection's event loop. */
final class ClientChannel {

    /** A control frame holds 125 bytes, two of which are the status (RFC 6455, sections 5.5 and 5.5.1). */
    private static final int MOST_REASON_BYTES = 123;

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
        if (isOpen()) {
            write(new TextWebSocketFrame(Unpooled.wrappedBuffer(utf8)));
        }
    }

    /** As {@link #send(byte[])}, as a binary message. */
    void sendBinary(byte[] bytes) {
        if (isOpen()) {
            write(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(bytes)));
        }
    }

    private void write(WebSocketFrame frame) {
        var unused = channel.writeAndFlush(frame, channel.voidPromise());
    }

    private boolean isOpen() {
        if (!channel.isActive()) {
            return false;
        }
        if (!channel.isWritable()) {
            var unused = channel.close();
            return false;
        }
        return true;
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

    /** Closes; of {@code reason} only as much is told as a closing frame holds. */
    void close(WebSocketCloseStatus status, String reason) {
        if (channel.isActive()) {
            byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
            int length = Math.min(bytes.length, MOST_REASON_BYTES);
            while (length < bytes.length && (bytes[length] & 0xc0) == 0x80) {
                length--;
            }
            String told = new String(bytes, 0, length, StandardCharsets.UTF_8);
            channel.writeAndFlush(new CloseWebSocketFrame(status, told)).addListener(ChannelFutureListener.CLOSE);
        }
    }

    Channel channel() {
        return channel;
    }
}
