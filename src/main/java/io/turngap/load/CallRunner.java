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
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes the calls of a run, when their {@link Arrivals} say: by a schedule, which does not wait for anybody, or so many at once, where a
 * call that ends makes room for the next. What a caller waits for counts from the instant in which the call was due.
 *
 * <p>Calls live on the link's timelines and are started there ({@link Starts}). {@link #run} blocks its own thread, on which results are
 * handled as calls end.
 */
public final class CallRunner {

    /** Calls in a row that found no agent, or one that takes no call, after which the rest are not tried. */
    static final int MOST_IN_VAIN = 10;

    private static final String STOPPED = "the run was stopped";

    private static final long PROGRESS_MS = 200;

    /** The first call is due so much after the run begins: its loop's thread has to start before. */
    private static final long LEAD_NANOS = 50_000_000;

    /** Calls of a schedule share the memory for sound with at least so many, since nobody knows how many will be under way. */
    private static final int LEAST_SHARING = 64;

    private final String runId;
    private final Scenario scenario;
    private final Link link;
    private final Acoustics acoustics;
    private final TurnSink journal;
    private final Health health;
    private final Ceiling ceiling;
    private final Seeds seeds;
    private final boolean open;
    private final int together;
    private final int mostInFlight;
    private final int total;
    private final Starts starts;
    private final long epochOffsetNanos;
    private final Map<Timeline, FrameWheel> wheels = new ConcurrentHashMap<>();
    private final Map<Integer, ActiveCall> active = new ConcurrentHashMap<>();
    /** Bounded by the number of calls, each of which puts one note. */
    private final BlockingQueue<Note> notes = new LinkedBlockingQueue<>();

    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicBoolean hopeless = new AtomicBoolean();
    private final AtomicInteger inVain = new AtomicInteger();
    private final AtomicLong lastTtfaUs = new AtomicLong(Long.MIN_VALUE);
    private final AtomicInteger turns = new AtomicInteger();
    private long startNanos;
    private volatile boolean letGo;

    private record ActiveCall(Timeline timeline, Caller caller, List<Turn> turns, long dueNanos) {}

    /** What a loop tells the thread of the run. */
    private sealed interface Note {}

    private record Ended(CallResult result, List<Turn> turns, long nanos) implements Note {}

    private record NotStarted(CallLine line) implements Note {}

    /** No agent was found so often that it is no use to go on. */
    private record InVain(int calls, CallResult last) implements Note {}

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

