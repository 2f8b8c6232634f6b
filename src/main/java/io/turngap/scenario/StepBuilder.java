package io.turngap.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.scenario.Step.Label;
import io.turngap.scenario.Step.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Steps from a tree that the schema has passed. */
final class StepBuilder {
    private final Places places;
    private final List<Mistake> mistakes;
    private final Conditions base;

    /** For a scenario whose conditions are {@code base}. */
    StepBuilder(Places places, List<Mistake> mistakes, Conditions base) {
        this.places = places;
        this.mistakes = mistakes;
        this.base = base;
    }

    Step step(JsonNode node, String pointer) {
        if (node.isTextual()) {
            return new Step.HangUp();
        }
        String kind = node.fieldNames().next();
        JsonNode value = node.get(kind);
        String at = Places.below(pointer, kind);
        return switch (kind) {
            case "wait_for" ->
                new Step.WaitFor(Step.WaitFor.Event.valueOf(value.asText().toUpperCase(Locale.ROOT)));
            case "silence_ms" -> new Step.Silence(value.asLong());
            case "press" -> new Step.Press(value.asText());
            case "say" -> new Step.Say(parts(value, at), value.path("overlap").asBoolean(false), conditions(value));
            case "interrupt" -> {
                JsonNode say = value.get("say");
                yield new Step.Interrupt(
                        parts(say, at + "/say"), value.get("after_ms").asLong(), conditions(say));
            }
            case "backchannel" -> {
                JsonNode say = value.get("say");
                yield new Step.Backchannel(
                        parts(say, at + "/say"), value.get("after_ms").asLong(), conditions(say));
            }
            default -> throw new IllegalStateException("the schema has a step that is not read: " + kind);
        };
    }

    private Optional<Conditions> conditions(JsonNode say) {
        return ConditionsBuilder.KEYS.stream().anyMatch(say::has)
                ? Optional.of(ConditionsBuilder.over(base, say))
                : Optional.empty();
    }

    private List<Part> parts(JsonNode say, String pointer) {
        JsonNode utterance = say.isObject() ? say.get("utterance") : say;
        String at = say.isObject() ? pointer + "/utterance" : pointer;
        Optional<String> voice = text(say, "voice");
        if (utterance.isTextual()) {
            return List.of(new Part.Speech(utterance.asText(), voice, label(say, pointer)));
        }
        if (say.has("label")) {
            mistakes.add(new Mistake(
                    places.ofKey(pointer + "/label"),
                    "a label beside several parts",
                    Wording.seen(say.get("label")),
                    "a label inside the part that it is for",
                    "write the part as {utterance: …, label: …}"));
        }
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < utterance.size(); i++) {
            parts.add(part(utterance.get(i), at + "/" + i, voice));
        }
        edge(parts, 0, at, "begins");
        edge(parts, parts.size() - 1, at, "ends");
        return parts;
    }

    private Part part(JsonNode node, String pointer, Optional<String> voice) {
        if (node.isTextual()) {
            return new Part.Speech(node.asText(), voice, Optional.empty());
        }
        if (node.has("pause_ms")) {
            return new Part.Pause(node.get("pause_ms").asLong());
        }
        return new Part.Speech(
                node.get("utterance").asText(), text(node, "voice").or(() -> voice), label(node, pointer));
    }

    private void edge(List<Part> parts, int index, String pointer, String verb) {
        if (parts.get(index) instanceof Part.Pause pause) {
            mistakes.add(new Mistake(
                    places.of(pointer + "/" + index),
                    "an utterance that " + verb + " with a pause",
                    "pause_ms: " + pause.ms(),
                    "pauses between two pieces of speech",
                    "use the step silence_ms for silence outside a turn"));
        }
    }

    private Optional<Label> label(JsonNode node, String pointer) {
        JsonNode label = node.path("label");
        if (!label.isObject()) {
            return Optional.empty();
        }
        double startMs = label.get("speech_start_ms").asDouble();
        double endMs = label.get("speech_end_ms").asDouble();
        if (endMs <= startMs) {
            mistakes.add(new Mistake(
                    places.of(pointer + "/label/speech_end_ms"),
                    "speech ends before it starts",
                    startMs + " to " + endMs,
                    "speech_end_ms above speech_start_ms",
                    "swap or correct them"));
        }
        return Optional.of(new Label(startMs, endMs));
    }

    private static Optional<String> text(JsonNode node, String key) {
        return node.has(key) ? Optional.of(node.get(key).asText()) : Optional.empty();
    }
}
