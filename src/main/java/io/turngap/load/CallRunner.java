package io.turngap.load;

import io.turngap.call.Acoustics;
import io.turngap.call.CallPlan;
import io.turngap.call.CallResult;
import io.turngap.call.Caller;
import io.turngap.link.Link;
import io.turngap.measure.CallLine;
import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.Turn;
import io.turngap.measure.TurnSink;
import io.turngap.scenario.Scenario;
import io.turngap.time.FrameWheel;
import io.turngap.time.Seeds;
import io.turngap.time.Timeline;
import io.turngap.time.TimelineWheel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the calls of a run, when their {@link Arrivals} say: by a schedule, which does not wait for anybody, or so many at once, where a
 * call that ends makes room for the next. What a caller waits for counts from the instant in which the call was due.
 *
 * <p>Calls live on the link's timelines and are started there ({@link Starts}). {@link #run} blocks its own thread, on which results are
 * handled as calls end.
 */
public final class CallRunner {

    private static final String STOPPED = "the run was stopped";

    private static final long PROGRESS_MS = 200;

    /** The first call is due so much after the run begins: its loop's thread has to start before. */
    private static final long LEAD_NANOS = 50_000_000;

    /** Calls of a schedule share the memory for sound with at least so many, since nobody knows how many will be under way. */
    private static final int LEAST_SHARING = 64;

    private final Scenario scenario;
    private final List<Side> sides;
    private final List<Prospects> prospects;
    private final Pairs pairs;
    private final Acoustics acoustics;
    private final Health health;
    private final Seeds seeds;
    private final boolean open;
    private final int mostInFlight;
    private final Starts starts;
    private final long epochOffsetNanos;
    private final Map<Timeline, FrameWheel> wheels = new ConcurrentHashMap<>();
    private final Underway underway;
    /** Bounded by the number of calls, each of which puts one note. */
    private final BlockingQueue<Note> notes = new LinkedBlockingQueue<>();

    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicLong lastTtfaUs = new AtomicLong(Long.MIN_VALUE);
    private final AtomicInteger turns = new AtomicInteger();
    private long startNanos;
    private int total;
    private int done;
    private volatile boolean letGo;

    /** What a loop tells the thread of the run. */
    private sealed interface Note {}

    private record Ended(int side, CallResult result, List<Turn> turns) implements Note {}

    private record NotStarted(int side, CallLine line) implements Note {}

    /** No agent was found so often that it is no use to go on. */
    private record InVain(int side, int calls, CallResult last) implements Note {}

    /** Nothing more will come. */
    private enum Over implements Note {
        OVER
    }

    /**
     * How far a run is.
     *
     * @param elapsedUs since the first call was due
     * @param done calls that ended
     * @param inFlight calls under way
     * @param total calls to be made
     * @param turns turns that ended
     * @param lastTtfaUs TTFA of the last answered turn, µs
     */
    public record Snapshot(long elapsedUs, int done, int inFlight, int total, int turns, OptionalLong lastTtfaUs) {}

    /** Watches the calls of a run on one agent, on the thread that called {@link #run}. */
    public interface Observer {
        /** Some time passed, or a call ended. */
        void progress(Snapshot snapshot);

        /** No agent was found so often that the calls that are left count as failed without being tried. */
        void gaveUp(int untried, String why);

        /** A call ended; its recording is dropped after this. */
        void callEnded(CallResult result, List<Turn> turns);

        /** A call of the schedule was not made: it was given up, or too many were under way. */
        default void notMade(CallLine line) {}
    }

    /**
     * Ready to make the calls of {@code scenario}.
     *
     * @param runId name of the run
     * @param journal takes each turn as it ends, on the calls' threads
     * @param health takes lateness
     * @param ceiling ends the calls when their minutes come to it
     * @throws io.turngap.scenario.ScenarioException when a trace of the scenario's schedule is wrong
     */
    public CallRunner(
            String runId,
            Scenario scenario,
            Link link,
            Acoustics acoustics,
            TurnSink journal,
            Health health,
            Ceiling ceiling) {
        this(scenario, List.of(new Side(runId, link, journal, ceiling)), acoustics, health);
    }

