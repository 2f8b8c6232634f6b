package io.turngap.simulate;

import io.turngap.agent.AgentConfig;
import io.turngap.agent.Kit;
import io.turngap.call.CallPlan;
import io.turngap.call.CallResult;
import io.turngap.call.VirtualCaller;
import io.turngap.call.VirtualScript;
import io.turngap.load.Arrivals;
import io.turngap.measure.Outcome;
import io.turngap.measure.Turn;
import io.turngap.measure.TurnSink;
import io.turngap.scenario.Scenario;
import io.turngap.time.Seeds;
import io.turngap.time.Timeline;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Makes the calls of a scenario without sound, all on one timeline, whichever clock that has. Calls start as the {@link Arrivals} say;
 * each has the seed that the call of the same index has in a run with sound.
 *
 * <p>Confined to the timeline's thread.
 */
public final class Simulation {

    private final Timeline timeline;
    private final Scenario scenario;
    private final AgentConfig config;
    private final Kit kit;
    private final VirtualScript script;
    private final Arrivals arrivals;
    private final TurnSink turns;
    private final Consumer<CallResult> results;
    private final Seeds seeds;
    private final long startNanos;
    private final Runnable begin = this::begin;
    private final Map<Integer, VirtualCaller> active = new HashMap<>();
    private Map<String, Kit.About> about = Map.of();
    /** When the next call is due. */
    private long dueNanos;

    private int next;
    private int ended;
    /** Calls that ended and made room for none yet. */
    private int room;
    /** The next call waits for room. */
    private boolean waiting;

    private boolean scheduleOver;
    private boolean stopping;

    /**
     * Calls to be made on {@code timeline}.
     *
     * @param kit modelled engines; closed by whoever opened them
     * @param script of {@code scenario}
     * @param turns takes each turn as it ends
     * @param results takes each call's result, after its last turn
     */
    public Simulation(
            Timeline timeline,
            Scenario scenario,
            AgentConfig config,
            Kit kit,
            VirtualScript script,
            Arrivals arrivals,
            TurnSink turns,
            Consumer<CallResult> results) {
        this.timeline = timeline;
        this.scenario = scenario;
        this.config = config;
        this.kit = kit;
        this.script = script;
        this.arrivals = arrivals;
        this.turns = turns;
        this.results = results;
        this.seeds = new Seeds(scenario.seed()).at("calls");
        this.startNanos = timeline.nowNanos();
    }

    /** Begins; the rest happens on the timeline. */
    public void start() {
        kit.prepare(config, timeline);
        plan();
    }

    /** Hangs up every call and begins no other. */
    public void stop() {
        stopping = true;
        List.copyOf(active.values()).forEach(call -> call.stop("the run was stopped"));
    }

    /** True once every call has ended. */
    public boolean isOver() {
        return active.isEmpty() && (stopping || scheduleOver || ended == scenario.calls());
    }

    /** Calls that ended. */
    public int ended() {
        return ended;
    }

    /** Calls under way. */
    public int inFlight() {
        return active.size();
    }

    /** What the agent says of its stages. */
    public Map<String, Kit.About> about() {
        return about;
    }

    /** Puts the next call on the timeline, which puts the one behind it there: only one waits for its instant. */
    private void plan() {
        if (next == scenario.calls() || stopping) {
            return;
        }
        long start = arrivals.startNanos(next);
        if (start == Arrivals.NO_MORE) {
            scheduleOver = true;
        } else if (start != Arrivals.WHEN_ONE_ENDS) {
            beginAt(startNanos + start);
        } else if (room > 0) {
            room--;
            beginAt(timeline.nowNanos());
        } else {
            waiting = true;
        }
    }

    private void beginAt(long nanos) {
        dueNanos = nanos;
        timeline.at(nanos, begin);
    }

    private void begin() {
        if (stopping) {
            return;
        }
        int index = next++;
        AgentSide agent = new AgentSide(index, timeline, config, kit);
        CallPlan plan = CallPlan.of(
                "simulated", index, scenario, seeds.at(index), nanos -> (nanos - startNanos) / 1_000, late -> {})
                .due(dueNanos);
        Written written = new Written(index);
        VirtualCaller caller =
                new VirtualCaller(plan, timeline, script, agent, written, result -> over(result, written));
        if (about.isEmpty()) {
            about = agent.about();
        }
        agent.caller(caller);
        about.forEach((stage, of) -> caller.about(stage, of.engine(), of.modelled()));
        active.put(index, caller);
        caller.start();
        plan();
    }

    private void over(CallResult result, Written written) {
        active.remove(result.call());
        ended++;
        if (result.failed() && !written.failed) {
            written.failure(result.detail());
        }
        results.accept(result);
        if (waiting) {
            waiting = false;
            beginAt(timeline.nowNanos());
        } else {
            room++;
        }
    }

    /** The turns of one call. One that failed between its turns stands in the journal by a turn with nothing in it but the reason. */
    private final class Written implements TurnSink {
        private final int call;
        private int following = Turn.GREETING;
        private boolean failed;

        Written(int call) {
            this.call = call;
        }

        @Override
        public void turn(Turn turn) {
            following = Math.max(following, turn.turn() + 1);
            failed |= turn.outcome() == Outcome.ERROR;
            turns.turn(turn);
        }

        void failure(String why) {
            turn(new Turn(
                    call,
                    following,
                    scenario.name(),
                    "",
                    "",
                    "",
                    Outcome.ERROR,
                    why,
                    (timeline.nowNanos() - startNanos) / 1_000,
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
                    null));
        }
    }
}
