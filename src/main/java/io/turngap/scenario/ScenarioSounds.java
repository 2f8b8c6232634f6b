package io.turngap.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.sound.Fixtures;
import io.turngap.sound.Pcm;
import io.turngap.sound.SoundException;
import io.turngap.time.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Checks before the first call that every sound a scenario names is there and can be read, and says where it is named when not. Every
 * sound that a call may pick is read, so that none has to be read while calls are held.
 */
public final class ScenarioSounds {
    private final CheckedScenario checked;
    private final Fixtures fixtures;
    private final Path besides;
    private final UniformRandomProvider random = new Seeds(0).random();
    private final List<Mistake> mistakes = new ArrayList<>();
    /** Sounds that were found to be usable. */
    private final SortedSet<String> names = new TreeSet<>();

    private ScenarioSounds(CheckedScenario checked, Fixtures fixtures) {
        this.checked = checked;
        this.fixtures = fixtures;
        this.besides = besides(checked.scenario());
    }

    /** Where relative paths of sound files start: the folder of the scenario's file. */
    public static Path besides(Scenario scenario) {
        Path folder = scenario.file().toAbsolutePath().getParent();
        return folder == null ? Path.of("").toAbsolutePath() : folder;
    }

    /** A label as {@link Fixtures#utterance} wants it: first and last sample at {@link Pcm#RATE_HZ}. */
    public static int[] samples(Step.Label label) {
        double perMs = Pcm.RATE_HZ / 1000.0;
        return new int[] {(int) Math.round(label.speechStartMs() * perMs), (int) Math.round(label.speechEndMs() * perMs)
        };
    }

    /**
     * Checks all sounds.
     *
     * @throws ScenarioException with every sound that is missing, damaged or of a wrong kind
     */
    public static void check(CheckedScenario checked, Fixtures fixtures) {
        new ScenarioSounds(checked, fixtures).walk();
    }

    /**
     * SHA-256 over every sound that a call may pick, by name and content, hex: the same where callers sound the same.
     *
     * @throws ScenarioException as {@link #check}
     * @throws SoundException when a file cannot be read
     */
    public static String digest(CheckedScenario checked, Fixtures fixtures) {
        ScenarioSounds sounds = new ScenarioSounds(checked, fixtures);
        sounds.walk();
        StringBuilder lines = new StringBuilder();
        for (String name : sounds.names) {
            lines.append(name)
                    .append(' ')
                    .append(fixtures.sha256(name, sounds.besides))
                    .append('\n');
        }
        return Fixtures.sha256(lines.toString());
    }

    private void walk() {
        bed(checked.effective().at("/caller/noise/bed"), "/caller/noise/bed");
        JsonNode script = checked.effective().get("script");
        for (int i = 0; i < script.size(); i++) {
            JsonNode step = script.get(i);
            for (String say : List.of("/say", "/interrupt/say", "/backchannel/say")) {
                say(step.at(say), "/script/" + i + say);
            }
        }
        if (!mistakes.isEmpty()) {
            throw new ScenarioException(mistakes);
        }
    }

    private void say(JsonNode say, String pointer) {
        if (say.isObject()) {
            bed(say.at("/noise/bed"), pointer + "/noise/bed");
            JsonNode utterance = say.get("utterance");
            if (utterance.isTextual()) {
                speech(utterance, pointer + "/utterance", text(say, "voice"), say.path("label"));
            } else {
                parts(utterance, pointer + "/utterance", text(say, "voice"));
            }
        } else if (say.isTextual()) {
            speech(say, pointer, Optional.empty(), say.path("label"));
        } else {
            parts(say, pointer, Optional.empty());
        }
    }

    private void parts(JsonNode parts, String pointer, Optional<String> voice) {
        for (int i = 0; i < parts.size(); i++) {
            JsonNode part = parts.get(i);
            String at = pointer + "/" + i;
            if (part.isTextual()) {
                speech(part, at, voice, part.path("label"));
            } else if (part.has("utterance")) {
                speech(
                        part.get("utterance"),
                        at + "/utterance",
                        text(part, "voice").or(() -> voice),
                        part.path("label"));
            }
        }
    }

    private void speech(JsonNode source, String pointer, Optional<String> voice, JsonNode label) {
        String name = source.asText();
        List<Fixtures.Entry> named = fixtures.entries().stream()
                .filter(e -> e.id().equals(name) || e.phrase().equals(name))
                .toList();
        boolean file = name.toLowerCase(Locale.ROOT).endsWith(".wav");
        if (named.isEmpty() && !file) {
            List<String> known = fixtures.phrases();
            mistakes.add(new Mistake(
                    checked.places().of(pointer),
                    "no such utterance",
                    Wording.quoted(name),
                    "a path that ends in .wav, or one of " + Wording.list(known),
                    Nearest.to(name, known)
                            .map(near -> "did you mean " + near + "?")
                            .orElse("correct the name, or add .wav to a path")));
            return;
        }
        List<String> voices =
                named.stream().map(Fixtures.Entry::voice).distinct().toList();
        if (!file && voice.isPresent() && !voices.contains(voice.get())) {
            mistakes.add(new Mistake(
                    checked.places().of(pointer),
                    name + " is not spoken by that voice",
                    "voice: " + Wording.quoted(voice.get()),
                    Wording.list(voices),
                    "choose one of these, or leave the voice to the seed"));
            return;
        }
        Optional<int[]> edges = label.isObject()
                ? Optional.of(samples(new Step.Label(
                        label.get("speech_start_ms").asDouble(),
                        label.get("speech_end_ms").asDouble())))
                : Optional.empty();
        List<String> sources = file
                ? List.of(name)
                : named.stream()
                        .filter(e -> voice.isEmpty() || e.voice().equals(voice.get()))
                        .map(Fixtures.Entry::id)
                        .toList();
        for (String each : sources) {
            readable(each, pointer, edges);
        }
    }

    private void readable(String source, String pointer, Optional<int[]> label) {
        try {
            fixtures.utterance(source, besides, Optional.empty(), label, random);
            names.add(source);
        } catch (SoundException e) {
            mistakes.add(new Mistake(
                    checked.places().of(pointer),
                    "a sound that cannot be used",
                    Wording.quoted(source),
                    "a WAV file with speech",
                    String.valueOf(e.getMessage())));
        }
    }

    private void bed(JsonNode bed, String pointer) {
        if (bed.isMissingNode()) {
            return;
        }
        List<String> known = fixtures.beds().stream().map(Fixtures.Bed::id).toList();
        try {
            if (known.contains(bed.asText())) {
                fixtures.noise(bed.asText());
                names.add(bed.asText());
                return;
            }
            mistakes.add(new Mistake(
                    checked.places().of(pointer),
                    "no such noise bed in the fixtures",
                    Wording.seen(bed),
                    Wording.list(known),
                    "choose one of these"));
        } catch (SoundException e) {
            mistakes.add(new Mistake(
                    checked.places().of(pointer),
                    "a noise bed that cannot be used",
                    Wording.seen(bed),
                    Wording.list(known),
                    String.valueOf(e.getMessage())));
        }
    }

    private static Optional<String> text(JsonNode node, String key) {
        return node.has(key) ? Optional.of(node.get(key).asText()) : Optional.empty();
    }
}
