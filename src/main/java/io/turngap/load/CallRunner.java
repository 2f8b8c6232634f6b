package io.turngap.load;

import io.turngap.call.Acoustics;
import io.turngap.call.CallPlan;
import io.turngap.call.CallResult;
import io.turngap.call.Caller;
import io.turngap.link.Link;
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

/**
 * Makes the calls of a run: a closed model, in which a call that ends makes room for the next. The first {@code concurrency} calls start
 * spread evenly over the ramp, so that neither a cold JVM nor a cold agent meets them all at once.
 *
 * <p>Calls live on the link's timelines. {@link #run} blocks its own thread, on which results are handled as calls end.
 */
public final class CallRunner {

    /** Calls in a row that found no agent, or one that takes no call, after which the rest are not tried. */
    static final int MOST_IN_VAIN = 10;

    private static final String STOPPED = "the run was stopped";

    private static final long PROGRESS_MS = 200;

    /** The first call is due so much after the run begins: its loop's thread has to start before. */
    private static final long LEAD_NANOS = 50_000_000;

    private final String runId;
    private final Scenario scenario;
    private final Link link;
    private final Acoustics acoustics;
    private final TurnSink journal;
    private final Health health;
    private final Ceiling ceiling;
    private final Seeds seeds;
    private final long epochOffsetNanos;
    private final Map<Timeline, FrameWheel> wheels = new ConcurrentHashMap<>();
    private final Map<Integer, ActiveCall> active = new ConcurrentHashMap<>();
    /** Bounded by the number of calls, each of which puts one result. */
    private final BlockingQueue<CallResult> ended = new LinkedBlockingQueue<>();

    private final AtomicInteger next = new AtomicInteger();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicLong lastTtfaUs = new AtomicLong(Long.MIN_VALUE);
    private final AtomicInteger turns = new AtomicInteger();

    private record ActiveCall(Timeline timeline, Caller caller, List<Turn> turns, long dueNanos) {}

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

        /** A call ended; its recording may be dropped after this. */
        void callEnded(CallResult result, List<Turn> turns);
    }

    /**
     * Ready to make the calls of {@code scenario}.
     *
     * @param runId name of the run
     * @param journal takes each turn as it ends, on the calls' threads
     * @param health takes lateness
     * @param ceiling ends the calls when their minutes come to it
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
        this.epochOffsetNanos = epochNanos() - System.nanoTime();
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
        long startNanos = System.nanoTime() + LEAD_NANOS;
        int together = Math.min(scenario.concurrency(), scenario.calls());
        for (int i = 0; i < together; i++) {
            startNext(startNanos + scenario.rampMs() * 1_000_000L * i / together);
        }
        int done = 0;
        int inVain = 0;
        long endedNanos = 0;
        boolean atCeiling = false;
        while (done < next.get()) {
            CallResult result = poll();
            if (result != null) {
                done++;
                inVain = inVain(result) ? inVain + 1 : 0;
                ActiveCall call = active.remove(result.call());
                endedNanos += call == null ? 0 : spent(call);
                observer.callEnded(result, call == null ? List.of() : call.turns());
                if (inVain >= Math.max(MOST_IN_VAIN, together) && !stopping.getAndSet(true)) {
                    done += giveUp(inVain, result, observer);
                }
                startNext(System.nanoTime());
            }
            if (!atCeiling && !stopping.get() && ceiling.reached(endedNanos + spent())) {
                atCeiling = true;
                stop();
            }
            observer.progress(new Snapshot(
                    (System.nanoTime() - startNanos) / 1_000,
                    done,
                    active.size(),
                    scenario.calls(),
                    turns.get(),
                    lastTtfa()));
        }
        String stopped = "stopped after " + done + " of " + scenario.calls() + " calls";
        return atCeiling
                ? stopped + ", when they had taken " + ceiling.minutes() + " minutes together (--max-minutes)"
                : done < scenario.calls() ? stopped : "";
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
        return result.connectUs().isEmpty() || result.failed() && limited(result.ending());
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
     * There is no agent, or none for us: the calls that are left count as failed, though nobody needs to wait for each of them to fail, nor
     * to go on asking one that said that it was asked too much.
     */
    private int giveUp(int inVain, CallResult last, Observer observer) {
        int first = next.getAndSet(scenario.calls());
        String reason = reason(last.ending());
        String why = "not tried: " + inVain + " calls in a row before it " + reason;
        String advice =
                limited(last.ending()) ? "; make fewer calls at once, or try later; the last: " + last.detail() : "";
        long nowUs = (System.nanoTime() + epochOffsetNanos) / 1_000;
        for (int index = first; index < scenario.calls(); index++) {
            journal.turn(failure(index, Turn.GREETING, why, nowUs));
        }
        observer.gaveUp(
                scenario.calls() - first,
                inVain + " calls in a row " + reason + ", so the rest were not tried" + advice);
        return scenario.calls() - first;
    }

    /** Hangs up every call and begins no other; {@link #run} returns when the last has ended. May be called from any thread. */
    public void stop() {
        stopping.set(true);
        active.values()
                .forEach(call -> call.timeline()
                        .at(call.timeline().nowNanos(), () -> call.caller().stop(STOPPED)));
    }

    private @org.jspecify.annotations.Nullable CallResult poll() {
        try {
            return ended.poll(PROGRESS_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            stop();
            return null;
        }
    }

    private void startNext(long intendedNanos) {
        if (stopping.get() || next.get() >= scenario.calls()) {
            return;
        }
        int index = next.getAndIncrement();
        Timeline timeline = link.nextTimeline();
        FrameWheel wheel = wheels.computeIfAbsent(timeline, TimelineWheel::new);
        CallPlan plan = CallPlan.of(
                runId,
                index,
                scenario,
                seeds.at(index),
                nanos -> (nanos + epochOffsetNanos) / 1_000,
                health.frames(timeline));
        List<Turn> ofThisCall = new ArrayList<>();
        Caller caller = new Caller(plan, timeline, wheel, link, acoustics, turn -> note(ofThisCall, turn), result -> {
            if (result.failed() && ofThisCall.stream().noneMatch(turn -> turn.outcome() == Outcome.ERROR)) {
                note(
                        ofThisCall,
                        failure(
                                index,
                                following(ofThisCall),
                                result.detail(),
                                plan.epochUs().applyAsLong(timeline.nowNanos())));
            }
            ended.add(result);
        });
        active.put(index, new ActiveCall(timeline, caller, ofThisCall, intendedNanos));
        health.planned(intendedNanos);
        timeline.at(intendedNanos, () -> {
            health.started(intendedNanos, timeline.nowNanos());
            caller.start();
            if (stopping.get()) {
                caller.stop(STOPPED);
            }
        });
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
