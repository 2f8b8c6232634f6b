package io.turngap.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A second way to ask whether a quantile grew: how much more of the second sample than of the first lies above the quantile of both
 * together (Mood 1950 for the median, his median test; a value that lies on it counts half). For small differences it tells a little less
 * than the ratio of the quantiles does. For large ones it tells more: where the two samples hardly overlap, deals of a permutation test
 * have their own quantile now in the one and now in the other heap, and chance seems to give any ratio. 500 ms in all turns before and
 * 700 ms in all turns now is such a case: of the ratio of medians p is about one half; of the share that lies above, one deal of all.
 *
 * <p>So both are asked, and the error that a test may make is shared between them unequally (weighted Bonferroni): 95 % of it for the
 * ratio, which does the fine work, and 5 % for the share, whose cases are plain.
 */
public final class Exceedance {

    /** The part of the error that the share above may make; the rest is the ratio's. */
    private static final double PART = 0.05;

    private Exceedance() {}

    /** The level that the ratio is held to where both together are held to {@code level}. */
    public static double ofRatio(double level) {
        return level * (1 - PART);
    }

    /**
     * The p-value of both together.
     *
     * @param ratio that of the ratio, adjusted for other ratios
     * @param above that of the share above, adjusted for other such; empty where it was not asked
     */
    public static double p(double ratio, OptionalDouble above) {
        double either = Math.min(ratio / (1 - PART), above.orElse(1) / PART);
        return Math.min(1, either);
    }

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
