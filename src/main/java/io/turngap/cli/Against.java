package io.turngap.cli;

import io.turngap.gate.Baseline;
import io.turngap.gate.ExitCode;
import io.turngap.gate.Rule;
import io.turngap.measure.MeasureException;
import io.turngap.measure.Metrics;
import io.turngap.measure.ProbeKind;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.Verdict;
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
 * @param folder where it is: absolute where it was given now, since a later command may run elsewhere
 * @param kept what regressions came to before, where their baseline is gone: a verdict is not undone by losing what it rests on
 * @param note what must be said to whoever runs the command
 */
record Against(
        List<Rule> rules,
        Optional<Baseline> baseline,
        Optional<String> folder,
        List<GateResult> kept,
        Optional<String> note) {

    /** The rule that a baseline brings along when no other speaks of a regression. */
    static final String ADDED = Metrics.TTFA + Against.REGRESSES;

    private static final String REGRESSES = " p95 regresses < 10 %";

    private static final String KEY = "baseline";
    private static final String KEPT = "; kept from before, since the baseline cannot be read again";

    private static String added(String headline) {
        return headline + REGRESSES;
    }

    /** A rule that names what such a run does not measure would be undecided for ever. */
    static void refuseForeign(List<Rule> rules, Optional<ProbeKind> probed) {
        for (Rule rule : rules) {
            rule.foreignTo(probed).ifPresent(why -> {
                throw new CommandFailure(ExitCode.USAGE.code(), why);
            });
        }
    }

    /**
     * What a run is judged by.
     *
     * @throws MeasureException when the baseline that was asked for cannot be one
     */
    static Against of(Judging judging, RunRecord facts, RunFolder run) {
        List<Rule> rules = judging.rules(facts.scenario().gates());
        refuseForeign(rules, facts.probe());
        if (PairedSide.isIn(run)) {
            return inPairs(judging, rules, facts, run);
        }
        Optional<String> folder = judging.baselineFolder()
                .map(path -> path.toAbsolutePath().normalize().toString());
        Optional<Baseline> baseline = judging.baseline(Baseline.Measured.of(facts));
        if (folder.isEmpty()) {
            folder = Optional.ofNullable(facts.environment().get(KEY));
            try {
                baseline = folder.map(Path::of).map(Baseline::read);
            } catch (MeasureException | InvalidPathException gone) {
                return without(rules, facts, folder, String.valueOf(gone.getMessage()));
            }
        }
        if (baseline.isEmpty()) {
            return new Against(rules, baseline, folder, List.of(), Optional.empty());
        }
        folder.map(Path::of).ifPresent(path -> refuseTheSame(path, run.root()));
        return with(rules, facts, folder, baseline.get());
    }

    /** The run brought its baseline along. */
    private static Against inPairs(Judging judging, List<Rule> rules, RunRecord facts, RunFolder run) {
        if (judging.baselineFolder().isPresent()) {
            throw new CommandFailure(
                    ExitCode.USAGE.code(),
                    "--baseline " + judging.baselineFolder().get() + " was given for " + run.root()
                            + ", which called its baseline in pairs within the run (" + run.against()
                            + "); a run is held against one thing: leave --baseline out");
        }
        try {
            return Baseline.interleaved(run)
                    .map(pairs -> with(rules, facts, Optional.empty(), pairs))
                    .orElseGet(() ->
                            new Against(rules, Optional.empty(), Optional.empty(), List.of(), Optional.empty()));
        } catch (MeasureException lost) {
            return new Against(
                    rules,
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.of(String.valueOf(lost.getMessage())));
        }
    }

    private static Against with(List<Rule> rules, RunRecord facts, Optional<String> folder, Baseline baseline) {
        Baseline known = baseline.beside(Baseline.Measured.of(facts), facts.scenario());
        if (rules.stream().anyMatch(rule -> rule.kind() == Rule.Kind.REGRESSION)) {
            return new Against(rules, Optional.of(known), folder, List.of(), Optional.empty());
        }
        List<Rule> more = new ArrayList<>(rules);
        String added = added(facts.headline());
        more.add(Rule.parse(added));
        String note = "no gate speaks of a regression, so \"" + added + "\" was added for the baseline";
        return new Against(List.copyOf(more), Optional.of(known.noting(note)), folder, List.of(), Optional.of(note));
    }

    /** The baseline of before is gone: what it led to stands. A rule that it had brought along comes back with its result. */
    private static Against without(List<Rule> rules, RunRecord facts, Optional<String> folder, String why) {
        List<Rule> all = new ArrayList<>(rules);
        String added = added(facts.headline());
        boolean brought = facts.gates().stream().anyMatch(gate -> gate.rule().equals(added));
        if (brought && rules.stream().noneMatch(rule -> rule.kind() == Rule.Kind.REGRESSION)) {
            all.add(Rule.parse(added));
        }
        List<String> regressions = all.stream()
                .filter(rule -> rule.kind() == Rule.Kind.REGRESSION)
                .map(Rule::text)
                .toList();
        List<GateResult> kept = facts.gates().stream()
                .filter(gate -> gate.verdict() != Verdict.INVALID && regressions.contains(gate.rule()))
                .map(Against::keep)
                .toList();
        String note = "this run was judged against a baseline before, which cannot be used again: " + why
                + (kept.isEmpty()
                        ? ""
                        : " Its verdict on " + kept.size() + (kept.size() == 1 ? " gate" : " gates") + " is kept.");
        return new Against(List.copyOf(all), Optional.empty(), folder, kept, Optional.of(note));
    }

    private static GateResult keep(GateResult gate) {
        return new GateResult(
                gate.metric(),
                gate.rule(),
                gate.value(),
                gate.limit(),
                gate.unit(),
                gate.ci95(),
                gate.verdict(),
                gate.reason().endsWith(KEPT) ? gate.reason() : gate.reason() + KEPT);
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
        if (!kept.isEmpty()) {
            return definitions;
        }
        return with(
                definitions,
                baseline.map(it -> "regression gates compare with the run " + it.name() + "; " + it.how()
                        + it.notes().stream().map(note -> "; " + note).reduce("", String::concat)));
    }

    private static Map<String, String> with(Map<String, String> before, Optional<String> baseline) {
        Map<String, String> after = new LinkedHashMap<>(before);
        after.remove(KEY);
        baseline.ifPresent(value -> after.put(KEY, value));
        return after;
    }
}
