package io.turngap.load;

import com.sun.management.OperatingSystemMXBean;
import io.turngap.call.CallResult;
import io.turngap.link.Link;
import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.Turn;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

    /** Kind of ending of a call that was given up before it was made. */
    public static final String NOT_TRIED = "not_tried";
    /** Kind of ending of a call that came to the end of its script. */
    public static final String COMPLETED = "completed";

    private static final long HIGHEST_US = 600_000_000L;
    private static final long CPU_STEP_NANOS = 1_000_000_000L;
    private static final int DIGITS = 3;

    private final Map<Outcome, LongAdder> turns = new EnumMap<>(Outcome.class);
    private final Map<String, LongAdder> endings = new TreeMap<>();
    private final Histogram ttfaUs = new ConcurrentHistogram(HIGHEST_US, DIGITS);
    private final Histogram connectUs = new ConcurrentHistogram(HIGHEST_US, DIGITS);
    private final SlidingHistogram recentTtfaUs = new SlidingHistogram();
    private final SlidingHistogram recentTurns = new SlidingHistogram();
    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final int cores = Runtime.getRuntime().availableProcessors();
    private volatile Optional<Watched> watched = Optional.empty();
    private volatile Position position = new Position(0, 0, 0, 0, 0);
    private long cpuNanos = system.getProcessCpuTime();
    private long cpuAtNanos = System.nanoTime();
    private double busyCores;

    private record Position(long elapsedUs, int done, int due, int inFlight, int total) {}

    private record Watched(Health health, RecentLateness frames, RecentLateness arrivals) {}

    /** Nothing yet. */
    public LiveStats() {
        for (Outcome outcome : Outcome.values()) {
            turns.put(outcome, new LongAdder());
        }
        for (Link.Ending.Kind kind : Link.Ending.Kind.values()) {
            endings.put(kind.name().toLowerCase(Locale.ROOT), new LongAdder());
        }
        endings.put(NOT_TRIED, new LongAdder());
        endings.put(COMPLETED, new LongAdder());
    }

    /** The run's instrument; without one nothing is said of it, as on a virtual timeline. */
    void watch(Health health) {
        watched = Optional.of(
                new Watched(health, new RecentLateness(health.frames()), new RecentLateness(health.arrivals())));
    }

    /** A turn ended. */
    public void turn(Turn turn) {
        count(turns, turn.outcome(), 1);
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

    /** A call ended. */
    public void callEnded(CallResult result) {
        count(endings, result.failed() ? result.ending().name().toLowerCase(Locale.ROOT) : COMPLETED, 1);
        result.connectUs().ifPresent(us -> note(connectUs, us));
    }

    /** So many calls were given up without being tried. */
    public void notTried(int calls) {
        count(endings, NOT_TRIED, calls);
    }

    /** How far the run is by its own clock; see {@link LiveFigures}. */
    public void progress(long elapsedUs, int done, int due, int inFlight, int total) {
        position = new Position(Math.max(0, elapsedUs), done, due, inFlight, total);
    }

    /** The run as of the last {@link #progress}. */
    public synchronized LiveFigures figures() {
        Position at = position;
        recentTurns.moveTo(at.elapsedUs());
        recentTtfaUs.moveTo(at.elapsedUs());
        double windowS = Math.clamp(at.elapsedUs(), 1_000_000, SlidingHistogram.WINDOW_US) / 1e6;
        long untried = sum(endings, NOT_TRIED);
        int due = (int) Math.max(0, at.due() - untried);
        Map<String, Long> failed = new TreeMap<>();
        endingCounts().forEach((kind, count) -> {
            if (count > 0 && !kind.equals(COMPLETED)) {
                failed.put(kind, count);
            }
        });
        return new LiveFigures(
                at.elapsedUs(),
                at.done(),
                due,
                started(),
                at.inFlight(),
                at.total(),
                recentTurns.count() / windowS,
                recentTtfaUs.count(),
                recentTtfaUs.percentileUs(50),
                recentTtfaUs.percentileUs(95),
                turnCounts(),
                failed,
                watched.map(instrument -> generator(instrument, at.elapsedUs())));
    }

    private LiveFigures.Generator generator(Watched instrument, long nowUs) {
        long nowNanos = System.nanoTime();
        if (nowNanos - cpuAtNanos >= CPU_STEP_NANOS) {
            long nowCpuNanos = system.getProcessCpuTime();
            busyCores = (nowCpuNanos - cpuNanos) / (double) (nowNanos - cpuAtNanos);
            cpuNanos = nowCpuNanos;
            cpuAtNanos = nowNanos;
        }
        return new LiveFigures.Generator(
                instrument.frames().percentileUs(nowUs, 99),
                instrument.arrivals().percentileUs(nowUs, 99),
                busyCores,
                cores);
    }

    /** Calls whose intended start has come, those given up without being tried left out. */
    long due() {
        return Math.max(0, position.due() - sum(endings, NOT_TRIED));
    }

    /** Calls that started. */
    int started() {
        Position at = position;
        return watched.map(instrument -> (int) instrument.health().arrivals().count())
                .orElseGet(() -> at.done() + at.inFlight());
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

    /** From the attempt to the open conversation, of all calls so far, µs. */
    Histogram connectUs() {
        return connectUs.copy();
    }

    /** The run's instrument, where it has one. */
    Optional<Health> health() {
        return watched.map(Watched::health);
    }

    private static <K> void count(Map<K, LongAdder> counters, K key, int by) {
        LongAdder counter = counters.get(key);
        if (counter != null) {
            counter.add(by);
        }
    }

    private static <K> long sum(Map<K, LongAdder> counters, K key) {
        LongAdder counter = counters.get(key);
        return counter == null ? 0 : counter.sum();
    }

    private static void note(Histogram histogram, long us) {
        histogram.recordValue(Math.clamp(us, 0, HIGHEST_US));
    }
}
