package io.turngap.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The block {@code load.budgets} from a tree that the schema has passed; checks what a schema cannot say. */
final class BudgetsBuilder {

    private static final String AT = "/load/budgets";

    private final Places places;
    private final List<Mistake> mistakes;

    BudgetsBuilder(Places places, List<Mistake> mistakes) {
        this.places = places;
        this.mistakes = mistakes;
    }

    /** The budgets of a scenario; what its block does not say is as usual. */
    Budgets build(JsonNode block) {
        Budgets usual = Budgets.DEFAULTS;
        Budgets budgets = new Budgets(
                us(block, "frame_lateness_p99_ms", usual.frameLatenessP99Us()),
                us(block, "frame_lateness_p999_ms", usual.frameLatenessP999Us()),
                us(block, "frame_lateness_max_ms", usual.frameLatenessMaxUs()),
                us(block, "arrival_lateness_p99_ms", usual.arrivalLatenessP99Us()),
                block.path("arrival_shortfall").asDouble(usual.arrivalShortfall()),
                us(block, "stall_max_ms", usual.stallMaxUs()),
                us(block, "clock_step_ms", usual.clockStepUs()),
                block.path("idle_share_min").asDouble(usual.idleShareMin()),
                us(block, "gc_pause_max_ms", usual.gcPauseMaxUs()),
                block.path("heap_share_max").asDouble(usual.heapShareMax()));
        notAbove(
                "frame_lateness_p99_ms",
                budgets.frameLatenessP99Us(),
                "frame_lateness_p999_ms",
                budgets.frameLatenessP999Us());
        notAbove(
                "frame_lateness_p999_ms",
                budgets.frameLatenessP999Us(),
                "frame_lateness_max_ms",
                budgets.frameLatenessMaxUs());
        return budgets;
    }

    private static long us(JsonNode block, String key, long usualUs) {
        return block.has(key) ? Math.round(block.get(key).asDouble() * 1_000) : usualUs;
    }

    /** A frame that a higher percentile forbids is forbidden, whatever a lower one allows. */
    private void notAbove(String low, long lowUs, String high, long highUs) {
        if (lowUs > highUs) {
            boolean written = places.isKnown(AT + "/" + low);
            mistakes.add(new Mistake(
                    places.of(AT + "/" + (written ? low : high)),
                    "load.budgets." + low + " must not be above load.budgets." + high,
                    lowUs / 1e3 + " and " + highUs / 1e3,
                    low + " at most " + high,
                    "raise " + high + " or lower " + low));
        }
    }
}
