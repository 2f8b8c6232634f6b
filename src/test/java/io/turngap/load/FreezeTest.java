package io.turngap.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.call.CallResult;
import io.turngap.call.FixtureAcoustics;
import io.turngap.measure.CallLine;
import io.turngap.measure.HealthLine;
import io.turngap.measure.InstrumentFacts;
import io.turngap.measure.Milestone;
import io.turngap.measure.RunRecord.Validity;
import io.turngap.measure.Turn;
import io.turngap.scenario.Overrides;
import io.turngap.scenario.Scenario;
import io.turngap.scenario.ScenarioReader;
import io.turngap.sound.Audibility;
import io.turngap.sound.Fixtures;
import io.turngap.time.StallingTimeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The world is broken on purpose, as in Hyperfoil's {@code CompensateInternalLatencyTest}: the generator stands still for half a second,
 * or the agent does. Ten calls, one each 200 ms, whose callers say one thing to an agent that answers after 600 ms.
 */
class FreezeTest {

    private static final long MS = 1_000_000L;
    private static final long FREEZE_MS = 500;
    private static final double DELAY_MS = 600;

    /** Frames last 20 ms, and the ear finds an onset to the sample. */
    private static final double EXACT_MS = 45;

    @TempDir
    Path dir;

    /** A whole run. */
    private record Run(List<CallLine> calls, List<Turn> turns, List<HealthLine> seconds, Validity validity) {
        /** TTFA of each answered turn, ms. */
        double[] ttfaMs() {
            return turns.stream()
                    .filter(turn -> !turn.isGreeting())
                    .mapToDouble(turn -> turn.at(Milestone.FIRST_AUDIBLE).orElseThrow() / 1e3)
                    .toArray();
        }
    }

    /** Runs; the generator's loop is held from {@code frozenAtMs} on, where that is not negative. */
    private Run run(double agentDelayMs, long frozenAtMs, String... set) throws IOException {
        CalibrationMarker marker = CalibrationMarker.write(dir);
        Scenario scenario = ScenarioReader.parse(
                        dir.resolve("freeze.yaml"),
                        """
                        scenario: freeze
                        load: {rate: 5/s, for: 2s, spacing: even}
                        script:
                          - say: {utterance: %s, label: {speech_start_ms: %s, speech_end_ms: %s}}
                        """.formatted(
                                        CalibrationMarker.FILE,
                                        marker.label().speechStartMs(),
                                        marker.label().speechEndMs()),
                        Overrides.set(List.of(set)))
                .scenario();
        StallingTimeline timeline = new StallingTimeline();
        FixtureAcoustics acoustics =
                new FixtureAcoustics(Fixtures.open(Path.of("audio-fixtures")), dir, Audibility.STANDARD);
        List<HealthLine> seconds = new ArrayList<>();
        List<Turn> turns = new ArrayList<>();
        List<CallLine> calls = new ArrayList<>();
        try (DelayedAgent agent = new DelayedAgent(timeline, Math.round(agentDelayMs * MS));
                Health health = new Health(scenario.budgets(), seconds::add, timeline::nowNanos)) {
            CallRunner runner = new CallRunner("freeze", scenario, agent, acoustics, turns::add, health, Ceiling.NONE);
            if (frozenAtMs >= 0) {
                timeline.at(frozenAtMs * MS, () -> timeline.stall(FREEZE_MS * MS));
            }
            runner.begin();
            for (int second = 1; second <= 8; second++) {
                timeline.runUntil(second * 1_000 * MS);
                health.second();
            }
            String unfinished = runner.attend(new CallRunner.Observer() {
                @Override
                public void progress(CallRunner.Snapshot snapshot) {
                    // All calls have ended by now.
                }

                @Override
                public void gaveUp(int untried, String why) {
                    throw new AssertionError(why);
                }

                @Override
                public void callEnded(CallResult result, List<Turn> ofTheCall) {
                    calls.add(CallLines.of(result));
                }
            });
            assertEquals("", unfinished);
            calls.sort(Comparator.comparingInt(CallLine::call));
            return new Run(calls, turns, seconds, health.validity(List.of(), Optional.empty()));
        }
    }

