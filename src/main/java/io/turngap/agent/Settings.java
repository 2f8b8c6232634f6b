package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A block of settings that is read key by key and refuses what nobody asked for. Errors name the whole path of the key. */
final class Settings {

    private final JsonNode node;
    private final String path;
    private final Set<String> asked = new TreeSet<>();
    private final Set<String> askedPaths;

    Settings(JsonNode node) {
        this(node, "agent", new TreeSet<>());
    }

    private Settings(JsonNode node, String path, Set<String> askedPaths) {
        this.node = node;
        this.path = path;
        this.askedPaths = askedPaths;
        if (!node.isMissingNode() && !node.isNull() && !node.isObject()) {
            throw new AgentConfigException(path, message(path, shown(node), "a block of keys", "write keys below it"));
        }
    }

    /** The block under {@code key}; empty when absent. */
    Settings section(String key) {
        return new Settings(ask(key), path + "." + key, askedPaths);
    }

    /** True when no key stands in this block. */
    boolean isEmpty() {
        return node.isEmpty();
    }

    boolean has(String key) {
        return node.has(key);
    }

    double number(String key, double otherwise, double least, double most) {
        JsonNode value = ask(key);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isNumber() || !(value.doubleValue() >= least && value.doubleValue() <= most)) {
            throw wrong(key, shown(value), "a number from " + plain(least) + " to " + plain(most), "change it");
        }
        return value.doubleValue();
    }

    long whole(String key, long otherwise, long least, long most) {
        JsonNode value = ask(key);
        if (value.isMissingNode()) {
            return otherwise;
        }
        boolean fits = value.isIntegralNumber() && value.canConvertToLong();
        if (!fits || value.longValue() < least || value.longValue() > most) {
            throw wrong(key, shown(value), "a whole number from " + least + " to " + most, "change it");
        }
        return value.longValue();
    }

    boolean flag(String key, boolean otherwise) {
        JsonNode value = ask(key);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw wrong(key, shown(value), "true or false", "change it");
        }
        return value.booleanValue();
    }

    /** One of some words, the first of which is the default. */
    String choice(String key, String... allowed) {
        JsonNode value = ask(key);
        if (value.isMissingNode()) {
            return allowed[0];
        }
        List<String> words = Arrays.asList(allowed);
        if (!value.isTextual() || !words.contains(value.textValue())) {
            String near = Nearest.to(value.asText(), words)
                    .map(w -> "did you mean " + w + "?")
                    .orElse("change it");
            throw wrong(key, shown(value), String.join(", ", words), near);
        }
        return value.textValue();
    }

    String text(String key, String otherwise, int mostChars) {
        JsonNode value = ask(key);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isTextual()
                || value.textValue().isBlank()
                || value.textValue().length() > mostChars) {
            throw wrong(key, shown(value), "a text of 1 to " + mostChars + " characters", "change it");
        }
        return value.textValue();
    }

    /** A path or address; empty when absent. */
    String path(String key) {
        JsonNode value = ask(key);
        if (value.isMissingNode() || value.isTextual() && value.textValue().isEmpty()) {
            return "";
        }
        return text(key, "", 1_000);
    }

    /** Gives {@code made} back once no key is left that nobody asked for. */
    <T> T complete(T made) {
        refuseUnknown();
        return made;
    }

    void refuseUnknown() {
        for (Iterator<String> keys = node.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            if (!asked.contains(key)) {
                String todo = Nearest.to(key, asked)
                        .map(near -> "did you mean " + near + "?")
                        .orElse("remove it");
                throw new AgentConfigException(
                        path + "." + key,
                        "unknown key " + path + "." + key + "; value seen: " + shown(node.path(key)) + "; allowed: "
                                + String.join(", ", asked) + "; " + todo);
            }
        }
    }

    AgentConfigException wrong(String key, String seen, String allowed, String todo) {
        String whole = path + "." + key;
        return new AgentConfigException(whole, message(whole, seen, allowed, todo));
    }

    /** Every path asked for so far, below the top block; sections and values alike. */
    Set<String> askedPaths() {
        return askedPaths;
    }

    private JsonNode ask(String key) {
        asked.add(key);
        askedPaths.add(path + "." + key);
        JsonNode value = node.path(key);
        return value.isNull() ? com.fasterxml.jackson.databind.node.MissingNode.getInstance() : value;
    }

    private static String message(String path, String seen, String allowed, String todo) {
        return "wrong value of " + path + "; value seen: " + seen + "; allowed: " + allowed + "; " + todo;
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
