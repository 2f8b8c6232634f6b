package io.turngap.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.turngap.scenario.Scenario.Limits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Records from a tree that the schema has passed and whose defaults are filled in; checks what a schema cannot say. */
final class ScenarioBuilder {
    private final Places places;
    private final List<Mistake> mistakes;

    ScenarioBuilder(Places places, List<Mistake> mistakes) {
        this.places = places;
        this.mistakes = mistakes;
    }

    Scenario build(Path file, String digest, JsonNode root) {
        Conditions conditions = ConditionsBuilder.over(Conditions.CLEAR, root.get("caller"));
        LoadPlan load = new LoadBuilder(places, mistakes, file).build(root);
        int calls = root.path("calls").asInt(Scenario.MOST_CALLS);
        return new Scenario(
                root.get("scenario").asText(),
                root.get("description").asText(),
                root.get("use_case").asText(),
                file,
                digest,
                calls,
                Math.min(calls, load.isOpen() ? load.mostInFlight() : root.path("concurrency").asInt()),
                root.path("ramp_ms").asLong(),
                root.get("seed").asLong(),
                limits(root.get("limits")),
                conditions,
                script(root.get("script"), conditions),
                root.has("link") ? root.get("link") : JsonNodeFactory.instance.objectNode(),
                root.get("agent"),
                Wording.values(root.get("gates")),
                new ToolScriptBuilder(places, mistakes).build(root.path("tools")),
                load,
                Budgets.DEFAULTS,
                root.path("slo_ms")
                        .asLong(Scenario.targetMs(root.get("use_case").asText())));
    }

    private Limits limits(JsonNode node) {
        Limits limits = new Limits(
                node.get("connect_ms").asLong(),
                node.get("greeting_ms").asLong(),
                node.get("reply_ms").asLong(),
                node.get("call_ms").asLong(),
                node.get("settle_ms").asLong(),
                node.get("dead_air_ms").asLong(),
                node.get("barge_in_ms").asLong());
        below("settle_ms", limits.settleMs(), "reply_ms", limits.replyMs());
        below("settle_ms", limits.settleMs(), "dead_air_ms", limits.deadAirMs());
        below("reply_ms", limits.replyMs(), "call_ms", limits.callMs());
        return limits;
    }

    private void below(String small, long smallMs, String large, long largeMs) {
        if (smallMs >= largeMs) {
            Place place = places.of("/limits/" + small);
            boolean written = places.isKnown("/limits/" + small);
            mistakes.add(new Mistake(
                    written ? place : places.of("/limits/" + large),
                    "limits." + small + " must be below limits." + large,
                    smallMs + " and " + largeMs,
                    small + " below " + large,
                    "raise " + large + " or lower " + small));
        }
    }

    private List<Step> script(JsonNode script, Conditions conditions) {
        StepBuilder builder = new StepBuilder(places, mistakes, conditions);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < script.size(); i++) {
            Step step = builder.step(script.get(i), "/script/" + i);
            if (step instanceof Step.HangUp && i < script.size() - 1) {
                mistakes.add(new Mistake(
                        places.of("/script/" + (i + 1)),
                        "steps after hang_up are never reached",
                        script.size() - 1 - i + " more",
                        "hang_up as the last step",
                        "remove them, or move hang_up to the end"));
            }
            steps.add(step);
        }
        return steps;
    }
}
