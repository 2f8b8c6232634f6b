package io.turngap.measure;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run beside what it was held against: computed from both journals, and kept in {@code run.json} so that a report can show it when the
 * baseline is gone. Changes are this run's less the baseline's; more is slower.
 *
 * @param design how the two came about: {@link #INTERLEAVED}, {@link #STORED}
 * @param baselines the runs on the other side, at least one
 * @param notes what must be said beside every figure, such as that drift is not controlled; sentences for people
 * @param rows P50, P90, P95 and P99 of each metric that both have, as far as both reach it
 * @param stages P50 and P95 of each stage that both have
 * @param shift of the headline metric, where in the distribution it got slower: the nine deciles, then P95
 * @param grew stages that got slower by more than chance gives, by what they added to the median turn, largest first; may be empty
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Comparison(
        String design,
        List<Side> baselines,
        List<String> notes,
        List<Row> rows,
        List<Row> stages,
        List<Decile> shift,
        List<Grown> grew) {

    /** Both agents were called in one run, in pairs of the same call, in an order drawn anew for each pair. */
    public static final String INTERLEAVED = "interleaved";

    /** The baseline is one stored run or several. */
    public static final String STORED = "stored";

    public Comparison {
        design = design == null ? STORED : design;
        baselines = baselines == null ? List.of() : List.copyOf(baselines);
        notes = notes == null ? List.of() : List.copyOf(notes);
        rows = rows == null ? List.of() : List.copyOf(rows);
        stages = stages == null ? List.of() : List.copyOf(stages);
        shift = shift == null ? List.of() : List.copyOf(shift);
        grew = grew == null ? List.of() : List.copyOf(grew);
    }

    /**
     * One run on the other side.
     *
     * @param runId its name
     * @param startedAt ISO-8601 instant
     * @param agent who was called
     * @param calls calls with a turn
     * @param turns turns, greetings apart
     */
    public record Side(
            @JsonProperty("run_id") String runId,
            @JsonProperty("started_at") String startedAt,
            String agent,
            long calls,
            long turns) {
        public Side {
            runId = runId == null ? "" : runId;
            startedAt = startedAt == null ? "" : startedAt;
            agent = agent == null ? "" : agent;
        }
    }

    /**
     * One percentile of both.
     *
     * @param name metric or stage, such as {@code ttfa}, {@code endpointing}
     * @param statistic {@code p50}, {@code p90}, {@code p95}, {@code p99}
     * @param wasMs the baseline's
     * @param isMs this run's
     * @param changePercent of the baseline's; absent where that is 0 or less
     * @param ci95Percent 95 % interval of the change, percent; empty where the sample cannot carry one
     * @param p p-value of it being slower by chance, not adjusted for other rows
     * @param verdict {@code slower}, {@code faster} (interval beyond 0), same (interval within ±5 %), else {@code unsure}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Row(
            String name,
            String statistic,
            @JsonProperty("was_ms") double wasMs,
            @JsonProperty("is_ms") double isMs,
            @JsonProperty("change_percent") @Nullable Double changePercent,
            @JsonProperty("ci95_percent") List<Double> ci95Percent,
            @Nullable Double p,
            String verdict) {
        public Row {
            name = name == null ? "" : name;
            statistic = statistic == null ? "" : statistic;
            verdict = verdict == null ? "unsure" : verdict;
            ci95Percent = ci95Percent == null ? List.of() : List.copyOf(ci95Percent);
        }
    }

    /**
     * The shift function at one quantile (Doksum 1974; Wilcox 1995): how much slower this run is there.
     *
     * @param quantile from 0 to 1
     * @param wasMs the baseline's value there
     * @param shiftMs this run's less the baseline's
     * @param ci95Ms 95 % interval of it; empty where the sample cannot carry one
     */
    public record Decile(
            double quantile,
            @JsonProperty("was_ms") double wasMs,
            @JsonProperty("shift_ms") double shiftMs,
            @JsonProperty("ci95_ms") List<Double> ci95Ms) {
        public Decile {
            ci95Ms = ci95Ms == null ? List.of() : List.copyOf(ci95Ms);
        }
    }

    /**
     * A stage that grew.
     *
     * @param stage its name
     * @param medianMs by how much its median grew
     * @param meanMs by how much its mean grew: means of stages add up to that of the TTFA
     * @param ci95Ms 95 % interval of the mean's growth
     * @param shareOfGrowth the part of the TTFA's mean growth that this stage explains; may exceed 1 where another shrank; absent where the
     *     TTFA did not grow
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Grown(
            String stage,
            @JsonProperty("median_ms") double medianMs,
            @JsonProperty("mean_ms") double meanMs,
            @JsonProperty("ci95_ms") List<Double> ci95Ms,
            @JsonProperty("share_of_growth") @Nullable Double shareOfGrowth) {
        public Grown {
            stage = stage == null ? "" : stage;
            ci95Ms = ci95Ms == null ? List.of() : List.copyOf(ci95Ms);
        }
    }
}