    /**
     * Ready to make the calls of {@code scenario}: each on one agent, or on both of two, one soon after the other ({@link Pairs}). Both
     * together are as many at once, or come as fast, as the scenario says.
     */
    CallRunner(Scenario scenario, List<Side> sides, Acoustics acoustics, Health health) {
        Seeds ofTheRun = new Seeds(scenario.seed());
        this.scenario = scenario;
        this.sides = List.copyOf(sides);
        this.underway = new Underway(this.sides);
        this.pairs = new Pairs(sides.size(), ofTheRun);
        this.acoustics = acoustics;
        this.health = health;
        this.seeds = ofTheRun.at("calls");
        this.open = scenario.load().isOpen();
        this.total = sides.size() == 1 ? Arrivals.count(scenario, Scenario.MOST_CALLS) : pairs.starts(scenario.calls());
        int together = Math.min(scenario.concurrency(), total);
        this.prospects =
                sides.stream().map(side -> new Prospects(open ? 0 : together)).toList();
        int allowed = sides.stream()
                .mapToInt(side -> side.ceiling().concurrency())
                .min()
                .orElseThrow();
        this.mostInFlight = open ? Math.min(scenario.load().mostInFlight(), allowed) : Integer.MAX_VALUE;
        List<Supplier<Timeline>> timelines = new ArrayList<>();
        sides.forEach(side -> timelines.add(side.link()::nextTimeline));
        this.starts = new Starts(Arrivals.of(scenario), total, mostInFlight, timelines, pairs::side, new Maker());
        this.epochOffsetNanos = epochNanos() - starts.nowNanos();
    }

    /** The wall clock to the microsecond, ns since 1970: an agent's traces are laid beside it. */
    private static long epochNanos() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    /**
     * Makes all calls and waits for the last to end.
     *
     * @return why the run was ended early; empty when it was not
     */
    public String run(Observer observer) {
        return run(List.of(observer));
    }

    /** As the other, with an observer for each agent; the first hears of the run's progress. */
    String run(List<Observer> observers) {
        begin();
        return attend(observers);
    }

    /** Begins; all that follows happens on the link's timelines. */
    void begin() {
        startNanos = starts.nowNanos() + LEAD_NANOS;
        starts.begin(startNanos);
    }

    /**
     * After all calls have ended, so many further ones on each agent, numbered on; waits for the last to end. Where {@link #mayGoOn} only.
     *
     * @return why they ended early; empty when they did not
     */
    String further(int calls, List<Observer> observers) {
        extend(calls);
        return attend(observers);
    }

    /** Begins further calls. */
    void extend(int calls) {
        total += pairs.starts(calls);
        starts.extend(total, starts.nowNanos() + LEAD_NANOS);
    }

    /** Handles what the calls on one agent bring until the last has ended. */
    String attend(Observer observer) {
        return attend(List.of(observer));
    }

    /** The same of several, each with its observer. */
    String attend(List<Observer> observers) {
        Optional<Ceiling> reached = Optional.empty();
        while (!starts.isOver() || !notes.isEmpty()) {
            switch (poll()) {
                case Ended ended -> {
                    done++;
                    observers.get(ended.side()).callEnded(ended.result(), ended.turns());
                    ended.result().recording().drop();
                }
                case NotStarted call -> {
                    done++;
                    observers.get(call.side()).notMade(call.line());
                }
                case InVain vain -> done += giveUp(vain, observers.get(vain.side()));
                case Over over -> {}
                case null -> {}
            }
            if (reached.isEmpty() && !stopping.get()) {
                reached = underway.reached();
                reached.ifPresent(ceiling -> stop());
            }
            observers
                    .getFirst()
                    .progress(new Snapshot(
                            (starts.nowNanos() - startNanos) / 1_000,
                            done,
                            underway.count(),
                            total,
                            turns.get(),
                            lastTtfa()));
        }
        String stopped = "stopped after " + done + " of " + total + " calls"
                + (sides.size() == 1 ? "" : " on both agents together");
        return reached.map(ceiling -> stopped + ", when " + (sides.size() == 1 ? "they" : "those on one of them")
                        + " had taken " + ceiling.minutes() + " minutes together (--max-minutes)")
                .orElse(done < total && !letGo ? stopped : "");
    }

    /**
     * Calls of a schedule may be refused for as long as an agent is full, which is what a run wants to see; so there it takes that nobody is
     * in a conversation with it, either, before it is given up.
     */
    private boolean someoneTalks(int side) {
        return open && underway.someoneTalksWith(side);
    }

    /**
     * There is no agent, or none for us: the calls on it that are left count as failed, though nobody needs to wait for each of them to fail,
     * nor to go on asking one that said that it was asked too much. Those on the other, where there is one, would have no partner: they are
     * not made.
     */
    private int giveUp(InVain vain, Observer observer) {
        String why = Prospects.notTried(vain.calls(), vain.last());
        int[] untried = {0};
        int[] unpaired = {0};
        starts.forEachUntried((start, dueNanos) -> {
            if (pairs.side(start) != vain.side()) {
                unpaired[0]++;
                return;
            }
            int call = pairs.call(start);
            untried[0]++;
            sides.get(vain.side()).journal().turn(failure(call, Turn.GREETING, why, epochUs(dueNanos)));
            observer.notMade(CallLines.notMade(call, epochUs(dueNanos), CallLines.NOT_TRIED, why));
        });
        observer.gaveUp(untried[0], Prospects.givenUp(vain.calls(), vain.last()));
        return untried[0] + unpaired[0];
    }

