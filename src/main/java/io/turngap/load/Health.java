package io.turngap.load;

import io.turngap.measure.HealthLine;
import io.turngap.measure.InstrumentFacts;
import io.turngap.measure.RunRecord.Validity;
import io.turngap.scenario.Budgets;
import io.turngap.time.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Whether the instrument kept up: how late its frames and its calls were, whether all calls that were due began, how long its event loops
 * and it as a whole stood still, what its garbage collector, its processors and its clock did. Once a second all of that is written down;
 * at the end it is held against the scenario's {@link Budgets}.
 *
 * <p>Two threads of its own watch: one beats ({@link ProcessBeat}), and one looks each second. Thread-safe.
 */
public final class Health implements AutoCloseable {

    private final Budgets budgets;
    private final Consumer<HealthLine> series;
    private final LongSupplier clock;
    private final ClockWatch wallClock;
    private final long epochOffsetNanos;
    private final Lateness frames = new Lateness();
    private final Lateness arrivals = new Lateness();
    private final ArrivalCount calls = new ArrivalCount();
    private final Map<Timeline, Loop> loops = new ConcurrentHashMap<>();
    private final Stalls loopStalls = new Stalls();
    private final Stalls processStalls = new Stalls();
    private final GcPauses pauses = new GcPauses();
    private final CpuMeter cpu = new CpuMeter();
    private final HoldingsMeter holdings = new HoldingsMeter();
    private final List<AutoCloseable> watchers = new ArrayList<>();
    private long lookedNanos;
    private long worstLoopUs;
    private long besideWorstLoopUs;
    private long lastProcessUs;
    private Optional<HealthLine> worst = Optional.empty();
    private volatile Optional<HealthLine> latest = Optional.empty();

    private record Loop(LongConsumer frames, LoopBeat beat) {}

    /** Watches with the usual budgets; nothing is written second by second. */
    public Health() {
        this(Budgets.DEFAULTS, line -> {});
    }

    /**
     * Begins to watch.
     *
     * @param series takes a line each second, on a thread of this object's, which may wait for a disk
     */
    public Health(Budgets budgets, Consumer<HealthLine> series) {
        this(budgets, series, System::nanoTime);
        watchers.add(new ProcessBeat(processStalls));
        watchers.add(new EachSecond(this::second));
    }

    /** One that has no thread: a test looks where it wants. */
    Health(Budgets budgets, Consumer<HealthLine> series, LongSupplier clock) {
        this.budgets = budgets;
        this.series = series;
        this.clock = clock;
        ClockWatch.Reading now = ClockWatch.Reading.now();
        this.wallClock = new ClockWatch(now);
        this.lookedNanos = clock.getAsLong();
        this.epochOffsetNanos = now.wallNanos() - lookedNanos;
    }

    /** Lateness of the callers' frames. */
    public Lateness frames() {
        return frames;
    }

    /** Takes the lateness of frames that leave on {@code loop}, ns, on its thread only; from now on the loop's beat is watched, too. */
    public LongConsumer frames(Timeline loop) {
        return loops.computeIfAbsent(loop, fresh -> new Loop(frames.lane(), new LoopBeat(fresh, loopStalls)))
                .frames();
    }

    /** Lateness of calls' starts. */
    public Lateness arrivals() {
        return arrivals;
    }

    /** A call is to start at that instant, which may lie ahead; one that never does is missed. */
    public void planned(long dueNanos) {
        calls.planned(dueNanos);
    }

    /** A call that was to start at {@code dueNanos} starts now. */
    public void started(long dueNanos, long nowNanos) {
        arrivals.note(nowNanos - dueNanos);
        calls.started(nowNanos);
    }

    /** A call that was due did not start, because as many as are allowed were under way. */
    public void heldBack() {
        calls.heldBack();
    }

    /** Calls that were planned for these instants are not wanted any more. */
    void withdrawn(List<Long> dueNanos) {
        calls.withdrawn(dueNanos);
    }

    /** No further call is to start: those of which the instant has not come are not missed. */
    public void stopped() {
        calls.stopped(clock.getAsLong());
    }

