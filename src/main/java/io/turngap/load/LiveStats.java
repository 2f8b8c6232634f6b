package io.turngap.load;

import io.turngap.link.Link;
import io.turngap.measure.CallLine;
import io.turngap.measure.HealthLine;
import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.Turn;
import io.turngap.scenario.Budgets;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Counts a run while it goes on, for those who look on: a terminal, a scraper. Turns and calls may be noted from any thread, which takes
 * some additions and waits for nobody. Time is the run's own, told by {@link #progress}.
 */
public final class LiveStats {

    /** Kind of ending of a call that came to the end of its script. */
    public static final String COMPLETED = "completed";

    private static final long HIGHEST_US = 600_000_000L;
    private static final int DIGITS = 3;

    private final Map<Outcome, LongAdder> turns = new EnumMap<>(Outcome.class);
    private final Map<String, LongAdder> endings = new TreeMap<>();
    private final Histogram ttfaUs = new ConcurrentHistogram(HIGHEST_US, DIGITS);
    private final Histogram connectUs = new ConcurrentHistogram(HIGHEST_US, DIGITS);
    private final SlidingHistogram recentTtfaUs = new SlidingHistogram();
    private final SlidingHistogram recentTurns = new SlidingHistogram();
    private volatile Optional<Watched> watched = Optional.empty();
    private volatile Position position = new Position(0, 0, 0, 0);

    private record Position(long elapsedUs, int done, int inFlight, int total) {}

    private record Watched(Health health, RecentLateness frames, RecentLateness arrivals) {}

    /** Nothing yet. */
    public LiveStats() {
        for (Outcome outcome : Outcome.values()) {
            turns.put(outcome, new LongAdder());
        }
        for (Link.Ending.Kind kind : Link.Ending.Kind.values()) {
            endings.put(kind.name().toLowerCase(Locale.ROOT), new LongAdder());
        }
        endings.put(CallLines.NOT_TRIED, new LongAdder());
        endings.put(CallLines.NOT_STARTED, new LongAdder());
        endings.put(COMPLETED, new LongAdder());
    }

    /** The run's instrument; without one nothing is said of it, as on a virtual timeline. */
    void watch(Health health) {
        watched = Optional.of(
                new Watched(health, new RecentLateness(health.frames()), new RecentLateness(health.arrivals())));
    }

    /** A turn ended. */
    public void turn(Turn turn) {
        count(turns, turn.outcome());
        recentTurns.note(0);
        if (!turn.isGreeting()) {
            OptionalLong us = waitedFor(turn);
            if (us.isPresent()) {
                recentTtfaUs.note(us.getAsLong());
                note(ttfaUs, us.getAsLong());
            }
        }
    }

    /** TTFA, µs; of a missed turn the time waited, since leaving it out would make an agent look quicker the more it misses. */
    private static OptionalLong waitedFor(Turn turn) {
        OptionalLong heard = turn.at(Milestone.FIRST_AUDIBLE);
        Long waitedUs = turn.waitedUs();
        return heard.isPresent() || turn.outcome() != Outcome.MISSED || waitedUs == null
                ? heard
                : OptionalLong.of(waitedUs);
    }

    /** A call ended, or was not made. */
    public void call(CallLine call) {
        count(endings, call.failed() ? call.ending() : COMPLETED);
        call.connectUs().ifPresent(us -> note(connectUs, us));
    }

    /** How far the run is by its own clock; see {@link LiveFigures}. */
    public void progress(long elapsedUs, int done, int inFlight, int total) {
        position = new Position(Math.max(0, elapsedUs), done, inFlight, total);
    }

    /** The run as of the last {@link #progress}. */
    public synchronized LiveFigures figures() {
        Position at = position;
        recentTurns.moveTo(at.elapsedUs());
        recentTtfaUs.moveTo(at.elapsedUs());
        double windowS = Math.clamp(at.elapsedUs(), 1_000_000, SlidingHistogram.WINDOW_US) / 1e6;
        ArrivalCount.Sum come = come();
        Map<String, Long> failed = new TreeMap<>();
        endingCounts().forEach((kind, count) -> {
            if (count > 0 && !kind.equals(COMPLETED)) {
                failed.put(kind, count);
            }
        });
        return new LiveFigures(
                at.elapsedUs(),
                at.done(),
                at.total(),
                at.inFlight(),
                come.due(),
                Math.max(0, come.due() - come.started() - come.heldBack()),
                recentTurns.count() / windowS,
                recentTtfaUs.count(),
                recentTtfaUs.percentileUs(50),
                recentTtfaUs.percentileUs(95),
                turnCounts(),
                failed,
                watched.map(instrument -> generator(instrument, at.elapsedUs())));
    }

    private static LiveFigures.Generator generator(Watched instrument, long nowUs) {
        long frameP99Us = instrument.frames().percentileUs(nowUs, 99);
        long arrivalP99Us = instrument.arrivals().percentileUs(nowUs, 99);
        Budgets budgets = instrument.health().budgets();
        Optional<HealthLine> second = instrument.health().latest();
        return new LiveFigures.Generator(
                frameP99Us,
                arrivalP99Us,
                told(second.map(HealthLine::instrumentCores)),
                told(second.map(HealthLine::machineBusy)),
                frameP99Us > budgets.frameLatenessP99Us() || arrivalP99Us > budgets.arrivalLatenessP99Us());
    }

    private static OptionalDouble told(Optional<Double> value) {
        return value.isPresent() ? OptionalDouble.of(value.get()) : OptionalDouble.empty();
    }

    /** Calls that were due and that started; where nothing takes time, each starts when it is due. */
    ArrivalCount.Sum come() {
        Position at = position;
        return watched.map(instrument -> instrument.health().come())
                .orElseGet(() -> new ArrivalCount.Sum(at.done() + at.inFlight(), at.done() + at.inFlight(), 0));
    }

    /** Calls under way. */
    int inFlight() {
        return position.inFlight();
    }

    /** Turns so far by outcome, zeros included. */
    Map<Outcome, Long> turnCounts() {
        Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
        turns.forEach((outcome, count) -> counts.put(outcome, count.sum()));
        return counts;
    }

    /** Calls so far by kind of ending, zeros included; {@link #COMPLETED} where a script came to its end. */
    Map<String, Long> endingCounts() {
        Map<String, Long> counts = new TreeMap<>();
        endings.forEach((kind, count) -> counts.put(kind, count.sum()));
        return counts;
    }

    /** TTFA of all turns so far, µs; overlap counts as zero, a missed turn as the time waited. */
    Histogram ttfaUs() {
        return ttfaUs.copy();
    }

    /** From the intended start to the open conversation, of all calls that ended so far, µs. */
    Histogram connectUs() {
        return connectUs.copy();
    }

    /** The run's instrument, where it has one. */
    Optional<Health> health() {
        return watched.map(Watched::health);
    }

    private static <K> void count(Map<K, LongAdder> counters, K key) {
        LongAdder counter = counters.get(key);
        if (counter != null) {
            counter.increment();
        }
    }

    private static void note(Histogram histogram, long us) {
        histogram.recordValue(Math.clamp(us, 0, HIGHEST_US));
    }
}
