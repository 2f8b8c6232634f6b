package io.turngap.link;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a message must hold for a rule to be meant: at {@code pointer} one of {@code values}, or, where there are none, anything at all
 * ({@code present}) or nothing. A member that is null or {@code false} counts as not there.
 */
record EventCondition(JsonPointer pointer, List<JsonNode> values, boolean present) {

    EventCondition {
        values = List.copyOf(values);
    }

    /** The conditions of a mapping from pointers to values, lists of values, or {@code {present: BOOLEAN}}. */
    static List<EventCondition> of(JsonNode written) {
        List<EventCondition> conditions = new ArrayList<>();
        for (var member : written.properties()) {
            JsonNode value = member.getValue();
            List<JsonNode> values = new ArrayList<>();
            if (value.isArray()) {
                value.forEach(values::add);
            } else if (!value.isObject()) {
                values.add(value);
            }
            conditions.add(new EventCondition(
                    JsonPointer.compile(member.getKey()),
                    values,
                    value.path("present").asBoolean(true)));
        }
        return List.copyOf(conditions);
    }

    boolean holds(JsonNode message, CutJson cut) {
        JsonNode node = message.at(pointer);
        if (values.isEmpty()) {
            boolean there = !node.isMissingNode() && !node.isNull() && !(node.isBoolean() && !node.booleanValue());
            return there == present;
        }
        for (JsonNode value : values) {
            if (node.isNumber() && value.isNumber() && cut.cutOf(node) < 0
                    ? node.doubleValue() == value.doubleValue()
                    : node.equals(value)
                            || value.isTextual() && value.textValue().equals(cut.text(node))) {
                return true;
            }
        }
        return false;
    }

    static boolean all(List<EventCondition> conditions, JsonNode message, CutJson cut) {
        for (EventCondition condition : conditions) {
            if (!condition.holds(message, cut)) {
                return false;
            }
        }
        return true;
    }
}
