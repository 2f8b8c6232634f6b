package io.turngap.scenario;

import static io.turngap.scenario.Read.mistake;
import static io.turngap.scenario.Read.mistakes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are no YAML, or YAML that is out of bounds. */
class YamlMistakesTest {

    @TempDir
    Path folder;

    @Test
    void brokenSyntaxIsNamedWithItsPlace() {
        assertEquals(
                "not valid YAML",
                mistake("a.yaml:2:15", "scenario: x\ndescription: a: b\n").what());
        assertEquals(
                "not valid YAML",
                mistake("a.yaml:4:2", "scenario: x\nscript:\n  - say: a\n limits:\n")
                        .what());
        assertEquals("not valid YAML", mistake("a.yaml:1:4", "a: *nowhere\n").what());
    }

    @Test
    void anUnclosedListIsNamedAtTheEnd() {
        Mistake mistake = mistake("a.yaml:3:1", "scenario: x\nscript: [a,\n");
        assertTrue(mistake.seen().endsWith("at the end of the text"), mistake.seen());
    }

    @Test
    void tabsAreNamed() {
        assertEquals(
                "indent with spaces",
                mistake("a.yaml:3:1", "scenario: x\nscript:\n\t- say: a\n").todo());
    }

    @Test
    void duplicateKeysAreNamedWithBothPlaces() {
        List<Mistake> mistakes =
                mistakes("scenario: x\nscenario: y\nscript:\n  - say: {utterance: a, voice: b,\n      voice: c}\n");
        assertEquals("a.yaml:2:1", mistakes.get(0).place().toString());
        assertTrue(
                mistakes.get(0).seen().contains("first at a.yaml:1:1"),
                mistakes.get(0).seen());
        assertEquals("a.yaml:5:7", mistakes.get(1).place().toString());
        assertTrue(
                mistakes.get(1).seen().contains("first at a.yaml:4:25"),
                mistakes.get(1).seen());
    }

    @Test
    void nothingToReadIsSaid() {
        assertEquals("an empty file", mistake("a.yaml:1:1", "").seen());
        assertEquals("an empty file", mistake("a.yaml:1:1", " \n\n").seen());
        assertEquals("only comments", mistake("a.yaml:1:1", "# later\n").seen());
        assertEquals(
                "not a scenario", mistake("a.yaml:2:1", "# list\n- say: a\n").what());
        assertEquals("not a scenario", mistake("a.yaml:1:1", "hello\n").what());
    }

    @Test
    void aSecondDocumentIsRefused() {
        assertEquals(
                "more than one YAML document",
                mistake("a.yaml:4:1", "scenario: x\nscript:\n  - say: a\n---\nscenario: y\n")
                        .what());
    }

    @Test
    void aliasesWorkAndAliasBombsDoNot() {
        Scenario scenario = Read.scenario("scenario: x\nscript:\n  - say: &q a\n  - say: *q\n");
        assertEquals(scenario.script().get(0), scenario.script().get(1));

        StringBuilder bomb = new StringBuilder("a0: &a0 [1,1,1,1,1,1,1,1,1]\n");
        for (int i = 1; i < 9; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9)));
        }
        assertTrue(mistakes(bomb.toString()).getFirst().what().startsWith("YAML beyond its bounds"));
        assertTrue(mistakes("scenario: x\nscript: &a [*a]\n").getFirst().what().startsWith("YAML beyond its bounds"));
    }

    @Test
    void depthIsBounded() {
        assertTrue(mistakes("a: " + "[".repeat(60) + "]".repeat(60))
                .getFirst()
                .what()
                .startsWith("YAML beyond"));
        assertTrue(mistakes("a: " + "[".repeat(100_000)).getFirst().what().startsWith("YAML beyond"));
    }

    @Test
    void tagsKeysAndCharactersThatDoNotBelongAreNamed() {
        assertEquals(
                "!foo",
                mistake("a.yaml:1:11", "scenario: !foo x\nscript: [{say: a}]\n").seen());
        assertEquals(
                "a key that is not text",
                mistakes("scenario: x\n? [a]\n: b\n").getLast().what());
        assertEquals(
                "U+0001",
                mistake("a.yaml:2:15", "scenario: x\ndescription: a\u0001b\n").seen());
    }

    @Test
    void plainWordsAreTextAsInYaml12() {
        assertEquals(
                new Step.Part.Speech("no", java.util.Optional.empty(), java.util.Optional.empty()),
                ((Step.Say) Read.scenario("scenario: x\nscript:\n  - say: no\n")
                                .script()
                                .getFirst())
                        .parts()
                        .getFirst());
    }

    @Test
    void encodingsAreChecked() throws IOException {
        byte[] latin1 = "scenario: x\ndescription: caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(folder.resolve("s.yaml") + ":2:17", onDisk(latin1).place().toString());
        assertEquals("byte 0xE9", onDisk(latin1).seen());
        assertEquals(
                "UTF-16 text",
                onDisk("scenario: x\n".getBytes(StandardCharsets.UTF_16)).seen());

        Path file = folder.resolve("bom.yaml");
        Files.writeString(file, "\uFEFFscenario: caf\u00e9\nscript: [{say: a}]\n");
        ScenarioException e = assertThrows(ScenarioException.class, () -> ScenarioReader.read(file, Overrides.NONE));
        assertEquals(file + ":1:11", e.mistakes().getFirst().place().toString(), "a byte order mark takes no column");
    }

    @Test
    void filesThatAreNoneAreNamed() throws IOException {
        assertEquals("not a file", atPath(folder).what());
        assertEquals("no such file", atPath(folder.resolve("missing.yaml")).what());
        assertEquals(
                "too large for a scenario",
                onDisk(new byte[FileText.MOST_BYTES + 1]).what());
    }

    private Mistake onDisk(byte[] bytes) throws IOException {
        Path file = folder.resolve("s.yaml");
        Files.write(file, bytes);
        return atPath(file);
    }

    private static Mistake atPath(Path file) {
        ScenarioException e = assertThrows(ScenarioException.class, () -> ScenarioReader.read(file, Overrides.NONE));
        assertEquals(1, e.mistakes().size(), e.getMessage());
        return e.mistakes().getFirst();
    }
}
