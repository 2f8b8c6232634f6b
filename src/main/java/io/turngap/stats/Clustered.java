package io.turngap.stats;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;

/**
 * Values that came in clusters (turns in calls), some of them perhaps only lower bounds; sorted once. The cluster is the unit of all
 * inference here, because turns of one call are alike. Not changed after it is made.
 */
public final class Clustered {

    /**
     * One value.
     *
     * @param cluster any number that names its cluster
     * @param value in any unit
     * @param censored true when the real value is known only to be larger
     */
    public record Point(int cluster, double value, boolean censored) {
        public Point {
            if (Double.isNaN(value)) {
                throw new IllegalArgumentException("A value of cluster " + cluster
                        + " is NaN; a number is expected. Leave out what was not measured.");
            }
        }
    }

    final double[] values;
    final int[] cluster;
    final boolean[] observed;
    final int[] sizes;
    /** The sum of each cluster's values. */
    final double[] sums;

    /** The number that named each cluster. */
    final int[] names;

    private final int censored;
    private final double icc;

    private Clustered(double[] values, int[] cluster, boolean[] observed, int[] names) {
        int clusters = names.length;
        this.values = values;
        this.cluster = cluster;
        this.observed = observed;
        this.names = names;
        this.sizes = new int[clusters];
        this.sums = new double[clusters];
        int bounds = 0;
        for (int i = 0; i < values.length; i++) {
            sizes[cluster[i]]++;
            sums[cluster[i]] += values[i];
            bounds += observed[i] ? 0 : 1;
        }
        this.censored = bounds;
        this.icc = IntraclassCorrelation.of(ranks(values), cluster, clusters);
    }

    /** Sorts and keeps {@code points}. */
    public static Clustered of(List<Point> points) {
        Point[] sorted = points.toArray(Point[]::new);
        // An observed value stands before a censored one of the same size, as Kaplan and Meier have it. In which order
        // the
        // points came, such as that in which calls ended, makes no difference to what is drawn of them.
        Arrays.sort(
                sorted,
                Comparator.comparingDouble(Point::value)
                        .thenComparing(Point::censored)
                        .thenComparingInt(Point::cluster));
        double[] values = new double[sorted.length];
        int[] cluster = new int[sorted.length];
        boolean[] observed = new boolean[sorted.length];
        Map<Integer, Integer> dense = new HashMap<>();
        for (int i = 0; i < sorted.length; i++) {
            values[i] = sorted[i].value();
            cluster[i] = dense.computeIfAbsent(sorted[i].cluster(), unused -> dense.size());
            observed[i] = !sorted[i].censored();
        }
        int[] names = new int[dense.size()];
        dense.forEach((name, index) -> names[index] = name);
        return new Clustered(values, cluster, observed, names);
    }

    /** How many values there are. */
    public int n() {
        return values.length;
    }

    /** How many clusters they came in. */
    public int clusters() {
        return sizes.length;
    }

    /** The values again, ascending, each with the number that named its cluster. */
    public List<Point> points() {
        return IntStream.range(0, values.length)
                .mapToObj(i -> new Point(names[cluster[i]], values[i], !observed[i]))
                .toList();
    }

    /** How many of the values are lower bounds only. */
    public int censored() {
        return censored;
    }

    /** The largest value, a lower bound or not; empty when there is none. */
    public OptionalDouble max() {
        return values.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(values[values.length - 1]);
    }

    /** True when the largest value is not a lower bound. */
    public boolean isLastObserved() {
        return values.length > 0 && observed[values.length - 1];
    }

    /** Hands over each value, ascending. */
    public void forEach(DoubleConsumer consumer) {
        for (double value : values) {
            consumer.accept(value);
        }
    }

    /** ICC(1) of the values' ranks: of ranks, because latencies have long tails and one outlier must not decide it. */
    public double icc() {
        return icc;
    }

    /** {@link IntraclassCorrelation#designEffect} of these clusters. */
    public double designEffect() {
        return IntraclassCorrelation.designEffect(icc, sizes);
    }

    /** How many independent values would tell as much: {@link #n} over {@link #designEffect}. */
    public double independent() {
        return n() / designEffect();
    }

    /**
     * The {@code p}-quantile: nearest rank, or Kaplan–Meier where values are censored. Empty when there is no value, or censoring keeps
     * it out of reach.
     */
    public OptionalDouble quantile(double p) {
        if (values.length == 0) {
            return OptionalDouble.empty();
        }
        return censored > 0
                ? KaplanMeier.quantile(values, observed, p)
                : OptionalDouble.of(Quantiles.nearestRank(values, p));
    }

    /**
     * A value at or below which the true {@code p}-quantile does not lie, with at least 97.5 % confidence and no assumption but the
     * design effect: the order statistic of as many independent values, moved to the same place among these. Censored values may take
     * part, since what they stand for is only larger. Empty when there are too few.
     */
    public OptionalDouble lowerBound(double p) {
        return lowerBound(p, OrderStatistics.TAIL);
    }

    /** The same with the confidence 1 − {@code tail}. */
    public OptionalDouble lowerBound(double p, double tail) {
        int independent = (int) Math.floor(independent());
        OptionalInt rank = OrderStatistics.lowerRank(independent, p, tail);
        if (rank.isEmpty()) {
            return OptionalDouble.empty();
        }
        int moved = (int) Math.floor(rank.getAsInt() * (n() + 1.0) / (independent + 1.0));
        return moved < 1 ? OptionalDouble.empty() : OptionalDouble.of(values[Math.min(moved, n()) - 1]);
    }

    /** Ranks from 1 of ascending values, ties sharing their mean rank. */
    private static double[] ranks(double[] ascending) {
        double[] ranks = new double[ascending.length];
        for (int from = 0; from < ascending.length; ) {
            int to = from + 1;
            while (to < ascending.length && ascending[to] == ascending[from]) {
                to++;
            }
            Arrays.fill(ranks, from, to, (from + 1 + to) / 2.0);
            from = to;
        }
        return ranks;
    }
}
