package io.turngap.claims;

import io.turngap.measure.Turn;
import io.turngap.stats.ClusterBootstrap;
import io.turngap.stats.ClusterTotals;
import io.turngap.stats.Clustered;
import io.turngap.stats.Interval;
import io.turngap.stats.PairedQuantiles;
import io.turngap.stats.Proportions;
import io.turngap.stats.Quantiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.apache.commons.rng.UniformRandomProvider;

/** Turns into figures with 95 % intervals. The call is what is resampled; two runs are compared turn by turn of the same calls. */
final class ClaimMath {

    private static final int DRAWS = 1_000;
    private static final String MS = "ms";
    private static final String PERCENT = "%";

    private final ClaimRuns runs;

    ClaimMath(ClaimRuns runs) {
        this.runs = runs;
    }

    /** A turn's value in two runs. */
    private record Pair(int call, double before, double after) {}

    /** The {@code p}-quantile of a value, ms. */
    Measurement quantile(String what, List<Turn> turns, ClaimValue value, double p) {
        return quantile(what, clustered(turns, value), p);
    }

    private Measurement quantile(String what, Clustered sample, double p) {
        if (sample.n() == 0) {
            return nothing(what, MS);
        }
        Optional<Interval> ci95 = sample.clusters() < ClusterBootstrap.FEWEST_CLUSTERS
                ? Optional.empty()
                : Optional.of(ClusterBootstrap.intervals(sample, new double[] {p}, DRAWS, random(what))
                        .getFirst());
        double[] values =
                sample.points().stream().mapToDouble(Clustered.Point::value).toArray();
        return Measurement.of(what, MS, Quantiles.typeEight(values, p), sample.n(), sample.clusters(), ci95);
    }

    /** The {@code p}-quantile of values that are independent of each other, ms. */
    Measurement quantile(String what, List<Double> values, double p) {
        List<Clustered.Point> points = new ArrayList<>();
        for (double value : values) {
            points.add(new Clustered.Point(points.size(), value, false));
        }
        return quantile(what, Clustered.of(points), p);
    }

    /** By how much the {@code p}-quantile falls from one run to the other, ms. */
    Measurement fall(String what, List<Turn> before, List<Turn> after, ClaimValue value, double p) {
        return paired(what, MS, before, after, value, (pairs, random) -> {
            OptionalDouble fall = pairs.fall(p);
            return new Estimate(fall.orElse(Double.NaN), pairs.interval(p, random));
        });
    }

    /** The same as a share of what it falls from, %. */
    Measurement fallShare(String what, List<Turn> before, List<Turn> after, ClaimValue value, double p) {
        return paired(what, PERCENT, before, after, value, (pairs, random) -> {
            OptionalDouble share = pairs.share(p);
            return new Estimate(
                    share.orElse(Double.NaN) * 100,
                    pairs.shareInterval(p, random).map(i -> new Interval(i.low() * 100, i.high() * 100)));
        });
    }

    /** The mean over turns of what each saves, ms. */
    Measurement meanFall(String what, List<Turn> before, List<Turn> after, ClaimValue value) {
        List<Pair> pairs = pairs(before, after, value);
        Map<Integer, double[]> rows = new TreeMap<>();
        for (Pair pair : pairs) {
            double[] row = rows.computeIfAbsent(pair.call(), call -> new double[2]);
            row[0] += pair.before() - pair.after();
            row[1]++;
        }
        return totals(what, MS, rows, pairs.size(), sums -> sums[0] / sums[1]);
    }

    /** What each turn saves, ms, ascending. */
    double[] savings(List<Turn> before, List<Turn> after, ClaimValue value) {
        return pairs(before, after, value).stream()
                .mapToDouble(pair -> pair.before() - pair.after())
                .sorted()
                .toArray();
    }

    /** A part's share of a whole, both summed over all turns, %. */
    Measurement shareOf(String what, List<Turn> turns, ClaimValue part, ClaimValue whole) {
        Map<Integer, double[]> rows = new TreeMap<>();
        int n = 0;
        for (Turn turn : turns) {
            OptionalDouble one = part.of(turn);
            OptionalDouble all = whole.of(turn);
            if (one.isPresent() && all.isPresent()) {
                double[] row = rows.computeIfAbsent(turn.call(), call -> new double[2]);
                row[0] += one.getAsDouble();
                row[1] += all.getAsDouble();
                n++;
            }
        }
        return totals(what, PERCENT, rows, n, sums -> 100 * sums[0] / sums[1]);
    }

