package io.turngap.report;

import io.turngap.measure.Metrics;
import io.turngap.measure.RunRecord.Summary;
import io.turngap.measure.Turn;
import io.turngap.stats.ClusterBootstrap;
import io.turngap.stats.Clustered;
import io.turngap.stats.Interval;
import io.turngap.stats.OrderStatistics;
import io.turngap.time.Seeds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Median and P95 of TTFA of some turns of a run, by the rules of the run's own, with fewer draws: a page holds many such groups. */
final class Ttfa {

    private static final double[] PERCENTILES = {0.5, 0.95};
    private static final long STEPS = 10_000_000L;
    private static final int FEWEST_DRAWS = 400;
    private static final int MOST_DRAWS = 2_000;
    private static final double US_A_MS = 1_000;

    private Ttfa() {}

    /** The values in their calls, µs; missed turns are lower bounds. */
    static Clustered of(List<Turn> turns) {
        return Clustered.of(turns.stream()
                .map(turn -> Metrics.of(turn).get(Metrics.TTFA))
                .filter(Objects::nonNull)
                .map(value -> new Clustered.Point(value.call(), value.us(), value.censored()))
                .toList());
    }

    /** True when the values can carry an interval of a percentile. */
    static boolean carries(Clustered data, double p) {
        return data.clusters() >= ClusterBootstrap.FEWEST_CLUSTERS && data.independent() >= OrderStatistics.needed(p);
    }

    /** P50 and P95 with their intervals and what must be said beside them; the other percentiles are absent. */
    static Summary summary(String name, Clustered data, long seed) {
        Map<String, List<Double>> ci95 = new LinkedHashMap<>();
        Map<String, String> notes = new LinkedHashMap<>();
        List<Interval> intervals = carries(data, PERCENTILES[0])
                ? ClusterBootstrap.intervals(
                        data,
                        PERCENTILES,
                        Math.clamp(STEPS / data.n(), FEWEST_DRAWS, MOST_DRAWS),
                        new Seeds(seed).at("load").at(name).random())
                : List.of();
        for (int i = 0; i < PERCENTILES.length; i++) {
            double p = PERCENTILES[i];
            String key = "p" + Math.round(p * 100) + "_ms";
            OptionalDouble us = data.quantile(p);
            if (data.n() > 0 && us.isEmpty()) {
                notes.put(key, "not reached: " + data.censored() + " of " + data.n() + " were never answered");
            } else if (!carries(data, p) && data.n() > 0) {
                notes.put(
                        key,
                        "needs " + OrderStatistics.needed(p) + " independent turns of at least "
                                + ClusterBootstrap.FEWEST_CLUSTERS + " calls, has "
                                + (long) Math.floor(data.independent()) + " of " + data.clusters());
            } else if (us.isPresent()) {
                Interval interval = intervals.get(i).holding(us.getAsDouble());
                if (interval.isBounded()) {
                    ci95.put(key, List.of(ms(interval.low()), ms(interval.high())));
                } else {
                    notes.put(key, "missed turns hide the upper end");
                }
            }
        }
        return new Summary(
                data.n(),
                ms(data.quantile(PERCENTILES[0])),
                null,
                ms(data.quantile(PERCENTILES[1])),
                null,
                null,
                ci95,
                notes,
                data.censored());
    }

    private static @Nullable Double ms(OptionalDouble us) {
        return us.isEmpty() ? null : (Double) ms(us.getAsDouble());
    }

    private static double ms(double us) {
        return Math.round(us) / US_A_MS;
    }
}
