package io.turngap.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Where in the distribution a second sample lies above a first: the difference of their quantiles, as a function of the quantile (Doksum
 * 1974; Wilcox 1995). Level where all became slower, rising at the end where only the slow ones did. R: {@code rogme::shifthd} is the same
 * idea with other quantiles. The interval of each quantile is for it alone.
 */
public final class ShiftFunction {

    private static final double[] DECILES = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};

    private ShiftFunction() {}

    /**
     * The shift at one quantile.
     *
     * @param q the quantile, between 0 and 1
     * @param was the first sample's there: type 8, or Kaplan–Meier where values are censored
     * @param shift the second sample's less that
     * @param ci95 95 %; empty where either sample is too small for this quantile ({@link OrderStatistics#needed}), or censoring hides an end
     */
    public record Shift(double q, double was, double shift, Optional<Interval> ci95) {}

    /** 0.1 to 0.9. */
    public static double[] deciles() {
        return DECILES.clone();
    }

    /**
     * The shift at each quantile, all from the same draws. A quantile that censoring keeps out of reach in either sample is left out.
     *
     * @param quantiles ascending, each between 0 and 1, neither
     * @param draws at least 1
     * @return at most one a quantile, in their order; none where a sample has no value
     */
    public static List<Shift> of(
            Clustered first,
            Clustered second,
            Design design,
            double[] quantiles,
            int draws,
            UniformRandomProvider random) {
        int[] needed =
                Arrays.stream(quantiles).mapToInt(OrderStatistics::needed).toArray();
        if (first.n() == 0 || second.n() == 0) {
            return List.of();
        }
        List<Effect> effects = Arrays.stream(quantiles).mapToObj(Effect::shift).toList();
        List<ClusterBootstrap.Estimate> estimates =
                ClusterBootstrap.estimates(first, second, effects, design, draws, OrderStatistics.TAIL, random);
        boolean few = Math.min(first.clusters(), second.clusters()) < ClusterBootstrap.FEWEST_CLUSTERS;
        double independent = Math.min(first.independent(), second.independent());
        List<Shift> shifts = new ArrayList<>(quantiles.length);
        for (int q = 0; q < quantiles.length; q++) {
            double was = Effect.quantile(first, quantiles[q]);
            double shift = estimates.get(q).effect();
            if (Double.isFinite(was) && Double.isFinite(shift)) {
                Optional<Interval> interval = few || independent < needed[q]
                        ? Optional.empty()
                        : Optional.of(estimates.get(q).interval().holding(shift))
                                .filter(Interval::isBounded);
                shifts.add(new Shift(quantiles[q], was, shift, interval));
            }
        }
        return List.copyOf(shifts);
    }
}
