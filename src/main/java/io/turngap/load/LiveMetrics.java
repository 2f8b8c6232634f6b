package io.turngap.load;

import io.turngap.measure.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Reads a run under way as metrics, when somebody asks: nothing is counted for them that is not counted anyway. */
final class LiveMetrics {

    private static final List<Double> REPLY_S = List.of(
            0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.4, 1.6, 1.8, 2.0, 2.5, 3.0, 4.0, 5.0, 7.5, 10.0);
    private static final List<Double> CONNECT_S =
            List.of(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0);
    private static final List<Double> LATENESS_S =
            List.of(0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0);

    private final LiveStats live;

    LiveMetrics(LiveStats live) {
        this.live = live;
    }

    /** All of them, as of now. */
    List<LiveMetric> read() {
        List<LiveMetric> all = new ArrayList<>();
        all.add(new LiveMetric.Gauge("turngap.calls_in_flight", "Calls under way.", live.inFlight()));
        all.add(new LiveMetric.Counter(
                "turngap.calls",
                "Calls that ended, by kind of ending; completed: the script came to its end.",
                "ending",
                live.endingCounts()));
        Map<String, Long> turns = new TreeMap<>();
        for (Map.Entry<Outcome, Long> count : live.turnCounts().entrySet()) {
            turns.put(count.getKey().wireName(), count.getValue());
        }
        all.add(new LiveMetric.Counter(
                "turngap.turns", "Turns that ended, by outcome; greetings are turns, too.", "outcome", turns));
        all.add(durations(
                "turngap.ttfa",
                "Caller's last speech sample to first audible reply; a missed turn counts as the time waited.",
                REPLY_S,
                live.ttfaUs()));
        all.add(durations(
                "turngap.connect",
                "From a call's intended start to the open conversation, of calls that ended.",
                CONNECT_S,
                live.connectUs()));
        ArrivalCount.Sum come = live.come();
        all.add(new LiveMetric.Counter(
                "turngap.arrivals_due", "Calls whose intended start has come.", "", Map.of("", come.due())));
        all.add(new LiveMetric.Counter(
                "turngap.arrivals_started", "Calls that started.", "", Map.of("", come.started())));
        Optional<Health> health = live.health();
        health.ifPresent(instrument -> addHealth(all, instrument));
        return all;
    }

    private static void addHealth(List<LiveMetric> all, Health health) {
        all.add(durations(
                "turngap.frame_lateness", "Callers' frames: actual less due.", LATENESS_S, copied(health.frames())));
        all.add(durations(
                "turngap.arrival_lateness", "Calls' starts: actual less due.", LATENESS_S, copied(health.arrivals())));
        boolean valid = health.validity(List.of(), Optional.empty()).valid();
        all.add(new LiveMetric.Gauge(
                "turngap.run_valid", "1 while the instrument keeps up; 0 when the run is invalid.", valid ? 1 : 0));
    }

    private static Histogram copied(Lateness lateness) {
        Histogram copy = Lateness.empty();
        lateness.copyInto(copy);
        return copy;
    }

    /** Buckets of a histogram in microseconds. */
    static LiveMetric.Durations durations(String name, String help, List<Double> boundsS, Histogram us) {
        List<Long> counts = new ArrayList<>();
        long from = 0;
        for (double boundS : boundsS) {
            long to = Math.round(boundS * 1e6);
            counts.add(us.getCountBetweenValues(from, to));
            from = us.nextNonEquivalentValue(to);
        }
        long within = counts.stream().mapToLong(Long::longValue).sum();
        counts.add(us.getTotalCount() - within);
        double sumS = us.getTotalCount() == 0 ? 0 : us.getMean() * us.getTotalCount() / 1e6;
        return new LiveMetric.Durations(name, help, boundsS, counts, sumS);
    }
}
