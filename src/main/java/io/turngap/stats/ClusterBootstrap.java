package io.turngap.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.TSampler;

/**
 * Percentile bootstrap over clusters (Davison and Hinkley 1997, section 3.8): each draw takes as many clusters as there are, with
 * replacement, and all values of a drawn cluster with it.
 *
 * <p>No draw sorts anything. The values were sorted once; a draw is a weight for each cluster, and its quantiles are found in one walk
 * along the sorted values. So 10,000 draws of 1,000 values are ten million additions at most.
 */
public final class ClusterBootstrap {

    /** Draws of an interval, where nothing makes them too dear. */
    public static final int DRAWS = 10_000;

    /** Fewest draws of an interval. */
    public static final int FEWEST_DRAWS = 1_000;

    /** Fewest clusters that are resampled: the variety of fewer understates what another run would give. */
    public static final int FEWEST_CLUSTERS = 10;

    private static final long STEPS = 50_000_000L;
    /** With more draws than this out of reach, nothing tells how far the rest would scatter. */
    private static final double MOST_UNREACHED = 0.16;

    private ClusterBootstrap() {}

    /**
     * What is known of an effect.
     *
     * @param effect as seen; may be infinite where censoring hides a quantile
     * @param interval what chance leaves of it, with the confidence asked for; an end may be infinite
     * @param standardError what comes of which calls were made: falls with the root of their number. Infinite where too many draws are out
     *     of reach
     * @param betweenRuns what comes of which runs were made, in the same unit: further calls do not lessen it. 0 unless the design has
     *     several runs; infinite where these tell nothing
     */
    public record Estimate(double effect, Interval interval, double standardError, double betweenRuns) {}

    /** Draws for a sample of {@code n}: 10,000 up to 5,000 values, then fewer, so that the work stays bounded, and never below 1,000. */
    public static int draws(int n) {
        return Math.clamp(STEPS / Math.max(1, n), FEWEST_DRAWS, DRAWS);
    }

    /** 95 % intervals of quantiles, as {@link #intervals(Clustered, double[], int, double, UniformRandomProvider)}. */
    public static List<Interval> intervals(
            Clustered data, double[] quantiles, int draws, UniformRandomProvider random) {
        return intervals(data, quantiles, draws, OrderStatistics.TAIL, random);
    }

    /**
     * Intervals of quantiles: type 8 of Hyndman and Fan, or Kaplan–Meier where values are censored; an end that censoring keeps out of
     * reach is infinite.
     *
     * @param data at least one value
     * @param quantiles ascending, each from 0 to 1
     * @param draws at least 1; 2 / {@code tail} and more, or an end is no more than the utmost draw
     * @param tail share that each end gives up, such as 0.025 for 95 %; between 0 and 0.5
     * @return one interval a quantile, in their order
     */
    public static List<Interval> intervals(
            Clustered data, double[] quantiles, int draws, double tail, UniformRandomProvider random) {
        requireTail(tail);
        if (data.n() == 0 || draws < 1) {
            throw new IllegalArgumentException("A bootstrap was asked of " + data.n() + " values with " + draws
                    + " draws; at least 1 of each is needed. Check that there is something first.");
        }
        double[][] found = new double[quantiles.length][draws];
        int[] weights = new int[data.clusters()];
        double[] one = new double[quantiles.length];
        for (int draw = 0; draw < draws; draw++) {
            Resampling.draw(weights, random);
            WeightedQuantiles.of(data, weights, quantiles, one);
            for (int q = 0; q < one.length; q++) {
                found[q][draw] = one[q];
            }
        }
        List<Interval> intervals = new ArrayList<>(quantiles.length);
        for (double[] values : found) {
            intervals.add(middle(values, tail));
        }
        return intervals;
    }

    /** 95 % interval of an effect between two samples, each resampled by itself. An end may be infinite where censoring hides it. */
    public static Interval interval(
            Clustered first, Clustered second, Effect effect, int draws, UniformRandomProvider random) {
        return interval(first, second, effect, Design.apart(), draws, random);
    }

    /** 95 % interval of an effect between two samples, as {@link #estimates} makes it. */
    public static Interval interval(
            Clustered first, Clustered second, Effect effect, Design design, int draws, UniformRandomProvider random) {
        return interval(first, second, effect, design, draws, OrderStatistics.TAIL, random);
    }

