package io.turngap.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.agent.AgentServer;
import io.turngap.agent.MechanicalOptions;
import io.turngap.agent.ServerOptions;
import io.turngap.call.FixtureAcoustics;
import io.turngap.link.Link;
import io.turngap.link.LinkOptions;
import io.turngap.link.Links;
import io.turngap.load.Calibration.Metric;
import io.turngap.load.Calibration.Result;
import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.Turn;
import io.turngap.measure.Turns;
import io.turngap.sound.Audibility;
import io.turngap.sound.Fixtures;
import io.turngap.sound.Wav;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CalibrationTest {

    /** Far above what the instrument errs by, far below what a wrong reference point or sign would make of delays of 150 ms and more. */
    private static final long BOUND_US = 100_000;

    @TempDir
    Path dir;

    @ParameterizedTest
    @EnumSource(Metric.class)
    void theInstrumentAgreesWithAnAgentOfKnownDelays(Metric metric) throws IOException {
        MechanicalOptions delays = metric == Metric.TTFA
                ? MechanicalOptions.replies(1, Optional.empty())
                : MechanicalOptions.interruptions(1, Optional.empty());
        FixtureAcoustics acoustics =
                new FixtureAcoustics(Fixtures.open(Path.of("audio-fixtures")), dir, Audibility.STANDARD);
        try (AgentServer agent =
                        AgentServer.startMechanical(delays, new ServerOptions("127.0.0.1", 0, 4, 1, Optional.empty()));
                Link link = Links.open(agent.address(), LinkOptions.DEFAULTS)) {
            Result result = new Calibration(dir, acoustics).measure(metric, link, 2, 3);
            assertEquals(metric, result.metric());
            assertEquals(2, result.calls());
            assertEquals(6, result.turns());
            assertEquals(6, result.errorsUs().length, "every turn is measured");
            assertTrue(
                    Math.abs(result.biasUs()) < BOUND_US && result.sizeUs(50) < BOUND_US,
                    () -> "errors in µs: " + Arrays.toString(result.errorsUs()));
        }
    }

    @Test
    void theErrorIsMeasuredLessClaimed() {
        List<Turn> replies = List.of(ttfa(503_000, 500), ttfa(498_500, 500), ttfa(500_250, 500));
        assertArrayEquals(new long[] {250, -1_500, 3_000}, Calibration.errorsUs(Metric.TTFA, replies));
        List<Turn> shifted = List.of(ttfa(503_000, 507), ttfa(498_500, 507), ttfa(500_250, 507));
        assertArrayEquals(
                new long[] {-4_000, -6_750, -8_500},
                Calibration.errorsUs(Metric.TTFA, shifted),
                "claims 7 ms later make each error 7 ms less");
        List<Turn> stops = List.of(stop(210_000L, 200), stop(null, 200));
        assertArrayEquals(
                new long[] {10_000},
                Calibration.errorsUs(Metric.BARGE_IN_STOP, stops),
                "an agent that never yielded was not measured");
        assertArrayEquals(new long[0], Calibration.errorsUs(Metric.TTFA, stops), "one metric is not the other");
    }

    @Test
    void fewTurnsCarryNoP99() {
        assertFalse(result(99).carriesP99());
        assertTrue(result(100).carriesP99());
        assertEquals(98, result(100).sizeUs(99), "nearest rank: 99 of 0 to 99");
        assertEquals(99, result(100).sizeUs(100));
    }

    @Test
    void theBiasKeepsItsSign() {
        Result result = new Result(Metric.TTFA, 1, 3, new long[] {100, -200, -300}, 0);
        assertEquals(-200, result.biasUs());
        assertEquals(300, result.sizeUs(100));
    }

    @Test
    void theMarkersLabelIsWhereItPassesTheLevel() throws IOException {
        CalibrationMarker marker = CalibrationMarker.write(dir);
        short[] samples = Wav.read(marker.file()).samples();
        int first = (int) Math.round(marker.label().speechStartMs() * 16);
        int last = (int) Math.round(marker.label().speechEndMs() * 16);
        double level = Math.pow(10, CalibrationMarker.LEVEL_DBFS / 20) * 32_768;
        assertTrue(Math.abs(samples[first]) >= level && Math.abs(samples[last]) >= level);
        for (int i = 0; i < samples.length; i++) {
            if (i < first || i > last) {
                assertTrue(Math.abs(samples[i]) < level, "sample " + i + " is speech outside the label");
            }
        }
        assertEquals(100, marker.label().speechStartMs(), 3, "100 ms of silence, and an edge of 5 ms");
        assertEquals(400, marker.label().speechEndMs(), 3);
    }

    private static Result result(int turns) {
        return new Result(Metric.TTFA, 1, turns, LongStream.range(0, turns).toArray(), 0);
    }

    private static Turn ttfa(long us, double claimMs) {
        Turn turn = Turns.of(0, 1, Outcome.ANSWERED, Milestone.SPEECH_END, 0, Milestone.FIRST_AUDIBLE, us);
        return claiming(turn, Map.of("expected_ttfa", claimMs));
    }

    private static Turn stop(@org.jspecify.annotations.Nullable Long us, double claimMs) {
        Turn.BargeIn bargeIn = new Turn.BargeIn("interruption", us, us == null ? 2_500_000L : null, null, false);
        return claiming(
                Turns.of(0, 1, Outcome.ANSWERED, Map.of(Milestone.SPEECH_END, 0L), bargeIn),
                Map.of("expected_barge_in_stop", claimMs));
    }

    private static Turn claiming(Turn turn, Map<String, Double> claimsMs) {
        return new Turn(
                turn.call(),
                turn.turn(),
                turn.scenario(),
                turn.utterance(),
                turn.voice(),
                turn.noise(),
                turn.outcome(),
                turn.detail(),
                turn.startEpochUs(),
                turn.milestonesUs(),
                claimsMs,
                turn.bargeIn(),
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
}
