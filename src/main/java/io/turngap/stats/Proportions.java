package io.turngap.stats;

import org.apache.commons.statistics.interval.BinomialConfidenceInterval;

/** Intervals of shares. */
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
        return exact(hits, total, OrderStatistics.TAIL);
    }

    private static Interval exact(int hits, int total, double tail) {
        if (total < 1 || hits < 0 || hits > total) {
            throw new IllegalArgumentException("A share was asked of " + hits + " in " + total
                    + "; expected 0 <= hits <= total and total >= 1. Check the counts first.");
        }
        var interval = BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate(total, hits, 2 * tail);
        return new Interval(Math.max(0, interval.getLowerBound()), Math.min(1, interval.getUpperBound()));
    }

    /**
     * As {@link #wilson(int, int)} for clustered trials: both counts are divided by the design effect, so that a hundred turns that tell
     * as much as fifty give the interval of fifty.
     *
     * @param designEffect at least 1
     */
    public static Interval wilson(int hits, int total, double designEffect) {
        return wilson(hits, total, designEffect, OrderStatistics.TAIL);
    }

    /**
     * The same at another confidence.
     *
     * @param tail what either end may miss, more than 0
     */
    public static Interval wilson(int hits, int total, double designEffect, double tail) {
        int effective = Math.max(1, (int) Math.floor(total / designEffect));
        int effectiveHits = (int) Math.round(hits * (double) effective / total);
        return exact(effectiveHits, effective, tail);
    }
}
