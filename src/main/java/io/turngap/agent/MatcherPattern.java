package io.turngap.agent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How a stretch of speech sounds, made comparable: what was steady (noise) is subtracted, each band is taken relative to its mean over
 * the speech (gain and line), and compressed by {@code ln(x + 0.1)}, so that what lies 10 dB below the mean, where noise is, hardly
 * counts.
 *
 * @param values {@link MatcherFrontEnd#BANDS} values a frame
 */
@SuppressWarnings("ArrayRecordComponent")
record MatcherPattern(float[] values) {

    private static final int BANDS = MatcherFrontEnd.BANDS;
    private static final double FLOOR = 0.1;

    /** Frames around the speech that belong to it. */
    private static final int MARGIN = 2;

    /** A pause of as many frames, 160 ms, parts two pieces. */
    private static final int PAUSE = 10;

    /** Shorter pieces, 64 ms, are clicks. */
    private static final int SHORTEST = 4;

    /** How far the ends of two patterns may be off, in frames. */
    private static final int SLACK = 6;

    /** Width of the band around the diagonal, relative to the longer. */
    private static final double WIDTH = 0.12;

    static final double FASTEST = 0.75;

    /** Frames of {@code powers} that are speech, from the first to before the last, parted at pauses. */
    record Piece(int from, int to) {}

    int frames() {
        return values.length / BANDS;
    }

    /** Where there is speech; at most {@code most} pieces, the rest is dropped. */
    static List<Piece> pieces(float[] powers, int most) {
        int frames = powers.length / BANDS;
        double[] level = new double[frames];
        for (int t = 0; t < frames; t++) {
            for (int band = 0; band < BANDS; band++) {
                level[t] += powers[t * BANDS + band];
            }
        }
        List<Piece> pieces = new ArrayList<>();
        if (frames == 0) {
            return pieces;
        }
        double[] sorted = level.clone();
        Arrays.sort(sorted);
        double peak = sorted[(int) (0.95 * (frames - 1))];
        double quiet = sorted[(int) (0.1 * (frames - 1))];
        double threshold = Math.min(Math.max(peak * 0.004, quiet * 4), peak * 0.06);
        if (peak < 1e5) {
            return pieces;
        }
        int from = -1;
        int last = -1;
        for (int t = 0; t <= frames && pieces.size() < most; t++) {
            boolean speech = t < frames && level[t] > threshold;
            if (speech) {
                from = from < 0 ? t : from;
                last = t;
            } else if (from >= 0 && (t == frames || t - last > PAUSE)) {
                if (last - from + 1 >= SHORTEST) {
                    pieces.add(new Piece(Math.max(0, from - MARGIN), Math.min(frames, last + 1 + MARGIN)));
                }
                from = -1;
            }
        }
        return pieces;
    }

    /** The pattern of frames {@code from} to before {@code to} of {@code powers}, whose quietest tenth is noise. */
    static MatcherPattern of(float[] powers, int from, int to) {
        double[] noise = noise(powers);
        double[] mean = new double[BANDS];
        for (int t = from; t < to; t++) {
            for (int band = 0; band < BANDS; band++) {
                mean[band] += Math.max(0, powers[t * BANDS + band] - noise[band]) / (to - from);
            }
        }
        float[] values = new float[(to - from) * BANDS];
        for (int i = 0; i < values.length; i++) {
            int band = i % BANDS;
            double power = Math.max(0, powers[from * BANDS + i] - noise[band]);
            values[i] = (float) Math.log(power / (mean[band] + 1) + FLOOR);
        }
        return new MatcherPattern(values);
    }

    private static double[] noise(float[] powers) {
        int frames = powers.length / BANDS;
        double[] noise = new double[BANDS];
        float[] band = new float[frames];
        for (int b = 0; b < BANDS; b++) {
            for (int t = 0; t < frames; t++) {
                band[t] = powers[t * BANDS + b];
            }
            Arrays.sort(band);
            int tenth = Math.max(1, frames / 10);
            for (int t = 0; t < tenth; t++) {
                noise[b] += band[t] / tenth;
            }
        }
        return noise;
    }

    /**
     * How different two patterns are: the mean squared difference of a band along the best alignment, by dynamic time warping in a band
     * around the diagonal (Sakoe and Chiba 1978) whose ends are free by {@link #SLACK} frames.
     *
     * @return infinite when the lengths differ by more than {@link #FASTEST}, or as soon as no alignment is better than {@code enough}
     */
    double difference(MatcherPattern other, double enough) {
        int n = frames();
        int m = other.frames();
        if (Math.min(n, m) < FASTEST * Math.max(n, m)) {
            return Double.POSITIVE_INFINITY;
        }
        double[] before = new double[m];
        double[] now = new double[m];
        int width = (int) Math.ceil(WIDTH * Math.max(n, m)) + SLACK;
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            int centre = (int) ((long) i * m / n);
            int from = Math.max(0, centre - width);
            int to = Math.min(m - 1, centre + width);
            Arrays.fill(now, Double.POSITIVE_INFINITY);
            double least = Double.POSITIVE_INFINITY;
            for (int j = from; j <= to; j++) {
                double come = before[j];
                if (j > 0) {
                    come = Math.min(come, Math.min(before[j - 1], now[j - 1]));
                }
                if (i == 0 && j <= SLACK || j == 0 && i <= SLACK) {
                    come = 0;
                }
                if (i == 0 && j > SLACK) {
                    come = now[j - 1];
                }
                now[j] = come + distance(i, other, j);
                least = Math.min(least, now[j]);
                if (i == n - 1 && j >= m - 1 - SLACK || j == m - 1 && i >= n - 1 - SLACK) {
                    best = Math.min(best, now[j]);
                }
            }
            if (least / n > enough && i > SLACK) {
                return Double.POSITIVE_INFINITY;
            }
            double[] swap = before;
            before = now;
            now = swap;
        }
        return best / n;
    }

    private double distance(int i, MatcherPattern other, int j) {
        double sum = 0;
        int a = i * BANDS;
        int b = j * BANDS;
        for (int band = 0; band < BANDS; band++) {
            double difference = values[a + band] - other.values[b + band];
            sum += difference * difference;
        }
        return sum / BANDS;
    }
}
