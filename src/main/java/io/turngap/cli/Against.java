package io.turngap.cli;

import io.turngap.gate.Baseline;
import io.turngap.gate.BaselineCandidate;
import io.turngap.gate.BaselineSource;
import io.turngap.gate.ExitCode;
import io.turngap.gate.Rule;
import io.turngap.load.RunBook;
import io.turngap.measure.MeasureException;
import io.turngap.measure.Metrics;
import io.turngap.measure.ProbeKind;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.Verdict;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * By what a run is judged: its rules, and a baseline where one was given now, or stood beside the run when it was judged before.
 *
 * @param rules all of them, also one that came with the baseline
 * @param baseline what regressions are judged against
 * @param folder where it is, a folder or a file: absolute where it was given now, since a later command may run elsewhere
 * @param forced true where it is taken though its callers were others
 * @param kept what regressions came to before, where their baseline is gone: a verdict is not undone by losing what it rests on
 * @param note what must be said to whoever runs the command
 */
record Against(
        List<Rule> rules,
        Optional<Baseline> baseline,
        Optional<String> folder,
        boolean forced,
        List<GateResult> kept,
        Optional<String> note) {

    /** The rule that a baseline brings along when no other speaks of a regression. */
    static final String ADDED = Metrics.TTFA + Against.REGRESSES;

    private static final String REGRESSES = " p95 regresses < 10 %";

    private static final String KEY = "baseline";
    private static final String FORCED = "baseline_forced";
    private static final String RUNS = "baseline_runs";
    private static final String SEPARATOR = ", ";
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
        BaselineCandidate candidate = BaselineCandidate.of(facts, run.root());
        if (PairedSide.isIn(run)) {
            return inPairs(judging, rules, facts, run, candidate);
        }
        Optional<String> folder = judging.baselineFolder()
                .map(path -> path.toAbsolutePath().normalize().toString());
        boolean forced = judging.force();
        Optional<Baseline> baseline = judging.baseline(candidate);
        if (folder.isEmpty()) {
            folder = Optional.ofNullable(facts.environment().get(KEY));
            forced |= facts.environment().containsKey(FORCED);
            try {
                baseline = again(folder, forced, facts, candidate);
            } catch (MeasureException | InvalidPathException gone) {
                return without(rules, facts, folder, String.valueOf(gone.getMessage()));
            }
        }
        if (baseline.isEmpty()) {
            return new Against(rules, baseline, folder, false, List.of(), Optional.empty());
        }
        return with(rules, facts, folder, forced, baseline.get());
    }

    /** The run brought its baseline along. */
    private static Against inPairs(
            Judging judging, List<Rule> rules, RunRecord facts, RunFolder run, BaselineCandidate candidate) {
        if (judging.baselineFolder().isPresent()) {
            throw new CommandFailure(
                    ExitCode.USAGE.code(),
                    "--baseline " + judging.baselineFolder().get() + " was given for " + run.root()
                            + ", which called its baseline in pairs within the run (" + run.against()
                            + "); a run is held against one thing: leave --baseline out");
        }
        try {
            return Baseline.interleaved(run, candidate)
                    .map(pairs -> facts.agent().protocol().equals(RunBook.VIRTUAL_INPUTS.link())
                            ? pairs.noting(
                                    "each was simulated by itself, with the same seed: a virtual machine has no drift")
                            : pairs)
                    .map(pairs -> with(rules, facts, Optional.empty(), false, pairs))
                    .orElseGet(() ->
                            new Against(rules, Optional.empty(), Optional.empty(), false, List.of(), Optional.empty()));
        } catch (MeasureException lost) {
            return new Against(
                    rules,
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    List.of(),
                    Optional.of(String.valueOf(lost.getMessage())));
        }
    }

    private static Against with(
            List<Rule> rules, RunRecord facts, Optional<String> folder, boolean forced, Baseline known) {
        if (rules.stream().anyMatch(rule -> rule.kind() == Rule.Kind.REGRESSION)) {
            return new Against(rules, Optional.of(known), folder, forced, List.of(), Optional.empty());
        }
        List<Rule> more = new ArrayList<>(rules);
        String added = added(facts.headline());
        more.add(Rule.parse(added));
        String note = "no gate speaks of a regression, so \"" + added + "\" was added for the baseline";
        return new Against(
                List.copyOf(more), Optional.of(known.noting(note)), folder, forced, List.of(), Optional.of(note));
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
        boolean forced = facts.environment().containsKey(FORCED);
        return new Against(List.copyOf(all), Optional.empty(), folder, forced, kept, Optional.of(note));
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

    /**
     * The baseline that a run was judged against before; of a folder of runs those that were taken then, however many it holds by now.
     *
     * @param noted where it was
     */
    private static Optional<Baseline> again(
            Optional<String> noted, boolean forced, RunRecord facts, BaselineCandidate candidate) {
        if (noted.isEmpty()) {
            return Optional.empty();
        }
        Path path = Path.of(noted.get());
        String runs = facts.environment().getOrDefault(RUNS, "");
        Set<String> only = runs.isEmpty() ? Set.of() : Set.of(runs.split(SEPARATOR));
        return Optional.of(BaselineSource.open(new BaselineSource.Ask(path, forced, only), candidate));
    }

    /** A run's environment with the baseline's place, so that the run can be judged the same way again. */
    Map<String, String> noted(Map<String, String> environment) {
        Map<String, String> after = with(environment, KEY, folder);
        if (kept.isEmpty()) {
            after = with(after, FORCED, forced ? Optional.of("yes") : Optional.empty());
            after = with(after, RUNS, baseline.flatMap(Against::ids));
        }
        return after;
    }

    /** Of several runs their ids, of which a run's folder would not tell. */
    private static Optional<String> ids(Baseline baseline) {
        List<String> ids = baseline.origin().runs().stream()
                .map(run -> run.side().runId())
                .distinct()
                .toList();
        boolean plain = ids.size() > 1 && ids.stream().noneMatch(id -> id.isBlank() || id.contains(SEPARATOR));
        return plain ? Optional.of(String.join(SEPARATOR, ids)) : Optional.empty();
    }

    /** A run's definitions with what every report says of a baseline. */
    Map<String, String> defined(Map<String, String> definitions) {
        if (!kept.isEmpty()) {
            return definitions;
        }
        return with(
                definitions,
                KEY,
                baseline.map(it -> "regression gates compare with " + named(it) + "; " + it.how()
                        + it.notes().stream().map(note -> "; " + note).reduce("", String::concat)));
    }

    private static String named(Baseline baseline) {
        List<Baseline.Origin.Run> runs = baseline.origin().runs();
        return runs.size() < 2
                ? "the run " + baseline.name()
                : baseline.name() + ", from " + runs.getFirst().side().runId() + " to "
                        + runs.getLast().side().runId();
    }

    private static Map<String, String> with(Map<String, String> before, String key, Optional<String> known) {
        Map<String, String> after = new LinkedHashMap<>(before);
        after.remove(key);
        known.ifPresent(value -> after.put(key, value));
        return after;
    }
}
