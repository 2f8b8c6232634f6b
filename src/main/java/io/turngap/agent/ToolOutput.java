package io.turngap.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Locale;

/**
 * What a client's function gave back, for the templated dialogue: any text, often JSON in a text. A day or another short value becomes
 * {@link Tool.Result.Found}, said as the arrival of an order; a sentence becomes {@link Tool.Result.Told}; what says of itself that it is
 * an error becomes {@link Tool.Result.Failed}. Never throws: a client may send anything.
 */
final class ToolOutput {

    /** A sentence that is said; more of it is cut. */
    static final int MOST_CHARS = 300;

    /** A value that can stand behind "arrives on". */
    private static final int MOST_VALUE_CHARS = 40;

    private static final int MOST_VALUE_WORDS = 3;
    private static final int MOST_DEPTH = 4;

    /** Keys under which functions tell when an order comes, the plainest first. */
    private static final List<String> ARRIVAL = List.of(
            "arrival",
            "arrives",
            "arrives_on",
            "arrival_date",
            "delivery_date",
            "estimated_delivery",
            "eta",
            "date",
            "day");

    /** Keys under which functions tell whatever they have to tell. */
    private static final List<String> WORDS =
            List.of("text", "message", "answer", "result", "output", "content", "data", "order");

    private static final List<String> ERRORS = List.of("error", "errors", "exception");

    private static final ObjectMapper JSON = new ObjectMapper();

    private ToolOutput() {}

    static Tool.Result read(String output) {
        String text = printable(output).strip();
        if (text.isEmpty() || text.equals("null") || text.equals("undefined")) {
            return new Tool.Result.Failed("the function gave an empty output");
        }
        char first = text.charAt(0);
        if (first == '{' || first == '[' || first == '"') {
            try {
                return read(JSON.readTree(text), 0);
            } catch (JsonProcessingException notJson) {
                return words(text);
            }
        }
        return words(text);
    }

    private static Tool.Result read(JsonNode value, int depth) {
        if (value.isValueNode()) {
            String text = printable(value.asText()).strip();
            return value.isNull() || text.isEmpty()
                    ? new Tool.Result.Failed("the function's output holds nothing")
                    : words(text);
        }
        if (value.isEmpty() || depth == MOST_DEPTH) {
            return new Tool.Result.Failed("the function's output holds nothing to say");
        }
        if (value.isArray()) {
            return read(value.path(0), depth + 1);
        }
        for (String key : ERRORS) {
            JsonNode error = value.path(key);
            if (!error.isMissingNode() && !error.isNull() && !(error.isBoolean() && !error.asBoolean())) {
                return new Tool.Result.Failed(ClientError.shown(error.isTextual() ? error.asText() : error.toString()));
            }
        }
        for (String key : ARRIVAL) {
            JsonNode arrival = value.path(key);
            if (arrival.isTextual() && !arrival.asText().isBlank()) {
                return read(arrival, depth + 1);
            }
        }
        for (String key : WORDS) {
            if (value.hasNonNull(key)) {
                return read(value.path(key), depth + 1);
            }
        }
        for (var field : value.properties()) {
            if (field.getValue().isValueNode() && !field.getValue().isNull()) {
                String name = field.getKey().replace('_', ' ').toLowerCase(Locale.ROOT);
                return new Tool.Result.Told(
                        cut("Its " + name + " is " + field.getValue().asText()) + ".");
            }
        }
        return read(value.properties().iterator().next().getValue(), depth + 1);
    }

    private static Tool.Result words(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("error") || lower.startsWith("an error occurred")) {
            return new Tool.Result.Failed(ClientError.shown(text));
        }
        boolean ended = ".!?".indexOf(text.charAt(text.length() - 1)) >= 0;
        if (!ended && text.length() <= MOST_VALUE_CHARS && wordsIn(text) <= MOST_VALUE_WORDS) {
            return new Tool.Result.Found(text);
        }
        return new Tool.Result.Told(ended ? cut(text) : cut(text) + ".");
    }

    /** Lines become one, and what cannot be said falls away. */
    private static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            printable.append(Character.isISOControl(c) ? ' ' : c);
        }
        return printable.toString();
    }

    private static int wordsIn(String text) {
        int words = 1;
        for (int i = 0; i < text.length(); i++) {
            words += text.charAt(i) == ' ' ? 1 : 0;
        }
        return words;
    }

    private static String cut(String text) {
        int space = text.lastIndexOf(' ', MOST_CHARS);
        return text.length() <= MOST_CHARS ? text : text.substring(0, space > 0 ? space : MOST_CHARS);
    }
}
