package io.turngap.stats;

import org.apache.commons.statistics.distribution.HypergeometricDistribution;

/** Shares, and how two of them differ. */
public final class Proportions {

    private Proportions() {}

    /**
     * Wilson's (1927) score interval, 95 %. R: {@code prop.test(hits, total, correct = FALSE)$conf.int}.
     *
     * @param hits from 0 to {@code total}
     * @param total at least 1
     * @throws IllegalArgumentException when the counts are not such
     */
    public static Interval wilson(int hits, int total) {
        return wilson(hits, total, 1, OrderStatistics.TAIL);
    }

    /**
     * As {@link #wilson(int, int)} for clustered trials: both counts are divided by the design effect, so that a hundred turns that tell
     * as much as fifty give the interval of fifty. The hits need not come out whole: one hit in 1,000 of which three tell as much as one is
     * a third of a hit in 333, not none.
     *
     * @param designEffect at least 1
     */
    public static Interval wilson(int hits, int total, double designEffect) {
        return wilson(hits, total, designEffect, OrderStatistics.TAIL);
    }

    /** As {@link #wilson(int, int, double)}, each end giving up a share of {@code tail}: 0.025 for 95 %. */
    public static Interval wilson(int hits, int total, double designEffect, double tail) {
        requireCounts(hits, total);
        ClusterBootstrap.requireTail(tail);
        double n = Math.max(1, Math.floor(total / designEffect));
        double share = (double) hits / total;
        double z = Power.critical(tail);
        double middle = share + z * z / (2 * n);
        double half = z * Math.sqrt(share * (1 - share) / n + z * z / (4 * n * n));
        double scale = 1 + z * z / n;
        // What rounding leaves of 0 and 1 is neither.
        double low = hits == 0 ? 0 : Math.max(0, (middle - half) / scale);
        double high = hits == total ? 1 : Math.min(1, (middle + half) / scale);
        return new Interval(low, high);
    }

    /**
     * 95 % interval of the second share less the first, from Wilson's of each (Newcombe 1998, Statistics in Medicine 17:873, method 10).
     * R: {@code PropCIs::diffscoreci} is another; {@code DescTools::BinomDiffCI(method = "score")} is this one.
     *
     * @throws IllegalArgumentException when the counts are not such
     */
    public static Interval newcombe(int hits1, int total1, int hits2, int total2) {
        return newcombe(hits1, total1, 1, hits2, total2, 1);
    }

    /** As {@link #newcombe(int, int, int, int)} for clustered trials. */
    public static Interval newcombe(
            int hits1, int total1, double designEffect1, int hits2, int total2, double designEffect2) {
        Interval of1 = wilson(hits1, total1, designEffect1);
        Interval of2 = wilson(hits2, total2, designEffect2);
        return newcombe((double) hits1 / total1, of1, (double) hits2 / total2, of2);
    }

    /** As {@link #newcombe(int, int, int, int)}, with the confidence that the interval of each share has. */
    public static Interval newcombe(double share1, Interval of1, double share2, Interval of2) {
        double difference = share2 - share1;
        Interval held1 = of1.holding(share1);
        Interval held2 = of2.holding(share2);
        return new Interval(
                difference - Math.hypot(share2 - held2.low(), held1.high() - share1),
                difference + Math.hypot(held2.high() - share2, share1 - held1.low()));
    }

    /**
     * Fisher's exact test, one-sided: the chance that so many of all hits, or more, fall to the second sample when the shares are the same.
     * Only for trials that are independent, such as calls. R: {@code fisher.test(matrix(c(hits2, total2 - hits2, hits1, total1 - hits1), 2),
     * alternative = "greater")$p.value}.
     *
     * @return above 0, at most 1
     * @throws IllegalArgumentException when the counts are not such
     */
    public static double fisher(int hits1, int total1, int hits2, int total2) {
        requireCounts(hits1, total1);
        requireCounts(hits2, total2);
        int hits = Math.addExact(hits1, hits2);
        return HypergeometricDistribution.of(Math.addExact(total1, total2), hits, total2)
                .survivalProbability(hits2 - 1);
    }

    private static void requireCounts(int hits, int total) {
        if (total < 1 || hits < 0 || hits > total) {
            throw new IllegalArgumentException("A share was asked of " + hits + " in " + total
                    + "; expected 0 <= hits <= total and total >= 1. Check the counts first.");
        }
    }
}
