package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.Optional;
import java.util.Set;

/**
 * What a {@code response.create} asks for beyond a response: it holds for that response alone.
 *
 * @param spoken whether it is spoken or given as text, where that is said
 * @param output the form of its audio, where that is said
 * @param aside true for {@code conversation: none}: it is no part of the conversation
 * @param input typed words that it answers instead of what the caller said, or empty
 * @param instructions what to do; the dialogue is asked it where the caller has said nothing to answer
 * @param metadata given back in the response, or null
 * @param tools functions offered for it, or missing
 * @param toolChoice how they may be used, or missing
 */
record ResponseOptions(
        Optional<Boolean> spoken,
        Optional<WireFormat> output,
        boolean aside,
        String input,
        String instructions,
        JsonNode metadata,
        JsonNode tools,
        JsonNode toolChoice) {

    private static final int MOST_CHARS = 65_536;

    /** Words that the dialogue is asked; a longer prompt is cut to its end. */
    private static final int MOST_WORDS_CHARS = 500;

    /** Nothing but a response. */
    static final ResponseOptions PLAIN = new ResponseOptions(
            Optional.empty(),
            Optional.empty(),
            false,
            "",
            "",
            NullNode.instance,
            MissingNode.getInstance(),
            MissingNode.getInstance());

    /** The {@code response} of an event; missing for a plain one. Fields that this server does not know are passed over. */
    static ResponseOptions of(JsonNode response) throws ClientError {
        if (response.isMissingNode() || response.isNull() || response.isObject() && response.isEmpty()) {
            return PLAIN;
        }
        if (!response.isObject() || response.toString().length() > MOST_CHARS) {
            throw new ClientError(
                    "invalid_value", "response", "A response is an object of at most " + MOST_CHARS + " characters.");
        }
        JsonNode output = response.at("/audio/output/format");
        JsonNode conversation = response.path("conversation");
        if (!conversation.isMissingNode() && !Set.of("auto", "none").contains(conversation.asText())) {
            throw SessionSettings.wrong("response.conversation", conversation, "'auto' or 'none'");
        }
        JsonNode tools = response.path("tools");
        if (!tools.isMissingNode()) {
            SessionSettings.checkTools("response.tools", tools);
        }
        return new ResponseOptions(
                spoken(response.path("output_modalities")),
                output.isMissingNode()
                        ? Optional.empty()
                        : Optional.of(WireFormat.of(output)
                                .orElseThrow(() -> SessionSettings.wrong(
                                        "response.audio.output.format", output, WireFormat.ALLOWED))),
                conversation.asText().equals("none"),
                input(response.path("input")),
                cut(response.path("instructions").asText()),
                response.path("metadata").isObject() ? response.path("metadata") : NullNode.instance,
                tools,
                response.path("tool_choice"));
    }

    private static Optional<Boolean> spoken(JsonNode modalities) throws ClientError {
        if (modalities.isMissingNode()) {
            return Optional.empty();
        }
        SessionSettings.checkModalities("response.output_modalities", modalities);
        return Optional.of(modalities.path(0).asText().equals("audio"));
    }

    private static String input(JsonNode items) {
        StringBuilder words = new StringBuilder();
        for (JsonNode item : items) {
            if (item.path("role").asText().equals("user")) {
                words.append(typed(item));
            }
        }
        return cut(words.toString());
    }

    private static String cut(String words) {
        String stripped = words.strip();
        return stripped.length() <= MOST_WORDS_CHARS
                ? stripped
                : stripped.substring(stripped.length() - MOST_WORDS_CHARS);
    }

    /** The typed words of an item, each with a space behind it. */
    static String typed(JsonNode item) {
        StringBuilder words = new StringBuilder();
        for (JsonNode content : item.path("content")) {
            if (content.path("type").asText().equals("input_text")) {
                words.append(content.path("text").asText()).append(' ');
            }
        }
        return words.toString();
    }
}
