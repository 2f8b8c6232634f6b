package io.turngap.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.time.Latency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Scripts of tools from a tree that the schema has passed; checks what a schema cannot say. */
final class ToolScriptBuilder {

    private static final int MOST_NAME_CHARS = 64;

    /** The distribution of a delay that is not written, as that of the bundled agent's own tool: median and sigma. */
    private static final double MEDIAN_MS = 120;

    private static final double SIGMA = 0.3;

    private final Places places;
    private final List<Mistake> mistakes;

    ToolScriptBuilder(Places places, List<Mistake> mistakes) {
        this.places = places;
        this.mistakes = mistakes;
    }

    /** The scripts of the block {@code tools}, which may be missing. */
    ToolScripts build(JsonNode tools) {
        Map<String, ToolScript> byName = new LinkedHashMap<>();
        tools.properties().forEach(entry -> {
            String pointer = Places.below("/tools", entry.getKey());
            name(entry.getKey(), pointer);
            byName.put(entry.getKey(), script(entry.getValue(), pointer));
        });
        return new ToolScripts(byName);
    }

    private void name(String name, String pointer) {
        boolean fits = !name.isEmpty()
                && name.length() <= MOST_NAME_CHARS
                && name.chars().allMatch(ToolScriptBuilder::isNameCharacter);
        if (!fits && !name.equals(ToolScripts.ANY)) {
            mistakes.add(new Mistake(
                    places.ofKey(pointer),
                    "not a name that a function can have",
                    Wording.quoted(name),
                    "1 to " + MOST_NAME_CHARS + " letters, digits, _ and -, or * for every other function",
                    "write it as the agent calls it, such as lookup_order"));
        }
    }

    private static boolean isNameCharacter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
    }

    private ToolScript script(JsonNode node, String at) {
        notBoth(node, at, "hang", "hang_rate");
        return new ToolScript(
                node.path("description").asText(""),
                parameters(node.path("parameters"), at + "/parameters"),
                delay(node, at),
                node.path("fail_rate").asDouble(0),
                node.path("hang").asBoolean(false) ? 1 : node.path("hang_rate").asDouble(0),
                node.path("error").asText("the tool failed"),
                node.path("status").asInt(0),
                node.path("garbage").asBoolean(false),
                Optional.ofNullable(node.get("result")));
    }

    private JsonNode parameters(JsonNode node, String at) {
        ObjectNode schema =
                node instanceof ObjectNode written ? written.deepCopy() : JsonNodeFactory.instance.objectNode();
        JsonNode type = schema.path("type");
        if (!type.isMissingNode() && !type.asText().equals("object")) {
            mistakes.add(new Mistake(
                    places.of(at + "/type"),
                    "parameters that are no object",
                    Wording.seen(type),
                    "type: object, with properties below it",
                    "write {type: object, properties: {order: {type: string}}}"));
        }
        schema.put("type", "object");
        if (!schema.path("properties").isObject()) {
            schema.putObject("properties");
        }
        return schema;
    }

    private Latency delay(JsonNode node, String at) {
        notBoth(node, at, "delay", "delay_ms");
        if (node.has("delay_ms")) {
            return Latency.constant(node.get("delay_ms").asDouble());
        }
        JsonNode delay = node.path("delay");
        String below = at + "/delay";
        notBoth(delay, below, "p50_ms", "median_ms");
        notBoth(delay, below, "p95_ms", "sigma");
        String median = delay.has("p50_ms") ? "p50_ms" : "median_ms";
        double medianMs = delay.path(median).asDouble(MEDIAN_MS);
        if (delay.path("distribution").asText().equals("constant")) {
            return Latency.constant(medianMs);
        }
        if (!delay.has("p95_ms")) {
            return new Latency(medianMs, delay.path("sigma").asDouble(SIGMA));
        }
        double p95Ms = delay.get("p95_ms").asDouble();
        if (p95Ms < medianMs || medianMs <= 0) {
            mistakes.add(new Mistake(
                    places.of(below + "/p95_ms"),
                    "a 95th percentile below the median",
                    p95Ms + " and " + medianMs,
                    "p95_ms not below " + median + ", which is above 0",
                    "raise p95_ms, lower " + median + ", or give sigma instead"));
            return Latency.constant(medianMs);
        }
        return Latency.ofP95(medianMs, p95Ms);
    }

    private void notBoth(JsonNode node, String at, String one, String other) {
        if (node.has(one) && node.has(other)) {
            mistakes.add(new Mistake(
                    places.ofKey(at + "/" + one),
                    one + " beside " + other + ", which say the same",
                    Wording.seen(node.get(one)) + " and " + Wording.seen(node.get(other)),
                    "one of the two",
                    "remove one"));
        }
    }
}
