package io.turngap.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A JSON message of a link's file with places to fill in ({@link TextTemplate}). Text that is nothing but a place takes the value as it is, an
 * object or a number too; a member or item of which a place has no value is left out, and so is what has nothing in it then.
 */
final class MessageTemplate {

    private final JsonNode written;
    private final Set<String> places = new LinkedHashSet<>();

    MessageTemplate(JsonNode written) {
        this.written = written;
        collect(written);
    }

    private void collect(JsonNode node) {
        if (node.isTextual()) {
            places.addAll(TextTemplate.of(node.textValue()).places());
        }
        node.forEach(this::collect);
    }

    /** The names of its own members. */
    Set<String> members() {
        Set<String> names = new LinkedHashSet<>();
        written.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The names of its places. */
    Set<String> places() {
        return places;
    }

    /** Filled in; empty where it then is no object. */
    Optional<ObjectNode> fill(Function<String, JsonNode> values) {
        return fill(written, values) instanceof ObjectNode message ? Optional.of(message) : Optional.empty();
    }

    private static JsonNode fill(JsonNode node, Function<String, JsonNode> values) {
        if (node.isTextual()) {
            return text(TextTemplate.of(node.textValue()), values);
        }
        if (node.isObject()) {
            ObjectNode filled = JsonNodeFactory.instance.objectNode();
            for (var member : node.properties()) {
                JsonNode value = fill(member.getValue(), values);
                if (!value.isMissingNode()) {
                    filled.set(member.getKey(), value);
                }
            }
            return emptied(node, filled);
        }
        if (node.isArray()) {
            ArrayNode filled = JsonNodeFactory.instance.arrayNode();
            for (JsonNode item : node) {
                JsonNode value = fill(item, values);
                if (!value.isMissingNode()) {
                    filled.add(value);
                }
            }
            return emptied(node, filled);
        }
        return node;
    }

    private static JsonNode emptied(JsonNode written, JsonNode filled) {
        return filled.isEmpty() && !written.isEmpty() ? MissingNode.getInstance() : filled;
    }

    private static JsonNode text(TextTemplate text, Function<String, JsonNode> values) {
        Optional<String> only = text.only();
        if (only.isPresent()) {
            return values.apply(only.get());
        }
        return text.fill(values)
                .map(TextNode::valueOf)
                .map(JsonNode.class::cast)
                .orElse(MissingNode.getInstance());
    }
}
