package io.turngap.stats;

import java.util.Arrays;

/**
 * Quantiles of a sample in which each cluster counts so many times, without writing the sample out: the values were sorted once, and one
 * walk up or down them, adding weights, finds all quantiles that are asked. A bootstrap's draw and a permutation's deal are such weights.
 */
final class WeightedQuantiles {

    private WeightedQuantiles() {}

    /** Weights that leave a sample as it is. */
    static int[] once(Clustered data) {
        int[] weights = new int[data.clusters()];
        Arrays.fill(weights, 1);
        return weights;
    }

    /** How many values there are, each as often as its cluster counts. */
    static int total(Clustered data, int[] weights) {
        int total = 0;
        for (int c = 0; c < weights.length; c++) {
            total += weights[c] * data.sizes[c];
        }
        return total;
    }

    /**
     * Type 8 of Hyndman and Fan, or Kaplan–Meier where values are censored: infinite then for what is out of reach.
     *
     * @param quantiles ascending
     * @param out one figure a quantile; NaN where no value is left
     */
    static void of(Clustered data, int[] weights, double[] quantiles, double[] out) {
        int total = total(data, weights);
        if (total == 0) {
            Arrays.fill(out, Double.NaN);
        } else if (data.censored() > 0) {
            survival(data, weights, total, quantiles, out);
        } else {
            typeEight(data, weights, total, quantiles, out);
        }
    }

    /**
     * h = (N + 1/3) p + 1/3, between the values of rank ⌊h⌋ and ⌊h⌋ + 1. Each quantile is walked to from the end that it is nearer to, so
     * that P95 costs a twentieth of the values.
     */
    private static void typeEight(Clustered data, int[] weights, int total, double[] quantiles, double[] out) {
        int lower = lower(quantiles);
        fromSmallest(data, weights, total, quantiles, lower, out);
        fromLargest(data, weights, total, quantiles, lower, out);
    }

    /** How many of the quantiles are nearer to the smallest value. */
    private static int lower(double[] quantiles) {
        int lower = 0;
        while (lower < quantiles.length && quantiles[lower] < 0.5) {
            lower++;
        }
        return lower;
    }

    private static double place(int total, double quantile) {
        return Math.clamp((total + 1.0 / 3) * quantile + 1.0 / 3, 1, total);
    }

    /** The quantiles before {@code end}. */
    private static void fromSmallest(
            Clustered data, int[] weights, int total, double[] quantiles, int end, double[] out) {
        double[] values = data.values;
        int[] cluster = data.cluster;
        int i = -1;
        int below = 0;
        int lowRank = 0;
        double low = 0;
        for (int q = 0; q < end; q++) {
            double h = place(total, quantiles[q]);
            int rank = (int) h;
            // A quantile close to the one before shares its lower value; the walk is past it then.
            if (rank != lowRank) {
                while (below < rank) {
                    below += weights[cluster[++i]];
                }
                low = values[i];
                lowRank = rank;
            }
            int next = Math.min(rank + 1, total);
            while (below < next) {
                below += weights[cluster[++i]];
            }
            out[q] = low + (h - rank) * (values[i] - low);
        }
    }

    /** The quantiles from {@code start} on. */
    private static void fromLargest(
            Clustered data, int[] weights, int total, double[] quantiles, int start, double[] out) {
        double[] values = data.values;
        int[] cluster = data.cluster;
        int i = values.length;
        int above = 0;
        int highRank = -1;
        double high = 0;
        for (int q = quantiles.length - 1; q >= start; q--) {
            double h = place(total, quantiles[q]);
            int rank = (int) h;
            int next = Math.min(rank + 1, total);
            if (next != highRank) {
                while (above < total - next + 1) {
                    above += weights[cluster[--i]];
                }
                high = values[i];
                highRank = next;
            }
            while (above < total - rank + 1) {
                above += weights[cluster[--i]];
            }
            double low = values[i];
            out[q] = low + (h - rank) * (high - low);
        }
    }

    /**
     * The quantiles of two samples into which the values are dealt, in one walk for both; as {@link #of}. Only where nothing is censored.
     *
     * @param firstTotal how many values the first sample gets
     * @param side 1 for a cluster whose values go to the first sample, else 0; by the number that names it
     * @param sides scratch: two arrays, each longer by one than there are values
     */
    static void ofBoth(
            Clustered data,
            int firstTotal,
            int[] side,
            double[] quantiles,
            double[][] sides,
            double[] ofFirst,
            double[] ofSecond) {
        int secondTotal = data.n() - firstTotal;
        if (firstTotal == 0 || secondTotal == 0) {
            Arrays.fill(ofFirst, Double.NaN);
            Arrays.fill(ofSecond, Double.NaN);
            return;
        }
        int lower = lower(quantiles);
        if (lower > 0) {
            int last = lower - 1;
            dealSmallest(data, side, sides, reach(firstTotal, quantiles[last]), reach(secondTotal, quantiles[last]));
            for (int q = 0; q < lower; q++) {
                ofFirst[q] = between(sides[0], firstTotal, quantiles[q], false);
                ofSecond[q] = between(sides[1], secondTotal, quantiles[q], false);
            }
        }
        if (lower < quantiles.length) {
            int firstReach = firstTotal + 1 - (int) place(firstTotal, quantiles[lower]);
            int secondReach = secondTotal + 1 - (int) place(secondTotal, quantiles[lower]);
            dealLargest(data, side, sides, firstReach, secondReach);
            for (int q = lower; q < quantiles.length; q++) {
                ofFirst[q] = between(sides[0], firstTotal, quantiles[q], true);
                ofSecond[q] = between(sides[1], secondTotal, quantiles[q], true);
            }
        }
    }

    /** The rank of the upper of the two values between which a quantile lies. */
    private static int reach(int total, double quantile) {
        return Math.min((int) place(total, quantile) + 1, total);
    }

    /** Of values in their order, the largest first where {@code falling}. */
    private static double between(double[] ordered, int total, double quantile, boolean falling) {
        double h = place(total, quantile);
        int rank = (int) h;
        int next = Math.min(rank + 1, total);
        double low = ordered[falling ? total - rank : rank - 1];
        double high = ordered[falling ? total - next : next - 1];
        return low + (h - rank) * (high - low);
    }

    /** Writes the smallest values of each side in its order: at least so many. No branch depends on the deal, which none could guess. */
    private static void dealSmallest(Clustered data, int[] side, double[][] sides, int firstReach, int secondReach) {
        double[] first = sides[0];
        double[] second = sides[1];
        int f = 0;
        int s = 0;
        for (int i = 0; f < firstReach || s < secondReach; i++) {
            double value = data.values[i];
            int one = side[data.names[data.cluster[i]]];
            first[f] = value;
            second[s] = value;
            f += one;
            s += 1 - one;
        }
    }

    /** The same with the largest. */
    private static void dealLargest(Clustered data, int[] side, double[][] sides, int firstReach, int secondReach) {
        double[] first = sides[0];
        double[] second = sides[1];
        int f = 0;
        int s = 0;
        for (int i = data.values.length - 1; f < firstReach || s < secondReach; i--) {
            double value = data.values[i];
            int one = side[data.names[data.cluster[i]]];
            first[f] = value;
            second[s] = value;
            f += one;
            s += 1 - one;
        }
    }

    /** Kaplan–Meier: one step of the curve for each cluster's value, of its weight. */
    private static void survival(Clustered data, int[] weights, int total, double[] quantiles, double[] out) {
        Arrays.fill(out, Double.POSITIVE_INFINITY);
        int atRisk = total;
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
