package io.turngap.call;

import static io.turngap.call.Bench.say;
import static io.turngap.call.Bench.ttfa;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.Outcome;
import io.turngap.measure.Turn;
import io.turngap.scenario.Conditions;
import io.turngap.scenario.Step;
import io.turngap.time.TimelineWheel;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Noise, gain and network; the same seed; many calls. */
class CallerConditionsTest {

    private static Conditions network(double delayMs, double jitterMs, Conditions.Loss loss) {
        return new Conditions(
                Optional.empty(), 0, Conditions.Line.WIDEBAND, new Conditions.Network(delayMs, jitterMs, loss));
    }

    @Test
    void noiseGoesOnAllThroughTheCallAtItsRatioToTheSpeech() {
        Bench bench = new Bench(agent -> agent.answers().audio(1_500, "r1", 0, 1_600));
        bench.conditions = new Conditions(
                Optional.of(new Conditions.Noise("hiss", 20)), 0, Conditions.Line.WIDEBAND, Conditions.CLEAR.network());
        bench.run(say(500));
        assertEquals("hiss@20dB", bench.turn(1).noise());
        for (short[] frame :
                bench.session().frames.subList(30, bench.session().frames.size())) {
            for (short sample : frame) {
                assertEquals(500, Math.abs(sample), "20 dB below 5,000");
            }
        }
        for (short sample : bench.session().frames.getFirst()) {
            assertTrue(sample == 5_500 || sample == 4_500, "speech and noise: " + sample);
        }
    }

    @Test
    void gainIsTheUtterances() {
        Bench bench = new Bench(agent -> agent.answers().audio(1_500, "r1", 0, 1_600));
        Conditions quiet = new Conditions(Optional.empty(), -20, Conditions.Line.WIDEBAND, Conditions.CLEAR.network());
        bench.run(new Step.Say(List.of(Bench.speech(500)), false, Optional.of(quiet)));
        assertEquals(500, bench.session().frames.getFirst()[0]);
    }

    @Test
    void delayHoldsUpBothWaysAndTtfaIsWhatTheCallerHears() {
        Bench bench = new Bench(agent -> agent.answers().audio(1_000, "r1", 0, 1_600));
        bench.conditions = network(80, 0, new Conditions.Loss.None());
        bench.run(say(500));
        assertEquals(110 * TestAgent.MS, bench.session().frameNanos.getFirst(), "left at 30 ms");
        assertEquals(1_080_000 - 509_938, ttfa(bench.turn(1)), 1);
    }

    @Test
    void jitterKeepsTheOrderAndDiffersFrameByFrame() {
        Bench bench = new Bench(agent -> agent.answers().live(1_000, 3_000, "r1"));
        bench.conditions = network(40, 15, new Conditions.Loss.None());
        bench.run(say(2_000));
        TestAgent.Session session = bench.session();
        Set<Long> gaps = new HashSet<>();
        for (int k = 1; k < session.frameNanos.size(); k++) {
            long gap = session.frameNanos.get(k) - session.frameNanos.get(k - 1);
            assertTrue(gap >= 0, "frame " + k);
            gaps.add(gap);
        }
        assertTrue(gaps.size() > 50, "gaps " + gaps.size());
        double mean = 0;
        for (int k = 0; k < session.frameNanos.size(); k++) {
            mean += (session.frameNanos.get(k) - (30 + 20L * k) * TestAgent.MS) / 1e6 / session.frameNanos.size();
        }
        assertTrue(mean > 52 && mean < 68, "40 ms and a mean of 15 and what order adds: " + mean);
        assertEquals(Outcome.CUT_OFF, bench.turn(1).outcome(), "it spoke at 1,000 ms");
    }

    @Test
    void lostFramesAreReplacedAndCounted() {
        Bench bench = new Bench(agent -> agent.answers().audio(9_500, "r1", 0, 1_600));
        bench.conditions = network(0, 0, new Conditions.Loss.Bernoulli(0.2));
        CallResult result = bench.run(say(9_000));
        long concealed =
                bench.session().frames.stream().filter(frame -> frame[5] == 7).count();
        assertEquals(result.framesLost(), concealed);
        assertEquals(result.framesSent(), bench.session().frames.size(), "a lost frame is replaced, not left out");
        assertEquals(0.2, (double) concealed / result.framesSent(), 0.06);
    }

    @Test
    void theSameSeedGivesTheSameFramesAndAnotherSeedOthers() {
        assertTrue(Arrays.deepEquals(frames(42), frames(42)));
        assertFalse(Arrays.deepEquals(frames(42), frames(43)));
    }

    private static short[][] frames(long seed) {
        Bench bench = new Bench(agent -> agent.answers().audio(1_500, "r1", 0, 1_600));
        bench.seed = seed;
        bench.conditions = new Conditions(
                Optional.of(new Conditions.Noise("hiss", 17.5)),
                -3,
                Conditions.Line.WIDEBAND,
                new Conditions.Network(20, 10, new Conditions.Loss.Bernoulli(0.1)));
        bench.run(say(500));
        return bench.session().frames.toArray(short[][]::new);
    }

    @Test
    void oneThousandCallsAtOnceAreAllMeasuredToTheSample() {
        Bench bench =
                new Bench(agent -> agent.answers().audio(1_100, "r1", 0, 8_000).audio(4_000, "r2", 0, 8_000));
        bench.agent.keepFrames = false;
        TimelineWheel wheel = new TimelineWheel(bench.timeline);
        int calls = 1_000;
        for (int call = 0; call < calls; call++) {
            int index = call;
            bench.timeline.at(call * 2 * TestAgent.MS, () -> bench.start(index, wheel, say(500), say(500)));
        }
        bench.timeline.runAll(5_000_000);
        assertEquals(calls, bench.results.size());
        assertEquals(2 * calls, bench.turns.size());
        assertEquals(0, wheel.subscribers());
        Set<Integer> seen = new HashSet<>();
        for (Turn turn : bench.turns) {
            if (turn.turn() == 1) {
                // The stream starts with the call's slot of the wheel, up to 20 ms after the connection.
                long start = turn.startEpochUs() - turn.call() * 2_000L;
                assertTrue(start >= 10_000 && start < 30_000, "call " + turn.call() + " starts at " + start);
                assertEquals(1_100_000 - start - 499_938, ttfa(turn), 1, "call " + turn.call());
                seen.add(turn.call());
            }
        }
        assertEquals(calls, seen.size());
        assertTrue(bench.results.stream().allMatch(result -> result.completed() && result.framesLate() == 0));
    }
}
