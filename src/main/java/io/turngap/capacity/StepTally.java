package io.turngap.capacity;

import io.turngap.measure.Distribution;
import io.turngap.measure.Goodput;
import io.turngap.measure.Metrics;
import io.turngap.measure.Outcome;
import io.turngap.measure.Turn;
import io.turngap.stats.Interval;
import io.turngap.stats.IntraclassCorrelation;
import io.turngap.stats.Proportions;
import io.turngap.stats.ScalabilityBootstrap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts a step's calls. A call counts when it began after the warm-up and before the load was let go; a turn of it counts when it began
 * before that, too, however late its reply. The warm-up of a closed model is each line's first call; that of an open one is one and a half
 * lengths of the first call that ended, after which as many calls end as begin.
 */
final class StepTally {

    private static final double WARM_UP_CALLS = 1.5;
    private static final long NOT_YET = Long.MAX_VALUE;

    private final By by;
    private final double load;
    private final Target target;
    private final int owed;
    private final long seed;
    private final List<CallEnd> calls = new ArrayList<>();
    private long warmUpEndsUs = NOT_YET;
    private long letGoUs = NOT_YET;
    private int ended;
    private int turnsEnded;

    /**
     * Nothing counted yet.
     *
     * @param owed turns of a call that comes to its end
     */
    StepTally(By by, double load, Target target, int owed, long seed) {
        this.by = by;
        this.load = load;
        this.target = target;
        this.owed = owed;
        this.seed = seed;
    }

    /**
     * Turns counted, and how many of them are good, with what chance leaves open.
     *
     * @param ci95 of the share of good ones, calls being the unit; empty for no turns
     * @param failedCi95 of the share of calls that failed; empty for no calls
     */
    record Count(int calls, int failed, int turns, int good, Optional<Interval> ci95, Optional<Interval> failedCi95) {}

    void ended(CallEnd call) {
        calls.add(call);
        if (by == By.RATE && warmUpEndsUs == NOT_YET) {
            warmUpEndsUs = call.startUs() + Math.round(WARM_UP_CALLS * (call.endUs() - call.startUs()));
        }
        if (counts(call)) {
            ended++;
            turnsEnded += (int) spoken(call).count();
        }
    }

    void letGo(long nowUs) {
        letGoUs = Math.min(letGoUs, nowUs);
    }

    /** Calls that count and have ended. */
    int callsEnded() {
        return ended;
    }

    /** Their turns. */
    int turnsEnded() {
        return turnsEnded;
    }

    /** Mean length of the calls that count, s; empty when there is none. */
    OptionalDouble callSeconds() {
        return calls.stream()
                .filter(call -> counts(call) && !call.cut() && !call.failed())
                .mapToDouble(CallEnd::seconds)
                .average();
    }

    /** True when calls ended, and every one of them failed, those of the warm-up included. */
    boolean noneWorked() {
        return !calls.isEmpty() && calls.stream().allMatch(call -> call.failed() && !call.cut());
    }

    private boolean counts(CallEnd call) {
        boolean warm = by == By.CONCURRENCY ? call.call() >= Math.round(load) : call.startUs() >= warmUpEndsUs;
        return warm && call.startUs() < letGoUs;
    }

    private Stream<Turn> spoken(CallEnd call) {
        return call.turns().stream()
                .filter(turn -> !turn.isGreeting() && !turn.isEmptyError() && turn.startEpochUs() < letGoUs)
                // What the search broke off while the caller waited is nobody's miss.
                .filter(turn -> !call.cut() || turn.outcome() == Outcome.ANSWERED);
    }

