package io.turngap.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Percentile bootstrap over clusters (Davison and Hinkley 1997, section 3.8): each draw takes as many clusters as there are, with
 * replacement, and all values of a drawn cluster with it.
 *
 * <p>No draw sorts anything. The values were sorted once; a draw is a weight for each cluster, and its quantiles are found in one walk
 * up the sorted values. So 10,000 draws of 1,000 values are ten million additions.
 */
public final class ClusterBootstrap {

    /** Draws of an interval, where nothing makes them too dear. */
    public static final int DRAWS = 10_000;

    /** Fewest draws of an interval. */
    public static final int FEWEST_DRAWS = 1_000;

    /** Fewest clusters that are resampled: the variety of fewer understates what another run would give. */
    public static final int FEWEST_CLUSTERS = 10;

    private static final long STEPS = 50_000_000L;

    private ClusterBootstrap() {}

    /** Draws for a sample of {@code n}: 10,000 up to 5,000 values, then fewer, so that the work stays bounded, and never below 1,000. */
    public static int draws(int n) {
        return (int) Math.clamp(STEPS / Math.max(1, n), FEWEST_DRAWS, DRAWS);
    }

    /**
     * 95 % intervals of quantiles: type 8 of Hyndman and Fan, or Kaplan–Meier where values are censored; an end that censoring keeps out
     * of reach is infinite.
     *
     * @param data at least one value
     * @param quantiles ascending, each from 0 to 1
     * @param draws at least 1
     * @return one interval a quantile, in their order
     */
    public static List<Interval> intervals(
            Clustered data, double[] quantiles, int draws, UniformRandomProvider random) {
        return intervals(data, quantiles, draws, OrderStatistics.TAIL, random);
    }

    /**
     * The same at another confidence.
     *
     * @param tail what either end may miss, more than 0
     */
    public static List<Interval> intervals(
            Clustered data, double[] quantiles, int draws, double tail, UniformRandomProvider random) {
        if (data.n() == 0 || draws < 1) {
            throw new IllegalArgumentException("A bootstrap was asked of " + data.n() + " values with " + draws
                    + " draws; at least 1 of each is needed. Check that there is something first.");
        }
        double[][] found = new double[quantiles.length][draws];
        int[] weights = new int[data.clusters()];
        double[] one = new double[quantiles.length];
        for (int draw = 0; draw < draws; draw++) {
            draw(weights, random);
            if (data.censored() > 0) {
                survival(data, weights, quantiles, one);
            } else {
                typeEight(data, weights, quantiles, one);
            }
            for (int q = 0; q < one.length; q++) {
                found[q][draw] = one[q];
            }
        }
        List<Interval> intervals = new ArrayList<>(quantiles.length);
        for (double[] values : found) {
            Arrays.sort(values);
            intervals.add(middle(values, tail));
        }
        return intervals;
    }

    /**
     * 95 % interval of an effect between two samples, each resampled by itself. An end may be infinite where censoring hides it.
     *
     * @param first at least one value
     * @param second at least one value
     * @param draws at least 1
     */
    public static Interval interval(
            Clustered first, Clustered second, Effect effect, int draws, UniformRandomProvider random) {
        return interval(first, second, effect, Design.apart(), draws, random);
    }

    /**
     * 95 % interval of an effect between two samples, resampled as they came about. An end may be infinite where censoring hides it.
     *
     * @param first at least one value
     * @param second at least one value
     * @param design which calls are drawn together: where there are blocks, a block with all its calls of both samples
     * @param draws at least 1
     */
    public static Interval interval(
            Clustered first, Clustered second, Effect effect, Design design, int draws, UniformRandomProvider random) {
        return middle(drawn(first, second, effect, design, draws, random));
    }

    private static double[] drawn(
            Clustered first, Clustered second, Effect effect, Design design, int draws, UniformRandomProvider random) {
        if (first.n() == 0 || second.n() == 0 || draws < 1) {
            throw new IllegalArgumentException(
                    "A bootstrap was asked of " + first.n() + " and " + second.n() + " values with " + draws
                            + " draws; at least 1 of each is needed. Check that there is something first.");
        }
        double[] found = new double[draws];
        int[] firstWeights = new int[first.clusters()];
        int[] secondWeights = new int[second.clusters()];
        Map<Integer, Integer> blocks = design.isBlocked() ? blocks(first, second, design) : Map.of();
        int[] blockWeights = new int[blocks.size()];
        for (int draw = 0; draw < draws; draw++) {
            if (design.isBlocked()) {
                draw(blockWeights, random);
                for (int c = 0; c < firstWeights.length; c++) {
                    firstWeights[c] = blockWeights[blocks.getOrDefault(design.blockOfFirst(first.names[c]), 0)];
                }
                for (int c = 0; c < secondWeights.length; c++) {
                    secondWeights[c] = blockWeights[blocks.getOrDefault(design.blockOfSecond(second.names[c]), 0)];
                }
            } else {
                draw(firstWeights, random);
                draw(secondWeights, random);
            }
            found[draw] = effect.of(first, firstWeights, second, secondWeights);
        }
        return found;
    }

