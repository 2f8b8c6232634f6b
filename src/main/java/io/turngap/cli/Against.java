package io.turngap.cli;

import io.turngap.gate.Baseline;
import io.turngap.gate.ExitCode;
import io.turngap.gate.Rule;
import io.turngap.measure.MeasureException;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * By what a run is judged: its rules, and a baseline where one was given now, or stood beside the run when it was judged before.
 *
 * @param rules all of them, also one that came with the baseline
 * @param baseline what regressions are judged against
 * @param folder where it is, as it was given
 * @param note what must be said to whoever runs the command
 */
record Against(List<Rule> rules, Optional<Baseline> baseline, Optional<String> folder, Optional<String> note) {

    /** The rule that a baseline brings along when no other speaks of a regression. */
    static final String ADDED = "ttfa p95 regresses < 10 %";

    private static final String KEY = "baseline";

    /**
     * What a run is judged by.
     *
     * @throws MeasureException when the baseline that was asked for cannot be one
     */
    static Against of(Judging judging, RunRecord facts, RunFolder run) {
        List<Rule> rules = judging.rules(facts.scenario().gates());
        Optional<String> folder = judging.baselineFolder().map(Path::toString);
        Optional<Baseline> baseline = judging.baseline();
        if (folder.isEmpty()) {
            folder = Optional.ofNullable(facts.environment().get(KEY));
            try {
                baseline = folder.map(Path::of).map(Baseline::read);
            } catch (MeasureException | InvalidPathException gone) {
                String note = "this run was judged against a baseline before, which cannot be used again: "
                        + gone.getMessage();
                return new Against(rules, Optional.empty(), folder, Optional.of(note));
            }
        }
        if (baseline.isEmpty()) {
            return new Against(rules, baseline, folder, Optional.empty());
        }
        folder.map(Path::of).ifPresent(path -> refuseTheSame(path, run.root()));
        Baseline known = baseline.get().beside(facts.scenario());
        if (rules.stream().anyMatch(rule -> rule.kind() == Rule.Kind.REGRESSION)) {
            return new Against(rules, Optional.of(known), folder, Optional.empty());
        }
        List<Rule> more = new ArrayList<>(rules);
        more.add(Rule.parse(ADDED));
        String note = "no gate speaks of a regression, so \"" + ADDED + "\" was added for the baseline";
        return new Against(List.copyOf(more), Optional.of(known.noting(note)), folder, Optional.of(note));
    }

    private static void refuseTheSame(Path baseline, Path run) {
        try {
            if (Files.isSameFile(baseline, run)) {
                throw new CommandFailure(
                        ExitCode.USAGE.code(),
                        "The baseline " + baseline + " is the run itself; another run is expected. Give its folder.");
            }
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /** A run's environment with the baseline's folder, so that the run can be judged the same way again. */
    Map<String, String> noted(Map<String, String> environment) {
        return with(environment, folder);
    }

    /** A run's definitions with what every report says of a baseline. */
    Map<String, String> defined(Map<String, String> definitions) {
        return with(
                definitions,
                baseline.map(it -> "regression gates compare with the run " + it.name() + "; " + Baseline.DRIFT
                        + it.notes().stream().map(note -> "; " + note).reduce("", String::concat)));
    }

    private static Map<String, String> with(Map<String, String> before, Optional<String> baseline) {
        Map<String, String> after = new LinkedHashMap<>(before);
        after.remove(KEY);
        baseline.ifPresent(value -> after.put(KEY, value));
        return after;
    }
}
