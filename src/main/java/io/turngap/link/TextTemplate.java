package io.turngap.link;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Text of a link's file with places to fill in: {@code {{call}}}, {@code {{event:/pointer}}}, and {@code ${ENV:NAME}}, which is known as
 * {@code env:NAME}.
 */
final class TextTemplate {

    /** How the place of an environment variable is named. */
    static final String ENVIRONMENT = "env:";

    private static final String[][] MARKS = {{"{{", "}}", ""}, {"${ENV:", "}", ENVIRONMENT}};

    /** Text as it is, or the name of what is to be put in. */
    private record Part(String text, boolean place) {}

    private final List<Part> parts = new ArrayList<>();

    private TextTemplate() {}

    static TextTemplate of(String written) {
        TextTemplate template = new TextTemplate();
        int at = 0;
        while (at < written.length()) {
            int from = -1;
            int to = -1;
            String[] found = MARKS[0];
            for (String[] mark : MARKS) {
                int begins = written.indexOf(mark[0], at);
                int ends = begins < 0 ? -1 : written.indexOf(mark[1], begins + mark[0].length());
                if (ends >= 0 && (from < 0 || begins < from)) {
                    from = begins;
                    to = ends;
                    found = mark;
                }
            }
            if (from < 0) {
                break;
            }
            template.literal(written.substring(at, from));
            String name = written.substring(from + found[0].length(), to).strip();
            template.parts.add(new Part(found[2] + name, true));
            at = to + found[1].length();
        }
        template.literal(written.substring(at));
        return template;
    }

    private void literal(String text) {
        if (!text.isEmpty()) {
            parts.add(new Part(text, false));
        }
    }

    /** The names of the places. */
    Set<String> places() {
        Set<String> names = new LinkedHashSet<>();
        parts.stream().filter(Part::place).forEach(part -> names.add(part.text()));
        return names;
    }

    /** The name of the place that is all of this text, which then takes a value of any type. */
    Optional<String> only() {
        return parts.size() == 1 && parts.getFirst().place()
                ? Optional.of(parts.getFirst().text())
                : Optional.empty();
    }

    /** Filled in; empty when a place has no value. A value that is no text is written as JSON. */
    Optional<String> fill(Function<String, JsonNode> values) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            if (!part.place()) {
                text.append(part.text());
                continue;
            }
            JsonNode value = values.apply(part.text());
            if (value.isMissingNode()) {
                return Optional.empty();
            }
            text.append(value.isTextual() ? value.textValue() : value.toString());
        }
        return Optional.of(text.toString());
    }
}
