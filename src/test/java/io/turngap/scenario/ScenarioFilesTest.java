package io.turngap.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tutorial in {@code scenarios/} and what init writes. */
class ScenarioFilesTest {
    private static final Path FOLDER = Path.of("scenarios");

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
        }
    }

    @Test
    void theTutorialIsWhole() throws IOException {
        assertEquals(
                List.of(
                        "01-order-status.yaml",
                        "02-noise-and-accent.yaml",
                        "03-hesitation.yaml",
                        "04-barge-in.yaml",
                        "05-slow-tool.yaml",
                        "06-no-answer.yaml",
                        "07-client-tools.yaml",
                        "08-load.yaml"),
                files().stream().map(f -> f.getFileName().toString()).toList());
    }

    @ParameterizedTest
    @MethodSource("files")
    void eachLoadsAndTellsItsStory(Path file) throws IOException {
        Scenario scenario = ScenarioReader.read(file, Overrides.NONE).scenario();
        List<String> lines = Files.readAllLines(file);
        assertEquals("# yaml-language-server: $schema=scenario.schema.json", lines.getFirst());
        assertTrue(lines.stream().skip(1).limit(10).allMatch(l -> l.startsWith("#")), "a story comes first");
        assertTrue(file.getFileName().toString().endsWith("-" + scenario.name() + ".yaml"), "file and name agree");
        assertFalse(scenario.description().isBlank());
        assertFalse(scenario.gates().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("files")
    void whatTheStorySaysToTryWorks(Path file) throws IOException {
        String start = "#   ./turngap run " + file;
        List<String> commands = Files.readAllLines(file).stream()
                .filter(l -> l.startsWith("#   ./turngap"))
                .toList();
        assertTrue(commands.contains(start), "the plain command is shown");
        for (String command : commands) {
            String plainly = command.replaceFirst("turngap simulate ", "turngap run ");
            assertTrue(plainly.startsWith(start), command);
            List<String> words = Stream.of(plainly.substring(start.length()).strip().split("\\s+"))
                    .filter(w -> !w.isEmpty())
                    .toList();
            Scenario plain = ScenarioReader.read(file, Overrides.NONE).scenario();
            Scenario changed = ScenarioReader.read(file, overrides(words, command)).scenario();
            assertEquals(words.isEmpty(), plain.digest().equals(changed.digest()), command);
        }
    }

    private static Overrides overrides(List<String> words, String command) {
        List<String> set = new ArrayList<>();
        Map<String, String> load = new HashMap<>();
        assertEquals(0, words.size() % 2, command);
        for (int i = 0; i < words.size(); i += 2) {
            if (words.get(i).equals("--set")) {
                set.add(words.get(i + 1));
            } else {
                assertTrue(List.of("--rate", "--for", "--ramp").contains(words.get(i)), command);
                load.put(words.get(i), words.get(i + 1));
            }
        }
        return new Overrides(
                set,
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalLong.empty(),
                List.of(),
                new LoadOptions(
                        Optional.ofNullable(load.get("--rate")),
                        Optional.ofNullable(load.get("--for")),
                        Optional.ofNullable(load.get("--ramp")),
                        Optional.empty()));
    }
}
