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

    private static final int BLOCK_SAMPLES = 512;
    /** Taps that are summed up in one pass over a block. */
    private static final int TOGETHER = 2;

    private final int up;
    private final int down;
    private final int taps;
    private final float[] phases;
    private final float[] work;
    private final float[][] lanes;
    private final double[] sums;
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
        Sinc sinc = Sinc.SHORT;
        int wider = Math.max(up, down);
        // The kernel spans this many steps of the common multiple of both rates on each side; whole output samples, so
        // that the delay is
        // one. Equal rates pass through.
        int reach = up == down ? 0 : (sinc.crossings() * wider + down - 1) / down * down;
        delaySamples = reach / down;
        // Where the kernel ends its weight is zero, so that the newest of 2 * reach / up + 1 taps is not needed.
        taps = Math.max(TOGETHER, Math.ceilDiv(Math.ceilDiv(2 * reach, up), TOGETHER) * TOGETHER);
        phases = kernels(sinc, wider, reach);
        work = new float[taps - 1 + BLOCK_SAMPLES];
        lanes = new float[down][work.length / down + 1];
        sums = new double[BLOCK_SAMPLES / down];
    }

    private float[] kernels(Sinc sinc, int wider, int reach) {
        float[] all = new float[up * taps];
        for (int p = 0; p < up; p++) {
            double sum = 0;
            double[] weights = new double[taps];
            for (int k = 0; k < taps; k++) {
                // Tap k looks at the input k samples back: p + k * up steps behind the newest step, of which the centre
                // is at reach.
                weights[k] = reach == 0 ? (k == 0 ? 1 : 0) : sinc.at((double) (p + k * up - reach) / wider);
                sum += weights[k];
            }
            for (int k = 0; k < taps; k++) {
                // Each phase passes a constant unchanged, so that no hum is made. Oldest first, as the samples lie.
                all[p * taps + taps - 1 - k] = (float) (weights[k] / sum);
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
        if (up == down) {
            System.arraycopy(in, inOffset, out, outOffset, count);
            return count;
        }
        int written = 0;
        for (int done = 0; done < count; done += BLOCK_SAMPLES) {
            int block = Math.min(BLOCK_SAMPLES, count - done);
            for (int i = 0; i < block; i++) {
                work[taps - 1 + i] = in[inOffset + done + i];
            }
            boolean whole = phase == 0 && block % down == 0;
            written += whole ? wholeBlock(block, out, outOffset + written) : block(block, out, outOffset + written);
            // What the next block still looks back at.
            System.arraycopy(work, block, work, 0, taps - 1);
        }
        return written;
    }

    /** Forgets what was heard, as at the start of a stream. */
    public void reset() {
        Arrays.fill(work, 0);
        phase = 0;
    }

    /**
     * A block in which the pattern of phases begins and ends, as in every frame: all outputs of one phase at once. They look at every
     * {@code down}-th sample, so the samples are dealt out into lanes first, in which their neighbours are each other's, and the inner loop
     * is one that the compiler turns into vector instructions. The sums are those of {@link #block} to the bit.
     */
    private int wholeBlock(int count, short[] out, int outOffset) {
        for (int lane = 0; lane < down; lane++) {
            float[] to = lanes[lane];
            for (int i = lane, m = 0; i < taps - 1 + count; i += down, m++) {
                to[m] = work[i];
            }
        }
        int each = count / down;
        for (int r = 0; r < up; r++) {
            int index = r * down / up;
            int kernel = r * down % up * taps;
            Arrays.fill(sums, 0, each, 0);
            for (int k = 0; k < taps; k += TOGETHER) {
                add(each, index + k, kernel + k);
            }
            for (int n = 0, o = outOffset + r; n < each; n++, o += up) {
                out[o] = rounded((float) sums[n]);
            }
        }
        return each * up;
    }

    /**
     * Adds two taps. The compiler makes vectors of loops with few loads only, and none where a store might change what is loaded next, as one
     * into another array of floats might; a double holds the float that it is given.
     */
    private void add(int each, int index, int kernel) {
        double[] to = sums;
        float[] a = lanes[index % down];
        float[] b = lanes[(index + 1) % down];
        int i = index / down;
        int j = (index + 1) / down;
        float v = phases[kernel];
        float w = phases[kernel + 1];
        for (int n = 0; n < each; n++) {
            to[n] = (float) to[n] + v * a[i + n] + w * b[j + n];
        }
    }

    private int block(int count, short[] out, int outOffset) {
        int written = 0;
        int index = phase / up;
        int at = phase % up;
        while (index < count) {
            out[outOffset + written++] = rounded(dot(index, at * taps));
            for (at += down; at >= up; at -= up) {
                index++;
            }
        }
        phase = (index - count) * up + at;
        return written;
    }

    /** To the nearest; a float holds steps of 1/128 at this size. */
    private static short rounded(float sum) {
        int rounded = (int) (sum + 65_536.5f) - 65_536;
        return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, rounded));
    }

    private float dot(int from, int kernel) {
        float sum = 0;
        for (int k = 0; k < taps; k++) {
            sum += phases[kernel + k] * work[from + k];
        }
        return sum;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
