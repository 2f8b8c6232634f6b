package io.turngap.sound;

import java.util.Arrays;

/**
 * Brings a stream to another rate as it comes, such as frames of 16 kHz for a link that speaks 8 or 24 kHz. One for each direction of a
 * call; nothing is allocated after construction.
 *
 * <p>A polyphase filter: a whole number of input samples always gives the same whole number of output samples (320 at 16 kHz give 480 at
 * 24 kHz), and what comes out is later than what went in by exactly {@link #delaySamples} output samples, because the filter needs to see
 * that far ahead. Between 16 and 24 kHz that is 0.5 ms, between 16 and 8 kHz 1 ms. Subtract it where an instant is wanted.
 */
public final class StreamResampler {

    private final int up;
    private final int down;
    private final int taps;
    private final float[] phases;
    private final float[] history;
    private final int delaySamples;
    private int phase;

    /**
     * From {@code fromHz} to {@code toHz}.
     *
     * @throws IllegalArgumentException when a rate is not positive or their ratio in lowest terms needs numbers above 1000
     */
    public StreamResampler(int fromHz, int toHz) {
        if (fromHz <= 0 || toHz <= 0) {
            throw new IllegalArgumentException("rates " + fromHz + " and " + toHz + " Hz; both must be above 0");
        }
        int divisor = gcd(fromHz, toHz);
        up = toHz / divisor;
        down = fromHz / divisor;
        if (up > 1_000 || down > 1_000) {
            throw new IllegalArgumentException("from " + fromHz + " to " + toHz + " Hz is " + down + ":" + up
                    + " in lowest terms; both numbers must be at most 1000");
        }
        if (up == down) {
            taps = 1;
            phases = new float[] {1};
            delaySamples = 0;
        } else {
            Sinc sinc = Sinc.SHORT;
            int wider = Math.max(up, down);
            // The kernel spans this many steps of the common multiple of both rates on each side; whole output samples,
            // so that the
            // delay is one.
            int reach = (sinc.crossings() * wider + down - 1) / down * down;
            taps = 2 * reach / up + 1;
            delaySamples = reach / down;
            phases = kernels(sinc, wider, reach);
        }
        history = new float[taps - 1];
    }

    private float[] kernels(Sinc sinc, int wider, int reach) {
        float[] all = new float[up * taps];
        double scale = (double) up / wider;
        for (int p = 0; p < up; p++) {
            double sum = 0;
            double[] weights = new double[taps];
            for (int k = 0; k < taps; k++) {
                // Tap k looks at the input k samples back: p + k * up steps behind the newest step, of which the centre
                // is at reach.
                weights[k] = sinc.at((double) (p + k * up - reach) / wider) * scale;
                sum += weights[k];
            }
            for (int k = 0; k < taps; k++) {
                // Each phase passes a constant unchanged, so that no hum at the frame rate is made.
                all[p * taps + k] = (float) (weights[k] / sum);
            }
        }
        return all;
    }

    /** By how many output samples the output is later than the input. */
    public int delaySamples() {
        return delaySamples;
    }

    /** The most samples that {@code count} input samples give. */
    public int mostOutput(int count) {
        return (int) (((long) count * up + down - 1) / down);
    }

    /**
     * Takes {@code count} samples and writes what they give.
     *
     * @param out has room for {@link #mostOutput} samples from {@code outOffset}
     * @return how many samples were written
     */
    public int process(short[] in, int inOffset, int count, short[] out, int outOffset) {
        int written = 0;
        int index = 0;
        int at = phase;
        while (true) {
            index += at / up;
            at %= up;
            if (index >= count) {
                break;
            }
            out[outOffset + written++] = at(in, inOffset, index, at * taps);
            at += down;
        }
        phase = (index - count) * up + at;
        remember(in, inOffset, count);
        return written;
    }

    /** Forgets what was heard, as at the start of a stream. */
    public void reset() {
        Arrays.fill(history, 0);
        phase = 0;
    }

    private short at(short[] in, int inOffset, int index, int kernel) {
        float sum = 0;
        int fromFrame = Math.min(taps, index + 1);
        for (int k = 0; k < fromFrame; k++) {
            sum += phases[kernel + k] * in[inOffset + index - k];
        }
        for (int k = fromFrame; k < taps; k++) {
            sum += phases[kernel + k] * history[k - index - 1];
        }
        return (short) Math.clamp(Math.round(sum), Short.MIN_VALUE, Short.MAX_VALUE);
    }

    /** Keeps the last samples, newest first. */
    private void remember(short[] in, int inOffset, int count) {
        int fresh = Math.min(count, history.length);
        System.arraycopy(history, 0, history, fresh, history.length - fresh);
        for (int k = 0; k < fresh; k++) {
            history[k] = in[inOffset + count - 1 - k];
        }
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
