package io.turngap.stats;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * By how much a quantile of one part of a sample lies above that of another part, such as later turns above first ones. A cluster may have
 * values in both parts, so clusters are resampled with all they have in either (Davison and Hinkley 1997, section 3.8): what makes a
 * whole cluster slow then cancels.
 */
public final class QuantileDifference {

    private static final long STEPS = 20_000_000L;
    private static final int FEWEST_DRAWS = 200;
    private static final int MOST_DRAWS = 2_000;

    private final Clustered first;
    private final Clustered second;
    /** Each cluster of {@link #first} and {@link #second} as one of all. */
    private final int[] ofFirst;

    private final int[] ofSecond;
    private final int clusters;

    /**
     * Two parts.
     *
     * @param first at least one value
     * @param second at least one value; a cluster of the same name is the same cluster
     */
    public QuantileDifference(Clustered first, Clustered second) {
        if (first.n() == 0 || second.n() == 0) {
            throw new IllegalArgumentException("A difference was asked of " + first.n() + " and " + second.n()
                    + " values; at least 1 of each is needed. Check that there is something first.");
        }
        this.first = first;
        this.second = second;
        Map<Integer, Integer> all = new LinkedHashMap<>();
        this.ofFirst = places(first, all);
        this.ofSecond = places(second, all);
        this.clusters = all.size();
    }

    private static int[] places(Clustered part, Map<Integer, Integer> all) {
        int[] places = new int[part.names.length];
        for (int c = 0; c < places.length; c++) {
            places[c] = all.computeIfAbsent(part.names[c], unused -> all.size());
        }
        return places;
    }

    /** The {@code p}-quantile of the second part less that of the first; empty when censoring keeps one of them out of reach. */
    public OptionalDouble of(double p) {
        double difference = Effect.quantile(second, p) - Effect.quantile(first, p);
        return Double.isFinite(difference) ? OptionalDouble.of(difference) : OptionalDouble.empty();
    }

    /**
     * Its 95 % interval; empty where either part has fewer clusters than {@link ClusterBootstrap#FEWEST_CLUSTERS}, or censoring hides an
     * end.
     */
    public Optional<Interval> interval(double p, UniformRandomProvider random) {
        Quantiles.requireShare(p);
        if (Math.min(first.clusters(), second.clusters()) < ClusterBootstrap.FEWEST_CLUSTERS) {
            return Optional.empty();
        }
        int draws = Math.clamp(STEPS / (first.n() + second.n()), FEWEST_DRAWS, MOST_DRAWS);
        double[] found = new double[draws];
        int[] weights = new int[clusters];
        for (int draw = 0; draw < draws; draw++) {
            Resampling.draw(weights, random);
            found[draw] = quantile(second, weights, ofSecond, p) - quantile(first, weights, ofFirst, p);
        }
        Arrays.sort(found);
        int low = (int) Math.floor(OrderStatistics.TAIL * (draws - 1));
        double lowest = found[low];
        double highest = found[draws - 1 - low];
        // NaN, of a draw that left a part without a value or out of reach, sorts behind all numbers.
        return Double.isFinite(lowest) && Double.isFinite(highest)
                ? Optional.of(new Interval(lowest, highest))
                : Optional.empty();
    }

    private static double quantile(Clustered part, int[] weights, int[] places, double p) {
        int[] own = new int[places.length];
        for (int c = 0; c < own.length; c++) {
            own[c] = weights[places[c]];
        }
        return Effect.quantile(part, own, p);
    }
}
