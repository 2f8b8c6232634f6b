package io.turngap.cli;

import io.turngap.capacity.By;
import io.turngap.capacity.Capacity;
import io.turngap.capacity.Plan;
import io.turngap.capacity.Search;
import io.turngap.capacity.StepRun;
import io.turngap.capacity.Target;
import io.turngap.gate.ExitCode;
import io.turngap.measure.RunFolder;
import io.turngap.scenario.CheckedScenario;
import io.turngap.scenario.LoadOptions;
import io.turngap.scenario.Overrides;
import io.turngap.scenario.Scenario;
import io.turngap.scenario.ScenarioReader;
import io.turngap.scenario.Step;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of a search for an agent's capacity, and the scenario with each load. */
final class CapacityChoice {

    private static final int MOST_AT_ONCE = 10_000;
    private static final int MOST_RATE = 10_000;
    private static final int TURNS_LIVE = 100;
    private static final int TURNS_SIMULATED = 1_000;
    private static final double USUAL_CALL_S = 20;
    private static final Pattern PEAK = Pattern.compile("(\\d{1,9}(?:\\.\\d+)?)/(s|min|h)");

    @Parameters(paramLabel = "SCENARIO", description = "The scenario, a YAML file.")
    private Path scenarioFile;

    @Option(
            names = "--by",
            paramLabel = "concurrency|rate",
            defaultValue = "CONCURRENCY",
            description = {
                "What is raised: calls at once, of which each that ends makes room for the next, or calls a second, which come whether",
                "or not others have ended (Poisson). Default: concurrency."
            })
    private By by;

    @Option(
            names = "--slo",
            paramLabel = "RULE",
            description = "What a good reply is, such as \"ttfa < 800 ms\". Default: the scenario's slo_ms.")
    private @Nullable String slo;

    @Option(
            names = "--start",
            paramLabel = "N",
            description = "The first load. Default: 4 calls at once, or 0.2 calls a second.")
    private @Nullable Double start;

    @Option(
            names = "--most",
            paramLabel = "N",
            description = "The highest load that is tried. Default and most: " + MOST_AT_ONCE + ".")
    private @Nullable Double most;

    @Option(
            names = "--turns",
            paramLabel = "N",
            description = "Turns after which a step is looked at; it may take four times as many. Default: "
                    + TURNS_LIVE + ", with --simulate " + TURNS_SIMULATED + ".")
    private @Nullable Integer turns;

    @Option(names = "--at-least", paramLabel = "N", description = "A gate: the knee must not lie below (exit code 3).")
    private @Nullable Double least;

    @Option(
            names = "--unsure",
            paramLabel = "pass|fail",
            defaultValue = "PASS",
            description = "What it means when the steps do not decide --at-least. Default: pass.")
    private Judging.Unsure unsure;

    @Option(
            names = "--peak",
            paramLabel = "N/h",
            description = "Calls an hour at the peak, such as 1200/h, for the plan at the end.")
    private @Nullable String peak;

    @Option(
            names = "--headroom",
            paramLabel = "PERCENT",
            defaultValue = "30",
            description = "How much of the knee the plan leaves free. Default: ${DEFAULT-VALUE}.")
    private double headroom;

    @Option(names = "--seed", paramLabel = "N", description = "Origin of every random number.")
    private @Nullable Long seed;

    @Option(names = "--out", paramLabel = "DIR", description = "The result's folder; default: reports/<id>-capacity.")
    private @Nullable Path out;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Any key of the scenario, dotted, such as agent.llm.fleet.slots=8. Repeatable.")
    private List<String> set = new ArrayList<>();

    /** The scenario with the options, checked; its own load and calls do not matter. */
    CheckedScenario read() {
        check();
        return read(OptionalInt.empty(), OptionalInt.empty(), LoadOptions.NONE);
    }

    private CheckedScenario read(OptionalInt calls, OptionalInt together, LoadOptions load) {
        return ScenarioReader.read(
                scenarioFile,
                new Overrides(
                        set,
                        calls,
                        together,
                        seed == null ? OptionalLong.empty() : OptionalLong.of(seed),
                        List.of(),
                        load));
    }

    private void check() {
        atLeast("--start", start, by.least());
        atLeast("--most", most, by.least());
        atLeast("--at-least", least, by.least());
        if (turns != null && (turns < 20 || turns > 1_000_000)) {
            throw usage("--turns " + turns + "; 20 to 1000000 are allowed: fewer decide nothing");
        }
        if (!(headroom >= 0 && headroom <= 95)) {
            throw usage("--headroom " + headroom + "; 0 to 95 percent are allowed");
        }
        peakCallsAnHour();
    }

    private void atLeast(String option, @Nullable Double value, double lowest) {
        boolean whole = by == By.RATE || value == null || value == Math.rint(value);
        if (value != null && !(value >= lowest && value <= MOST_AT_ONCE && whole)) {
            throw usage(option + " " + value + "; " + by.format(lowest) + " to " + MOST_AT_ONCE + " " + by.unit()
                    + " are allowed" + (whole ? "" : ", in whole calls"));
        }
    }

