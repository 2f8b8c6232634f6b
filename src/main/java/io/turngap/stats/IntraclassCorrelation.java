package io.turngap.stats;

/**
 * How alike the values of one cluster (the turns of one call) are, and what that costs.
 */
public final class IntraclassCorrelation {

    private IntraclassCorrelation() {}

    /**
     * ICC(1) from a one-way analysis of variance, (MSB − MSW) / (MSB + (n₀ − 1) MSW), with n₀ for clusters of unequal size (Shrout and
     * Fleiss 1979; Donner 1986). R: {@code ICC::ICCest}. Not clipped: chance can make it negative.
     *
     * @param values any order
     * @param cluster of each value, from 0 to {@code clusters} − 1
     * @param clusters how many clusters there are, none empty
     * @return from −1 to 1; 0 when nothing varies or no cluster has two values; 1 (unknown, so the worst) for a single cluster
     */
    public static double of(double[] values, int[] cluster, int clusters) {
        int n = values.length;
        if (clusters < 2) {
            return 1;
        }
        if (n <= clusters) {
            return 0;
        }
        double[] sums = new double[clusters];
        int[] sizes = new int[clusters];
        double total = 0;
        for (int i = 0; i < n; i++) {
            sums[cluster[i]] += values[i];
            sizes[cluster[i]]++;
            total += values[i];
        }
        double mean = total / n;
        double between = 0;
        double squares = 0;
        for (int c = 0; c < clusters; c++) {
            double gap = sums[c] / sizes[c] - mean;
            between += sizes[c] * gap * gap;
            squares += (double) sizes[c] * sizes[c];
        }
        double within = 0;
        for (int i = 0; i < n; i++) {
            double gap = values[i] - sums[cluster[i]] / sizes[cluster[i]];
            within += gap * gap;
        }
        double meanBetween = between / (clusters - 1);
        double meanWithin = within / (n - clusters);
        double size = (n - squares / n) / (clusters - 1);
        double denominator = meanBetween + (size - 1) * meanWithin;
        return denominator > 0 ? (meanBetween - meanWithin) / denominator : 0;
    }

    /**
     * Kish's design effect, 1 + (m − 1)·ICC: how many clustered values tell as much as one independent value. For unequal clusters m is
     * Σm² / Σm. A negative correlation is taken as none.
     *
     * @return at least 1
     */
    public static double designEffect(double icc, int[] sizes) {
        double squares = 0;
        double sum = 0;
        for (int size : sizes) {
            squares += (double) size * size;
            sum += size;
        }
        return sum == 0 ? 1 : 1 + (squares / sum - 1) * Math.max(0, icc);
    }
}
