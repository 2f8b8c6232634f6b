package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.gate.ExitCode;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CiNotesTest {

    @TempDir
    static Path shared;

    private static @Nullable RunRecord failed;

    @TempDir
    Path dir;

    private Path scenario() throws IOException {
        Path file = Files.createDirectories(dir.resolve("repository/voice")).resolve("call.yaml");
        return Files.writeString(file, """
                scenario: call
                script:
                  - wait_for: agent_end
                  - say: thats-all
                gates:
                  - missed <= 5 %
                  - ttfa p50   <  400 ms
                """);
    }

    /** A run that fails a gate of the scenario, and one that came by an option. */
    @BeforeAll
    static void run() {
        Path root = TestRuns.answered(shared.resolve("run"), 80, "ttfa p50 < 400 ms", "ttfa p90 < 300 ms");
        Cli.run("report", root.toString()).exits(ExitCode.GATE_FAILED);
        failed = RunFolder.open(root).read();
    }

    private static RunRecord failed(Path scenario) {
        return Objects.requireNonNull(failed).withScenarioFile(scenario.toString());
    }

    private static List<String> printed(RunRecord run, Map<String, String> environment) {
        StringWriter out = new StringWriter();
        CiNotes.annotate(run, false, environment, new PrintWriter(out));
        return out.toString().lines().toList();
    }

    @Test
    void githubIsShownTheLineOfTheGateThatFailed() throws IOException {
        RunRecord run = failed(scenario());
        List<String> lines = printed(
                run,
                Map.of(
                        "GITHUB_ACTIONS",
                        "true",
                        "GITHUB_WORKSPACE",
                        dir.resolve("repository").toString()));
        assertEquals(2, lines.size(), lines::toString);
        assertTrue(
                lines.getFirst().startsWith("::error file=voice/call.yaml,line=7,title=Turngap%3A ttfa p50 < 400 ms::"),
                lines.getFirst());
    }

    @Test
    void aRuleOfAnOptionHasNoLine() throws IOException {
        RunRecord run = failed(scenario());
        assertTrue(CiNotes.ruleLines(run).apply("ttfa p90 < 300 ms").isEmpty());
        assertEquals(6, CiNotes.ruleLines(run).apply("missed <= 5 %").orElseThrow());
        assertFalse(printed(run, Map.of("GITHUB_ACTIONS", "true")).getLast().contains("line="));
    }

    @Test
    void elsewhereNothingIsPrintedOrWritten() throws IOException {
        RunRecord run = failed(scenario());
        assertEquals(List.of(), printed(run, Map.of("CI", "true")));
        CiNotes.write(dir, run, Map.of("CI", "true"));
        assertFalse(Files.exists(dir.resolve(CiNotes.GITLAB_FILE)));
    }

    @Test
    void gitlabFindsItsReportInTheRunsFolder() throws IOException {
        RunRecord run = failed(scenario());
        CiNotes.write(
                dir,
                run,
                Map.of(
                        "GITLAB_CI",
                        "true",
                        "CI_PROJECT_DIR",
                        dir.resolve("repository").toString()));
        JsonNode report = Cli.JSON.readTree(dir.resolve(CiNotes.GITLAB_FILE).toFile());
        assertEquals(2, report.size());
        assertEquals(1, report.at("/1/location/lines/begin").asInt());
        assertEquals("voice/call.yaml", report.at("/0/location/path").asText());
        assertEquals(7, report.at("/0/location/lines/begin").asInt());
    }

    @Test
    void aScenarioThatIsGoneOrBrokenOrOutsideCostsTheLineOnly() throws IOException {
        Path file = scenario();
        RunRecord run = failed(file);
        Map<String, String> github = Map.of(
                "GITHUB_ACTIONS",
                "true",
                "GITHUB_WORKSPACE",
                dir.resolve("no such").toString());
        assertTrue(printed(run, github).getFirst().contains("line=7"));
        Files.writeString(file, "scenario: [");
        assertFalse(printed(run, github).getFirst().contains("line="));
        Files.delete(file);
        assertTrue(printed(run, github).getFirst().startsWith("::error file="));
        assertEquals(2, printed(run.withScenarioFile("a\0b"), github).size());
        assertEquals(2, printed(run.withScenarioFile(""), github).size());
    }
}
