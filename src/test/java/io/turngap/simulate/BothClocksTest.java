package io.turngap.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.turngap.agent.AgentConfig;
import io.turngap.agent.Kit;
import io.turngap.call.VirtualScript;
import io.turngap.measure.Milestone;
import io.turngap.measure.Turn;
import io.turngap.scenario.Conditions;
import io.turngap.scenario.Scenario;
import io.turngap.scenario.Step;
import io.turngap.time.RealTimeline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The same agent, the same callers and the same seeds on a clock that jumps and on one that runs. */
class BothClocksTest {

    private static final int CALLS = 60;
    private static final long MOST_LATE_US = 20_000;
    private static final long METER_US = 5_000;

    @Test
    void percentilesAgreeWithinFivePercent() throws InterruptedException {
        Scenario scenario = Simulated.scenario(
                CALLS,
                CALLS,
                1,
                Conditions.CLEAR,
                Simulated.waitFor(Step.WaitFor.Event.AGENT_END),
                Simulated.say("where-is-my-order"),
                Simulated.say("my-order-number-is-four-two-seven-one"));
        AgentConfig config = AgentConfig.defaults();
        List<Turn> virtual = Simulated.turns(scenario, config);

        List<Turn> real = new ArrayList<>();
        List<Long> lateUs = new ArrayList<>();
        CountDownLatch left = new CountDownLatch(CALLS);
        ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("both-clocks").daemon().factory());
        try (Kit kit = Kit.modelled(config)) {
            RealTimeline timeline = new RealTimeline(loop);
            loop.execute(() -> {
                Simulation simulation = new Simulation(
                        timeline,
                        scenario,
                        config,
                        kit,
                        new VirtualScript(scenario, Simulated.ACOUSTICS),
                        Simulator.closed(scenario),
                        real::add,
                        result -> left.countDown());
                simulation.start();
                meter(timeline, lateUs);
            });
            assertTrue(left.await(40, TimeUnit.SECONDS), left.getCount() + " of " + CALLS + " calls did not end");
        } finally {
            loop.shutdownNow();
            assertTrue(loop.awaitTermination(5, TimeUnit.SECONDS), "the timeline's thread goes on");
        }

        lateUs.sort(null);
        long late = lateUs.get((int) (lateUs.size() * 0.99));
        assumeTrue(
                late <= MOST_LATE_US,
                "this machine's timers were " + late + " us late at p99 while the test ran; more than " + MOST_LATE_US
                        + " us say nothing of the two clocks");
        List<Long> expected = ttfaUs(virtual);
        List<Long> measured = ttfaUs(real);
        assertEquals(expected.size(), measured.size());
        for (double p : new double[] {0.5, 0.95}) {
            double a = expected.get((int) (expected.size() * p));
            double b = measured.get((int) (measured.size() * p));
            assertEquals(a, b, a * 0.05, "TTFA at " + p + ", us; timers were " + late + " us late at p99");
        }
    }

    /** Notes how late a timer is that is due each five milliseconds. */
    private static void meter(RealTimeline timeline, List<Long> lateUs) {
        long due = timeline.nowNanos() + METER_US * 1_000;
        timeline.at(due, () -> {
            lateUs.add((timeline.nowNanos() - due) / 1_000);
            meter(timeline, lateUs);
        });
    }

    private static List<Long> ttfaUs(List<Turn> turns) {
        return turns.stream()
                .filter(turn -> !turn.isGreeting())
                .map(turn -> turn.at(Milestone.FIRST_AUDIBLE).orElseThrow())
                .sorted()
                .toList();
    }
}
