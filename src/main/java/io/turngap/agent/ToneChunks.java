package io.turngap.agent;

import io.turngap.sound.Audibility;
import io.turngap.sound.Level;

/**
 * A tone of 500 Hz at −9 dBFS in one wire format, after digital silence of any length. It rises and falls within 5 ms: an abrupt edge would
 * ring in a caller's resampler, up to 0.3 ms before and after itself at 24 kHz and 0.6 ms at 8 kHz, and be heard there. Its first
 * audible sample is the one that reaches the level of {@link Audibility#STANDARD}.
 */
final class ToneChunks {

    private static final double AMPLITUDE = 11_600;
    private static final int PERIODS_A_SECOND = 500;
    private static final int EDGES_A_SECOND = 200;

    private final WireFormat format;
    private final int frame;
    private final double audible = Level.amplitude(Audibility.STANDARD.levelDbfs());
    private final double[] period;
    private final double[] rise;

    ToneChunks(WireFormat format) {
        this.format = format;
        this.frame = format.rateHz() / 50;
        this.period = new double[format.rateHz() / PERIODS_A_SECOND];
        for (int i = 0; i < period.length; i++) {
            period[i] = AMPLITUDE * Math.cos(2 * Math.PI * i / period.length);
        }
        this.rise = new double[format.rateHz() / EDGES_A_SECOND];
        for (int i = 0; i < rise.length; i++) {
            rise[i] = 0.5 - 0.5 * Math.cos(Math.PI * i / rise.length);
        }
    }

    int rateHz() {
        return format.rateHz();
    }

    /** Samples of a 20 ms frame. */
    int frame() {
        return frame;
    }

    /** Samples {@code from} to {@code to} of a stream with a tone from {@code silence} to before {@code end}, as they go on the wire. */
    byte[] bytes(long from, long to, long silence, long end) {
        short[] samples = new short[(int) (to - from)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) Math.round(sample(from + i, silence, end));
        }
        return format.encode(samples, samples.length);
    }

    /** The first sample of that stream that is audible. */
    long firstAudible(long silence, long end) {
        long at = silence;
        while (at < end - 1 && Math.abs(sample(at, silence, end)) < audible) {
            at++;
        }
        return at;
    }

    private double sample(long at, long silence, long end) {
        long edge = Math.min(at - silence, end - 1 - at);
        double level = edge < 0 ? 0 : edge < rise.length ? rise[(int) edge] : 1;
        return level * period[(int) Math.floorMod(at - silence, (long) period.length)];
    }
}
