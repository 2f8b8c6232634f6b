package io.turngap.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.scenario.Conditions.Line;
import io.turngap.scenario.Conditions.Loss;
import io.turngap.scenario.Conditions.Network;
import io.turngap.scenario.Conditions.Noise;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Conditions from a tree that the schema has passed. What the tree does not say stays as it was. */
final class ConditionsBuilder {
    /** The keys that this reads. */
    static final List<String> KEYS = List.of("noise", "gain_db", "line", "network");

    private ConditionsBuilder() {}

    static Conditions over(Conditions base, JsonNode node) {
        return new Conditions(
                node.has("noise") ? noise(node.get("noise")) : base.noise(),
                node.path("gain_db").asDouble(base.gainDb()),
                node.has("line") ? Line.valueOf(node.get("line").asText().toUpperCase(Locale.ROOT)) : base.line(),
                network(base.network(), node.path("network")));
    }

    private static Optional<Noise> noise(JsonNode node) {
        return node.isTextual()
                ? Optional.empty()
                : Optional.of(
                        new Noise(node.get("bed").asText(), node.get("snr_db").asDouble()));
    }

    private static Network network(Network base, JsonNode node) {
        return new Network(
                node.path("one_way_delay_ms").asDouble(base.oneWayDelayMs()),
                node.path("jitter_ms").asDouble(base.jitterMs()),
                node.has("loss") ? loss(node.get("loss")) : base.loss());
    }

    private static Loss loss(JsonNode node) {
        String model = node.isTextual() ? node.asText() : node.get("model").asText();
        return switch (model) {
            case "bernoulli" -> new Loss.Bernoulli(node.get("rate").asDouble());
            case "gilbert_elliott" ->
                new Loss.GilbertElliott(
                        node.get("to_bad").asDouble(),
                        node.get("to_good").asDouble(),
                        node.path("loss_good").asDouble(0),
                        node.path("loss_bad").asDouble(1));
            default -> new Loss.None();
        };
    }
}
