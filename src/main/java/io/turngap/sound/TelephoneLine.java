package io.turngap.sound;

/**
 * A telephone line in one direction: 300 to 3400 Hz and µ-law, as a stream of 16 kHz. Nothing is allocated after construction.
 *
 * <p>Butterworth filters as cascaded biquads: a high-pass of order 4 at 300 Hz, a low-pass of order 8 at 3400 Hz, µ-law there and back on each sample, and a low-pass of order 4 that takes off what
 * µ-law's steps put above the band. The filters are causal: the middle of the band arrives {@link #DELAY_SAMPLES} later.
 */
public final class TelephoneLine {

    /** Group delay at 1 kHz, samples at 16 kHz (0.44 ms), rounded. */
    public static final int DELAY_SAMPLES = 7;

    private static final double LOW_HZ = 300;
    private static final double HIGH_HZ = 3_400;
    private static final double CLEAN_HZ = 3_800;

    private final Biquad[] before;
    private final Biquad[] after;

    /** A line with nothing on it yet. */
    public TelephoneLine() {
        Biquad[] high = Biquad.butterworth(false, LOW_HZ, 4);
        Biquad[] low = Biquad.butterworth(true, HIGH_HZ, 8);
        before = new Biquad[high.length + low.length];
        System.arraycopy(high, 0, before, 0, high.length);
        System.arraycopy(low, 0, before, high.length, low.length);
        after = Biquad.butterworth(true, CLEAN_HZ, 4);
    }

    /** Replaces {@code count} samples by what the far end hears. */
    public void process(short[] samples, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            double x = samples[i];
            for (Biquad section : before) {
                x = section.next(x);
            }
            x = G711.fromMuLaw(G711.muLaw(rounded(x)));
            for (Biquad section : after) {
                x = section.next(x);
            }
            samples[i] = rounded(x);
        }
    }

    private static short rounded(double x) {
        return (short) Math.clamp(Math.round(x), Short.MIN_VALUE, Short.MAX_VALUE);
    }
}
