package io.turngap.stats;

/**
 * How much larger the values of a second sample are than those of a first. Both come as clusters with a weight each: all ones for the
 * samples as they are, counts of draws for a bootstrap, ones and noughts for a permutation of labels.
 */
public interface Effect {

    /**
     * The effect.
     *
     * @param firstWeights a weight for each cluster of {@code first}, at least 0
     * @param secondWeights a weight for each cluster of {@code second}, at least 0
     * @return positive when the second is larger; NaN when a sample has no value left
     */
    double of(Clustered first, int[] firstWeights, Clustered second, int[] secondWeights);

    /**
     * ln(q₂ / q₁) of the {@code p}-quantiles, type 8 of Hyndman and Fan, or Kaplan–Meier where values are censored; infinite when
     * censoring keeps one of them out of reach, 0 when both.
     *
     * @param least a smaller quantile counts as this one: below what can be told apart, a ratio means nothing. More than 0
     */
    static Effect logRatio(double p, double least) {
        Quantiles.requireShare(p);
        if (!(least > 0)) {
            throw new IllegalArgumentException("A ratio of quantiles was asked with the floor " + least
                    + "; more than 0 is allowed. Give the smallest value that can be told from 0.");
        }
        return (first, firstWeights, second, secondWeights) -> {
            double was = Math.max(least, quantile(first, firstWeights, p));
            double is = Math.max(least, quantile(second, secondWeights, p));
            return was == is ? 0 : Math.log(is) - Math.log(was);
        };
    }

    /** The difference of the means; of noughts and ones, the difference of two rates. */
    static Effect difference() {
        return (first, firstWeights, second, secondWeights) -> mean(second, secondWeights) - mean(first, firstWeights);
    }

    /** The {@code p}-quantile of a sample as it is, as {@link #logRatio} takes it; infinite when censoring keeps it out of reach. */
    static double quantile(Clustered sample, double p) {
        return quantile(sample, ClusterBootstrap.once(sample), p);
    }

    /** As {@link #quantile(Clustered, double)}, each cluster so many times; NaN when nothing is left. */
    static double quantile(Clustered sample, int[] weights, double p) {
        if (ClusterBootstrap.total(sample, weights) == 0) {
            return Double.NaN;
        }
        double[] found = new double[1];
        if (sample.censored() > 0) {
            ClusterBootstrap.survival(sample, weights, new double[] {p}, found);
        } else {
            ClusterBootstrap.typeEight(sample, weights, new double[] {p}, found);
        }
        return found[0];
    }

    private static double mean(Clustered sample, int[] weights) {
        double sum = 0;
        // From the largest: of noughts and ones only the ones count.
        for (int i = sample.values.length - 1; i >= 0 && sample.values[i] != 0; i--) {
            sum += weights[sample.cluster[i]] * sample.values[i];
        }
        return sum / ClusterBootstrap.total(sample, weights);
    }
}
