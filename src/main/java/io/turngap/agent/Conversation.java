package io.turngap.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The items of one session in their order; the oldest are forgotten beyond {@value #MOST_ITEMS}. Audio is not kept. */
final class Conversation {

    static final int MOST_ITEMS = 512;

    private final List<ObjectNode> items = new ArrayList<>();

    /** Id of the newest item. */
    Optional<String> newest() {
        return items.isEmpty() ? Optional.empty() : Optional.of(id(items.getLast()));
    }

    /** Adds at the end. */
    void add(ObjectNode item) {
        insert(items.size(), item);
    }

    /** Adds behind the item {@code previous}, or first for {@code root}; false when there is no such item. */
    boolean addBehind(String previous, ObjectNode item) {
        int at = previous.equals("root") ? 0 : indexOf(previous) + 1;
        if (at == 0 && !previous.equals("root")) {
            return false;
        }
        insert(at, item);
        return true;
    }

    /** Id of the item before this one; empty for the first, and for one that is not here. */
    Optional<String> before(String id) {
        int at = indexOf(id);
        return at <= 0 ? Optional.empty() : Optional.of(id(items.get(at - 1)));
    }

    /** True when an item of this type bears this call id. */
    boolean holds(String type, String callId) {
        return items.stream()
                .anyMatch(item -> item.path("type").asText().equals(type)
                        && item.path("call_id").asText().equals(callId));
    }

    Optional<ObjectNode> find(String id) {
        int at = indexOf(id);
        return at < 0 ? Optional.empty() : Optional.of(items.get(at));
    }

    boolean remove(String id) {
        int at = indexOf(id);
        if (at >= 0) {
            items.remove(at);
        }
        return at >= 0;
    }

    private void insert(int at, ObjectNode item) {
        items.add(at, item);
        if (items.size() > MOST_ITEMS) {
            items.removeFirst();
        }
    }

    private int indexOf(String id) {
        for (int i = items.size() - 1; i >= 0; i--) {
            if (id(items.get(i)).equals(id)) {
                return i;
            }
        }
        return -1;
    }

    private static String id(ObjectNode item) {
        return item.path("id").asText();
    }
}
