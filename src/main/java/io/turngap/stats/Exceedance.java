package io.turngap.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A second way to ask whether a quantile grew: how much more of the second sample than of the first lies above the quantile of both
 * together (Mood 1950 for the median, his median test; a value that lies on it counts half). For small differences it tells as much as the
 * ratio of the quantiles does. For large ones it tells more: where the two samples hardly overlap, deals of a permutation test have their
 * own quantile now in the one and now in the other heap, and chance seems to give any ratio. 500 ms in all turns before and 700 ms in all
 * turns now is such a case: as a ratio of medians p is about one half, and as a share that lies above it is one deal of all.
 */
public final class Exceedance {

    private Exceedance() {}

    /**
     * The same question as one of shares; empty where censoring keeps the quantile of both together out of reach. What is known only to be
     * larger than something counts as above.
     *
     * @param first at least one value
     * @param second at least one value
     * @param p from 0 to 1
     */
    public static Optional<PermutationTest.Question> question(Clustered first, Clustered second, double p) {
        List<Clustered.Point> all = new ArrayList<>(first.points());
        all.addAll(second.points());
        double pooled = Effect.quantile(Clustered.of(all), p);
        return Double.isFinite(pooled)
                ? Optional.of(
                        new PermutationTest.Question(above(first, pooled), above(second, pooled), Effect.difference()))
                : Optional.empty();
    }

    private static Clustered above(Clustered sample, double bound) {
        return Clustered.of(sample.points().stream()
                .map(point -> new Clustered.Point(point.cluster(), above(point, bound), false))
                .toList());
    }

    private static double above(Clustered.Point point, double bound) {
        if (point.censored() || point.value() > bound) {
            return 1;
        }
        return point.value() == bound ? 0.5 : 0;
    }
}
