package io.turngap.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.turngap.sound.Pcm;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * What a frame of 20 ms costs on its way to and from the wire, without WebSocket and socket: nanoseconds, the least of some rounds after
 * warm-up. Not a test; run its {@code main}.
 */
public final class WireBench {

    private static final int ROUNDS = 20;
    private static final int FRAMES = 20_000;

    private WireBench() {}

    /** Prints a line a format. */
    public static void main(String[] arguments) {
        for (WireFormat format : WireFormat.values()) {
            System.out.printf("%-6s out %6d ns a frame, in %6d ns%n", format, out(format), in(format));
        }
        System.out.printf("%-6s out %6d ns a frame, in %6d ns%n", "Twilio", phoneOut(), phoneIn());
    }

    private static PhoneConversation phone(FakeWire wire, Link.Listener listener) {
        Dialect dialect = new TwilioDialect();
        AgentAddress address = AgentAddress.parse(
                "ws://h/", new AgentAddress.Form(AgentAddress.Form.WEB_SOCKET, "/", "ws://", "no key"));
        StreamOrder order = StreamOrder.plain(address, "ws://h/", SoundFormat.MULAW_8K);
        PhoneConversation conversation = new PhoneConversation(
                wire, dialect, PhoneCall.of(RecordingListener.CALL, LinkOptions.DEFAULTS.settings()), order, listener);
        conversation.dialling(new Target(address, Map.of(), Optional.empty(), Optional.of(order)));
        conversation.start(0);
        return conversation;
    }

    private static long phoneOut() {
        ByteBuf buffer = Unpooled.directBuffer(8192);
        PhoneConversation conversation = phone(
                new FakeWire() {
                    @Override
                    public ByteBuf buffer(int mostBytes) {
                        return buffer.clear();
                    }

                    @Override
                    public void sendText(ByteBuf message) {}
                },
                new RecordingListener());
        short[] frame = tone(Pcm.RATE_HZ);
        return least(() -> conversation.frame(frame));
    }

    private static long phoneIn() {
        FakeWire wire = new FakeWire();
        PhoneConversation conversation = phone(wire, new RecordingListener() {
            @Override
            public void audio(long atNanos, short[] heard, int count, String replyId) {}
        });
        String sound = Base64.getEncoder().encodeToString(new byte[160]);
        byte[] message = ("{\"event\":\"media\",\"streamSid\":\"MZ" + RecordingListener.CALL.traceId()
                        + "\",\"media\":{\"payload\":\"" + sound + "\"}}")
                .getBytes(StandardCharsets.US_ASCII);
        return least(() -> conversation.text(0, message, message.length));
    }

    private static long least(Runnable frame) {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < FRAMES; i++) {
                frame.run();
            }
            least = Math.min(least, (System.nanoTime() - start) / FRAMES);
        }
        return least;
    }

    private static short[] tone(int rateHz) {
        short[] tone = new short[rateHz / 50];
        for (int i = 0; i < tone.length; i++) {
            tone[i] = (short) Math.round(8_000 * Math.sin(2 * Math.PI * 500 * i / rateHz));
        }
        return tone;
    }

    private static long out(WireFormat format) {
        LoopScratch scratch = new LoopScratch();
        FrameEncoder encoder = new FrameEncoder(format.sound());
        ByteBuf message = Unpooled.directBuffer(scratch.mostAppendBytes());
        short[] frame = tone(Pcm.RATE_HZ);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < FRAMES; i++) {
                message.clear();
                scratch.writeAppend(encoder.encode(frame, scratch), message);
            }
            least = Math.min(least, (System.nanoTime() - start) / FRAMES);
        }
        return least;
    }

    private static long in(WireFormat format) {
        LoopScratch scratch = new LoopScratch();
        ReplyDecoder decoder = new ReplyDecoder(format.sound());
        int bytes = new FrameEncoder(format.sound()).encode(tone(Pcm.RATE_HZ), scratch);
        byte[] characters = new byte[Base64Bytes.encodedLength(bytes)];
        int length = Base64Bytes.encode(scratch.bytes, bytes, characters, 0);
        int end = Base64Bytes.withoutPadding(characters, 0, length);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < FRAMES; i++) {
                decoder.decode(Base64Bytes.decode(characters, 0, end, scratch.bytes), scratch, samples -> {});
            }
            least = Math.min(least, (System.nanoTime() - start) / FRAMES);
        }
        return least;
    }
}
