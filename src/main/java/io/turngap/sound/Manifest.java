package io.turngap.sound;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** {@code manifest.json} of a folder of fixtures, checked. */
record Manifest(List<Fixtures.Entry> utterances, List<Fixtures.Bed> noise) {

    static final String NAME = "manifest.json";
    static final int SCHEMA = 1;

    static Manifest read(Path folder) {
        Path file = folder.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            throw new SoundException(file + ": no such file; a folder of fixtures has a " + NAME
                    + ". Run from the project's root, or make the fixtures with audio-fixtures/make.sh.");
        }
        JsonNode root;
        try {
            root = new JsonMapper().readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new SoundException(
                    file + ": not JSON (" + e.getOriginalMessage()
                            + "); a manifest is expected. Make it again with audio-fixtures/make.sh.",
                    e);
        } catch (IOException e) {
            throw new SoundException(file + ": cannot be read (" + e + "). Check its permissions.", e);
        }
        int schema = root.path("schema").asInt(-1);
        if (schema != SCHEMA) {
            throw new SoundException(file + ": schema is " + root.path("schema") + "; " + SCHEMA
                    + " is expected. Make the fixtures again with audio-fixtures/make.sh.");
        }
        return new Manifest(all(file, root, "utterances", Fields::utterance), all(file, root, "noise", Fields::bed));
    }

    private static <T> List<T> all(Path file, JsonNode root, String list, Function<Fields, T> make) {
        List<T> made = new ArrayList<>();
        for (JsonNode node : root.path(list)) {
            made.add(make.apply(new Fields(file, list + "[" + made.size() + "]", node)));
        }
        return List.copyOf(made);
    }

    /** Reads one entry, field by field, and says where one is wrong. */
    private record Fields(Path file, String where, JsonNode node) {

        Fixtures.Entry utterance() {
            Fixtures.Entry entry = new Fixtures.Entry(
                    text("id"),
                    text("file"),
                    text("phrase"),
                    text("use_case"),
                    text("transcript"),
                    text("language"),
                    text("voice"),
                    text("accent"),
                    node.path("human").asBoolean(false),
                    text("source"),
                    text("licence"),
                    text("sha256"),
                    number("samples"),
                    number("first_speech_sample"),
                    number("last_speech_sample"));
            if (entry.firstSpeech() > entry.lastSpeech() || entry.lastSpeech() >= entry.samples()) {
                throw wrong(
                        "speech from sample " + entry.firstSpeech() + " to " + entry.lastSpeech() + " of "
                                + entry.samples(),
                        "first_speech_sample <= last_speech_sample < samples");
            }
            return entry;
        }

        Fixtures.Bed bed() {
            return new Fixtures.Bed(
                    text("id"),
                    text("file"),
                    text("kind"),
                    text("source"),
                    text("licence"),
                    text("sha256"),
                    number("samples"));
        }

        private String text(String field) {
            JsonNode value = node.path(field);
            if (!value.isTextual() || value.textValue().isEmpty()) {
                throw wrong(field + " is " + value, "a text that is not empty");
            }
            return value.textValue();
        }

        private int number(String field) {
            JsonNode value = node.path(field);
            if (!value.canConvertToInt() || value.intValue() < 0) {
                throw wrong(field + " is " + value, "a whole number from 0");
            }
            return value.intValue();
        }

        private SoundException wrong(String what, String allowed) {
            return new SoundException(file + ", " + where + ": " + what + "; allowed: " + allowed
                    + ". Make the fixtures again with audio-fixtures/make.sh.");
        }
    }
}
