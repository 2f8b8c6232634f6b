package io.turngap.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Words for values and for what a schema allows. */
final class Wording {
    private static final int MOST_SHOWN = 60;

    private Wording() {}

    /** A value as it is shown in a message: short, on one line. */
    static String seen(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> value.isEmpty() ? "an empty mapping" : "a mapping with " + list(names(value));
            case ARRAY -> value.isEmpty() ? "an empty list" : "a list of " + value.size();
            case NULL, MISSING -> "nothing";
            case STRING -> quoted(value.textValue());
            default -> shortened(value.asText());
        };
    }

    /** Text in quotes, shortened, control characters made visible. */
    static String quoted(String text) {
        return '"' + shortened(text) + '"';
    }

    private static String shortened(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().limit(MOST_SHOWN).forEach(c -> out.appendCodePoint(Character.isISOControl(c) ? 0xFFFD : c));
        return out + (text.codePointCount(0, text.length()) > MOST_SHOWN ? "…" : "");
    }

    /** What {@code schema} allows, in words. */
    static String allowed(JsonNode schema) {
        StringJoiner ways = new StringJoiner(", or ");
        List<String> texts = texts(schema);
        for (String type : types(schema)) {
            ways.add(
                    switch (type) {
                        case "integer" -> "a whole number" + range(schema);
                        case "number" -> "a number" + range(schema);
                        case "string" -> texts.isEmpty() ? text(schema) : list(texts);
                        case "boolean" -> "true or false";
                        case "array" -> "a list" + count(schema, "minItems", "maxItems");
                        default -> mapping(schema);
                    });
        }
        return ways.toString();
    }

    private static String mapping(JsonNode schema) {
        List<String> names = names(schema.path("properties"));
        if (names.isEmpty()) {
            return "a mapping";
        }
        boolean one = schema.path("maxProperties").asInt() == 1;
        return one ? "a mapping with one of the keys " + list(names) : "a mapping with the keys " + list(names);
    }

    private static String text(JsonNode schema) {
        String example = schema.path("examples").path(0).asText();
        return schema.has("pattern") && !example.isEmpty() ? "text such as " + quoted(example) : "text";
    }

    private static String range(JsonNode schema) {
        String low = schema.has("exclusiveMinimum")
                ? "above " + schema.get("exclusiveMinimum").asText()
                : schema.path("minimum").asText();
        String high = schema.path("maximum").asText();
        return low.isEmpty() && high.isEmpty() ? "" : " from " + low + " to " + high;
    }

    private static String count(JsonNode schema, String min, String max) {
        return schema.has(max)
                ? " of " + schema.path(min).asInt() + " to " + schema.get(max).asInt()
                : "";
    }

    private static List<String> types(JsonNode schema) {
        JsonNode type = schema.path("type");
        return type.isArray() ? values(type) : type.isTextual() ? List.of(type.textValue()) : List.of("object");
    }

    /** The texts that a schema lists, also where it lists them for text only. */
    private static List<String> texts(JsonNode schema) {
        return values(
                schema.has("enum") ? schema.get("enum") : schema.path("then").path("enum"));
    }

    /** The texts of a list. */
    static List<String> values(JsonNode array) {
        List<String> values = new ArrayList<>();
        array.forEach(value -> values.add(value.asText()));
        return values;
    }

    /** The keys of a mapping. */
    static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Values with commas. */
    static String list(List<String> values) {
        return shortened(values, 30);
    }

    private static String shortened(List<String> values, int most) {
        String shown = String.join(
                ", ",
                values.stream()
                        .limit(most)
                        .map(v -> v.length() > MOST_SHOWN ? quoted(v) : v)
                        .toList());
        return values.size() > most ? shown + ", …" : shown;
    }
}