    /** Calls under way, on all agents together, while which no other is started. */
    int mostInFlight() {
        return mostInFlight;
    }

    /** Calls that the schedule holds. */
    int total() {
        return total;
    }

    /** Begins no other call; those under way go on to their end, and the run counts as finished. May be called from any thread. */
    void letGo() {
        if (letGo) {
            return;
        }
        letGo = true;
        health.withdrawn(starts.letGo());
        wakeAtTheEnd();
    }

    /** Hangs up every call and begins no other; {@link #run} returns when the last has ended. May be called from any thread. */
    public void stop() {
        stopping.set(true);
        starts.stop();
        health.stopped();
        underway.stop(STOPPED);
    }

    /** True while further calls can be made. */
    boolean mayGoOn() {
        return !stopping.get() && !letGo && !starts.isStopped();
    }

    private @Nullable Note poll() {
        try {
            return notes.poll(PROGRESS_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            stop();
            return null;
        }
    }

    private long epochUs(long nanos) {
        return (nanos + epochOffsetNanos) / 1_000;
    }

    /** Makes calls on the link's timelines. */
    private final class Maker implements Starts.Calls {
        @Override
        public void planned(int index, long dueNanos) {
            health.planned(dueNanos);
        }

        @Override
        public void start(int index, Timeline timeline, long dueNanos) {
            health.started(dueNanos, timeline.nowNanos());
            FrameWheel wheel = wheels.computeIfAbsent(timeline, TimelineWheel::new);
            int number = pairs.side(index);
            Side side = sides.get(number);
            int call = pairs.call(index);
            CallPlan plan = CallPlan.of(
                            side.runId(),
                            call,
                            scenario,
                            seeds.at(call),
                            CallRunner.this::epochUs,
                            health.frames(timeline))
                    .due(dueNanos);
            plan = open ? plan.among(Math.max(LEAST_SHARING, 2 * underway.count())) : plan;
            List<Turn> ofTheCall = new ArrayList<>();
            Caller caller = new Caller(
                    plan,
                    timeline,
                    wheel,
                    side.link(),
                    acoustics,
                    turn -> note(number, ofTheCall, turn),
                    result -> over(index, result, timeline, ofTheCall));
            underway.begins(index, number, timeline, caller, dueNanos);
            caller.start();
            if (stopping.get()) {
                caller.stop(STOPPED);
            }
        }

        @Override
        public void notStarted(int index, long dueNanos) {
            health.heldBack();
            notes.add(
                    new NotStarted(
                            pairs.side(index),
                            CallLines.notMade(
                                    pairs.call(index),
                                    epochUs(dueNanos),
                                    CallLines.NOT_STARTED,
                                    "not started: " + mostInFlight
                                            + " calls were under way when it was due, and no more are allowed (load.most_in_flight)")));
            wakeAtTheEnd();
        }
    }

    private void over(int index, CallResult result, Timeline timeline, List<Turn> ofThisCall) {
        int side = pairs.side(index);
        if (result.failed() && ofThisCall.stream().noneMatch(turn -> turn.outcome() == Outcome.ERROR)) {
            Turn failure =
                    failure(result.call(), FailedTurns.following(ofThisCall), result.detail(), result.endEpochUs());
            note(side, ofThisCall, failure);
        }
        underway.ends(index);
        notes.add(new Ended(side, result, ofThisCall));
        if (prospects.get(side).endWith(result, () -> someoneTalks(side))) {
            starts.stop();
            health.stopped();
            notes.add(new InVain(side, prospects.get(side).inVain(), result));
        }
        starts.ended(timeline);
        wakeAtTheEnd();
    }

    private void wakeAtTheEnd() {
        if (starts.isOver()) {
            notes.add(Over.OVER);
        }
    }

    private Turn failure(int call, int turn, String why, long nowUs) {
        return FailedTurns.of(scenario.name(), call, turn, why, nowUs);
    }

    private void note(int side, List<Turn> ofThisCall, Turn turn) {
        ofThisCall.add(turn);
        sides.get(side).journal().turn(turn);
        turns.incrementAndGet();
        if (!turn.isGreeting() && side == Pairs.CANDIDATE) {
            turn.at(Milestone.FIRST_AUDIBLE).ifPresent(lastTtfaUs::set);
        }
    }

    private OptionalLong lastTtfa() {
        long us = lastTtfaUs.get();
        return us == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(us);
    }
}
