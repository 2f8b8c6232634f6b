package io.turngap.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import okhttp3.MediaType;
import okhttp3.ResponseBody;
import okio.BufferedSource;

/**
 * Reads the answer of {@code /chat/completions}: server-sent events, one JSON a {@code data:} line, {@code [DONE]} at the end; or, from a
 * server that does not stream, one JSON. Pieces of text are handed on as they come, a tool call once its arguments are complete.
 *
 * <p>Read by one thread. Everything is bounded: a line, a reply.
 */
final class ChatStream {

    /** What stands in an answer, in the order in which it is read. */
    interface Listener {
        void text(String piece) throws IOException;

        void tool(String id, String name, String arguments, String argument) throws IOException;

        void usage(int promptTokens, int completionTokens) throws IOException;
    }

    static final int MOST_LINE_BYTES = 1 << 16;

    /** Ten minutes of speech; a model that says more is given up. */
    static final int MOST_CHARS = 10_000;

    private static final int MOST_LINES = 100_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Listener listener;
    private final StringBuilder arguments = new StringBuilder();
    private String toolId = "";
    private String toolName = "";
    private int chars;
    private boolean finished;

    ChatStream(Listener listener) {
        this.listener = listener;
    }

    /**
     * Reads all of it.
     *
     * @return why it is no good; empty when the reply is whole
     */
    Optional<String> read(ResponseBody body) throws IOException {
        MediaType kind = body.contentType();
        if (kind != null && kind.subtype().equals("html")) {
            return Optional.of(
                    "the server sent " + kind + " where a stream of events or JSON is expected; check base_url");
        }
        BufferedSource in = body.source();
        Optional<String> wrong = kind != null && kind.subtype().equals("json") ? whole(in) : events(in);
        if (wrong.isPresent()) {
            return wrong;
        }
        if (!finished) {
            return Optional.of("the reply broke off after " + chars + " characters");
        }
        if (!toolName.isEmpty()) {
            return tool();
        }
        return chars == 0 ? Optional.of("the reply was empty") : Optional.empty();
    }

    private Optional<String> events(BufferedSource in) throws IOException {
        for (int lines = 0; lines < MOST_LINES && !in.exhausted(); lines++) {
            long end = in.indexOf((byte) '\n', 0, MOST_LINE_BYTES);
            if (end < 0 && in.request(MOST_LINE_BYTES)) {
                return Optional.of("a line of the stream is longer than " + MOST_LINE_BYTES + " bytes");
            }
            String line = end < 0 ? in.readUtf8() : in.readUtf8Line();
            if (line == null || !line.startsWith("data:")) {
                continue;
            }
            String data = line.substring("data:".length()).strip();
            if (data.equals("[DONE]")) {
                finished = true;
                return Optional.empty();
            }
            Optional<String> wrong = chunk(data, "delta");
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

    private Optional<String> whole(BufferedSource in) throws IOException {
        if (in.request(MOST_LINE_BYTES)) {
            return Optional.of("the answer is longer than " + MOST_LINE_BYTES + " bytes");
        }
        return chunk(in.readString(StandardCharsets.UTF_8), "message");
    }

    private Optional<String> chunk(String data, String key) throws IOException {
        JsonNode chunk;
        try {
            chunk = JSON.readTree(data);
        } catch (JsonProcessingException malformed) {
            return Optional.of("the stream holds what is no JSON: " + shown(data));
        }
        if (!chunk.isObject()) {
            return Optional.of("the stream holds what is no object: " + shown(data));
        }
        if (chunk.hasNonNull("error")) {
            JsonNode error = chunk.get("error");
            return Optional.of("the server said: " + shown(error.path("message").asText(error.toString())));
        }
        JsonNode choice = chunk.path("choices").path(0);
        Optional<String> wrong = said(choice.path(key));
        finished |= choice.hasNonNull("finish_reason");
        JsonNode usage = chunk.path("usage");
        if (usage.isObject()) {
            listener.usage(
                    usage.path("prompt_tokens").asInt(),
                    usage.path("completion_tokens").asInt());
        }
        return wrong;
    }

    private Optional<String> said(JsonNode message) throws IOException {
        String piece =
                message.path("content").isTextual() ? message.path("content").textValue() : "";
        if (!piece.isEmpty()) {
            chars += piece.length();
            if (chars > MOST_CHARS) {
                return Optional.of("the reply is longer than " + MOST_CHARS + " characters");
            }
            listener.text(piece);
        }
        for (JsonNode call : message.path("tool_calls")) {
            // Of several calls the first is made: one thing at a time is looked up.
            if (call.path("index").asInt(0) == 0) {
                JsonNode function = call.path("function");
                toolId = call.path("id").asText(toolId);
                toolName = function.path("name").asText(toolName);
                arguments.append(function.path("arguments").asText(""));
                if (arguments.length() > MOST_LINE_BYTES) {
                    return Optional.of("the arguments of a tool call are longer than " + MOST_LINE_BYTES + " bytes");
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> tool() throws IOException {
        try {
            JsonNode given = JSON.readTree(arguments.toString());
            JsonNode argument = given.path(OpenAiLlm.ARGUMENT);
            if (argument.isValueNode() && !argument.isNull()) {
                listener.tool(toolId, toolName, arguments.toString(), argument.asText());
                return Optional.empty();
            }
        } catch (JsonProcessingException malformed) {
            // Said below.
        }
        return Optional.of("the tool " + toolName + " was called with " + shown(arguments.toString()) + "; "
                + OpenAiLlm.ARGUMENT + " is expected");
    }

    private static String shown(String text) {
        return text.length() <= 120 ? text : text.substring(0, 117) + "...";
    }
}
