package io.turngap.query;

import io.turngap.measure.CallLine;
import io.turngap.measure.Metrics;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.Summary;
import io.turngap.measure.ShareTrials;
import io.turngap.measure.Stage;
import io.turngap.measure.Turn;
import io.turngap.measure.Waterfall;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What the rows of the tables are made of. All that is computed comes from the code that computes reports. */
final class Rows {

    private static final double US_A_MS = 1_000.0;

    private Rows() {}

    /**
     * A run.
     *
     * @param id its name in all tables
     * @param folder its path as given
     */
    record OfRun(String id, String folder, RunRecord run) {
        /** A percentile of the run's own metric. */
        @Nullable
        Summary headline() {
            return run.metrics().get(run.headline());
        }
    }

    /** A call of a run. */
    record OfCall(String runId, CallLine call) {}

    /** A gate of a run. */
    record OfGate(String runId, GateResult gate) {}

    /**
     * A percentile of a metric or stage of a run.
     *
     * @param kind {@code metric} or {@code stage}
     * @param percentile {@code p50}…
     */
    record OfPercentile(String runId, String kind, String name, Summary summary, String percentile) {
        @Nullable
        Double ms() {
            return switch (percentile) {
                case "p50" -> summary.p50Ms();
                case "p90" -> summary.p90Ms();
                case "p95" -> summary.p95Ms();
                case "p99" -> summary.p99Ms();
                default -> summary.maxMs();
            };
        }

        @Nullable
        Double ci(int end) {
            var ci = summary.ci95().get(percentile + "_ms");
            return ci == null || ci.size() != 2 ? null : ci.get(end);
        }
    }

    /**
     * A turn of a run, with what it adds to each metric, stage and rate.
     *
     * @param values by metric name
     * @param trials by the name of each rate of which it is a trial: whether it is a hit
     * @param stages where its time went; empty when nothing was heard, or too early
     */
    record OfTurn(
            String runId,
            Turn turn,
            Map<String, Metrics.Value> values,
            Map<String, Boolean> trials,
            Map<Stage, Long> stages,
            OptionalLong sloMs) {

        static OfTurn of(String runId, Turn turn, OptionalLong sloMs) {
            Map<String, Metrics.Value> values = new HashMap<>();
            Metrics.each(turn, values::put);
            Map<String, Boolean> trials = new HashMap<>();
            ShareTrials.each(turn, trials::put);
            Map<Stage, Long> stages = Waterfall.of(turn)
                    .filter(waterfall -> waterfall.totalUs() >= 0)
                    .map(Waterfall::stagesUs)
                    .orElse(Map.of());
            return new OfTurn(runId, turn, values, trials, stages, sloMs);
        }

        @Nullable
        Double ms(String metric) {
            Metrics.Value value = values.get(metric);
            return value == null ? null : (Double) (value.us() / US_A_MS);
        }

        @Nullable
        Boolean censored(String metric) {
            Metrics.Value value = values.get(metric);
            return value == null ? null : (Boolean) value.censored();
        }

        @Nullable
        Double ms(Stage stage) {
            Long us = stages.get(stage);
            return us == null ? null : (Double) (us / US_A_MS);
        }
    }
}
