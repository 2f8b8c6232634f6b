package io.turngap.cli;

import io.turngap.gate.Baseline;
import io.turngap.gate.BaselineCandidate;
import io.turngap.gate.BaselineSource;
import io.turngap.gate.ExitCode;
import io.turngap.gate.Rule;
import io.turngap.gate.RuleException;
import io.turngap.load.RunBook;
import io.turngap.scenario.CheckedScenario;
import io.turngap.scenario.Mistake;
import io.turngap.scenario.ScenarioException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of commands that judge a run. */
final class Judging {

    /** What a gate that cannot be decided means. */
    enum Unsure {
        /** It is reported, and fails nothing. */
        PASS,
        /** Exit code 4. */
        FAIL,
        /** Further calls are made; exit code 4 where they do not decide it either. */
        EXTEND
    }

    @Option(
            names = "--gate",
            paramLabel = "RULE",
            description =
                    "A gate, such as \"ttfa p95 < 800 ms\" or \"missed <= 1 %%\". Repeatable; wins over the scenario's gate on the same.")
    private List<String> gates = new ArrayList<>();

    @Option(
            names = "--unsure",
            paramLabel = "pass|fail|extend",
            defaultValue = "PASS",
            description = {
                "What a gate that the sample cannot decide means: pass, fail (exit code 4), or, of run and simulate, extend: make further",
                "calls, up to --max-calls, and judge again, each look held to its share of the error; exit code 4 where that does not",
                "decide it. Default: pass."
            })
    private Unsure unsure;

    @Option(
            names = "--baseline",
            paramLabel = "RUN|FILE|DIR",
            description = {
                "What gates such as \"ttfa p95 regresses < 5 %%\" compare with: the folder of an earlier run, a file that `baseline save`",
                "wrote, or a folder of such, of which all that have this run's scenario are taken. Where no gate regresses,",
                "\"" + Against.ADDED + "%\" is added."
            })
    private @Nullable Path baseline;

    @Option(
            names = "--force",
            description = "Compare with the baseline although its scenario, sounds, seed or link are not this run's.")
    private boolean force;

    private @Nullable BaselineCandidate known;
    private @Nullable Baseline opened;

    List<String> gates() {
        return gates;
    }

    /**
     * The baseline that was asked for, read once for each run; a wrong one ends the command.
     *
     * @param candidate the run that is held against it
     */
    Optional<Baseline> baseline(BaselineCandidate candidate) {
        if (baseline == null) {
            return Optional.empty();
        }
        if (opened == null || !candidate.equals(known)) {
            opened = BaselineSource.open(ask(baseline), candidate);
            known = candidate;
        }
        return Optional.of(opened);
    }

    /**
     * Ends the command where the baseline that was asked for cannot be compared with a run that is about to begin: better before its calls
     * than after.
     */
    void check(BaselineCandidate candidate) {
        if (baseline != null) {
            BaselineSource.check(ask(baseline), candidate);
        }
    }

    private BaselineSource.Ask ask(Path path) {
        return new BaselineSource.Ask(path, force, Set.of());
    }

    /** True where a baseline is taken though its callers were others. */
    boolean force() {
        return force;
    }

    /** Where it is. */
    Optional<Path> baselineFolder() {
        return Optional.ofNullable(baseline);
    }

    boolean unsureFails() {
        return unsure == Unsure.FAIL || unsure == Unsure.EXTEND;
    }

    /** True where further calls are to decide what those planned do not. */
    boolean extendsRun() {
        return unsure == Unsure.EXTEND;
    }

    /** For commands that judge what is there: {@code --unsure extend} means nothing to them. */
    void placesNoCalls(String command) {
        if (extendsRun()) {
            throw new CommandFailure(
                    ExitCode.USAGE.code(),
                    "--unsure extend was given to " + command
                            + ", which places no calls; pass or fail is expected: give"
                            + " --unsure extend to run or simulate");
        }
    }

    /**
     * Reads the rules of a scenario, which hold the options' by now; a wrong one is reported with its place. Reads the baseline, too: what
     * is wrong with it is better known before the calls than after.
     */
    void parse(CheckedScenario checked) {
        List<String> texts = checked.scenario().gates();
        List<Mistake> mistakes = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            try {
                Optional<String> foreign = Rule.parse(texts.get(i)).foreignTo(Optional.empty());
                if (foreign.isPresent()) {
                    throw new RuleException(foreign.get(), 1);
                }
            } catch (RuleException wrong) {
                mistakes.add(new Mistake(
                        checked.places().of("/gates/" + i),
                        "not a gate",
                        '"' + texts.get(i) + '"',
                        "METRIC STATISTIC < LIMIT",
                        String.valueOf(wrong.getMessage())));
            }
        }
        if (!mistakes.isEmpty()) {
            throw new ScenarioException(mistakes);
        }
        check(BaselineCandidate.of(checked.scenario().seed(), RunBook.info(checked)));
    }

    /** The rules of a run that is over: its own, and the options', which win over those on the same metric and statistic. */
    List<Rule> rules(List<String> ofTheRun) {
        List<Rule> options = gates.stream().map(Judging::rule).toList();
        List<Rule> rules = new ArrayList<>();
        for (String text : ofTheRun) {
            Rule rule = rule(text);
            if (options.stream().noneMatch(option -> subject(option).equals(subject(rule)))) {
                rules.add(rule);
            }
        }
        rules.addAll(options);
        return rules;
    }

    private static Rule rule(String text) {
        try {
            return Rule.parse(text);
        } catch (RuleException wrong) {
            throw new CommandFailure(ExitCode.USAGE.code(), String.valueOf(wrong.getMessage()));
        }
    }

    /** What a rule speaks of: all before the comparison. */
    private static String subject(Rule rule) {
        return rule.text().replaceFirst("[<>=].*", "").strip().replaceAll("\\s+", " ");
    }
}