    /** Interval of an effect between two samples, as {@link #estimates} makes it. */
    public static Interval interval(
            Clustered first,
            Clustered second,
            Effect effect,
            Design design,
            int draws,
            double tail,
            UniformRandomProvider random) {
        return estimates(first, second, List.of(effect), design, draws, tail, random)
                .getFirst()
                .interval();
    }

    /**
     * Estimates effects between two samples, resampled as they came about, all from the same draws. Where the first is several runs, the
     * calls of each are drawn among themselves, and what runs differ by is added to each draw (see {@link BetweenRuns}); with one run that is
     * the same as {@link Design#apart}. Draws that leave a sample without a value are left out.
     *
     * @param first at least one value
     * @param second at least one value
     * @param design which calls are drawn together: where there are blocks, a block with all its calls of both samples
     * @param draws at least 1; 2 / {@code tail} and more, or an end is no more than the utmost draw
     * @param tail share that each end gives up, such as 0.025 for 95 %; between 0 and 0.5
     * @return one estimate an effect, in their order
     */
    public static List<Estimate> estimates(
            Clustered first,
            Clustered second,
            List<Effect> effects,
            Design design,
            int draws,
            double tail,
            UniformRandomProvider random) {
        requireTail(tail);
        if (first.n() == 0 || second.n() == 0 || draws < 1) {
            throw new IllegalArgumentException(
                    "A bootstrap was asked of " + first.n() + " and " + second.n() + " values with " + draws
                            + " draws; at least 1 of each is needed. Check that there is something first.");
        }
        JointEffects joint = new JointEffects(effects);
        double[] one = new double[joint.size()];
        double[][] found = new double[joint.size()][draws];
        Resampling resampling = new Resampling(first, second, design);
        for (int draw = 0; draw < draws; draw++) {
            resampling.draw(random);
            joint.of(first, resampling.firstWeights, second, resampling.secondWeights, one);
            for (int e = 0; e < one.length; e++) {
                found[e][draw] = one[e];
            }
        }
        double[] errors = Arrays.stream(found)
                .mapToDouble(ClusterBootstrap::standardError)
                .toArray();
        double[] between = design.isSeveralRuns()
                ? BetweenRuns.deviations(
                        first, second, new Resampling.Groups(first, design::runOfFirst), effects, random)
                : new double[one.length];
        if (Arrays.stream(between).anyMatch(deviation -> deviation > 0)) {
            int runs = new Resampling.Groups(first, design::runOfFirst).size();
            spread(found, between, TSampler.of(random, runs - 1.0)::sample);
        }
        joint.of(first, WeightedQuantiles.once(first), second, WeightedQuantiles.once(second), one);
        List<Estimate> estimates = new ArrayList<>(one.length);
        for (int e = 0; e < one.length; e++) {
            Interval interval = Double.isFinite(between[e])
                    ? middle(found[e], tail)
                    : new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
            estimates.add(new Estimate(one[e], interval, errors[e], between[e]));
        }
        return estimates;
    }

    private static void spread(double[][] found, double[] between, DoubleSupplier random) {
        int draws = found[0].length;
        for (int draw = 0; draw < draws; draw++) {
            double far = random.getAsDouble();
            for (int e = 0; e < found.length; e++) {
                if (Double.isFinite(between[e])) {
                    found[e][draw] += between[e] * far;
                }
            }
        }
    }

    private static double standardError(double[] draws) {
        long finite = Arrays.stream(draws).filter(Double::isFinite).count();
        return draws.length - finite > MOST_UNREACHED * draws.length
                ? Double.POSITIVE_INFINITY
                : Math.sqrt(BetweenRuns.variance(draws));
    }

    /** What is left of the draws, which are sorted, when each end gives up its share. */
    private static Interval middle(double[] draws, double tail) {
        Arrays.sort(draws);
        // NaN, of a draw that left a sample without a value, sorts behind all numbers.
        int n = draws.length;
        while (n > 0 && Double.isNaN(draws[n - 1])) {
            n--;
        }
        if (n == 0) {
            return new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        }
        int low = (int) Math.floor(tail * (n - 1));
        return new Interval(draws[low], draws[n - 1 - low]);
    }

    static void requireTail(double tail) {
        if (!(tail > 0 && tail < 0.5)) {
            throw new IllegalArgumentException("An interval was asked of which each end gives up a share of " + tail
                    + "; between 0 and 0.5 is allowed. Give 0.025 for 95 %.");
        }
    }
}