    /** The share of turns with a value of which something is true, %. */
    Measurement rate(String what, List<Turn> turns, ClaimValue value, Predicate<Double> hit) {
        Map<Integer, double[]> rows = new TreeMap<>();
        int n = 0;
        int hits = 0;
        for (Turn turn : turns) {
            OptionalDouble found = value.of(turn);
            if (found.isPresent()) {
                boolean isHit = hit.test(found.getAsDouble());
                double[] row = rows.computeIfAbsent(turn.call(), call -> new double[2]);
                row[0] += isHit ? 1 : 0;
                row[1]++;
                n++;
                hits += isHit ? 1 : 0;
            }
        }
        if (n > 0 && (hits == 0 || hits == n)) {
            // What never varied cannot be resampled; each call counts once, as if all its turns were one.
            Interval wilson = Proportions.wilson(hits == 0 ? 0 : rows.size(), rows.size());
            Interval ci95 = new Interval(100 * wilson.low(), 100 * wilson.high());
            return Measurement.of(what, PERCENT, 100.0 * hits / n, n, rows.size(), Optional.of(ci95));
        }
        return totals(what, PERCENT, rows, n, sums -> 100 * sums[0] / sums[1]);
    }

    /**
     * By how much jitter falls, %. Jitter is the mean absolute difference between the TTFA of one turn and the next of the same call: what
     * a caller notices as unevenness, and not moved by how far calls are from each other.
     */
    Measurement jitterFall(String what, List<Turn> before, List<Turn> after) {
        Map<Integer, double[]> rows = new TreeMap<>();
        int n = steps(before, rows, 0);
        steps(after, rows, 2);
        return totals(what, PERCENT, rows, n, sums -> 100 * (1 - sums[2] / sums[3] / (sums[0] / sums[1])));
    }

    private static int steps(List<Turn> turns, Map<Integer, double[]> rows, int column) {
        Map<Integer, TreeMap<Integer, Double>> byCall = new TreeMap<>();
        for (Turn turn : turns) {
            ClaimValue.TTFA
                    .of(turn)
                    .ifPresent(ms -> byCall.computeIfAbsent(turn.call(), call -> new TreeMap<>())
                            .put(turn.turn(), ms));
        }
        int n = 0;
        for (Map.Entry<Integer, TreeMap<Integer, Double>> call : byCall.entrySet()) {
            double[] row = rows.computeIfAbsent(call.getKey(), index -> new double[4]);
            double last = Double.NaN;
            for (double ms : call.getValue().values()) {
                if (!Double.isNaN(last)) {
                    row[column] += Math.abs(ms - last);
                    row[column + 1]++;
                    n++;
                }
                last = ms;
            }
        }
        return n;
    }

    private Measurement totals(
            String what, String unit, Map<Integer, double[]> rows, int n, ToDoubleFunction<double[]> figure) {
        if (rows.isEmpty()) {
            return nothing(what, unit);
        }
        ClusterTotals totals = new ClusterTotals(List.copyOf(rows.values()));
        return Measurement.of(
                what, unit, totals.value(figure), n, totals.clusters(), totals.interval(figure, random(what)));
    }

    private record Estimate(double value, Optional<Interval> ci95) {}

    @FunctionalInterface
    private interface Estimator {
        Estimate of(PairedQuantiles pairs, UniformRandomProvider random);
    }

    private Measurement paired(
            String what, String unit, List<Turn> before, List<Turn> after, ClaimValue value, Estimator estimator) {
        List<Pair> pairs = pairs(before, after, value);
        if (pairs.isEmpty()) {
            return nothing(what, unit);
        }
        List<Clustered.Point> was = new ArrayList<>();
        List<Clustered.Point> is = new ArrayList<>();
        for (Pair pair : pairs) {
            was.add(new Clustered.Point(pair.call(), pair.before(), false));
            is.add(new Clustered.Point(pair.call(), pair.after(), false));
        }
        Clustered first = Clustered.of(was);
        Estimate estimate = estimator.of(new PairedQuantiles(first, Clustered.of(is)), random(what));
        return Measurement.of(what, unit, estimate.value(), pairs.size(), first.clusters(), estimate.ci95());
    }

    /** Turns that have the value in both runs. */
    private static List<Pair> pairs(List<Turn> before, List<Turn> after, ClaimValue value) {
        Map<Long, Double> values = new HashMap<>();
        for (Turn turn : before) {
            value.of(turn).ifPresent(ms -> values.put(key(turn), ms));
        }
        List<Pair> pairs = new ArrayList<>();
        for (Turn turn : after) {
            OptionalDouble is = value.of(turn);
            Double was = values.get(key(turn));
            if (is.isPresent() && was != null) {
                pairs.add(new Pair(turn.call(), was, is.getAsDouble()));
            }
        }
        return pairs;
    }

    private static long key(Turn turn) {
        return ((long) turn.call() << 32) | turn.turn();
    }

    private static Clustered clustered(List<Turn> turns, ClaimValue value) {
        List<Clustered.Point> points = new ArrayList<>();
        for (Turn turn : turns) {
            value.of(turn).ifPresent(ms -> points.add(new Clustered.Point(turn.call(), ms, false)));
        }
        return Clustered.of(points);
    }

    private UniformRandomProvider random(String what) {
        return runs.random(what);
    }

    private static Measurement nothing(String what, String unit) {
        return Measurement.of(what, unit, Double.NaN, 0, 0, Optional.empty());
    }
}
