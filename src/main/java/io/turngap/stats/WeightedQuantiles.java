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
        int lower = 0;
        while (lower < quantiles.length && quantiles[lower] < 0.5) {
            lower++;
        }
        fromSmallest(data, weights, total, quantiles, lower, out);
        fromLargest(data, weights, total, quantiles, lower, out);
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
