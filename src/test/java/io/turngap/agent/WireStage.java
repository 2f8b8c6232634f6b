package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.turngap.time.VirtualTimeline;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** One client's connection on a virtual timeline: what it sends goes to an endpoint, what comes back is written down with its instant. */
final class WireStage {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A message that came back. */
    record Sent(long ms, boolean text, byte[] bytes) {
        JsonNode json() {
            try {
                return JSON.readTree(bytes);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    final VirtualTimeline timeline = new VirtualTimeline();
    final List<Sent> sent = new ArrayList<>();
    /** How the endpoint closed: status and reason. */
    String closing = "";

    final ClientChannel client;
    final Endpoint endpoint;
    private final EmbeddedChannel channel = new EmbeddedChannel(new Written());
    private final Function<short[], byte[]> wire;
    private long frames;

    /** {@code wire} makes messages of frames of 20 ms at 16 kHz; those that begin with a brace are text. */
    WireStage(
            Map<String, List<String>> query,
            boolean milestones,
            String config,
            Function<short[], byte[]> wire,
            Made made,
            String... words) {
        this.wire = wire;
        client = new ClientChannel(channel, 0);
        AgentConfig parsed = Stage.config(config);
        endpoint = made.open(
                client,
                new Endpoint.Hello(0, "/", query, milestones),
                timeline,
                parsed,
                Doubles.kit(parsed, new Doubles.Words(words)));
    }

    /** A constructor of an endpoint. */
    interface Made {
        Endpoint open(
                ClientChannel client,
                Endpoint.Hello hello,
                io.turngap.time.Timeline timeline,
                AgentConfig config,
                Kit kit);
    }

    WireStage text(String singleQuoted) {
        return bytes(singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8), true);
    }

    WireStage binary(byte[] bytes) {
        return bytes(bytes, false);
    }

    private WireStage bytes(byte[] bytes, boolean text) {
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
        if (text) {
            endpoint.text(buffer, timeline.nowNanos());
        } else {
            endpoint.binary(buffer, timeline.nowNanos());
        }
        return this;
    }

    WireStage speech(long ms) {
        return frames(ms, (short) 9000);
    }

    WireStage silence(long ms) {
        return frames(ms, (short) 0);
    }

    /** Time passes, and nothing is sent. */
    WireStage pass(long ms) {
        frames += ms / 20;
        timeline.runUntil(frames * 20_000_000);
        return this;
    }

    private WireStage frames(long ms, short level) {
        short[] frame = new short[320];
        for (int i = 0; i < frame.length; i++) {
            frame[i] = i / 8 % 2 == 0 ? level : (short) -level;
        }
        for (long left = ms; left > 0; left -= 20) {
            timeline.runUntil(++frames * 20_000_000);
            byte[] message = wire.apply(frame);
            bytes(message, message[0] == '{');
        }
        return this;
    }

    long nowMs() {
        return timeline.nowNanos() / 1_000_000;
    }

    /** Samples at 8 kHz of a frame at 16 kHz: every other one, for it is a square wave of 1 kHz. */
    static short[] halved(short[] frame) {
        short[] half = new short[frame.length / 2];
        for (int i = 0; i < half.length; i++) {
            half[i] = frame[2 * i];
        }
        return half;
    }

    private final class Written extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (message instanceof CloseWebSocketFrame close) {
                closing = close.statusCode() + " " + close.reasonText();
            } else {
                WebSocketFrame frame = (WebSocketFrame) message;
                byte[] bytes = ByteBufUtil.getBytes(frame.content());
                sent.add(new Sent(nowMs(), message instanceof TextWebSocketFrame, Arrays.copyOf(bytes, bytes.length)));
            }
            ReferenceCountUtil.release(message);
            promise.trySuccess();
        }
    }
}
