package io.turngap.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change of level in a series.
 *
 * @param from id of the first run of the new level
 * @param at its place in the series, from 0, runs that are left out counted
 * @param beforeMs level before: geometric mean of the runs' percentiles, weighted by how well each is known
 * @param afterMs level from there on
 * @param percent change, percent of the level before
 * @param ci95Percent its 95 % interval
 * @param stage the stage that changed most in the same direction; absent where no stage is known on both sides
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Shift(
        @JsonProperty("from_run") String from,
        int at,
        @JsonProperty("before_ms") double beforeMs,
        @JsonProperty("after_ms") double afterMs,
        double percent,
        @JsonProperty("ci95_percent") List<Double> ci95Percent,
        @Nullable StageShift stage) {

    /**
     * What became of a stage.
     *
     * @param beforeMs mean over the runs before of the stage's percentile, the same percentile that is looked at
     * @param afterMs the same over the runs of the new level
     */
    public record StageShift(
            String stage,
            @JsonProperty("before_ms") double beforeMs,
            @JsonProperty("after_ms") double afterMs) {
        /** How much it grew, ms. */
        public double grewMs() {
            return afterMs - beforeMs;
        }
    }
}
