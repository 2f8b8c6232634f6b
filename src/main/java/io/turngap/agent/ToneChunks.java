package io.turngap.agent;

import java.util.Arrays;

/**
 * A tone of 500 Hz at −9 dBFS in one wire format, after digital silence of any length. It begins at its crest, so that its first sample
 * is audible; 20 ms hold exactly ten periods, so every whole frame of it is the same.
 */
final class ToneChunks {

    private static final double AMPLITUDE = 11_600;
    private static final int PERIODS_A_SECOND = 500;

    private final WireFormat format;
    private final int frame;
    private final short[] period;

    ToneChunks(WireFormat format) {
        this.format = format;
        this.frame = format.rateHz() / 50;
        this.period = new short[format.rateHz() / PERIODS_A_SECOND];
        for (int i = 0; i < period.length; i++) {
            period[i] = (short) Math.round(AMPLITUDE * Math.cos(2 * Math.PI * i / period.length));
        }
    }

    int rateHz() {
        return format.rateHz();
    }

    /** Samples of a 20 ms frame. */
    int frame() {
        return frame;
    }

    /** Samples {@code from} to {@code to} of a stream that is silent before sample {@code silence}, as they go on the wire. */
    byte[] bytes(long from, long to, long silence) {
        short[] samples = new short[(int) (to - from)];
        Arrays.fill(samples, (short) 0);
        for (int i = (int) Math.max(0, silence - from); i < samples.length; i++) {
            samples[i] = period[(int) ((from + i - silence) % period.length)];
        }
        return format.encode(samples, samples.length);
    }
}
