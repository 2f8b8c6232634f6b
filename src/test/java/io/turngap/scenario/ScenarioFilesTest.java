package io.turngap.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
                        "07-client-tools.yaml"),
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
            assertTrue(command.startsWith(start), command);
            List<String> words =
                    List.of(command.substring(start.length()).strip().split("\\s+"));
            List<String> set = words.stream().filter(w -> w.contains("=")).toList();
            assertTrue(words.size() <= 1 || words.size() == 2 * set.size(), command);
            Scenario plain = ScenarioReader.read(file, Overrides.NONE).scenario();
            Scenario changed = ScenarioReader.read(file, Overrides.set(set)).scenario();
            assertEquals(set.isEmpty(), plain.digest().equals(changed.digest()), command);
        }
    }
}
