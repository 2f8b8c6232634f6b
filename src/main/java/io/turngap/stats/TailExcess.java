package io.turngap.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A second way to ask whether a quantile of the slow end grew: by how much the values exceed a bound, as logarithms, in the mean over all
 * of them; what lies below the bound exceeds it by 0. The bound is the quantile of both samples together that leaves twice as much above it:
 * P90 for P95, P98 for P99. So the whole of the slow end speaks, and not the two values beside one rank: of log-normal turns the
 * mean wavers less than the quantile does, and a deal of a permutation test that leaves the quantile in a gap between two heaps is told from
 * what was seen.
 *
 * <p>It is a statistic for chance alone: how much the quantile itself grew is what the ratio of the quantiles says.
 */
public final class TailExcess {

    private TailExcess() {}

    /** True for the quantiles of the slow end, which this is for. */
    public static boolean suits(double p) {
        return p > 0.5;
    }

    /**
     * The question; empty where censoring keeps the bound out of reach. What is known only to be larger than something counts as that.
     *
     * @param first at least one value
     * @param second at least one value
     * @param p above 0.5, below 1
     * @param least values below this count as this, since a logarithm needs a positive one; more than 0
     */
    public static Optional<PermutationTest.Question> question(
            Clustered first, Clustered second, double p, double least) {
        List<Clustered.Point> all = new ArrayList<>(first.points());
        all.addAll(second.points());
        double bound = Effect.quantile(Clustered.of(all), 2 * p - 1);
        return Double.isFinite(bound)
                ? Optional.of(new PermutationTest.Question(
                        excess(first, bound, least), excess(second, bound, least), Effect.difference()))
                : Optional.empty();
    }

    private static Clustered excess(Clustered sample, double bound, double least) {
        double floor = Math.log(Math.max(least, bound));
        return Clustered.of(sample.points().stream()
                .map(point -> new Clustered.Point(
                        point.cluster(), Math.max(0, Math.log(Math.max(least, point.value())) - floor), false))
                .toList());
    }
}
