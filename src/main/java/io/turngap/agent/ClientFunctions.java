package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The functions that a client offers in its session. The dialogue knows one tool, {@code lookup_order}: the function of that name stands in
 * for it; where there is none, the function whose name and description read most like looking an order up; where none does, none, and the
 * agent asks its own tool. A function whose name says that it changes something is never taken for a look-up.
 *
 * <p>The order number goes into the function's one parameter, or into the one that is named most like an order number, as the type that
 * its schema asks for. Parameters that the dialogue knows nothing of are left out.
 */
final class ClientFunctions {

    static final ClientFunctions NONE = new ClientFunctions(List.of());

    private static final Set<String> THINGS =
            Set.of("order", "orders", "package", "parcel", "delivery", "shipment", "shipping");
    private static final Set<String> LOOKING = Set.of(
            "lookup",
            "look",
            "looks",
            "get",
            "gets",
            "find",
            "finds",
            "fetch",
            "track",
            "tracking",
            "check",
            "checks",
            "status",
            "where",
            "when",
            "query",
            "search",
            "retrieve",
            "info",
            "information",
            "details",
            "arrives",
            "eta");
    private static final Set<String> CHANGING = Set.of(
            "cancel", "create", "update", "delete", "place", "refund", "return", "change", "add", "remove", "set",
            "modify", "submit", "buy", "make", "edit", "reorder");

    /** The least that a stand-in must score: an order in the name or two hints in the description, and a word of looking. */
    private static final int LEAST_SCORE = 3;

    private final List<Function> offered;

    private ClientFunctions(List<Function> offered) {
        this.offered = offered;
    }

    /**
     * Functions as they stand in a session.
     *
     * @param tools an array, checked by {@link SessionSettings}; what is no function in it is passed over
     * @param choice {@code none} takes all of them back, an object that names a function all others
     */
    static ClientFunctions of(JsonNode tools, JsonNode choice) {
        String only = choice.isObject() ? choice.path("name").asText() : "";
        List<Function> offered = new ArrayList<>();
        for (JsonNode tool : tools) {
            String name = tool.path("name").asText();
            if (tool.path("type").asText().equals("function") && (only.isEmpty() || only.equals(name))) {
                offered.add(new Function(name, tool.path("description").asText(), tool.path("parameters")));
            }
        }
        return choice.asText().equals("none") || offered.isEmpty() ? NONE : new ClientFunctions(List.copyOf(offered));
    }

    /** The function that stands in for the dialogue's tool of this name. */
    Optional<Function> standIn(String tool) {
        for (Function function : offered) {
            if (function.name().equals(tool)) {
                return Optional.of(function);
            }
        }
        Optional<Function> best = Optional.empty();
        int most = LEAST_SCORE - 1;
        if (tool.equals(AgentConfigReader.LOOKUP_ORDER)) {
            for (Function function : offered) {
                int score = function.score();
                if (score > most) {
                    most = score;
                    best = Optional.of(function);
                }
            }
        }
        return best;
    }

    /**
     * One of them.
     *
     * @param parameters its JSON Schema, or missing
     */
    record Function(String name, String description, JsonNode parameters) {

        /** A JSON object with {@code argument} where this function wants it. */
        String arguments(String argument) {
            ObjectNode arguments = JsonNodeFactory.instance.objectNode();
            JsonNode properties = parameters.path("properties");
            String key = "";
            int most = -1;
            for (var property : properties.properties()) {
                int score = 0;
                for (String word : words(property.getKey())) {
                    score += THINGS.contains(word) || word.equals("number") ? 2 : word.equals("id") ? 1 : 0;
                }
                if (score > most) {
                    most = score;
                    key = property.getKey();
                }
            }
            if (most > 0 || most == 0 && properties.size() == 1) {
                String type = properties.path(key).path("type").asText();
                boolean number = type.equals("integer") || type.equals("number");
                if (number && argument.length() <= 18 && argument.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    arguments.put(key, Long.parseLong(argument));
                } else {
                    arguments.put(key, argument);
                }
            }
            return arguments.toString();
        }

        private int score() {
            int things = 0;
            int looking = 0;
            for (String word : words(name)) {
                if (CHANGING.contains(word)) {
                    return 0;
                }
                things += THINGS.contains(word) ? 2 : 0;
                looking += LOOKING.contains(word) ? 2 : 0;
            }
            for (String word : words(description)) {
                things += THINGS.contains(word) ? 1 : 0;
                looking += LOOKING.contains(word) ? 1 : 0;
            }
            return things > 0 && looking > 0 ? Math.min(things, 4) + Math.min(looking, 4) : 0;
        }
    }

    /** Words of {@code snake_case}, {@code camelCase} or a sentence, in lower case. */
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            boolean humped = Character.isUpperCase(c) && i > 0 && Character.isLowerCase(text.charAt(i - 1));
            if ((humped || !Character.isLetter(c)) && !word.isEmpty()) {
                words.add(word.toString().toLowerCase(Locale.ROOT));
                word.setLength(0);
            }
            if (Character.isLetter(c)) {
                word.append(c);
            }
        }
        return words;
    }
}
