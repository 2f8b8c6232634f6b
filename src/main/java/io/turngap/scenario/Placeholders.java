package io.turngap.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;

/**
 * Fills in what a tool's script leaves open: {@code {order}} is the call's argument of that name, {@code {argument}} its first argument and
 * {@code {name}} the tool's name, unless the call has arguments of those names. What is not known stays as it is written. A text that is one placeholder and nothing else becomes
 * the argument itself, a number for a number.
 */
final class Placeholders {

    private static final int MOST_CHARS = 4_000;

    private final String name;
    private final JsonNode arguments;

    Placeholders(String name, JsonNode arguments) {
        this.name = name;
        this.arguments = arguments;
    }

    JsonNode fill(JsonNode open) {
        if (open instanceof ObjectNode object) {
            ObjectNode filled = object.objectNode();
            object.properties().forEach(entry -> filled.set(entry.getKey(), fill(entry.getValue())));
            return filled;
        }
        if (open instanceof ArrayNode list) {
            ArrayNode filled = list.arrayNode();
            list.forEach(item -> filled.add(fill(item)));
            return filled;
        }
        if (!open.isTextual()) {
            return open;
        }
        String text = open.textValue();
        boolean one = text.startsWith("{") && text.indexOf('}') == text.length() - 1;
        return one ? value(text.substring(1, text.length() - 1)).orElse(open) : TextNode.valueOf(fill(text));
    }

    String fill(String text) {
        StringBuilder filled = new StringBuilder();
        int at = 0;
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', at)) {
            int close = text.indexOf('}', open);
            if (close < 0) {
                break;
            }
            Optional<JsonNode> value = value(text.substring(open + 1, close));
            filled.append(text, at, open);
            at = value.isPresent() ? close + 1 : open + 1;
            filled.append(value.map(Placeholders::text).orElse("{"));
        }
        return filled.append(text, at, text.length()).toString();
    }

    private Optional<JsonNode> value(String key) {
        JsonNode argument = arguments.path(key);
        if (!argument.isMissingNode()) {
            return Optional.of(argument);
        }
        return switch (key) {
            case "name" -> Optional.of(TextNode.valueOf(name));
            case "argument" ->
                arguments.isEmpty()
                        ? Optional.empty()
                        : Optional.of(arguments.elements().next());
            default -> Optional.empty();
        };
    }

    private static String text(JsonNode value) {
        String text = value.isTextual() ? value.textValue() : value.toString();
        return text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS);
    }
}
