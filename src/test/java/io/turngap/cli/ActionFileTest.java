package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.turngap.gate.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What GitHub asks of {@code action.yml}, and what must hold between it, its script, and the workflows that use it. */
class ActionFileTest {

    private static final Path SCRIPT = Path.of("src/ci/action.sh");

    @TempDir
    Path project;

    private static Set<String> found(String pattern, String text) {
        Set<String> all = new TreeSet<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            all.add(matcher.group(1));
        }
        return all;
    }

    private static Set<String> keys(JsonNode object) {
        return object.properties().stream().map(it -> it.getKey()).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void theInputsThatAreDeclaredAreThoseThatAreUsed() throws IOException {
        assertEquals(
                keys(GithubStep.read().path("inputs")),
                found("inputs\\.([a-z-]+)", Files.readString(Path.of("action.yml"))));
    }

    @Test
    void theScriptReadsEveryVariableThatItIsGivenAndNoOther() throws IOException {
        Set<String> given = found("TURNGAP_IN_([A-Z_]+):", Files.readString(Path.of("action.yml"))).stream()
                .map(name -> name.toLowerCase(java.util.Locale.ROOT).replace('_', '-'))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> read = found(
                "(?m)(?:one_line|is_true|option --[a-z-]+|each_line [a-z_]+) ([a-z-]+)", Files.readString(SCRIPT));
        assertEquals(given, read);
    }

    @Test
    void theOutputsAreThoseThatTheScriptWrites() throws IOException {
        JsonNode action = GithubStep.read();
        Set<String> written = found("echo \"([a-z0-9-]+)=", Files.readString(SCRIPT));
        Set<String> used = found("steps\\.[a-z]+\\.outputs\\.([a-z0-9-]+)", Files.readString(Path.of("action.yml")));
        assertEquals(written, used);
        assertEquals(Set.of("verdict", "exit-code", "report", "p95-ms"), keys(action.path("outputs")));
    }

    @Test
    void noExpressionIsPastedIntoAScriptAndOtherActionsAreOfOneVersion() throws IOException {
        JsonNode action = GithubStep.read();
        assertEquals("composite", action.at("/runs/using").asText());
        for (JsonNode step : action.at("/runs/steps")) {
            if (step.has("run")) {
                assertFalse(step.path("run").asText().contains("${{"), step::toString);
                assertEquals("bash", step.path("shell").asText(), step::toString);
            } else {
                assertTrue(step.path("uses").asText().matches("actions/[a-z-]+@v\\d+"), step::toString);
            }
        }
        action.path("inputs").forEach(input -> assertTrue(input.has("description") && input.has("default")));
        assertTrue(Files.isExecutable(SCRIPT));
    }

    @Test
    void theWorkflowOfInitUsesTheActionAsItIs() throws IOException {
        Cli.run("init", project.toString()).exits(ExitCode.PASS);
        JsonNode workflow = new YAMLMapper()
                .readTree(project.resolve(".github/workflows/turngap.yml").toFile());
        boolean used = false;
        for (JsonNode step : workflow.at("/jobs/latency/steps")) {
            if (step.path("uses").asText().equals("./turngap")) {
                used = true;
                assertTrue(keys(GithubStep.read().path("inputs")).containsAll(keys(step.path("with"))), step::toString);
                assertTrue(Files.isRegularFile(
                        project.resolve(step.at("/with/scenario").asText())));
            }
        }
        assertTrue(used, workflow::toString);
    }

    @Test
    void gitlabGetsWhatARunWrites() throws IOException {
        Cli.run("init", project.toString(), "--ci", "gitlab").exits(ExitCode.PASS);
        JsonNode job = new YAMLMapper()
                .readTree(project.resolve("turngap.gitlab-ci.yml").toFile())
                .path("turngap");
        assertEquals("always", job.at("/artifacts/when").asText());
        String out = job.at("/artifacts/paths/0").asText().replaceAll("/$", "");
        assertTrue(job.at("/script").toString().contains("--out " + out), job::toString);
        assertEquals(out + "/junit.xml", job.at("/artifacts/reports/junit").asText());
        assertTrue(job.at("/script").toString().contains("scenarios/first-call.yaml"), job::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/ci.md"})
    void theExamplesInTheDocumentationUseInputsThatThereAre(String file) throws IOException {
        JsonNode inputs = GithubStep.read().path("inputs");
        Matcher block = Pattern.compile("(?ms)^```yaml\\n(.*?)^```").matcher(Files.readString(Path.of(file)));
        int uses = 0;
        while (block.find()) {
            JsonNode yaml = new YAMLMapper().readTree(block.group(1));
            for (JsonNode step : yaml.findParents("uses")) {
                if (step.path("uses").asText().endsWith("turngap")) {
                    uses++;
                    assertTrue(keys(inputs).containsAll(keys(step.path("with"))), step::toString);
                }
            }
        }
        assertTrue(uses > 0, file);
    }
}
