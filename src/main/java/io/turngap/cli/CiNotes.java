package io.turngap.cli;

import io.turngap.measure.RunRecord;
import io.turngap.report.Annotations;
import io.turngap.report.CodeQuality;
import io.turngap.scenario.CheckedScenario;
import io.turngap.scenario.Overrides;
import io.turngap.scenario.ScenarioException;
import io.turngap.scenario.ScenarioReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells the CI system that a command runs in what came of a run, in that system's own form: GitHub Actions by lines that it turns into
 * annotations, GitLab by a Code Quality report in the run's folder. Both point at the gate's line in the scenario. Elsewhere nothing.
 */
final class CiNotes {

    /** Name of GitLab's report in a run's folder. */
    static final String GITLAB_FILE = "gl-code-quality-report.json";

    private CiNotes() {}

    /**
     * Prints GitHub's lines where this is a job of GitHub's.
     *
     * @param unsureFails true where a gate that could not be decided fails the run
     * @param environment of the process
     */
    static void annotate(RunRecord run, boolean unsureFails, Map<String, String> environment, PrintWriter out) {
        if (isTrue(environment, "GITHUB_ACTIONS")) {
            RunRecord seen = seenFrom(environment.get("GITHUB_WORKSPACE"), run);
            Annotations.github(seen, ruleLines(run), unsureFails).forEach(out::println);
            out.flush();
        }
    }

    /**
     * Writes GitLab's report into a run's folder where this is a job of GitLab's.
     *
     * @throws IOException when it cannot be written
     */
    static void write(Path folder, RunRecord run, Map<String, String> environment) throws IOException {
        if (isTrue(environment, "GITLAB_CI")) {
            RunRecord seen = seenFrom(environment.get("CI_PROJECT_DIR"), run);
            Files.writeString(folder.resolve(GITLAB_FILE), CodeQuality.gitlab(seen, ruleLines(run)));
        }
    }

    private static boolean isTrue(Map<String, String> environment, String name) {
        return "true".equals(environment.get(name));
    }

    /** Both systems name files as seen from the repository's root, wherever in it the command ran. */
    private static RunRecord seenFrom(@Nullable String root, RunRecord run) {
        Optional<Path> file = file(run);
        if (root == null || root.isBlank() || file.isEmpty()) {
            return run;
        }
        try {
            Path whole = Path.of(root).toRealPath();
            Path real = file.get().toRealPath();
            return real.startsWith(whole)
                    ? run.withScenarioFile(whole.relativize(real).toString().replace(File.separatorChar, '/'))
                    : run;
        } catch (IOException | InvalidPathException elsewhere) {
            return run;
        }
    }

    /** The scenario's file, where it still is. */
    private static Optional<Path> file(RunRecord run) {
        try {
            return Optional.of(run.scenario().file())
                    .filter(name -> !name.isBlank())
                    .map(Path::of)
                    .filter(Files::isRegularFile);
        } catch (InvalidPathException none) {
            return Optional.empty();
        }
    }

    /** Where in the scenario's file each rule stands, from 1; of a rule that came by an option, and of a file that is gone, nothing. */
    static Function<String, Optional<Integer>> ruleLines(RunRecord run) {
        Map<String, Integer> lines = new HashMap<>();
        file(run).ifPresent(file -> {
            try {
                CheckedScenario checked = ScenarioReader.read(file, Overrides.NONE);
                List<String> rules = checked.scenario().gates();
                for (int i = 0; i < rules.size(); i++) {
                    lines.putIfAbsent(
                            plain(rules.get(i)),
                            checked.places().of("/gates/" + i).line());
                }
            } catch (ScenarioException changed) {
                // It is not the file that was run any more.
            }
        });
        return rule -> Optional.ofNullable(lines.get(plain(rule))).filter(line -> line > 0);
    }

    private static String plain(String rule) {
        return rule.strip().replaceAll("\\s+", " ");
    }
}
