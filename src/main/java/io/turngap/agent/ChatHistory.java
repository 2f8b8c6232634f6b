package io.turngap.agent;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was said in one conversation, as messages of an OpenAI-compatible chat: the instructions, then turn by turn the caller's words, the
 * model's, and what a tool answered. Turns beyond the window are dropped whole, so that no tool's answer loses its question; with
 * {@code distil} the caller's words of the latest of them stay behind as one short line.
 */
final class ChatHistory {

    /** Turns that are kept where the window is not bounded otherwise. */
    static final int MOST_TURNS = 100;

    /** Dropped turns whose words are kept, and how many characters of each. */
    private static final int MOST_DISTILLED = 10;

    private static final int MOST_DISTILLED_CHARS = 80;

    private static final String INSTRUCTIONS =
            "You are a voice agent on the telephone, for orders, bookings and general questions. What you write is spoken: answer in one or"
                    + " two short plain sentences, without lists, markup, emojis or abbreviations, and say numbers as words, an order"
                    + " number digit by digit. The caller's words come from speech recognition and may be wrong or missing; when they make"
                    + " no sense, ask again. Once the caller has given an order number, call the tool "
                    + AgentConfigReader.LOOKUP_ORDER
                    + " with its digits and say what it answers.";

    private static final String NOTHING_UNDERSTOOD = "(nothing could be understood)";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final int mostTurns;
    private final boolean distil;
    private final ArrayDeque<List<ObjectNode>> turns = new ArrayDeque<>();
    private final ArrayDeque<String> distilled = new ArrayDeque<>();
    private @Nullable String openTool;

    ChatHistory(AgentConfig.Prompt prompt) {
        // The turn at hand is no earlier turn.
        mostTurns = prompt.windowTurns() == 0 ? MOST_TURNS : Math.min(prompt.windowTurns() + 1, MOST_TURNS);
        distil = prompt.distil();
    }

    /** The caller said {@code text}; a new turn. */
    void heard(String text) {
        if (openTool != null) {
            told("{\"error\": \"the caller interrupted\"}");
        }
        turns.add(new ArrayList<>());
        add("user").put("content", text.isBlank() ? NOTHING_UNDERSTOOD : text);
        while (turns.size() > mostTurns) {
            forget(turns.removeFirst());
        }
    }

    /** The model said {@code text}, perhaps not to its end. */
    void said(String text) {
        if (!text.isBlank()) {
            add("assistant").put("content", text);
        }
    }

    /** The model said {@code text}, perhaps nothing, and then asked for a tool. */
    void asked(String text, String id, String tool, String arguments) {
        ObjectNode message = add("assistant").put("content", text);
        ObjectNode call = message.putArray("tool_calls").addObject();
        call.put("id", id).put("type", "function");
        call.putObject("function").put("name", tool).put("arguments", arguments);
        openTool = id;
    }

    /** The tool that the model asked for answered {@code json}. */
    void told(String json) {
        String id = openTool;
        if (id != null) {
            add("tool").put("tool_call_id", id).put("content", json);
            openTool = null;
        }
    }

    /** All messages, for a request. */
    ArrayNode messages() {
        ArrayNode all = JSON.createArrayNode();
        all.addObject().put("role", "system").put("content", instructions());
        turns.forEach(turn -> turn.forEach(all::add));
        return all;
    }

    private String instructions() {
        return distilled.isEmpty()
                ? INSTRUCTIONS
                : INSTRUCTIONS + " Earlier in this call the caller said: " + String.join("; ", distilled) + ".";
    }

    private ObjectNode add(String role) {
        if (turns.isEmpty()) {
            turns.add(new ArrayList<>());
        }
        ObjectNode message = JSON.createObjectNode().put("role", role);
        turns.getLast().add(message);
        return message;
    }

    private void forget(List<ObjectNode> turn) {
        String words = turn.getFirst().path("content").asText();
        if (distil && !words.equals(NOTHING_UNDERSTOOD)) {
            distilled.add(words.length() > MOST_DISTILLED_CHARS ? words.substring(0, MOST_DISTILLED_CHARS) : words);
            while (distilled.size() > MOST_DISTILLED) {
                distilled.removeFirst();
            }
        }
    }
}
