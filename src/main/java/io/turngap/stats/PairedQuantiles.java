package io.turngap.stats;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleBiFunction;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * By how much a quantile falls when each value of a sample is replaced by another: the values as they were and as they would be, in the
 * same clusters. Clusters are resampled with both their values, so what the two have in common cancels.
 */
public final class PairedQuantiles {

    private static final long STEPS = 20_000_000L;
    private static final int FEWEST_DRAWS = 200;
    private static final int MOST_DRAWS = 2_000;

    private final Clustered before;
    private final Clustered after;
    private final int[] partner;

    /**
     * The same clusters twice.
     *
     * @param before at least one value
     * @param after as many, in clusters of the same names
     */
    public PairedQuantiles(Clustered before, Clustered after) {
        if (before.n() == 0 || before.n() != after.n() || before.clusters() != after.clusters()) {
            throw new IllegalArgumentException("Pairs were given as " + before.n() + " and " + after.n()
                    + " values; as many of both are needed, at least 1. Give each value its partner.");
        }
        this.before = before;
        this.after = after;
        Map<Integer, Integer> indexByName = new HashMap<>();
        for (int c = 0; c < before.names.length; c++) {
            indexByName.put(before.names[c], c);
        }
        partner = new int[after.names.length];
        for (int c = 0; c < partner.length; c++) {
            Integer index = indexByName.get(after.names[c]);
            if (index == null) {
                throw new IllegalArgumentException(
                        "Cluster " + after.names[c]
                                + " stands in the second sample only; expected the same clusters. Give each value its partner.");
            }
            partner[c] = index;
        }
    }

    /** The fall of the {@code p}-quantile, type 8 or Kaplan–Meier; empty when censoring keeps one of them out of reach. */
    public OptionalDouble fall(double p) {
        double fall = fall(p, WeightedQuantiles.once(before), WeightedQuantiles.once(after));
        return Double.isFinite(fall) ? OptionalDouble.of(fall) : OptionalDouble.empty();
    }

    /** {@link #fall} as a share of the quantile that it falls from; empty also when that is 0. */
    public OptionalDouble share(double p) {
        double share = share(p, WeightedQuantiles.once(before), WeightedQuantiles.once(after));
        return Double.isFinite(share) ? OptionalDouble.of(share) : OptionalDouble.empty();
    }

    /** 95 % interval of {@link #fall} from a bootstrap over clusters; fewer than {@link ClusterBootstrap#FEWEST_CLUSTERS} give none. */
    public Optional<Interval> interval(double p, UniformRandomProvider random) {
        return interval((was, would) -> fall(p, was, would), random);
    }

    /** 95 % interval of {@link #share}, as {@link #interval} is made. */
    public Optional<Interval> shareInterval(double p, UniformRandomProvider random) {
        return interval((was, would) -> share(p, was, would), random);
    }

    private Optional<Interval> interval(ToDoubleBiFunction<int[], int[]> figure, UniformRandomProvider random) {
        if (before.clusters() < ClusterBootstrap.FEWEST_CLUSTERS) {
            return Optional.empty();
        }
        int draws = Math.clamp(STEPS / before.n(), FEWEST_DRAWS, MOST_DRAWS);
        double[] falls = new double[draws];
        int[] weights = new int[before.clusters()];
        int[] moved = new int[weights.length];
        for (int draw = 0; draw < draws; draw++) {
            Resampling.draw(weights, random);
            for (int c = 0; c < moved.length; c++) {
                moved[c] = weights[partner[c]];
            }
            falls[draw] = figure.applyAsDouble(weights, moved);
        }
        Arrays.sort(falls);
        int low = (int) Math.floor(OrderStatistics.TAIL * (draws - 1));
        double lowest = falls[low];
        double highest = falls[draws - 1 - low];
        return Double.isFinite(lowest) && Double.isFinite(highest)
                ? Optional.of(new Interval(lowest, highest))
                : Optional.empty();
    }

    private double fall(double p, int[] beforeWeights, int[] afterWeights) {
        double was = Effect.quantile(before, beforeWeights, p);
        double would = Effect.quantile(after, afterWeights, p);
        return was - would;
    }

    private double share(double p, int[] beforeWeights, int[] afterWeights) {
        double was = Effect.quantile(before, beforeWeights, p);
        return (was - Effect.quantile(after, afterWeights, p)) / was;
    }
}
