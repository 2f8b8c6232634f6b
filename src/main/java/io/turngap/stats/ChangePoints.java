package io.turngap.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Where the level of a series of estimates changed, such as the logarithm of a percentile run after run.
 *
 * <p><b>Model.</b> Within a segment estimate <i>i</i> is the segment's level plus its own error of variance s<sub>i</sub>² (known) plus what
 * runs differ in anyway, of variance τ². τ² is taken from the differences of neighbours, which a change of level touches once: the τ² at which
 * the mean of the three smallest quarters of d² / (s<sub>i</sub>² + s<sub>i+1</sub>² + 2τ²) is {@value #TRIMMED}, as it is of squares of a
 * standard normal variable.
 *
 * <p><b>Search.</b> Optimal partitioning: of all ways to cut the series into segments of at least {@value #SHORTEST} estimates, the one with the
 * least weighted sum of squares about the segments' means plus a penalty for each change (Jackson et al., IEEE Signal Process. Lett. 12,
 * 2005; PELT of Killick, Fearnhead and Eckley, JASA 107, 2012, is the same with pruning, which a few hundred runs do not need). It finds a change that goes back again, which
 * cutting in two again and again may miss.
 *
 * <p><b>One wild run is no level.</b> What is more than {@value #WILD} standard deviations from the median of itself and its neighbours is taken to be
 * just that far (a bounded loss, for the reason that Fearnhead and Rigaill give, JASA 114, 2019): two in a row stand, one does not.
 *
 * <p><b>Penalty.</b> The series is drawn {@value #DRAWS} times as it would be without a change, with the same errors, τ² estimated anew each
 * time; the penalty is what the best partition gains for each of its changes in {@value #ALPHA} of these draws at most. So that is the share of
 * series without any change in which one is reported, whatever their length.
 *
 * @param segments in order, one where nothing changed; together they hold the whole series
 * @param between τ, the standard deviation of levels within a segment beyond the estimates' own errors
 */
public record ChangePoints(List<Segment> segments, double between) {

    /** Shortest series that is looked at. */
    public static final int FEWEST = 5;
    /** Longest series that is looked at; the search takes time in proportion to its square. */
    public static final int MOST = 400;
    /** Share of series without a change in which one is reported. */
    public static final double ALPHA = 0.03;

    private static final int SHORTEST = 2;
    private static final int MOST_CHANGES = 8;
    private static final int DRAWS = 1_000;
    private static final double TRIMMED = 0.3684;
    private static final double KEPT = 0.75;
    private static final int HALVINGS = 30;
    private static final double WILD = 3;

    public ChangePoints {
        segments = List.copyOf(segments);
    }

    /**
     * A stretch of one level.
     *
     * @param from index of its first estimate
     * @param to index behind its last
     * @param level weighted mean
     * @param error standard error of it, between-variation included
     */
    public record Segment(int from, int to, double level, double error) {}

    /**
     * Looks for changes; empty for a series shorter than {@value #FEWEST}, which cannot tell.
     *
     * @param estimates in order of time; of a series longer than {@value #MOST} give the last
     * @param errors standard error of each estimate
     * @param least the error of each estimate is at least this; above 0
     * @param random source of the draws for the penalty
     * @throws IllegalArgumentException when the arrays do not fit together, or hold what is no number
     */
    public static Optional<ChangePoints> of(
            double[] estimates, double[] errors, double least, UniformRandomProvider random) {
        require(estimates, errors, least);
        int n = estimates.length;
        if (n < FEWEST) {
            return Optional.empty();
        }
        double[] own = Arrays.stream(errors)
                .map(e -> Math.max(e, least) * Math.max(e, least))
                .toArray();
        double between = between(estimates, own);
        double[] variance = plus(own, between);
        Partition found = new Partition(tamed(estimates, variance), variance);
        int changes = found.changes(penalty(own, variance, random));
        return Optional.of(new ChangePoints(found.segments(changes), Math.sqrt(between)));
    }

    private static void require(double[] estimates, double[] errors, double least) {
        boolean numbers = Arrays.stream(estimates).allMatch(Double::isFinite)
                && Arrays.stream(errors).allMatch(e -> e >= 0 && Double.isFinite(e));
        if (estimates.length != errors.length || estimates.length > MOST || !numbers || !(least > 0)) {
            throw new IllegalArgumentException("Changes were looked for in " + estimates.length + " estimates with "
                    + errors.length + " errors, at least " + least
                    + "; expected finite numbers, as many of each, at most "
                    + MOST + ", and a least error above 0. Give one error an estimate, and the last " + MOST + ".");
        }
    }

    private static double[] plus(double[] own, double between) {
        return Arrays.stream(own).map(v -> v + between).toArray();
    }

    /** τ², see the class. */
    private static double between(double[] estimates, double[] own) {
        double high = 0;
        for (int i = 1; i < estimates.length; i++) {
            double d = estimates[i] - estimates[i - 1];
            high = Math.max(high, d * d / TRIMMED);
        }
        if (trimmed(estimates, own, 0) <= TRIMMED) {
            return 0;
        }
        double low = 0;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (trimmed(estimates, own, middle) > TRIMMED) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** Mean of the three smallest quarters of the squared differences, each over its variance. */
    private static double trimmed(double[] estimates, double[] own, double between) {
        double[] squares = new double[estimates.length - 1];
        for (int i = 0; i < squares.length; i++) {
            double d = estimates[i + 1] - estimates[i];
            squares[i] = d * d / (own[i] + own[i + 1] + 2 * between);
        }
        Arrays.sort(squares);
        int kept = (int) Math.ceil(KEPT * squares.length);
        return Arrays.stream(squares, 0, kept).sum() / kept;
    }

    /** The estimates, wild ones brought back; at the ends the two next to it are the neighbours. */
    private static double[] tamed(double[] estimates, double[] variance) {
        double[] tamed = new double[estimates.length];
        for (int i = 0; i < tamed.length; i++) {
            int middle = Math.clamp(i, 1, tamed.length - 2);
            double a = estimates[middle - 1];
            double b = estimates[middle];
            double c = estimates[middle + 1];
            double median = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
            double most = WILD * Math.sqrt(variance[i]);
            tamed[i] = Math.clamp(estimates[i], median - most, median + most);
        }
        return tamed;
    }

    private static double penalty(double[] own, double[] variance, UniformRandomProvider random) {
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        double[] gains = new double[DRAWS];
        double[] drawn = new double[own.length];
        for (int draw = 0; draw < DRAWS; draw++) {
            for (int i = 0; i < drawn.length; i++) {
                drawn[i] = Math.sqrt(variance[i]) * normal.sample();
            }
            double[] asSeen = plus(own, between(drawn, own));
            gains[draw] = new Partition(tamed(drawn, asSeen), asSeen).gain();
        }
        Arrays.sort(gains);
        return gains[(int) Math.ceil((1 - ALPHA) * DRAWS) - 1];
    }

    /** The best partitions with 0, 1, 2… changes, by dynamic programming. */
    private static final class Partition {
        private final double[] weights;
        private final double[] sums;
        private final double[] squares;
        private final double middle;
        private final int n;
        /** Least cost of the first {@code j} estimates with {@code m} changes. */
        private final double[][] cost;
        /** Where the last segment of that begins. */
        private final int[][] last;

        Partition(double[] estimates, double[] variance) {
            n = estimates.length;
            weights = new double[n + 1];
            sums = new double[n + 1];
            squares = new double[n + 1];
            middle = Arrays.stream(estimates).average().orElse(0);
            for (int i = 0; i < n; i++) {
                double w = 1 / variance[i];
                double x = estimates[i] - middle;
                weights[i + 1] = weights[i] + w;
                sums[i + 1] = sums[i] + w * x;
                squares[i + 1] = squares[i] + w * x * x;
            }
            int most = Math.min(MOST_CHANGES, n / SHORTEST - 1);
            cost = new double[most + 1][n + 1];
            last = new int[most + 1][n + 1];
            for (int j = 0; j <= n; j++) {
                cost[0][j] = j < SHORTEST ? Double.POSITIVE_INFINITY : about(0, j);
            }
            for (int m = 1; m <= most; m++) {
                Arrays.fill(cost[m], Double.POSITIVE_INFINITY);
                for (int j = SHORTEST * (m + 1); j <= n; j++) {
                    best(m, j);
                }
            }
        }

        private void best(int m, int j) {
            for (int i = SHORTEST * m; i <= j - SHORTEST; i++) {
                double with = cost[m - 1][i] + about(i, j);
                if (with < cost[m][j]) {
                    cost[m][j] = with;
                    last[m][j] = i;
                }
            }
        }

        /** Weighted sum of squares of {@code from} to {@code to} about their mean. */
        private double about(int from, int to) {
            double sum = sums[to] - sums[from];
            return Math.max(0, squares[to] - squares[from] - sum * sum / (weights[to] - weights[from]));
        }

        /** The most that a partition gains for each of its changes. */
        double gain() {
            double most = 0;
            for (int m = 1; m < cost.length; m++) {
                most = Math.max(most, (cost[0][n] - cost[m][n]) / m);
            }
            return most;
        }

        /** How many changes are worth their penalty. */
        int changes(double penalty) {
            int best = 0;
            for (int m = 1; m < cost.length; m++) {
                if (cost[m][n] + m * penalty < cost[best][n] + best * penalty) {
                    best = m;
                }
            }
            return best;
        }

        List<Segment> segments(int changes) {
            List<Segment> found = new ArrayList<>();
            int to = n;
            for (int m = changes; m >= 0; m--) {
                int from = m == 0 ? 0 : last[m][to];
                found.addFirst(segment(from, to));
                to = from;
            }
            return found;
        }

        private Segment segment(int from, int to) {
            double weight = weights[to] - weights[from];
            return new Segment(from, to, middle + (sums[to] - sums[from]) / weight, 1 / Math.sqrt(weight));
        }
    }
}
