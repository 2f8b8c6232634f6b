package io.turngap.simulate;

import io.turngap.agent.AgentConfig;
import io.turngap.agent.Kit;
import io.turngap.call.Acoustics;
import io.turngap.call.CallResult;
import io.turngap.call.VirtualScript;
import io.turngap.load.Arrivals;
import io.turngap.measure.TurnSink;
import io.turngap.scenario.Scenario;
import io.turngap.time.VirtualTimeline;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Runs a scenario on a virtual timeline: nothing sleeps, nothing sounds, and the same scenario with the same seed gives the same turns in
 * the same order, to the bit. Instants of the journal count from 1970-01-01, the origin of that timeline.
 */
public final class Simulator {

    private static final int TASKS_AT_ONCE = 20_000;

    private final Scenario scenario;
    private final AgentConfig config;
    private final Acoustics acoustics;
    private final Arrivals arrivals;
    private volatile boolean stopped;

    /**
     * What came of a run.
     *
     * @param calls calls that were made
     * @param failed those that did not come to the end of their script
     * @param virtualNanos how long it took on the timeline
     * @param about what the agent says of its stages; all of it is modelled
     * @param notSimulated what of the scenario had no effect
     */
    public record Result(
            int calls, int failed, long virtualNanos, Map<String, Kit.About> about, List<String> notSimulated) {}

    /** How far a run is. */
    public record Progress(int done, int inFlight, long virtualNanos) {}

    /** A run to be made of {@code scenario} with the agent as configured. */
    public Simulator(Scenario scenario, AgentConfig config, Acoustics acoustics, Arrivals arrivals) {
        this.scenario = scenario;
        this.config = config;
        this.acoustics = acoustics;
        this.arrivals = arrivals;
    }

    /** A run with the scenario's own arrivals; nobody watches. */
    public static Result run(Scenario scenario, AgentConfig config, Acoustics acoustics, TurnSink turns) {
        return new Simulator(scenario, config, acoustics, Arrivals.of(scenario)).run(turns, result -> {}, progress -> {});
    }

    /** The arrivals of a scenario in a closed model: so many calls at once, after a ramp. */
    public static Arrivals closed(Scenario scenario) {
        return Arrivals.closed(Math.min(scenario.concurrency(), scenario.calls()), scenario.rampMs());
    }

    /**
     * Makes the calls, on this thread.
     *
     * @param turns takes each turn as it ends; it may block, which costs the run no virtual time
     * @param results takes each call's result
     * @param progress hears now and then how far the run is
     * @throws io.turngap.sound.SoundException when a sound, of which the lengths are needed, cannot be had
     */
    public Result run(TurnSink turns, Consumer<CallResult> results, Consumer<Progress> progress) {
        VirtualTimeline timeline = new VirtualTimeline();
        int[] failed = {0};
        try (Kit kit = Kit.modelled(config)) {
            Simulation simulation = new Simulation(
                    timeline,
                    scenario,
                    config,
                    kit,
                    new VirtualScript(scenario, acoustics),
                    arrivals,
                    turns,
                    result -> {
                        failed[0] += result.failed() ? 1 : 0;
                        results.accept(result);
                    });
            simulation.start();
            boolean told = false;
            while (timeline.run(TASKS_AT_ONCE)) {
                if (stopped && !told) {
                    told = true;
                    simulation.stop();
                }
                progress.accept(new Progress(simulation.ended(), simulation.inFlight(), timeline.nowNanos()));
            }
            return new Result(
                    simulation.ended(),
                    failed[0],
                    timeline.nowNanos(),
                    simulation.about(),
                    NotSimulated.of(scenario, config, simulation.about()));
        }
    }

    /** Ends the run early, from any thread: calls under way hang up. */
    public void stop() {
        stopped = true;
    }
}
