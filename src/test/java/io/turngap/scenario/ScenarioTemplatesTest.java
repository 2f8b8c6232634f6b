package io.turngap.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.scenario.ScenarioTemplates.Ci;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScenarioTemplatesTest {

    @TempDir
    Path project;

    @ParameterizedTest
    @EnumSource(Ci.class)
    void writesAScenarioThatLoadsAndAWorkflowThatRunsIt(Ci ci) throws IOException {
        List<Path> written = ScenarioTemplates.write(project, ci, false);
        assertEquals(3, written.size());
        Scenario scenario =
                ScenarioReader.read(written.getFirst(), Overrides.NONE).scenario();
        assertEquals("first-call", scenario.name());
        assertTrue(
                Files.exists(written.getFirst().resolveSibling("scenario.schema.json")), "the schema lies beside it");
        String workflow = Files.readString(written.getLast());
        assertTrue(workflow.contains("scenarios/first-call.yaml"), workflow);
        assertTrue(YamlReader.read("workflow", workflow).mistakes().isEmpty());
    }

    @Test
    void neverOverwritesAndThenWritesNothing() throws IOException {
        Path mine = project.resolve(".github/workflows/turngap.yml");
        Files.createDirectories(mine.getParent());
        Files.writeString(mine, "mine");
        ScenarioException e =
                assertThrows(ScenarioException.class, () -> ScenarioTemplates.write(project, Ci.GITHUB, false));
        assertEquals(mine.toString(), e.mistakes().getFirst().place().toString());
        assertTrue(e.getMessage().contains("--force"), e.getMessage());
        assertEquals("mine", Files.readString(mine));
        assertFalse(Files.exists(project.resolve("scenarios")));
    }

    @Test
    void aProjectWithAScenarioGetsTheOtherWorkflowAndKeepsTheScenario() throws IOException {
        Path scenario = ScenarioTemplates.write(project, Ci.GITHUB, false).getFirst();
        Files.writeString(scenario, "mine");
        assertEquals(
                List.of(project.resolve("turngap.gitlab-ci.yml")), ScenarioTemplates.write(project, Ci.GITLAB, false));
        assertEquals("mine", Files.readString(scenario));
    }

    @Test
    void forceOverwrites() throws IOException {
        List<Path> written = ScenarioTemplates.write(project, Ci.GITHUB, false);
        String text = Files.readString(written.getFirst());
        Files.writeString(written.getFirst(), text + "x".repeat(100));
        ScenarioTemplates.write(project, Ci.GITHUB, true);
        assertEquals(text, Files.readString(written.getFirst()));
    }

    @Test
    void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.writeString(project.resolve("file"), "");
        ScenarioException e =
                assertThrows(ScenarioException.class, () -> ScenarioTemplates.write(file, Ci.GITHUB, false));
        assertTrue(e.getMessage().contains("cannot be written"), e.getMessage());
    }
}
