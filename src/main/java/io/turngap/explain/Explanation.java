package io.turngap.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to change first in a run.
 *
 * @param turns turns that were heard and whose wait can be taken apart
 * @param calls calls that they came in
 * @param p50Ms median TTFA of these turns, ms
 * @param p95Ms their 95th percentile, ms
 * @param typical where the time goes in turns about the median (P40 to P60)
 * @param slow where it goes in the slowest tenth
 * @param plan remedies that save something in this run, the largest saving at P95 first, and behind them those whose saving is only bounded
 * @param idle ids of remedies whose stages were seen and would save nothing
 * @param unseen what this run's milestones do not reach
 * @param notes what must be said beside it
 */
public record Explanation(
        int turns,
        int calls,
        @JsonProperty("p50_ms") double p50Ms,
        @JsonProperty("p95_ms") double p95Ms,
        List<Part> typical,
        List<Part> slow,
        List<Advice> plan,
        List<String> idle,
        List<String> unseen,
        List<String> notes) {

    public Explanation {
        typical = List.copyOf(typical);
        slow = List.copyOf(slow);
        plan = List.copyOf(plan);
        idle = List.copyOf(idle);
        unseen = List.copyOf(unseen);
        notes = List.copyOf(notes);
    }

    /**
     * One stage's part of the wait.
     *
     * @param stage its name
     * @param meanMs mean over the turns at hand, ms; the parts add up to their mean TTFA
     * @param share of that mean
     * @param modelled whether the agent says that it is modelled
     */
    public record Part(
            String stage, @JsonProperty("mean_ms") double meanMs, double share, boolean modelled) {}

    /**
     * One thing to do.
     *
     * @param rank 1 for what saves most
     * @param id short name
     * @param title what to do
     * @param levers the bundled agent's levers that do it
     * @param step where it stands in the article's action plan
     * @param stages the stages that it shortens
     * @param p50 what it would save at the median
     * @param p95 what it would save at the 95th percentile
     * @param touched share of turns that it would make quicker
     * @param atMost true when the savings are upper bounds; such advice stands behind the rest
     * @param basis where the shortened time comes from
     * @param cost what it costs
     * @param sure how far the estimate can be trusted, in words
     */
    public record Advice(
            int rank,
            String id,
            String title,
            List<String> levers,
            String step,
            List<String> stages,
            Saving p50,
            Saving p95,
            double touched,
            @JsonProperty("at_most") boolean atMost,
            String basis,
            String cost,
            String sure) {}

    /**
     * A saving, ms.
     *
     * @param lowMs at the cautious end of the remedy
     * @param highMs at its hopeful end
     * @param ci95 95 % interval of the cautious end, from a bootstrap over calls; absent with too few calls
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Saving(
            @JsonProperty("low_ms") double lowMs,
            @JsonProperty("high_ms") double highMs,
            @Nullable List<Double> ci95) {}
}
