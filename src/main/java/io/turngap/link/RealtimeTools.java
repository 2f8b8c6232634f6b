package io.turngap.link;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Functions that an agent calls on the client's side of an OpenAI Realtime session.
 *
 * <p>The story: within a response the agent finishes items of type {@code function_call}, each told once here, whichever event says so
 * first: {@code response.function_call_arguments.done} where it carries the name, {@code response.output_item.done}, or {@code
 * response.done}. Each is answered with a {@code function_call_output}. When all calls of a response are answered, that response is done,
 * and no other is under way, {@code response.create} asks for the reply that works the answers in.
 */
final class RealtimeTools {

    private static final int MOST_CALLS = 1_000;
    private static final int MOST_NAME = 200;
    private static final int MOST_ARGUMENTS = 100_000;

    private final Link.Listener listener;
    private final Wire wire;
    /** The response in which each call that waits for its answer was made. */
    private final Map<String, String> waiting = new HashMap<>();
    /** Every call that was told. */
    private final Set<String> told = new HashSet<>();
    /** Calls not yet answered of each response whose calls have not been taken up. */
    private final Map<String, Integer> unanswered = new LinkedHashMap<>();
    /** Responses with calls that are not done. */
    private final Set<String> running = new HashSet<>();

    RealtimeTools(Link.Listener listener, Wire wire) {
        this.listener = listener;
        this.wire = wire;
    }

    /** The arguments of a call are complete; not every agent says here whose they are. */
    void argumentsDone(long at, String responseId, JsonNode event) {
        if (event.path("name").isTextual()) {
            called(at, responseId, event);
        }
    }

    /**
     * A call is complete.
     *
     * @param call with {@code call_id}, {@code name} and {@code arguments}
     */
    void called(long at, String responseId, JsonNode call) {
        String id = call.path("call_id").asText("");
        String name = call.path("name").asText("");
        if (id.isEmpty() || name.isEmpty()) {
            wire.bad(
                    at,
                    "a function call without " + (id.isEmpty() ? "a call_id" : "a name") + ", which nobody can answer");
            return;
        }
        if (told.contains(id)) {
            return;
        }
        String arguments = call.path("arguments").asText("");
        if (told.size() >= MOST_CALLS || arguments.length() > MOST_ARGUMENTS || name.length() > MOST_NAME) {
            wire.trouble(
                    at,
                    "a function call that was passed over: " + told.size() + " calls, a name of " + name.length()
                            + " and arguments of " + arguments.length() + " characters; at most " + MOST_CALLS + ", "
                            + MOST_NAME + " and " + MOST_ARGUMENTS + " are allowed");
            return;
        }
        told.add(id);
        waiting.put(id, responseId);
        unanswered.merge(responseId, 1, Integer::sum);
        running.add(responseId);
        listener.toolCalled(at, new ToolCall(id, wire.clean(name, MOST_NAME), arguments.isBlank() ? "{}" : arguments));
    }

    /**
     * A response is over; {@code others} when another is under way. What a cancelled one called is answered, but not asked to be taken up:
     * whoever cancelled it speaks next.
     */
    void responseDone(long at, String responseId, JsonNode response, boolean others) {
        for (JsonNode item : response.path("output")) {
            if (isCall(item) && !item.path("status").asText("").equals("incomplete")) {
                called(at, responseId, item);
            }
        }
        running.remove(responseId);
        if (response.path("status").asText("").equals("cancelled")) {
            unanswered.remove(responseId);
        }
        continueUnless(others);
    }

    /** Our {@code response.create} crossed with a response that the agent began: it is due again when that is done. */
    void crossed() {
        unanswered.put("", 0);
    }

    /** Answers a call; {@code others} when a response is under way. */
    void answer(ToolAnswer answer, boolean others) {
        String responseId = waiting.remove(answer.id());
        if (responseId != null) {
            unanswered.computeIfPresent(responseId, (id, calls) -> calls - 1);
            wire.json(RealtimeMessages.functionOutput(answer));
            continueUnless(others);
        }
    }

    static boolean isCall(JsonNode item) {
        return item.path("type").asText("").equals("function_call");
    }

    /** Asks for the reply once for all responses whose calls are answered. */
    private void continueUnless(boolean others) {
        boolean due = !others
                && unanswered.entrySet().removeIf(calls -> calls.getValue() == 0 && !running.contains(calls.getKey()));
        if (due) {
            wire.json(RealtimeMessages.responseCreate());
        }
    }
}