    /** What a good reply is. */
    Target target(Scenario scenario) {
        try {
            return slo == null ? Target.of(scenario.sloMs()) : Target.parse(slo);
        } catch (IllegalArgumentException wrong) {
            throw usage(String.valueOf(wrong.getMessage()));
        }
    }

    /**
     * What is searched.
     *
     * @param allowed calls at once that the agent or its owner allows
     */
    Search.Settings settings(Scenario scenario, Target target, double allowed, boolean simulated, boolean secondPass) {
        double first = start != null ? start : by == By.CONCURRENCY ? 4 : 0.2;
        double bound = most != null ? most : by == By.CONCURRENCY ? MOST_AT_ONCE : MOST_RATE;
        bound = by == By.CONCURRENCY ? Math.min(bound, allowed) : bound;
        int wanted = turns != null ? turns : simulated ? TURNS_SIMULATED : TURNS_LIVE;
        try {
            return new Search.Settings(
                    by,
                    start == null ? Math.min(first, bound) : first,
                    bound,
                    target,
                    wanted,
                    turnsOfACall(scenario),
                    Math.max(scenario.rampMs(), 1_000),
                    secondPass,
                    scenario.seed());
        } catch (IllegalArgumentException wrong) {
            throw usage(String.valueOf(wrong.getMessage()));
        }
    }

    private static int turnsOfACall(Scenario scenario) {
        return (int) Math.max(
                1,
                scenario.script().stream()
                        .filter(step -> step instanceof Step.Say || step instanceof Step.Interrupt)
                        .count());
    }

    /** The scenario of the first step at least, for whoever has to allow its calls. */
    CheckedScenario first(Search.Settings settings) {
        int together =
                by == By.CONCURRENCY ? (int) settings.start() : (int) Math.ceil(settings.start() * USUAL_CALL_S) + 1;
        return read(
                OptionalInt.of(together + Math.max(10, settings.turns() / settings.turnsOfACall())),
                OptionalInt.of(together),
                LoadOptions.NONE);
    }

    /** The scenario with so many calls at once as a step may come to. */
    CheckedScenario closed(StepRun step) {
        return read(
                OptionalInt.of(step.mostCalls()),
                OptionalInt.of(Math.clamp(step.mostAtOnce(), 1, MOST_AT_ONCE)),
                ramp(step));
    }

    private static LoadOptions ramp(StepRun step) {
        return new LoadOptions(Optional.empty(), Optional.empty(), Optional.of(step.rampMs() + "ms"), Optional.empty());
    }

    /** The scenario with a step's load as its own schedule. */
    CheckedScenario scheduled(StepRun step) {
        if (step.by() == By.CONCURRENCY) {
            return closed(step);
        }
        long seconds = Math.max(1, (long) Math.ceil(step.mostCalls() / step.load()));
        return read(
                OptionalInt.empty(),
                OptionalInt.empty(),
                new LoadOptions(
                        Optional.of(step.by().format(step.load()) + "/s"),
                        Optional.of(Math.min(seconds, 86_400) + "s"),
                        Optional.empty(),
                        Optional.empty()));
    }

    /** A folder of its own beside the runs'; {@code latest} goes on to mean the last run. */
    RunFolder folder(Scenario scenario) {
        return RunFolder.create(
                out != null ? out : Path.of("reports", RunFolder.runId(Instant.now(), scenario.name()) + "-capacity"));
    }

    /** The gate. */
    Optional<Double> least() {
        return Optional.ofNullable(least);
    }

    boolean unsureFails() {
        return unsure == Judging.Unsure.FAIL;
    }

    double headroomShare() {
        return headroom / 100;
    }

    /** The plan of what was found; a peak that nobody can plan for ends the command. */
    Optional<Plan> plan(Search.Finding finding) {
        try {
            return Capacity.callSeconds(finding)
                    .flatMap(
                            seconds -> Plan.of(by, finding.knee().load(), seconds, peakCallsAnHour(), headroomShare()));
        } catch (IllegalArgumentException wrong) {
            throw usage(String.valueOf(wrong.getMessage()));
        }
    }

    private Optional<Double> peakCallsAnHour() {
        if (peak == null) {
            return Optional.empty();
        }
        Matcher matcher = PEAK.matcher(peak.toLowerCase(Locale.ROOT));
        if (!matcher.matches() || Double.parseDouble(matcher.group(1)) <= 0) {
            throw usage("--peak \"" + peak + "\"; calls an hour above 0 are expected: write it like --peak 1200/h");
        }
        double hourly = switch (matcher.group(2)) {
            case "s" -> 3_600;
            case "min" -> 60;
            default -> 1;
        };
        return Optional.of(Double.parseDouble(matcher.group(1)) * hourly);
    }

    private static CommandFailure usage(String what) {
        return new CommandFailure(ExitCode.USAGE.code(), what);
    }
}
