package io.turngap.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.turngap.sound.Pcm;

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
