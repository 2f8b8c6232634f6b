package io.turngap.load;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.turngap.call.Acoustics;
import io.turngap.call.CallResult;
import io.turngap.link.Link;
import io.turngap.measure.Milestone;
import io.turngap.measure.Turn;
import io.turngap.scenario.Conditions;
import io.turngap.scenario.Scenario;
import io.turngap.scenario.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The instrument held against an agent whose every delay is known. Ordinary calls are made, by the same caller over the same link as in any
 * run; the agent logs what it did and says in each turn what a perfect instrument must have measured. The difference is the instrument's
 * error. It includes both ways through the network, which on loopback is some tens of microseconds.
 */
public final class Calibration {

    private static final long SETTLE_MS = 100;
    private static final long INTERRUPT_AFTER_MS = 300;

    /** The fewest values of which the 99th percentile is not simply the largest. */
    private static final int CARRY_P99 = 100;

    private final CalibrationMarker marker;
    private final Acoustics acoustics;

    /** What is measured. */
    public enum Metric {
        /** Claim of the mechanical agent: what TTFA must be. */
        TTFA("ttfa", "expected_ttfa"),
        /** Claim of the mechanical agent: what barge-in stop must be. */
        BARGE_IN_STOP("barge_in_stop", "expected_barge_in_stop");

        private final String wireName;
        private final String claim;

        Metric(String wireName, String claim) {
            this.wireName = wireName;
            this.claim = claim;
        }

        /** The name in files and tables. */
        public String wireName() {
            return wireName;
        }
    }

    /**
     * The error found at one number of concurrent calls.
     *
     * @param calls how many calls were made at once
     * @param turns turns that should have been measured
     * @param errorsUs measured less true, µs, sorted by size without sign; fewer than {@code turns} when some were not measured
     * @param frameLatenessP99Us lateness of the caller's frames meanwhile, µs
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Result(Metric metric, int calls, int turns, long[] errorsUs, long frameLatenessP99Us) {

        /** Median of the error with its sign, µs: what is always off. */
        public long biasUs() {
            long[] signed = errorsUs.clone();
            Arrays.sort(signed);
            return signed.length == 0 ? 0 : signed[signed.length / 2];
        }

        /** True when enough turns were measured for a 99th percentile; of fewer it would be the worst under another name. */
        public boolean carriesP99() {
            return errorsUs.length >= CARRY_P99;
        }

        /** Size of the error, µs, at a percentile (nearest rank). */
        public long sizeUs(double percentile) {
            int rank = (int) Math.ceil(percentile / 100 * errorsUs.length);
            return errorsUs.length == 0 ? 0 : Math.abs(errorsUs[Math.clamp(rank - 1, 0, errorsUs.length - 1)]);
        }
    }

    /**
     * A calibration.
     *
     * @param workFolder where the marker that the caller speaks is written
     */
    public Calibration(Path workFolder, Acoustics acoustics) throws IOException {
        this.marker = CalibrationMarker.write(workFolder);
        this.acoustics = acoustics;
    }

    /**
     * Makes calls and compares.
     *
     * @param link reaches a mechanical agent set up for this metric
     * @param calls calls at once
     * @param turns turns a call
     */
    public Result measure(Metric metric, Link link, int calls, int turns) {
        List<Turn> measured = new ArrayList<>();
        try (Health health = new Health()) {
            CallRunner runner = new CallRunner(
                    "calibrate", scenario(metric, calls, turns), link, acoustics, turn -> {}, health, Ceiling.NONE);
            runner.run(new CallRunner.Observer() {
                @Override
                public void progress(CallRunner.Snapshot snapshot) {
                    // A calibration is short; what comes of it is printed at the end.
                }

                @Override
                public void gaveUp(int untried, String why) {
                    // Turns that were not measured are missing from the result, which says so.
                }

                @Override
                public void callEnded(CallResult result, List<Turn> ofTheCall) {
                    measured.addAll(ofTheCall);
                }
            });
            return new Result(
                    metric,
                    calls,
                    calls * turns,
                    errorsUs(metric, measured),
                    health.frames().percentileUs(99));
        }
    }

    /** Measured less claimed of every turn that has both, µs, sorted by size without sign. */
    static long[] errorsUs(Metric metric, List<Turn> measured) {
        return measured.stream()
                .flatMap(turn -> error(metric, turn).stream())
                .sorted((a, b) -> Long.compare(Math.abs(a), Math.abs(b)))
                .mapToLong(Long::longValue)
                .toArray();
    }

    private static Optional<Long> error(Metric metric, Turn turn) {
        Double expectedMs = turn.claimsMs().get(metric.claim);
        OptionalLong actualUs = actual(metric, turn);
        return expectedMs == null || actualUs.isEmpty()
                ? Optional.empty()
                : Optional.of(actualUs.getAsLong() - Math.round(expectedMs * 1_000));
    }

    private static OptionalLong actual(Metric metric, Turn turn) {
        if (metric == Metric.TTFA) {
            return turn.at(Milestone.FIRST_AUDIBLE);
        }
        Turn.BargeIn bargeIn = turn.bargeIn();
        Long stopUs = bargeIn == null ? null : bargeIn.stopUs();
        return stopUs == null ? OptionalLong.empty() : OptionalLong.of(stopUs);
    }

    private Scenario scenario(Metric metric, int calls, int turns) {
        Step say = new Step.Say(List.of(marker.spoken()), false, Optional.empty());
        Step interrupt = new Step.Interrupt(List.of(marker.spoken()), INTERRUPT_AFTER_MS, Optional.empty());
        List<Step> script = new ArrayList<>();
        if (metric == Metric.TTFA) {
            script.addAll(Collections.nCopies(turns, say));
        } else {
            script.add(say);
            script.addAll(Collections.nCopies(turns, interrupt));
            // The last stop has been heard, and its truth told, once the next reply begins.
            script.add(new Step.WaitFor(Step.WaitFor.Event.AGENT_START));
            script.add(new Step.HangUp());
        }
        return new Scenario(
                "calibration",
                "",
                "",
                marker.file(),
                "",
                calls,
                calls,
                Math.min(2_000, calls * 20L),
                1,
                new Scenario.Limits(10_000, 5_000, 5_000, 600_000, SETTLE_MS, 2_500, 3_000),
                Conditions.CLEAR,
                script,
                JsonNodeFactory.instance.objectNode(),
                JsonNodeFactory.instance.objectNode(),
                List.of());
    }
}
