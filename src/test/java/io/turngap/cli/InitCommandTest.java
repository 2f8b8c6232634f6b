package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.gate.ExitCode;
import io.turngap.scenario.CheckedScenario;
import io.turngap.scenario.Overrides;
import io.turngap.scenario.ScenarioReader;
import io.turngap.scenario.ScenarioSounds;
import io.turngap.sound.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitCommandTest {

    @TempDir
    Path project;

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(project)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> project.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void whatItWritesCanBeRun() throws IOException {
        Cli.Result result = Cli.run("init", project.toString()).exits(ExitCode.PASS);
        assertEquals(
                List.of(".github/workflows/turngap.yml", "scenarios/first-call.yaml", "scenarios/scenario.schema.json"),
                files());
        result.says("wrote ", "first-call.yaml", "turngap.yml");
        CheckedScenario checked = ScenarioReader.read(project.resolve("scenarios/first-call.yaml"), Overrides.NONE);
        ScenarioSounds.check(checked, Fixtures.open(Path.of("audio-fixtures")));
        assertEquals("first-call", checked.scenario().name());
    }

    @Test
    void itNamesTheSchemaBesideTheScenario() throws IOException {
        Cli.run("init", project.toString(), "--ci", "gitlab")
                .exits(ExitCode.PASS)
                .says("turngap.gitlab-ci.yml");
        String first =
                Files.readAllLines(project.resolve("scenarios/first-call.yaml")).getFirst();
        assertTrue(first.endsWith("$schema=scenario.schema.json"), first);
        Cli.JSON
                .readTree(project.resolve("scenarios/scenario.schema.json").toFile())
                .required("properties");
    }

    @Test
    void itOverwritesNothingUnlessForced() throws IOException {
        Path mine = Files.createDirectories(project.resolve("scenarios")).resolve("first-call.yaml");
        Files.writeString(mine, "mine");
        Cli.run("init", project.toString())
                .exits(ExitCode.USAGE)
                .says("first-call.yaml", "already there", "--force")
                .hasNoStackTrace();
        assertEquals(List.of("scenarios/first-call.yaml"), files());
        assertEquals("mine", Files.readString(mine));
        Cli.run("init", project.toString(), "--force").exits(ExitCode.PASS);
        assertTrue(Files.readString(mine).contains("scenario: first-call"));
    }

    @Test
    void aFolderThatCannotBeMadeIsSaid() throws IOException {
        Path file = Files.writeString(project.resolve("file"), "");
        Cli.run("init", file.toString())
                .exits(ExitCode.USAGE)
                .says("cannot be written", "choose another folder")
                .hasNoStackTrace();
    }

    @Test
    void anUnknownWorkflowIsUsage() {
        Cli.run("init", project.toString(), "--ci", "jenkins")
                .exits(ExitCode.USAGE)
                .says("--ci", "jenkins", "github", "gitlab")
                .hasNoStackTrace();
    }
}
