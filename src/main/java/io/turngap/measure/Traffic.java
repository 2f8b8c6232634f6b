package io.turngap.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A run's time in stretches: who came, who waited, what was heard. Taken turn by turn, of a run of any length: it begins with stretches of a
 * minute, and doubles or more their length when there are too many ({@link #LENGTHS_S}), so that a day has an hour a line and memory is bounded.
 *
 * <p>Confined to one thread.
 */
public final class Traffic {

    /** Lengths of a stretch, s, each a multiple of the one before. */
    private static final long[] LENGTHS_S = {60, 300, 900, 3_600, 21_600, 86_400, 604_800, 6_048_000};

    /** Most stretches; a day has 24 hours and a little for those who talk past midnight. */
    static final int MOST = 36;

    private static final double[] SHOWN = {0.5, 0.95};
    private static final long US_A_S = 1_000_000;

    private final long sloMs;
    private final List<Stretch> stretches = new ArrayList<>();
    private int length;

    /** One stretch so far. */
    private static final class Stretch {
        private final Tally ttfa = new Tally();
        private long arrivals;
        private int inFlight;
        private int queue;
        private int machines;
        private long coldStarts;
        private double offered;
        private long cacheHits;
        private long cacheAsked;
        private long turns;
        private long good;

        void take(Stretch other) {
            ttfa.add(other.ttfa);
            arrivals += other.arrivals;
            inFlight = Math.max(inFlight, other.inFlight);
            queue = Math.max(queue, other.queue);
            machines = Math.max(machines, other.machines);
            coldStarts += other.coldStarts;
            offered = Math.max(offered, other.offered);
            cacheHits += other.cacheHits;
            cacheAsked += other.cacheAsked;
            turns += other.turns;
            good += other.good;
        }
    }

    /**
     * What there is at one instant, as seen since the one before.
     *
     * @param atUs µs since the run's start
     * @param inFlight calls under way at once, at most
     * @param queue requests that waited, at most
     * @param machines machines that ran or loaded, at most
     * @param coldStarts machines that began to load
     * @param offered offered load, as in {@link TrafficRow}
     */
    public record Reading(long atUs, int inFlight, int queue, int machines, long coldStarts, double offered) {}

    /** Nothing yet; a reply within {@code sloMs} is good. */
    public Traffic(long sloMs) {
        this.sloMs = sloMs;
    }

    /** A call began so many µs after the run's start. */
    public void arrival(long atUs) {
        at(atUs).arrivals++;
    }

    /** A turn ended; instants of its journal count from the run's start. */
    public void add(Turn turn) {
        if (!Goodput.counts(turn)) {
            return;
        }
        Stretch stretch = at(turn.startEpochUs());
        stretch.turns++;
        stretch.good += Goodput.isGood(turn, sloMs) ? 1 : 0;
        Metrics.Value ttfa = Metrics.of(turn).get(Metrics.TTFA);
        if (ttfa != null) {
            stretch.ttfa.add(ttfa.us(), ttfa.censored());
        }
        String cache = turn.levers().getOrDefault("cache", "");
        stretch.cacheHits += cache.equals("hit") ? 1 : 0;
        stretch.cacheAsked += cache.equals("hit") || cache.equals("miss") ? 1 : 0;
    }

    /** Somebody looked. */
    public void reading(Reading reading) {
        // What was seen since the last look belongs to the stretch that ends now.
        Stretch stretch = at(Math.max(0, reading.atUs() - 1));
        stretch.inFlight = Math.max(stretch.inFlight, reading.inFlight());
        stretch.queue = Math.max(stretch.queue, reading.queue());
        stretch.machines = Math.max(stretch.machines, reading.machines());
        stretch.coldStarts += reading.coldStarts();
        stretch.offered = Math.max(stretch.offered, reading.offered());
    }

    private Stretch at(long us) {
        while (us / (LENGTHS_S[length] * US_A_S) >= MOST && length < LENGTHS_S.length - 1) {
            coarser();
        }
        int index = (int) Math.clamp(us / (LENGTHS_S[length] * US_A_S), 0, MOST - 1);
        while (stretches.size() <= index) {
            stretches.add(new Stretch());
        }
        return stretches.get(index);
    }

    private void coarser() {
        int together = (int) (LENGTHS_S[length + 1] / LENGTHS_S[length]);
        length++;
        List<Stretch> merged = new ArrayList<>();
        for (int i = 0; i < stretches.size(); i++) {
            if (i % together == 0) {
                merged.add(stretches.get(i));
            } else {
                merged.getLast().take(stretches.get(i));
            }
        }
        stretches.clear();
        stretches.addAll(merged);
    }

    /** A row a stretch, from the run's start. */
    public List<TrafficRow> rows() {
        List<TrafficRow> rows = new ArrayList<>();
        for (int i = 0; i < stretches.size(); i++) {
            Stretch s = stretches.get(i);
            OptionalDouble[] us = s.ttfa.quantiles(SHOWN);
            rows.add(new TrafficRow(
                    i * LENGTHS_S[length],
                    LENGTHS_S[length],
                    s.arrivals,
                    s.inFlight,
                    s.queue,
                    s.machines,
                    s.coldStarts,
                    s.offered,
                    s.cacheHits,
                    s.cacheAsked,
                    s.turns,
                    us[0].orElse(Double.NaN) / 1_000,
                    us[1].orElse(Double.NaN) / 1_000,
                    s.good));
        }
        return rows;
    }
}
