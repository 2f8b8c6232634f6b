package io.turngap.capacity;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.turngap.stats.ScalabilityBootstrap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A load and what came of it. Figures are of calls that began after the warm-up and of turns that began before the load was let go.
 *
 * @param index from 1
 * @param purpose why it was made
 * @param load calls at once, or calls a second
 * @param verdict what it says of its load
 * @param why a sentence on the verdict; empty where the figures say it
 * @param calls calls counted
 * @param failedCalls of those, the ones that failed
 * @param turns turns counted, those included that a call that failed did not come to
 * @param goodTurns of those, the ones answered within the SLO
 * @param goodputCi95 interval of their share, from 0 to 1, calls being the unit; empty for no turns
 * @param p50Ms TTFA; absent for no turns
 * @param p95Ms the same at P95
 * @param p95Ci95Ms interval of that; empty where the sample does not carry one, its upper end absent where censoring hides it
 * @param turnsASecond throughput while the load stood
 * @param callsASecond calls that began a second while it stood
 * @param inFlight calls at once, on average, while it stood
 * @param callSeconds mean length of a call
 * @param extensions how often it was extended, because it decided nothing
 * @param endings failed calls by kind of ending
 * @param folder of its journal, below the search's; empty for none
 * @param clusters each call's turns and seconds while the load stood; absent where there are none
 */
public record Step(
        int index,
        String purpose,
        double load,
        Verdict verdict,
        String why,
        int calls,
        @JsonProperty("failed_calls") int failedCalls,
        int turns,
        @JsonProperty("good_turns") int goodTurns,

        @JsonProperty("goodput_ci95") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<Double> goodputCi95,

        @JsonProperty("p50_ms") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        Double p50Ms,

        @JsonProperty("p95_ms") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        Double p95Ms,

        @JsonProperty("p95_ci95_ms") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<Double> p95Ci95Ms,

        @JsonProperty("turns_a_second") double turnsASecond,
        @JsonProperty("calls_a_second") double callsASecond,
        @JsonProperty("in_flight") double inFlight,
        @JsonProperty("call_s") double callSeconds,
        int extensions,
        Map<String, Integer> endings,
        String folder,
        @JsonIgnore Optional<ScalabilityBootstrap.Step> clusters) {

    public Step {
        goodputCi95 = List.copyOf(goodputCi95);
        p95Ci95Ms = List.copyOf(p95Ci95Ms);
        endings = Map.copyOf(endings);
    }

    /** Share of turns answered within the SLO, from 0 to 1; 0 of 0 is 0. */
    public double goodput() {
        return turns == 0 ? 0 : (double) goodTurns / turns;
    }

    /** Share of calls that failed; 0 of 0 is 0. */
    public double failedShare() {
        return calls == 0 ? 0 : (double) failedCalls / calls;
    }

    /** The same step as made for this reason. */
    Step as(int number, String reason, String place, Map<String, Integer> kinds, Verdict said, String because) {
        return new Step(
                number,
                reason,
                load,
                said,
                because,
                calls,
                failedCalls,
                turns,
                goodTurns,
                goodputCi95,
                p50Ms,
                p95Ms,
                p95Ci95Ms,
                turnsASecond,
                callsASecond,
                inFlight,
                callSeconds,
                extensions,
                kinds,
                place,
                clusters);
    }
}
