package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs the steps of {@code action.yml} as GitHub's runner does: expressions of a step's {@code env} are replaced by the inputs, its {@code
 * run} is written to a file that {@code bash --noprofile --norc -eo pipefail} executes, and what it says goes to the files of the
 * environment. Turngap itself is a stub beside a copy of the action, which notes its arguments and leaves a folder as it is told.
 */
final class GithubStep {

    private static final Pattern INPUT = Pattern.compile("\\$\\{\\{ inputs\\.([a-z-]+) \\}\\}");
    private static final long WAIT_SECONDS = 30;

    private static final String STUB = """
            #!/usr/bin/env bash
            printf '%s\\0' "$@" >"$STUB_ARGUMENTS"
            out=
            for word in "$@"; do case $word in --out=*) out=${word#--out=} ;; esac; done
            if [ -n "$STUB_RUN" ]; then mkdir -p "$(dirname "$out")" && cp -r "$STUB_RUN" "$out"; fi
            if [ -n "$STUB_HANGS" ]; then
              trap 'echo "stopped, reported"; exit 3' TERM
              echo "waiting"
              for i in $(seq 200); do sleep 0.1; done
            fi
            echo "java home: ${TURNGAP_JAVA_HOME:-none}"
            exit "$STUB_EXIT"
            """;

    private final Path root;
    private final JsonNode action;
    private final Map<String, String> inputs = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();

    /** A step in the folder {@code root}, whose workspace is {@code root/workspace}. */
    GithubStep(Path root) throws IOException {
        this.root = root;
        this.action = read();
        Path home = root.resolve("the action");
        Files.createDirectories(home.resolve("src/ci"));
        Files.createDirectories(workspace());
        Files.copy(
                Path.of("src/ci/action.sh"),
                home.resolve("src/ci/action.sh"),
                StandardCopyOption.COPY_ATTRIBUTES,
                StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        Files.writeString(home.resolve("turngap"), STUB);
        Files.setPosixFilePermissions(home.resolve("turngap"), PosixFilePermissions.fromString("rwxr-xr-x"));
        environment.put("GITHUB_ACTION_PATH", home.toString());
        environment.put("GITHUB_OUTPUT", output().toString());
        environment.put("GITHUB_STEP_SUMMARY", summary().toString());
        environment.put("STUB_ARGUMENTS", root.resolve("arguments").toString());
        environment.put("STUB_RUN", "");
        environment.put("STUB_EXIT", "0");
        environment.put("STUB_HANGS", "");
        environment.put("PATH", System.getenv("PATH"));
        environment.put("GITHUB_ACTIONS", "true");
    }

    /** The action's file, as a tree. */
    static JsonNode read() throws IOException {
        return new YAMLMapper().readTree(Path.of("action.yml").toFile());
    }

    /** What a step did. */
    record Outcome(int code, String said, Map<String, String> outputs, String summary, List<String> arguments) {

        /** An output; empty where it was not set, as GitHub has it. */
        String output(String name) {
            return outputs.getOrDefault(name, "");
        }
    }

    Path workspace() {
        return root.resolve("workspace");
    }

    private Path output() {
        return root.resolve("output");
    }

    private Path summary() {
        return root.resolve("summary.md");
    }

    /** An input as a workflow's {@code with} gives it. */
    GithubStep with(String input, String value) {
        assertTrue(action.at("/inputs").has(input), () -> "action.yml declares no input " + input);
        inputs.put(input, value);
        return this;
    }

    /** A variable of the runner's environment. */
    GithubStep environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** What Turngap is to leave behind and to exit with. */
    GithubStep turngapLeaves(Path folder, int exitCode) {
        return environment("STUB_RUN", folder.toString()).environment("STUB_EXIT", Integer.toString(exitCode));
    }

    /** Starts the step of this id. */
    Process start(String id) throws IOException {
        JsonNode step = step(id);
        Path script =
                Files.writeString(root.resolve("step.sh"), step.path("run").asText());
        Files.write(output(), new byte[0]);
        Files.write(summary(), new byte[0]);
        Files.deleteIfExists(root.resolve("arguments"));
        ProcessBuilder builder = new ProcessBuilder(
                        "bash", "--noprofile", "--norc", "-eo", "pipefail", script.toString())
                .directory(workspace().toFile())
                .redirectErrorStream(true)
                .redirectOutput(root.resolve("said").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        step.path("env")
                .properties()
                .forEach(it -> builder.environment()
                        .put(it.getKey(), evaluated(it.getValue().asText())));
        return builder.start();
    }

    /** Runs it to its end. */
    Outcome run(String id) throws IOException, InterruptedException {
        return end(start(id));
    }

    /** What a started step came to. */
    Outcome end(Process process) throws IOException, InterruptedException {
        try {
            assertTrue(process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS), "it goes on");
        } finally {
            process.destroyForcibly();
        }
        Map<String, String> outputs = new LinkedHashMap<>();
        for (String line : Files.readAllLines(output())) {
            int equals = line.indexOf('=');
            assertTrue(equals > 0, () -> "GitHub cannot read this line: " + line);
            outputs.put(line.substring(0, equals), line.substring(equals + 1));
        }
        Path arguments = root.resolve("arguments");
        return new Outcome(
                process.exitValue(),
                said(),
                outputs,
                Files.readString(summary()),
                Files.exists(arguments) ? List.of(Files.readString(arguments).split("\0")) : List.of());
    }

    /** What it has printed so far. */
    String said() throws IOException {
        return Files.readString(root.resolve("said"));
    }

    private JsonNode step(String id) {
        for (JsonNode step : action.at("/runs/steps")) {
            if (step.path("id").asText().equals(id)) {
                return step;
            }
        }
        throw new AssertionError("action.yml has no step " + id);
    }

    private String evaluated(String expression) {
        Matcher input = INPUT.matcher(expression);
        assertTrue(input.matches(), () -> "not understood here: " + expression);
        String name = input.group(1);
        return inputs.getOrDefault(
                name, action.at("/inputs").path(name).path("default").asText());
    }
}
