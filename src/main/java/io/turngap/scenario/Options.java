package io.turngap.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;

/** Writes options into a scenario's tree, before it is checked, so that a wrong option is found as a wrong file is. */
final class Options {
    private final ObjectNode root;
    private final Places places;
    private final List<Mistake> mistakes;

    Options(ObjectNode root, Places places, List<Mistake> mistakes) {
        this.root = root;
        this.places = places;
        this.mistakes = mistakes;
    }

    void apply(Overrides overrides) {
        overrides.set().forEach(this::set);
        load(overrides);
        overrides.calls().ifPresent(n -> top("calls", IntNode.valueOf(n), "--calls " + n));
        overrides.concurrency().ifPresent(n -> top("concurrency", IntNode.valueOf(n), "--concurrency " + n));
        overrides.seed().ifPresent(n -> top("seed", LongNode.valueOf(n), "--seed " + n));
        overrides.gates().forEach(this::gate);
    }

    /** Options that say when calls start take the place of all that the file says of it: of a schedule, or of calls at once. */
    private void load(Overrides overrides) {
        LoadOptions options = overrides.load();
        options.contradiction(overrides).ifPresent(mistakes::add);
        boolean closed = overrides.concurrency().isPresent();
        if (!closed && !options.isOpen()) {
            return;
        }
        if (root.get("load") instanceof ObjectNode load) {
            LoadBuilder.OPEN_KEYS.forEach(load::remove);
        }
        if (closed) {
            options.ramp().ifPresent(time -> {
                if (Quantity.isTime(time)) {
                    top("ramp_ms", LongNode.valueOf(Quantity.ms(time)), "--ramp " + time);
                }
            });
            return;
        }
        root.remove(List.of("concurrency", "ramp_ms"));
        if (options.length().isPresent() || options.trace().isPresent()) {
            root.remove("calls");
            places.forget("/calls");
        }
        places.forget("/concurrency");
        places.forget("/ramp_ms");
        options.rate().ifPresent(rate -> put("--rate " + rate, List.of("load", "rate"), TextNode.valueOf(rate)));
        options.length().ifPresent(time -> put("--for " + time, List.of("load", "for"), TextNode.valueOf(time)));
        options.ramp().ifPresent(time -> put("--ramp " + time, List.of("load", "ramp"), TextNode.valueOf(time)));
        options.trace().ifPresent(file -> {
            ArrayNode phases = root.arrayNode();
            phases.addObject().putObject("trace").put("file", file.toString());
            put("--arrivals " + file, List.of("load", "phases"), phases);
        });
    }

    private void top(String key, JsonNode value, String option) {
        root.set(key, value);
        places.replace("/" + key, Place.of(option));
    }

    /** Writes options whose keys stand below {@code block}, whether they name it or not. */
    void applyBelow(String block, List<String> set) {
        set.forEach(assignment ->
                set(assignment, assignment.startsWith(block + ".") ? assignment : block + "." + assignment));
    }

    private void set(String assignment) {
        set(assignment, assignment);
    }

    private void set(String written, String assignment) {
        String option = "--set " + written;
        int equals = assignment.indexOf('=');
        String path = equals < 0 ? assignment : assignment.substring(0, equals).strip();
        List<String> keys = List.of(path.split("\\.", -1));
        if (equals < 0 || keys.stream().anyMatch(String::isBlank)) {
            mistakes.add(new Mistake(
                    Place.of(option),
                    "not an assignment",
                    Wording.quoted(written),
                    "dotted.key=value",
                    "write it like --set agent.endpointing.silence_ms=700"));
            return;
        }
        try {
            put(option, keys, YamlReader.value(option, assignment.substring(equals + 1)));
        } catch (ScenarioException e) {
            mistakes.addAll(e.mistakes());
        }
    }

    private void put(String option, List<String> keys, JsonNode value) {
        JsonNode at = root;
        String pointer = "";
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i);
            String below = Places.below(pointer, key);
            boolean last = i == keys.size() - 1;
            if (at instanceof ArrayNode list) {
                int index = index(option, pointer, key, list.size());
                JsonNode next = last ? value : index < list.size() ? list.get(index) : list.objectNode();
                if (index == list.size()) {
                    list.add(next);
                    places.replace(below, Place.of(option));
                } else if (last) {
                    list.set(index, next);
                    places.replace(below, Place.of(option));
                }
                at = next;
            } else if (at instanceof ObjectNode object) {
                JsonNode next = object.get(key);
                if (last || next == null || next.isNull()) {
                    next = last ? value : object.objectNode();
                    object.set(key, next);
                    places.replace(below, Place.of(option));
                }
                at = next;
            } else {
                throw new ScenarioException(new Mistake(
                        Place.of(option),
                        Places.dotted(pointer) + " has no keys",
                        Wording.seen(at),
                        "a mapping or a list",
                        "set the whole of it: --set '" + Places.dotted(pointer) + "={" + key + ": …}'"));
            }
            pointer = below;
        }
    }

    private int index(String option, String pointer, String key, int size) {
        if (key.matches("[0-9]{1,6}") && Integer.parseInt(key) <= size) {
            return Integer.parseInt(key);
        }
        throw new ScenarioException(new Mistake(
                Place.of(option),
                Places.dotted(pointer) + " is a list and has no such item",
                Wording.quoted(key),
                "a number from 0 to " + size + ", counted from 0",
                size + " adds an item at the end"));
    }

    private void gate(String rule) {
        JsonNode present = root.get("gates");
        if (present != null && !present.isArray()) {
            return;
        }
        ArrayNode gates = present == null ? root.putArray("gates") : (ArrayNode) present;
        int index = 0;
        while (index < gates.size() && !subject(gates.get(index).asText()).equals(subject(rule))) {
            index++;
        }
        if (index == gates.size()) {
            gates.add(TextNode.valueOf(rule));
        } else {
            gates.set(index, TextNode.valueOf(rule));
        }
        places.replace("/gates/" + index, Place.of("--gate '" + rule + "'"));
    }

    /** What a rule speaks of: all before the comparison. */
    private static String subject(String rule) {
        return rule.replaceFirst("[<>=].*", "").strip().replaceAll("\\s+", " ");
    }
}