    /**
     * The same at several confidences, from the same draws.
     *
     * @param tails what either end of each interval may miss, more than 0
     * @return one interval a tail, in their order
     */
    public static List<Interval> intervals(
            Clustered first,
            Clustered second,
            Effect effect,
            Design design,
            int draws,
            UniformRandomProvider random,
            double... tails) {
        double[] found = drawn(first, second, effect, design, draws, random);
        Arrays.sort(found);
        return Arrays.stream(tails).mapToObj(tail -> middle(found, tail)).toList();
    }

    private static Map<Integer, Integer> blocks(Clustered first, Clustered second, Design design) {
        Map<Integer, Integer> places = new HashMap<>();
        for (int name : first.names) {
            places.computeIfAbsent(design.blockOfFirst(name), unused -> places.size());
        }
        for (int name : second.names) {
            places.computeIfAbsent(design.blockOfSecond(name), unused -> places.size());
        }
        return places;
    }

    private static void draw(int[] weights, UniformRandomProvider random) {
        Arrays.fill(weights, 0);
        for (int c = 0; c < weights.length; c++) {
            weights[random.nextInt(weights.length)]++;
        }
    }

    /** What is left of the draws, which are sorted, when each end gives up half of 5 %. */
    private static Interval middle(double[] draws) {
        Arrays.sort(draws);
        return middle(draws, OrderStatistics.TAIL);
    }

    private static Interval middle(double[] draws, double tail) {
        int low = (int) Math.floor(tail * (draws.length - 1));
        return new Interval(draws[low], draws[draws.length - 1 - low]);
    }

    /** Weights that leave a sample as it is. */
    static int[] once(Clustered data) {
        int[] weights = new int[data.clusters()];
        Arrays.fill(weights, 1);
        return weights;
    }

    static int total(Clustered data, int[] weights) {
        int total = 0;
        for (int c = 0; c < weights.length; c++) {
            total += weights[c] * data.sizes[c];
        }
        return total;
    }

    /**
     * Type-8 quantiles of the weighted values: h = (N + 1/3) p + 1/3, between the values of rank ⌊h⌋ and ⌊h⌋ + 1. Walks down from the
     * largest, since the percentiles that matter are there.
     */
    static void typeEight(Clustered data, int[] weights, double[] quantiles, double[] out) {
        int total = total(data, weights);
        int i = data.values.length;
        int above = 0;
        int highRank = -1;
        double high = 0;
        for (int q = quantiles.length - 1; q >= 0; q--) {
            double h = Math.clamp((total + 1.0 / 3) * quantiles[q] + 1.0 / 3, 1, total);
            int rank = (int) Math.floor(h);
            int next = Math.min(rank + 1, total);
            // A quantile close to the one before shares its upper value; the walk is past it then.
            if (next != highRank) {
                while (above < total - next + 1) {
                    above += weights[data.cluster[--i]];
                }
                high = data.values[i];
                highRank = next;
            }
            while (above < total - rank + 1) {
                above += weights[data.cluster[--i]];
            }
            double low = data.values[i];
            out[q] = low + (h - rank) * (high - low);
        }
    }

    /** Kaplan–Meier quantiles of the weighted values. */
    static void survival(Clustered data, int[] weights, double[] quantiles, double[] out) {
        Arrays.fill(out, Double.POSITIVE_INFINITY);
        int atRisk = total(data, weights);
        double surviving = 1;
        int q = 0;
        for (int i = 0; i < data.values.length && q < quantiles.length; i++) {
            int weight = weights[data.cluster[i]];
            if (weight == 0) {
                continue;
            }
            if (data.observed[i]) {
                surviving *= 1 - (double) weight / atRisk;
                while (q < quantiles.length && KaplanMeier.reached(surviving, quantiles[q])) {
                    out[q++] = data.values[i];
                }
            }
            atRisk -= weight;
        }
    }
}
