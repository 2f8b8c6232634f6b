package io.turngap.stats;

import org.apache.commons.statistics.descriptive.Quantile;

/** Sample quantiles. */
public final class Quantiles {

    private static final Quantile TYPE_8 =
            Quantile.withDefaults().with(Quantile.EstimationMethod.HF8).withCopy(true);

    private Quantiles() {}

    /**
     * The {@code p}-quantile of a sample, type 8 of Hyndman and Fan (1996): median-unbiased whatever the distribution. R: {@code
     * quantile(x, p, type = 8)}.
     *
     * @param values any order; not changed
     * @param p from 0 to 1
     * @throws IllegalArgumentException when there is no value, or {@code p} is not a share
     */
    public static double typeEight(double[] values, double p) {
        requireShare(p);
        if (values.length == 0) {
            throw new IllegalArgumentException(
                    "A quantile was asked of 0 values; at least 1 is needed. Check that there is something first.");
        }
        return TYPE_8.evaluate(values, p);
    }

    /**
     * Nearest-rank quantile of ascending values: the smallest value that at least a share {@code p} of them do not exceed. This is what
     * an HdrHistogram answers, less its rounding. R: {@code quantile(x, p, type = 1)}.
     *
     * @throws IllegalArgumentException when there is no value, or {@code p} is not a share
     */
    public static double nearestRank(double[] ascending, double p) {
        requireShare(p);
        if (ascending.length == 0) {
            throw new IllegalArgumentException(
                    "A quantile was asked of 0 values; at least 1 is needed. Check that there is something first.");
        }
        // The product of p and n may exceed the whole number that it stands for by a rounding: 0.95 * 20 must be 19.
        int rank = (int) Math.ceil(p * ascending.length - 1e-9);
        return ascending[Math.clamp(rank, 1, ascending.length) - 1];
    }

    static void requireShare(double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("A quantile of " + p + " was asked; 0 to 1 is allowed. Give 0.95 for P95.");
        }
    }
}