    /** Calls that were due, and that started, so far. */
    ArrivalCount.Sum come() {
        return calls.sum(clock.getAsLong());
    }

    /** What the run is held against. */
    Budgets budgets() {
        return budgets;
    }

    /** The last second; empty before it is over. */
    public Optional<HealthLine> latest() {
        return latest;
    }

    /** Looks at everything since the last look. */
    synchronized void second() {
        long now = clock.getAsLong();
        long span = now - lookedNanos;
        loops.values().forEach(loop -> loop.beat().look(now));
        Lateness.Second left = frames.second();
        ArrivalCount.Second come = calls.second(now);
        CpuMeter.Second used = cpu.second();
        long loopUs = loopStalls.secondUs();
        long processUs = processStalls.secondUs();
        HealthLine line = new HealthLine(
                (lookedNanos + epochOffsetNanos) / 1_000,
                span / 1_000,
                left.n(),
                left.p99Us(),
                left.maxUs(),
                come.due(),
                come.started(),
                loopUs,
                processUs,
                pauses.secondMs(),
                used.machine().map(CoreMeter.Shares::busy).orElse(null),
                used.machine().map(CoreMeter.Shares::busiestCore).orElse(null),
                used.machine().map(CoreMeter.Shares::stolen).orElse(null),
                used.instrumentCores(),
                wallClock.look(ClockWatch.Reading.now()),
                holdings.look(pauses.heapAfterMb()));
        lookedNanos = now;
        noteWorst(line);
        latest = Optional.of(line);
        series.accept(line);
    }

    /** A stall may end on either side of a second's bounds: what stood still beside a loop is looked for in two of them. */
    private void noteWorst(HealthLine line) {
        if (line.loopStallMaxUs() > worstLoopUs) {
            worstLoopUs = line.loopStallMaxUs();
            besideWorstLoopUs = Math.max(lastProcessUs, line.processStallMaxUs());
        }
        lastProcessUs = line.processStallMaxUs();
        if (worst.filter(before -> badness(before) >= badness(line)).isEmpty()) {
            worst = Optional.of(line);
        }
    }

    private static long badness(HealthLine line) {
        return Math.max(line.frameLatenessMaxUs(), Math.max(line.loopStallMaxUs(), line.processStallMaxUs()));
    }

    /**
     * The verdict on the instrument.
     *
     * @param problems what else makes the run invalid, such as turns that were not written
     * @param instrumentErrorUs what {@code calibrate} found on this machine, where it ran
     */
    public synchronized Validity validity(List<String> problems, Optional<Map<String, Double>> instrumentErrorUs) {
        long now = clock.getAsLong();
        loops.values().forEach(loop -> loop.beat().look(now));
        wallClock.look(ClockWatch.Reading.now());
        Map<String, Double> processor = cpu.summary();
        InstrumentFacts facts = new InstrumentFacts(
                calls.summary(now),
                Map.of(
                        "loop_max", loopStalls.longestUs(),
                        "process_max", processStalls.longestUs(),
                        "loop_max_process", beside()),
                cpu.cores(),
                Map.of("step_max", wallClock.stepMaxUs(), "drift", wallClock.driftUs()),
                pauses.memoryMb(),
                budgets.byKey());
        Validity seen = new Validity(
                true,
                List.of(),
                frames.summary(),
                arrivals.summary(),
                instrumentErrorUs.orElse(null),
                pauses.summary(),
                processor,
                facts);
        List<String> reasons = new ArrayList<>(problems);
        reasons.addAll(HealthReasons.of(seen, facts, budgets, worst));
        return seen.with(reasons);
    }

    /** How long the whole process stood still when the longest-held loop was held: in its second, or in the one that is not over yet. */
    private long beside() {
        return loopStalls.longestUs() > worstLoopUs ? processStalls.longestUs() : besideWorstLoopUs;
    }

    @Override
    public void close() {
        loops.values().forEach(loop -> loop.beat().stop());
        for (AutoCloseable watcher : watchers) {
            try {
                watcher.close();
            } catch (Exception impossible) {
                throw new IllegalStateException("a watcher of the instrument did not stop", impossible);
            }
        }
        pauses.close();
    }
}
