package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.gate.ExitCode;
import io.turngap.load.Calibration.Metric;
import io.turngap.load.Calibration.Result;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code calibrate} prints and keeps, and which of it a run is given. */
class CalibrationsTest {

    @TempDir
    Path dir;

    private final StringWriter said = new StringWriter();

    private Calibrations kept() {
        return new Calibrations(dir.resolve("state").resolve("calibration.json"));
    }

    private static Result result(Metric metric, int calls, int turns, long errorUs) {
        long[] errorsUs = new long[turns];
        Arrays.fill(errorsUs, errorUs);
        return new Result(metric, calls, turns, errorsUs, 7);
    }

    @Test
    void aRunGetsTheNearestNumberOfCallsNotBelowItsOwn() throws IOException {
        Calibrations kept = kept();
        kept.store("pcm", List.of(result(Metric.TTFA, 100, 1_000, 900), result(Metric.TTFA, 1, 30, 100)));
        kept.store("pcm", List.of(result(Metric.TTFA, 20, 200, 400)));
        assertEquals(Optional.of(100.0), error(kept, 1, "ttfa_max"));
        assertEquals(Optional.of(400.0), error(kept, 2, "ttfa_max"));
        assertEquals(Optional.of(400.0), error(kept, 20, "ttfa_max"));
        assertEquals(Optional.of(900.0), error(kept, 21, "ttfa_max"));
        assertEquals(Optional.of(900.0), error(kept, 500, "ttfa_max"), "else the largest");
        assertEquals(
                Map.of("ttfa_p50", 400.0, "ttfa_p99", 400.0, "ttfa_max", 400.0, "ttfa_calls", 20.0, "ttfa_n", 200.0),
                kept.load(4, "pcm").orElseThrow());
    }

    @Test
    void aCodecsErrorStandsBesideNoOther() throws IOException {
        Calibrations kept = kept();
        kept.store("mulaw", List.of(result(Metric.TTFA, 1, 30, 700)));
        assertEquals(Optional.empty(), kept.load(1, "pcm"));
        kept.store("pcm", List.of(result(Metric.TTFA, 1, 30, 100)));
        assertEquals(Optional.of(100.0), error(kept, 1, "ttfa_max"));
        assertEquals(700.0, kept.load(1, "mulaw").orElseThrow().get("ttfa_max"));
    }

    @Test
    void aLaterResultReplacesTheSame() throws IOException {
        Calibrations kept = kept();
        kept.store("pcm", List.of(result(Metric.TTFA, 1, 30, 100), result(Metric.BARGE_IN_STOP, 1, 30, 300)));
        kept.store("pcm", List.of(result(Metric.TTFA, 1, 30, 200)));
        assertEquals(Optional.of(200.0), error(kept, 1, "ttfa_max"));
        assertEquals(Optional.of(300.0), error(kept, 1, "barge_in_stop_max"));
    }

    @Test
    void thirtyTurnsHaveNoP99() throws IOException {
        Result few = result(Metric.TTFA, 1, 30, 100);
        kept().store("pcm", List.of(few));
        assertEquals(Optional.empty(), error(kept(), 1, "ttfa_p99"));
        assertEquals(Optional.of(30.0), error(kept(), 1, "ttfa_n"));
        assertTrue(CalibrateCommand.row(few).contains("100 (max of 30)"), CalibrateCommand.row(few));
        String many = CalibrateCommand.row(result(Metric.TTFA, 100, 1_000, 100));
        assertFalse(many.contains("max of"), many);
    }

    @Test
    void anOldOrDamagedFileCountsAsNone() throws IOException {
        Path file = Files.createDirectories(dir.resolve("state")).resolve("calibration.json");
        for (String content :
                List.of("{\"ttfa_p99\": 9.0, \"ttfa_calls\": 1.0}", "{", "", "null", "[]", "{\"version\": 2}")) {
            Files.writeString(file, content);
            assertEquals(Optional.empty(), kept().load(1, "pcm"), content);
        }
        kept().store("pcm", List.of(result(Metric.TTFA, 1, 30, 100)));
        assertEquals(Optional.of(100.0), error(kept(), 1, "ttfa_max"));
    }

    @Test
    void aCalibrationThatMissedTurnsIsNotKept() {
        Result lossy = new Result(Metric.TTFA, 1, 30, new long[29], 7);
        assertEquals(ExitCode.INVALID.code(), conclude(kept(), result(Metric.TTFA, 100, 1_000, 1), lossy));
        assertTrue(said.toString().contains("Some turns were not measured"), said.toString());
        assertFalse(Files.exists(kept().file()));
    }

    @Test
    void aFolderThatCannotBeWrittenIsAWarning() throws IOException {
        Files.writeString(dir.resolve("state"), "in the way");
        assertEquals(ExitCode.PASS.code(), conclude(kept(), result(Metric.TTFA, 1, 30, 100)));
        assertTrue(said.toString().contains("warning: " + kept().file() + " cannot be written"), said.toString());
        assertTrue(said.toString().contains("XDG_STATE_HOME"), said.toString());
    }

    @Test
    void aWorkFolderIsGoneWithAllThatIsInIt() throws IOException {
        Path path;
        try (WorkFolder work = WorkFolder.make("turngap-test-")) {
            path = work.path();
            Files.writeString(Files.createDirectories(path.resolve("deeper")).resolve("marker.wav"), "x");
        }
        assertFalse(Files.exists(path));
    }

    private int conclude(Calibrations calibrations, Result... results) {
        return CalibrateCommand.conclude(new PrintWriter(said, true), List.of(results), "pcm", calibrations);
    }

    private static Optional<Double> error(Calibrations kept, int concurrency, String name) {
        return kept.load(concurrency, "pcm").map(errors -> errors.get(name));
    }
}