    /** All that counts by now. */
    Count count() {
        List<Double> hits = new ArrayList<>();
        List<Integer> clusters = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        int failed = 0;
        int counted = 0;
        for (CallEnd call : calls) {
            if (!counts(call) || (call.cut() && spoken(call).findAny().isEmpty())) {
                continue;
            }
            counted++;
            boolean broke = call.failed() && !call.cut();
            failed += broke ? 1 : 0;
            List<Boolean> good = new ArrayList<>(spoken(call)
                    .map(turn -> Goodput.isGood(turn, target.sloMs()))
                    .toList());
            while (broke && good.size() < owed) {
                good.add(false);
            }
            if (!good.isEmpty()) {
                good.forEach(hit -> {
                    hits.add(hit ? 1.0 : 0.0);
                    clusters.add(sizes.size());
                });
                sizes.add(good.size());
            }
        }
        double[] values = hits.stream().mapToDouble(Double::doubleValue).toArray();
        int[] sized = sizes.stream().mapToInt(Integer::intValue).toArray();
        int[] cluster = clusters.stream().mapToInt(Integer::intValue).toArray();
        int good = (int) hits.stream().filter(hit -> hit > 0).count();
        Optional<Interval> ci = values.length == 0
                ? Optional.empty()
                : Optional.of(Proportions.wilson(
                                good,
                                values.length,
                                IntraclassCorrelation.designEffect(
                                        IntraclassCorrelation.of(values, cluster, sized.length), sized))
                        .holding((double) good / values.length));
        return new Count(
                counted,
                failed,
                values.length,
                good,
                ci,
                counted == 0 ? Optional.empty() : Optional.of(Proportions.wilson(failed, counted)));
    }

    /** The step as counted, not yet judged. */
    Step step(int extensions) {
        Count count = count();
        List<Metrics.Value> ttfa = calls.stream()
                .filter(this::counts)
                .flatMap(this::spoken)
                .map(Metrics::of)
                .filter(values -> values.containsKey(Metrics.TTFA))
                .map(values -> values.get(Metrics.TTFA))
                .toList();
        Optional<Distribution> distribution =
                ttfa.isEmpty() ? Optional.empty() : Optional.of(Distribution.of(Metrics.TTFA, ttfa, seed));
        Optional<Distribution.Estimate> p95 = distribution.map(of -> of.estimate(0.95));
        Window window = window();
        return new Step(
                0,
                "",
                load,
                Verdict.NOT_JUDGED,
                "",
                count.calls(),
                count.failed(),
                count.turns(),
                count.good(),
                count.ci95().map(ci -> List.of(ci.low(), ci.high())).orElse(List.of()),
                distribution.map(of -> ms(of.estimate(0.5).us())).orElse(null),
                p95.map(of -> ms(of.us())).orElse(null),
                p95.flatMap(Distribution.Estimate::ci95)
                        .filter(Interval::isBounded)
                        .map(ci -> List.of(ci.low() / 1e3, ci.high() / 1e3))
                        .orElse(List.of()),
                window.turns() / window.seconds(),
                window.begun() / window.seconds(),
                window.callSeconds() / window.seconds(),
                callSeconds().orElse(0),
                extensions,
                Map.of(),
                "",
                window.clusters());
    }

    private static @Nullable Double ms(OptionalDouble us) {
        return us.isPresent() && Double.isFinite(us.getAsDouble()) ? (Double) (us.getAsDouble() / 1e3) : null;
    }

    /** What happened while the load stood: from the first call that counts until it was let go. */
    private record Window(
            double seconds, int turns, int begun, double callSeconds, Optional<ScalabilityBootstrap.Step> clusters) {}

    private Window window() {
        long from = calls.stream()
                .filter(this::counts)
                .mapToLong(CallEnd::startUs)
                .min()
                .orElse(NOT_YET);
        long to =
                Math.min(letGoUs, calls.stream().mapToLong(CallEnd::endUs).max().orElse(0));
        if (from >= to) {
            return new Window(1, 0, 0, 0, Optional.empty());
        }
        List<double[]> rows = new ArrayList<>();
        int begun = 0;
        for (CallEnd call : calls) {
            double seconds = Math.max(0, Math.min(to, call.endUs()) - Math.max(from, call.startUs())) / 1e6;
            long turns = spoken(call)
                    .filter(turn -> turn.startEpochUs() >= from && turn.outcome() != Outcome.ERROR)
                    .count();
            begun += call.startUs() >= from && call.startUs() < to ? 1 : 0;
            if (seconds > 0) {
                rows.add(new double[] {turns, seconds});
            }
        }
        double span = (to - from) / 1e6;
        double took = rows.stream().mapToDouble(row -> row[1]).sum();
        int turns = (int) rows.stream().mapToDouble(row -> row[0]).sum();
        Optional<ScalabilityBootstrap.Step> clusters = rows.isEmpty()
                ? Optional.empty()
                : Optional.of(new ScalabilityBootstrap.Step(
                        took / span,
                        rows.stream().mapToDouble(row -> row[0]).toArray(),
                        rows.stream().mapToDouble(row -> row[1]).toArray()));
        return new Window(span, turns, begun, took, clusters);
    }
}
