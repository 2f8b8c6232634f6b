package io.turngap.history;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.Summary;
import io.turngap.measure.RunRecord.Verdict;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run of a series, as its {@code run.json} tells.
 *
 * @param runId its name
 * @param folder name of its folder
 * @param startedAt ISO-8601 instant
 * @param agent who was called
 * @param calls how many calls were made
 * @param points what is known of the metric's percentiles, by name ({@code p50}); one without a value is absent
 * @param stagesMs the percentile that is looked at, of each stage, ms
 * @param verdict the run's own
 * @param left why it is not looked at for changes; empty for a run that is
 * @param report whether {@code report.html} stands in its folder
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PastRun(
        @JsonProperty("run_id") String runId,
        String folder,
        @JsonProperty("started_at") String startedAt,
        String agent,
        @JsonInclude(JsonInclude.Include.ALWAYS) long calls,
        Map<String, Point> points,
        @JsonProperty("stages_ms") Map<String, Double> stagesMs,
        Verdict verdict,
        @JsonProperty("left_out") String left,
        boolean report) {

    /** The percentiles that are shown. */
    public static final List<String> PERCENTILES = List.of("p50", "p95", "p99");

    /**
     * A percentile.
     *
     * @param ms its value
     * @param lowMs lower end of its 95 % interval; null where the run cannot carry one
     * @param highMs upper end
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Point(
            double ms,
            @JsonProperty("low_ms") @Nullable Double lowMs,
            @JsonProperty("high_ms") @Nullable Double highMs) {}

    /** The percentile of this name, where the run has one. */
    public Optional<Point> point(String percentile) {
        return Optional.ofNullable(points.get(percentile));
    }

    /** True for a run that is looked at for changes. */
    @JsonIgnore
    public boolean counts() {
        return left.isEmpty();
    }

    /** When it began. */
    @JsonIgnore
    public Instant start() {
        return Instant.parse(startedAt);
    }

    static PastRun of(RunRecord run, String folder, boolean report, String metric, String percentile) {
        Summary summary = run.metrics().getOrDefault(metric, run.stages().get(metric));
        Map<String, Point> points = new LinkedHashMap<>();
        if (summary != null) {
            for (String name : PERCENTILES) {
                Double ms = value(summary, name);
                if (ms != null) {
                    List<Double> ci = summary.ci95().getOrDefault(name + "_ms", List.of());
                    boolean carried = ci.size() == 2 && ci.get(0) != null && ci.get(1) != null;
                    points.put(name, new Point(ms, carried ? ci.get(0) : null, carried ? ci.get(1) : null));
                }
            }
        }
        Map<String, Double> stages = new LinkedHashMap<>();
        run.stages().forEach((stage, of) -> {
            Double ms = of == null ? null : value(of, percentile);
            if (ms != null) {
                stages.put(stage, ms);
            }
        });
        return new PastRun(
                run.runId().isEmpty() ? folder : run.runId(),
                folder,
                run.startedAt(),
                run.agent().address(),
                run.counts().getOrDefault("calls", 0L),
                points,
                stages,
                run.verdict(),
                left(run, points.get(percentile), metric, percentile),
                report);
    }

    private static String left(RunRecord run, @Nullable Point point, String metric, String percentile) {
        if (!run.complete()) {
            return "it did not end";
        }
        if (!run.validity().valid() || run.verdict() == Verdict.INVALID) {
            List<String> reasons = run.validity().reasons();
            return reasons.isEmpty() ? "invalid" : "invalid: " + reasons.getFirst();
        }
        if (point == null) {
            return "it has no " + percentile.toUpperCase(java.util.Locale.ROOT) + " of " + metric;
        }
        return point.ms() > 0 ? "" : "a percentile of 0 ms or less has no ratio to others";
    }

    private static @Nullable Double value(Summary summary, String percentile) {
        return switch (percentile) {
            case "p50" -> summary.p50Ms();
            case "p95" -> summary.p95Ms();
            case "p99" -> summary.p99Ms();
            default -> throw new IllegalArgumentException("percentile " + percentile + "; one of " + PERCENTILES);
        };
    }
}