    @Test
    void undisturbedItIsValidAndExact() throws IOException {
        Run run = run(DELAY_MS, -1);
        assertTrue(run.validity().valid(), run.validity().reasons().toString());
        assertEquals(10, run.calls().size());
        for (double ms : run.ttfaMs()) {
            assertEquals(DELAY_MS, ms, EXACT_MS);
        }
        assertEquals(
                10, run.seconds().stream().mapToLong(HealthLine::arrivalsDue).sum());
        assertEquals(
                10,
                run.seconds().stream().mapToLong(HealthLine::arrivalsStarted).sum());
        assertEquals(0.0, facts(run).arrivals().getOrDefault("shortfall", 1.0));
        assertEquals(5, facts(run).arrivals().getOrDefault("started_per_s", 0.0), 0.01);
    }

    @Test
    void aGeneratorThatStoodStillSaysSoAndCountsFromTheIntendedStart() throws IOException {
        long frozenAtMs = 1_010;
        Run run = run(DELAY_MS, frozenAtMs);
        List<String> reasons = run.validity().reasons();
        assertFalse(run.validity().valid());
        assertTrue(reasons.getFirst().startsWith("an event loop was held for 5"), reasons.toString());
        assertTrue(
                reasons.getFirst().contains("at most 250.0 ms is allowed (load.budgets.stall_max_ms)"),
                reasons.toString());
        assertTrue(
                reasons.stream().anyMatch(reason -> reason.contains("load.budgets.arrival_lateness_p99_ms")),
                reasons.toString());
        assertTrue(
                facts(run).stallsUs().getOrDefault("loop_max", 0L) > (FREEZE_MS - 11) * 1_000,
                facts(run).stallsUs().toString());
        int held = 0;
        for (CallLine call : run.calls()) {
            double dueMs = (call.dueEpochUs() - run.calls().getFirst().dueEpochUs()) / 1e3 + 50;
            boolean inFreeze = dueMs > frozenAtMs && dueMs < frozenAtMs + FREEZE_MS;
            double left = inFreeze ? frozenAtMs + FREEZE_MS - dueMs : 0;
            assertEquals(left + 1, call.connectUs().orElseThrow() / 1e3, 2, "call " + call.call() + " due at " + dueMs);
            held += inFreeze ? 1 : 0;
        }
        assertTrue(held >= 2, held + " calls were due meanwhile");
        double longest = 0;
        for (double ms : run.ttfaMs()) {
            assertTrue(ms > DELAY_MS - EXACT_MS, "no wait is made shorter, but one was " + ms + " ms");
            longest = Math.max(longest, ms);
        }
        assertTrue(
                longest > DELAY_MS + 150,
                "frames that left late are the instrument's and stay in the figure: " + longest);
        HealthLine worst = run.seconds().stream()
                .max(Comparator.comparingLong(HealthLine::loopStallMaxUs))
                .orElseThrow();
        assertTrue(worst.frameLatenessMaxUs() > 400_000, worst.toString());
        assertTrue(worst.arrivalsDue() > 0);
    }

    @Test
    void anAgentThatIsAsSlowIsNotTakenForTheInstrument() throws IOException {
        Run run = run(DELAY_MS + FREEZE_MS, -1);
        assertTrue(run.validity().valid(), run.validity().reasons().toString());
        for (double ms : run.ttfaMs()) {
            assertEquals(DELAY_MS + FREEZE_MS, ms, EXACT_MS);
        }
    }

    @Test
    void theScenariosBudgetsDecide() throws IOException {
        Run lenient = run(
                DELAY_MS,
                1_010,
                "load.budgets={stall_max_ms: 600, frame_lateness_p99_ms: 600, frame_lateness_p999_ms: 600,"
                        + " frame_lateness_max_ms: 600, arrival_lateness_p99_ms: 600}");
        assertTrue(lenient.validity().valid(), lenient.validity().reasons().toString());
    }

    private static InstrumentFacts facts(Run run) {
        return Objects.requireNonNull(run.validity().instrument());
    }
}
