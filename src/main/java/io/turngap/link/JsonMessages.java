package io.turngap.link;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads messages that are to be JSON objects. */
final class JsonMessages {

    private static final int MOST_SHOWN = 400;

    private JsonMessages() {}

    /** The object that the first {@code length} bytes are; when they are none, the wire is told, and the answer is empty. */
    static Optional<ObjectNode> object(Wire wire, long atNanos, byte[] bytes, int length) {
        try {
            JsonNode node = RealtimeMessages.JSON.readTree(bytes, 0, length);
            if (node instanceof ObjectNode object) {
                return Optional.of(object);
            }
            wire.bad(atNanos, "JSON that is no object (expected is an object): " + shown(bytes, length));
        } catch (JsonProcessingException e) {
            wire.bad(atNanos, "text that is not JSON (" + e.getOriginalMessage() + "): " + shown(bytes, length));
        } catch (IOException e) {
            wire.bad(atNanos, "text that cannot be read: " + e.getMessage());
        }
        return Optional.empty();
    }

    /** JSON where the text is JSON, else the text itself. */
    static JsonNode jsonOrText(String text) {
        try {
            return RealtimeMessages.JSON.readTree(text);
        } catch (JsonProcessingException plain) {
            return TextNode.valueOf(text);
        }
    }

    private static String shown(byte[] bytes, int length) {
        return new String(bytes, 0, Math.min(length, MOST_SHOWN), StandardCharsets.UTF_8);
    }
}
