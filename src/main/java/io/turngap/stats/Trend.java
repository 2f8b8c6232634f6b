package io.turngap.stats;

import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A straight line through points by least squares: slope b = Sxy / Sxx with its 95 % interval b ± t(n − 2) · √(SSR / (n − 2) / Sxx). R: {@code
 * confint(lm(y ~ x))}. Points that follow one another closely in time are alike, which makes the interval too narrow: give few and far between.
 *
 * @param mean of the values
 * @param slope change of the value for each unit of x
 * @param ci95 of the slope
 * @param span from the first x to the last
 * @param points how many there were
 */
public record Trend(double mean, double slope, Interval ci95, double span, int points) {

    private static final int FEWEST = 3;
    private static final double TAIL = 0.025;

    /** A line through points; empty for fewer than three, and where all have the same x. */
    public static Optional<Trend> of(double[] x, double[] y) {
        if (x.length != y.length) {
            throw new IllegalArgumentException("A trend was given " + x.length + " places and " + y.length
                    + " values; expected as many of each. Give one value a place.");
        }
        int n = x.length;
        double meanX = Arrays.stream(x).average().orElse(0);
        double meanY = Arrays.stream(y).average().orElse(0);
        double sxx = Arrays.stream(x).map(at -> (at - meanX) * (at - meanX)).sum();
        if (n < FEWEST || sxx <= 0) {
            return Optional.empty();
        }
        double sxy = 0;
        for (int i = 0; i < n; i++) {
            sxy += (x[i] - meanX) * (y[i] - meanY);
        }
        double slope = sxy / sxx;
        double rest = 0;
        for (int i = 0; i < n; i++) {
            double off = y[i] - meanY - slope * (x[i] - meanX);
            rest += off * off;
        }
        double half = Math.sqrt(rest / (n - 2) / sxx) * TDistribution.of(n - 2).inverseSurvivalProbability(TAIL);
        double span = Arrays.stream(x).max().orElse(0) - Arrays.stream(x).min().orElse(0);
        return Optional.of(new Trend(meanY, slope, new Interval(slope - half, slope + half), span, n));
    }

    /** Chance is ruled out, and it rises by more than that share of its mean from the first x to the last. */
    public boolean rises(double share) {
        return ci95.low() > 0 && slope * span > share * Math.abs(mean);
    }
}
