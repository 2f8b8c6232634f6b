package io.turngap.stats;

import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/** Means of two samples. What percentiles cannot do, means can: those of the stages of a reply add up to that of the whole. */
public final class Means {

    private Means() {}

    /**
     * How two means differ.
     *
     * @param was the mean of the first sample
     * @param change that of the second less it
     * @param ci95 of the change; empty where either sample has fewer clusters than {@link ClusterBootstrap#FEWEST_CLUSTERS}
     */
    public record Difference(double was, double change, Optional<Interval> ci95) {}

    /**
     * The second mean less the first, with a bootstrap over clusters by {@code design}. A censored value counts as the bound that it is.
     *
     * @param draws at least 1
     * @return empty where a sample has no value
     */
    public static Optional<Difference> difference(
            Clustered first, Clustered second, Design design, int draws, UniformRandomProvider random) {
        if (first.n() == 0 || second.n() == 0) {
            return Optional.empty();
        }
        ClusterBootstrap.Estimate estimate = ClusterBootstrap.estimates(
                        first, second, List.of(Effect.difference()), design, draws, OrderStatistics.TAIL, random)
                .getFirst();
        boolean few = Math.min(first.clusters(), second.clusters()) < ClusterBootstrap.FEWEST_CLUSTERS;
        double change = estimate.effect();
        return Optional.of(new Difference(
                Effect.mean(first, WeightedQuantiles.once(first)),
                change,
                few
                        ? Optional.empty()
                        : Optional.of(estimate.interval().holding(change)).filter(Interval::isBounded)));
    }
}
