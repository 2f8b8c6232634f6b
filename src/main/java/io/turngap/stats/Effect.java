package io.turngap.stats;

/**
 * How much larger the values of a second sample are than those of a first. Both come as clusters with a weight each: all ones for the
 * samples as they are, counts of draws for a bootstrap, ones and noughts for a permutation of labels.
 */
public sealed interface Effect {

    /**
     * The effect.
     *
     * @param firstWeights a weight for each cluster of {@code first}, at least 0
     * @param secondWeights a weight for each cluster of {@code second}, at least 0
     * @return positive when the second is larger; NaN when a sample has no value left
     */
    double of(Clustered first, int[] firstWeights, Clustered second, int[] secondWeights);

    /** An effect that needs one quantile of either sample and no more: several of them are asked of the samples in one walk. */
    sealed interface OfQuantile extends Effect {

        /** The quantile, from 0 to 1. */
        double p();

        /** The effect, from that quantile of the first sample and of the second; both may be infinite, or NaN. */
        double between(double was, double is);

        @Override
        default double of(Clustered first, int[] firstWeights, Clustered second, int[] secondWeights) {
            return between(quantile(first, firstWeights, p()), quantile(second, secondWeights, p()));
        }
    }

    /** See {@link #logRatio}. */
    record LogRatio(double p, double least) implements OfQuantile {
        public LogRatio {
            Quantiles.requireShare(p);
            if (!(least > 0)) {
                throw new IllegalArgumentException("A ratio of quantiles was asked with the floor " + least
                        + "; more than 0 is allowed. Give the smallest value that can be told from 0.");
            }
        }

        @Override
        public double between(double was, double is) {
            double from = Math.max(least, was);
            double to = Math.max(least, is);
            return from == to ? 0 : Math.log(to) - Math.log(from);
        }
    }

    /** See {@link #shift}. */
    record Shift(double p) implements OfQuantile {
        public Shift {
            Quantiles.requireShare(p);
        }

        @Override
        public double between(double was, double is) {
            return was == is ? 0 : is - was;
        }
    }

    /**
     * See {@link #difference} and {@link #loss}.
     *
     * @param sign 1, or -1 where more is better
     */
    record OfMeans(int sign) implements Effect {
        @Override
        public double of(Clustered first, int[] firstWeights, Clustered second, int[] secondWeights) {
            return between(mean(first, firstWeights), mean(second, secondWeights));
        }

        /** The effect, from the means of both samples; NaN when one has none. */
        double between(double was, double is) {
            return sign * (is - was);
        }
    }

    /**
     * ln(q₂ / q₁) of the {@code p}-quantiles, type 8 of Hyndman and Fan, or Kaplan–Meier where values are censored; infinite when
     * censoring keeps one of them out of reach, 0 when both.
     *
     * @param least a smaller quantile counts as this one: below what can be told apart, a ratio means nothing. More than 0
     */
    static Effect logRatio(double p, double least) {
        return new LogRatio(p, least);
    }

    /** q₂ − q₁ of the {@code p}-quantiles, as {@link #logRatio} takes them; infinite when one is out of reach, 0 when both. */
    static Effect shift(double p) {
        return new Shift(p);
    }

    /** The difference of the means; of noughts and ones, the difference of two rates. A censored value counts as the bound that it is. */
    static Effect difference() {
        return new OfMeans(1);
    }

    /** How much smaller the second mean is: positive is worse where more is better. */
    static Effect loss() {
        return new OfMeans(-1);
    }

    /** The {@code p}-quantile of a sample as it is, as {@link #logRatio} takes it; infinite when censoring keeps it out of reach. */
    static double quantile(Clustered sample, double p) {
        return quantile(sample, WeightedQuantiles.once(sample), p);
    }

    /** As {@link #quantile(Clustered, double)}, each cluster so many times; NaN when nothing is left. */
    static double quantile(Clustered sample, int[] weights, double p) {
        double[] found = new double[1];
        WeightedQuantiles.of(sample, weights, new double[] {p}, found);
        return found[0];
    }

    /** The mean of a sample, each cluster so many times; NaN when nothing is left. */
    static double mean(Clustered sample, int[] weights) {
        double sum = 0;
        int total = 0;
        for (int c = 0; c < weights.length; c++) {
            sum += weights[c] * sample.sums[c];
            total += weights[c] * sample.sizes[c];
        }
        return sum / total;
    }
}
