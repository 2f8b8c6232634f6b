package io.turngap.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Functions that an agent calls on the caller's side, in a protocol that a file declares.
 *
 * <p>The story: a rule tells of a call, which waits here for its answer. When the last that waits is answered, the agent may have to be asked to
 * take the answers up ({@code tools_answered}): that is due once no reply is under way, and not at all when the reply that called was cut, for
 * whoever cut it speaks next.
 */
final class DeclaredTools {

    private static final int MOST_WAITING = 64;
    private static final int MOST_NAME = 200;

    private final Wire wire;
    private final Link.Listener listener;
    /** The id of each call that waits, as the agent wrote it: text or a number. */
    private final Map<String, JsonNode> waiting = new HashMap<>();

    private Optional<String> owedTo = Optional.empty();

    DeclaredTools(Wire wire, Link.Listener listener) {
        this.wire = wire;
        this.listener = listener;
    }

    /**
     * A call.
     *
     * @param reply under way; empty when there is none
     * @param written the id as the agent wrote it
     * @param arguments a JSON object
     */
    void called(long at, String reply, JsonNode written, String id, String name, String arguments) {
        if (id.isEmpty() || name.isEmpty() || id.length() > MOST_NAME || name.length() > MOST_NAME) {
            wire.bad(
                    at,
                    "a function to be called without an id or a name of 1 to " + MOST_NAME
                            + " characters; it is not called");
        } else if (waiting.containsKey(id)) {
            wire.bad(
                    at,
                    "a function to be called by the id \"" + wire.clean(id, 60)
                            + "\", by which another waits for its answer; it is not called");
        } else if (waiting.size() >= MOST_WAITING) {
            wire.trouble(at, "more than " + MOST_WAITING + " functions wait for their answers; this one is not called");
        } else {
            waiting.put(id, written);
            owedTo = Optional.of(reply);
            listener.toolCalled(at, new ToolCall(id, name, arguments));
        }
    }

    void cancelled(long at, String id) {
        if (waiting.remove(id) != null) {
            if (waiting.isEmpty()) {
                owedTo = Optional.empty();
            }
            listener.toolCancelled(at, id);
        }
    }

    /** The id as the agent wrote it, when it waits for the answer to that call; it does no longer. */
    Optional<JsonNode> answered(String id) {
        return Optional.ofNullable(waiting.remove(id));
    }

    /** The reply of that name was cut: what it called is answered, and not asked to be taken up. */
    void cut(String reply) {
        owedTo = owedTo.filter(owed -> owed.isEmpty() || !owed.equals(reply));
    }

    /** True, once, when every call is answered and the agent is to take the answers up. */
    boolean takeUp() {
        boolean due = owedTo.isPresent() && waiting.isEmpty();
        if (due) {
            owedTo = Optional.empty();
        }
        return due;
    }

    /** The output as a JSON object: as it is where it is one, else as its member {@code result}, or {@code error} of a failure. */
    static ObjectNode object(ToolAnswer answer) {
        JsonNode output;
        try {
            output = RealtimeMessages.JSON.readTree(answer.output());
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            output = TextNode.valueOf(answer.output());
        }
        if (output instanceof ObjectNode object) {
            return object;
        }
        ObjectNode wrapped = JsonNodeFactory.instance.objectNode();
        wrapped.set(
                answer.error() ? "error" : "result",
                output.isMissingNode() ? TextNode.valueOf(answer.output()) : output);
        return wrapped;
    }
}