    /** Watches a run, on the thread that called {@link #run}. */
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
        this.runId = runId;
        this.scenario = scenario;
        this.link = link;
        this.acoustics = acoustics;
        this.journal = journal;
        this.health = health;
        this.ceiling = ceiling;
        this.seeds = new Seeds(scenario.seed()).at("calls");
        this.open = scenario.load().isOpen();
        this.total = Arrivals.count(scenario, Scenario.MOST_CALLS);
        this.together = Math.min(scenario.concurrency(), total);
        this.mostInFlight = open ? Math.min(scenario.load().mostInFlight(), ceiling.concurrency()) : Integer.MAX_VALUE;
        this.starts = new Starts(Arrivals.of(scenario), total, mostInFlight, link::nextTimeline, new Maker());
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
        begin();
        return attend(observer);
    }

    /** Begins; all that follows happens on the link's timelines. */
    void begin() {
        startNanos = starts.nowNanos() + LEAD_NANOS;
        starts.begin(startNanos);
    }

    /** Handles what the calls bring until the last has ended. */
    String attend(Observer observer) {
        int done = 0;
        long endedNanos = 0;
        boolean atCeiling = false;
        while (!starts.isOver() || !notes.isEmpty()) {
            switch (poll()) {
                case Ended ended -> {
                    done++;
                    endedNanos += ended.nanos();
                    observer.callEnded(ended.result(), ended.turns());
                    ended.result().recording().drop();
                }
                case NotStarted call -> {
                    done++;
                    observer.notMade(call.line());
                }
                case InVain vain -> done += giveUp(vain, observer);
                case Over over -> {}
                case null -> {}
            }
            if (!atCeiling && !stopping.get() && ceiling.reached(endedNanos + spent())) {
                atCeiling = true;
                stop();
            }
            observer.progress(new Snapshot(
                    (starts.nowNanos() - startNanos) / 1_000, done, active.size(), total, turns.get(), lastTtfa()));
        }
        String stopped = "stopped after " + done + " of " + total + " calls";
        return atCeiling
                ? stopped + ", when they had taken " + ceiling.minutes() + " minutes together (--max-minutes)"
                : done < total && !letGo ? stopped : "";
    }

    private long spent() {
        return active.values().stream().mapToLong(CallRunner::spent).sum();
    }

    /** How long a call has taken by now; nothing before it was due. */
    private static long spent(ActiveCall call) {
        return Math.max(0, call.timeline().nowNanos() - call.dueNanos());
    }

    /** True of a call that says that the next will hardly do better: no conversation, or one that the agent's limits ended. */
    private static boolean inVain(CallResult result) {
        return result.connectUs().isEmpty() || (result.failed() && limited(result.ending()));
    }

    private static boolean limited(Link.Ending.Kind ending) {
        return ending == Link.Ending.Kind.RATE_LIMITED || ending == Link.Ending.Kind.BUSY;
    }

    private static String reason(Link.Ending.Kind ending) {
        return switch (ending) {
            case RATE_LIMITED -> "met the agent's limit on how much may be asked of it";
            case BUSY -> "met an agent that had no place for another caller";
            case REFUSED -> "were refused";
            default -> "found no agent";
        };
    }

    /**
     * True when it is no use to go on. Calls of a schedule may be refused for as long as an agent is full, which is what a run wants to
     * see; so there it takes that nobody is in a conversation, either.
     */
    private boolean isHopeless(CallResult result) {
        if (!inVain(result)) {
            inVain.set(0);
            return false;
        }
        int most = open ? MOST_IN_VAIN : Math.max(MOST_IN_VAIN, together);
        return inVain.incrementAndGet() >= most && !(open && someoneTalks()) && !hopeless.getAndSet(true);
    }

    private boolean someoneTalks() {
        return active.values().stream().anyMatch(call -> call.caller().inConversation());
    }

    /**
     * There is no agent, or none for us: the calls that are left count as failed, though nobody needs to wait for each of them to fail, nor
     * to go on asking one that said that it was asked too much.
     */
    private int giveUp(InVain vain, Observer observer) {
        CallResult last = vain.last();
        String reason = reason(last.ending());
        String why = "not tried: " + vain.calls() + " calls in a row before it " + reason;
        String advice =
                limited(last.ending()) ? "; make fewer calls at once, or try later; the last: " + last.detail() : "";
        int[] untried = {0};
        starts.forEachUntried((call, dueNanos) -> {
            untried[0]++;
            journal.turn(failure(call, Turn.GREETING, why, epochUs(dueNanos)));
            observer.notMade(CallLines.notMade(call, epochUs(dueNanos), CallLines.NOT_TRIED, why));
        });
        observer.gaveUp(
                untried[0], vain.calls() + " calls in a row " + reason + ", so the rest were not tried" + advice);
        return untried[0];
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
        active.values()
                .forEach(call -> call.timeline()
                        .at(call.timeline().nowNanos(), () -> call.caller().stop(STOPPED)));
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
            CallPlan plan = CallPlan.of(
                            runId, index, scenario, seeds.at(index), CallRunner.this::epochUs, health.frames(timeline))
                    .due(dueNanos);
            plan = open ? plan.among(Math.max(LEAST_SHARING, 2 * active.size())) : plan;
            List<Turn> turns = new ArrayList<>();
            Caller caller = new Caller(
                    plan,
                    timeline,
                    wheel,
                    link,
                    acoustics,
                    turn -> note(turns, turn),
                    result -> over(result, timeline, turns));
            active.put(index, new ActiveCall(timeline, caller, turns, dueNanos));
            caller.start();
            if (stopping.get()) {
                caller.stop(STOPPED);
            }
        }

        @Override
        public void notStarted(int call, long dueNanos) {
            health.heldBack();
            notes.add(new NotStarted(CallLines.notMade(
                    call,
                    epochUs(dueNanos),
                    CallLines.NOT_STARTED,
                    "not started: " + mostInFlight
                            + " calls were under way when it was due, and no more are allowed (load.most_in_flight)")));
            wakeAtTheEnd();
        }
    }

    private void over(CallResult result, Timeline timeline, List<Turn> ofThisCall) {
        if (result.failed() && ofThisCall.stream().noneMatch(turn -> turn.outcome() == Outcome.ERROR)) {
            note(ofThisCall, failure(result.call(), following(ofThisCall), result.detail(), result.endEpochUs()));
        }
        ActiveCall call = active.remove(result.call());
        notes.add(new Ended(result, ofThisCall, call == null ? 0 : spent(call)));
        if (isHopeless(result)) {
            starts.stop();
            health.stopped();
            notes.add(new InVain(inVain.get(), result));
        }
        starts.ended(timeline);
        wakeAtTheEnd();
    }

    private void wakeAtTheEnd() {
        if (starts.isOver()) {
            notes.add(Over.OVER);
        }
    }

    /** The index after the last turn's; a call whose greeting was never heard has none with index 0. */
    private static int following(List<Turn> turns) {
        return turns.stream().mapToInt(turn -> turn.turn() + 1).max().orElse(Turn.GREETING);
    }

    /** A call that failed between turns, or before the first, stands in the journal too: as a turn with nothing in it but the reason. */
    private Turn failure(int call, int turn, String why, long nowUs) {
        return new Turn(
                call,
                turn,
                scenario.name(),
                "",
                "",
                "",
                Outcome.ERROR,
                why,
                nowUs,
                Map.of(),
                Map.of(),
                null,
                0,
                0,
                0,
                "",
                "",
                List.of(),
                Map.of(),
                null,
                null);
    }

    private void note(List<Turn> ofThisCall, Turn turn) {
        ofThisCall.add(turn);
        journal.turn(turn);
        turns.incrementAndGet();
        if (!turn.isGreeting()) {
            turn.at(Milestone.FIRST_AUDIBLE).ifPresent(lastTtfaUs::set);
        }
    }

    private OptionalLong lastTtfa() {
        long us = lastTtfaUs.get();
        return us == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(us);
    }
}
