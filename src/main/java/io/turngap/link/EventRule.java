package io.turngap.link;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * What a message of an agent means, when all its conditions hold.
 *
 * @param when what the message must hold
 * @param each a list in the message: the rule is about each of its items that {@code where} holds of; without one, about the message
 * @param where what the item must hold
 * @param meanings in the order in which they are told
 */
record EventRule(
        List<EventCondition> when, Optional<JsonPointer> each, List<EventCondition> where, List<Meaning> meanings) {

    private static final int MOST_ITEMS = 256;

    /** One thing that a message means. */
    interface Meaning {
        /** Tells it, of {@code event}: the message, or the item of its list. */
        void tell(DeclaredEvents call, long atNanos, JsonNode event);
    }

    /** Tells what the message means; false when this rule is not about it. */
    boolean tell(DeclaredEvents call, long atNanos, JsonNode message, CutJson cut) {
        if (!EventCondition.all(when, message, cut)) {
            return false;
        }
        if (each.isEmpty()) {
            return about(call, atNanos, message, cut);
        }
        JsonNode list = message.at(each.get());
        boolean any = false;
        for (int i = 0; i < Math.min(list.size(), MOST_ITEMS); i++) {
            any |= about(call, atNanos, list.path(i), cut);
        }
        return any;
    }

    private boolean about(DeclaredEvents call, long atNanos, JsonNode event, CutJson cut) {
        if (!EventCondition.all(where, event, cut)) {
            return false;
        }
        for (Meaning meaning : meanings) {
            meaning.tell(call, atNanos, event);
        }
        return true;
    }
}
