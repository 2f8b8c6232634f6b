package io.turngap.bench;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** What people use instead of a gate: rules that look at turns as if each were a call of its own. */
final class NaiveRules {

    /** One-sided, 5 %. */
    private static final double CRITICAL = 1.6449;

    private NaiveRules() {}

    /** True when the P95 of the second is more than a tenth above that of the first; nearest rank. */
    static boolean tenPercentAbove(double[] first, double[] second) {
        return p95(second) > 1.1 * p95(first);
    }

    private static double p95(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.ceil(0.95 * sorted.length) - 1];
    }

    /**
     * The one-sided test of Mann and Whitney (1947) on turns, by its normal approximation with the correction for ties. R: {@code
     * wilcox.test(second, first, alternative = "greater", exact = FALSE, correct = FALSE)$p.value < 0.05}.
     */
    static boolean mannWhitney(double[] first, double[] second) {
        int n = first.length + second.length;
        double[] all = Arrays.copyOf(first, n);
        System.arraycopy(second, 0, all, first.length, second.length);
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> all[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double ranksOfSecond = 0;
        double ties = 0;
        for (int from = 0; from < n; ) {
            int to = from + 1;
            while (to < n && all[order[to]] == all[order[from]]) {
                to++;
            }
            double rank = (from + 1 + to) / 2.0;
            for (int i = from; i < to; i++) {
                ranksOfSecond += order[i] >= first.length ? rank : 0;
            }
            double tied = to - from;
            ties += tied * tied * tied - tied;
            from = to;
        }
        double pairs = (double) first.length * second.length;
        double u = ranksOfSecond - second.length * (second.length + 1.0) / 2;
        double variance = pairs / 12 * (n + 1 - ties / ((double) n * (n - 1)));
        return variance > 0 && (u - pairs / 2) / Math.sqrt(variance) > CRITICAL;
    }
}
