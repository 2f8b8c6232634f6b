package io.turngap.stats;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Figures that are computed from sums over clusters: means, shares, ratios of such. A cluster is a row of totals; clusters are resampled
 * whole, and the figure is computed from the sums of the columns.
 */
public final class ClusterTotals {

    private static final int DRAWS = 2_000;

    private final double[][] rows;

    /**
     * One row a cluster, all of one length.
     *
     * @param rows at least one
     */
    public ClusterTotals(List<double[]> rows) {
        if (rows.isEmpty()) {
            throw new IllegalArgumentException(
                    "Totals were given of 0 clusters; at least 1 is needed. Check that there is something first.");
        }
        this.rows = rows.stream().map(double[]::clone).toArray(double[][]::new);
    }

    /** How many clusters there are. */
    public int clusters() {
        return rows.length;
    }

    /** The figure, from the sums of the columns. */
    public double value(ToDoubleFunction<double[]> figure) {
        double[] sums = new double[rows[0].length];
        for (double[] row : rows) {
            add(sums, row);
        }
        return figure.applyAsDouble(sums);
    }

    /**
     * 95 % interval of {@link #value} from a percentile bootstrap over clusters; fewer than {@link ClusterBootstrap#FEWEST_CLUSTERS}, or a
     * figure that is no number in a draw, give none.
     */
    public Optional<Interval> interval(ToDoubleFunction<double[]> figure, UniformRandomProvider random) {
        if (rows.length < ClusterBootstrap.FEWEST_CLUSTERS) {
            return Optional.empty();
        }
        double[] found = new double[DRAWS];
        double[] sums = new double[rows[0].length];
        for (int draw = 0; draw < DRAWS; draw++) {
            Arrays.fill(sums, 0);
            for (int i = 0; i < rows.length; i++) {
                add(sums, rows[random.nextInt(rows.length)]);
            }
            found[draw] = figure.applyAsDouble(sums);
        }
        Arrays.sort(found);
        int low = (int) Math.floor(OrderStatistics.TAIL * (DRAWS - 1));
        double lowest = found[low];
        double highest = found[DRAWS - 1 - low];
        return Double.isFinite(lowest) && Double.isFinite(highest)
                ? Optional.of(new Interval(lowest, highest))
                : Optional.empty();
    }

    private static void add(double[] sums, double[] row) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += row[i];
        }
    }
}
