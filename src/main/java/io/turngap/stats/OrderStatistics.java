package io.turngap.stats;

import java.util.Optional;
import java.util.OptionalInt;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * Distribution-free bounds of a quantile by order statistics (David and Nagaraja, Order Statistics, 3rd ed., section 7.1). How many of
 * {@code n} independent values lie below the {@code p}-quantile is binomial (n, p), whatever the distribution; so a rank is a bound of
 * the quantile with a confidence that needs no assumption. Tails are equal: each end of a 95 % interval misses with at most 2.5 %.
 */
public final class OrderStatistics {

    /** The share that each end of a two-sided 95 % interval may miss. */
    public static final double TAIL = 0.025;

    private OrderStatistics() {}

    /**
     * Rank, from 1, of the order statistic that lies at or below the {@code p}-quantile with at least 97.5 % confidence; empty when even
     * the smallest of {@code n} does not. R: {@code qbinom(0.025, n, p)}.
     */
    public static OptionalInt lowerRank(int n, double p) {
        return lowerRank(n, p, TAIL);
    }

    /** As {@link #lowerRank(int, double)}, with a confidence of 1 − {@code tail}. R: {@code qbinom(tail, n, p)}. */
    public static OptionalInt lowerRank(int n, double p, double tail) {
        Quantiles.requireShare(p);
        ClusterBootstrap.requireTail(tail);
        if (n < 1) {
            return OptionalInt.empty();
        }
        int rank = BinomialDistribution.of(n, p).inverseCumulativeProbability(tail);
        return rank >= 1 ? OptionalInt.of(rank) : OptionalInt.empty();
    }

    /**
     * Rank, from 1, of the order statistic that lies at or above the {@code p}-quantile with at least 97.5 % confidence; empty when even
     * the largest of {@code n} does not. R: {@code qbinom(0.975, n, p) + 1}.
     */
    public static OptionalInt upperRank(int n, double p) {
        return upperRank(n, p, TAIL);
    }

    /** As {@link #upperRank(int, double)}, with a confidence of 1 − {@code tail}. R: {@code qbinom(1 - tail, n, p) + 1}. */
    public static OptionalInt upperRank(int n, double p, double tail) {
        Quantiles.requireShare(p);
        ClusterBootstrap.requireTail(tail);
        if (n < 1) {
            return OptionalInt.empty();
        }
        int rank = BinomialDistribution.of(n, p).inverseSurvivalProbability(tail) + 1;
        return rank <= n ? OptionalInt.of(rank) : OptionalInt.empty();
    }

    /**
     * The 95 % interval of the {@code p}-quantile from independent values, whatever their distribution; empty when there are fewer than
     * {@link #needed}.
     *
     * @param ascending sorted
     */
    public static Optional<Interval> interval(double[] ascending, double p) {
        return interval(ascending, p, TAIL);
    }

    /** As {@link #interval(double[], double)}, each end missing with at most {@code tail}. */
    public static Optional<Interval> interval(double[] ascending, double p, double tail) {
        OptionalInt low = lowerRank(ascending.length, p, tail);
        OptionalInt high = upperRank(ascending.length, p, tail);
        return low.isPresent() && high.isPresent()
                ? Optional.of(new Interval(ascending[low.getAsInt() - 1], ascending[high.getAsInt() - 1]))
                : Optional.empty();
    }

    /**
     * The fewest independent values from which a two-sided 95 % interval of the {@code p}-quantile exists: the smallest n with
     * p<sup>n</sup> and (1 − p)<sup>n</sup> both at most 2.5 %. 6 for the median, 36, 72, 368 and 3,688 for P90, P95, P99 and P99.9.
     *
     * @param p between 0 and 1, neither
     */
    public static int needed(double p) {
        return needed(p, TAIL);
    }

    /** As {@link #needed(double)}, each end missing with at most {@code tail}. */
    public static int needed(double p, double tail) {
        ClusterBootstrap.requireTail(tail);
        if (!(p > 0 && p < 1)) {
            throw new IllegalArgumentException("An interval of the quantile " + p
                    + " was asked; between 0 and 1, neither, is allowed. Give 0.95 for P95.");
        }
        return (int) Math.ceil(Math.log(tail) / Math.log(Math.max(p, 1 - p)));
    }
}
