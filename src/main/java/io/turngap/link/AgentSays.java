package io.turngap.link;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One message of an agent's over a telephone provider's stream, in no provider's words.
 *
 * @param what what it asks for
 * @param word base64 sound, the mark's name, the unknown event's name, or what is wrong with it
 */
record AgentSays(What what, String word) {

    /** What can be asked for. */
    enum What {
        /** Sound is to be played. */
        SOUND,
        /** What waits to be played is to be dropped. */
        CLEAR,
        /** The agent wants to know when all sound before was played. */
        MARK,
        /** An event that nobody here knows. */
        UNKNOWN,
        /** A message that lacks what it must have. */
        WRONG
    }

    private static final int MOST_MARK = 1_000;

    static AgentSays clear() {
        return new AgentSays(What.CLEAR, "");
    }

    /** Sound in {@code media.payload}. */
    static AgentSays sound(JsonNode message) {
        JsonNode payload = message.path("media").path("payload");
        return payload.isTextual()
                ? new AgentSays(What.SOUND, payload.textValue())
                : wrong("sound without a text in media.payload");
    }

    static AgentSays mark(JsonNode name) {
        String text = name.isTextual() ? name.textValue() : name.isContainerNode() ? name.toString() : "";
        return text.isEmpty() || text.length() > MOST_MARK
                ? wrong("a mark whose name has " + text.length() + " characters; allowed are 1 to " + MOST_MARK)
                : new AgentSays(What.MARK, text);
    }

    static AgentSays wrong(String what) {
        return new AgentSays(What.WRONG, what);
    }

    /** A message of an {@code event} that the dialect does not know; one without is wrong. */
    static AgentSays unknown(JsonNode message, String key) {
        String event = message.path(key).asText("");
        return event.isEmpty() ? wrong("JSON without \"" + key + "\"") : new AgentSays(What.UNKNOWN, event);
    }

    /** Twilio's three: {@code media}, {@code mark} and {@code clear}. */
    static AgentSays asTwilio(JsonNode message) {
        return switch (message.path("event").asText("")) {
            case "media" -> sound(message);
            case "clear" -> clear();
            case "mark" -> mark(message.path("mark").path("name"));
            default -> unknown(message, "event");
        };
    }
}
