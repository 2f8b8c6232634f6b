package io.turngap.cli;

import io.turngap.agent.AgentConfig;
import io.turngap.agent.AgentConfigException;
import io.turngap.gate.ExitCode;
import io.turngap.load.Arrivals;
import io.turngap.measure.RunFolder;
import io.turngap.scenario.CheckedScenario;
import io.turngap.scenario.LoadOptions;
import io.turngap.scenario.Overrides;
import io.turngap.scenario.Place;
import io.turngap.scenario.Scenario;
import io.turngap.scenario.ScenarioException;
import io.turngap.scenario.ScenarioReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The scenario of commands that make calls, with the options that win over it, and where the result goes. */
final class ScenarioChoice {

    @Parameters(paramLabel = "SCENARIO", description = "The scenario, a YAML file.")
    private Path scenarioFile;

    @Option(names = "--calls", paramLabel = "N", description = "How many calls are made.")
    private @Nullable Integer calls;

    @Option(names = "--concurrency", paramLabel = "N", description = "How many at once.")
    private @Nullable Integer concurrency;

    @Option(
            names = "--rate",
            paramLabel = "N/s",
            description =
                    "So many calls start a second (also 90/min, 7200/h), whether or not others have ended (Poisson); instead of --concurrency.")
    private @Nullable String rate;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description = "How long that rate is held, such as 30s, 5m, 2h. Without it --calls ends the schedule.")
    private @Nullable String length;

    @Option(
            names = "--ramp",
            paramLabel = "TIME",
            description =
                    "How long the rate rises from nothing before; with --concurrency, over how long the first calls start.")
    private @Nullable String ramp;

    @Option(
            names = "--arrivals",
            paramLabel = "CSV",
            description = "Calls start as a file says: a column of seconds, or of ISO instants; instead of --rate.")
    private @Nullable Path arrivals;

    @Option(names = "--seed", paramLabel = "N", description = "Origin of every random number.")
    private @Nullable Long seed;

    @Option(names = "--out", paramLabel = "DIR", description = "The run's folder; default: reports/<run-id>.")
    private @Nullable Path out;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Any key of the scenario, dotted, such as agent.endpointing.silence_ms=700. Repeatable.")
    private List<String> set = new ArrayList<>();

    /**
     * The scenario as it is to be run, its gates parsed, its calls counted where they come by a schedule.
     *
     * @param mostCalls as many calls may be made
     * @throws io.turngap.scenario.ScenarioException when it is wrong
     */
    CheckedScenario read(Judging judging, int mostCalls) {
        return read(judging, mostCalls, 1);
    }

    /**
     * As the other, of a run that makes each call on so many agents: its arrivals are those of all of them, its calls those on each.
     *
     * @param mostCalls as many calls may be made on each
     */
    CheckedScenario read(Judging judging, int mostCalls, int agents) {
        CheckedScenario checked = read(judging, set);
        judging.parse(checked);
        return counted(checked, mostCalls, agents);
    }

    /** The same for the baseline of such a run: the agent as the file has it, with settings of its own. */
    CheckedScenario baseline(Judging judging, CheckedScenario candidate, List<String> ofBaseline) {
        List<String> assignments = new ArrayList<>(
                set.stream().filter(assignment -> !isOfAgent(assignment)).toList());
        assignments.addAll(ofBaseline);
        CheckedScenario checked;
        try {
            checked = read(judging, assignments);
            if (!ofBaseline.isEmpty()) {
                agent(checked);
            }
        } catch (ScenarioException | CommandFailure wrong) {
            throw AgainstChoice.ofBaseline(wrong, ofBaseline);
        }
        return withCalls(checked, candidate.scenario().calls());
    }

    private static boolean isOfAgent(String assignment) {
        return assignment.startsWith("agent.") || assignment.startsWith("agent=");
    }

    /** The same scenario with another number of calls. */
    static CheckedScenario withCalls(CheckedScenario checked, int calls) {
        return new CheckedScenario(checked.scenario().withCalls(calls), checked.effective(), checked.places());
    }

    private CheckedScenario read(Judging judging, List<String> assignments) {
        return ScenarioReader.read(
                scenarioFile,
                new Overrides(
                        assignments,
                        optional(calls),
                        optional(concurrency),
                        optional(seed),
                        judging.gates(),
                        new LoadOptions(
                                Optional.ofNullable(rate),
                                Optional.ofNullable(length),
                                Optional.ofNullable(ramp),
                                Optional.ofNullable(arrivals).map(this::besideTheScenario))));
    }

    /** A file given on the command line, as the scenario would name it. */
    private Path besideTheScenario(Path file) {
        Path folder = scenarioFile.toAbsolutePath().normalize().getParent();
        Path absolute = file.toAbsolutePath().normalize();
        return folder == null ? absolute : folder.relativize(absolute);
    }

    private static CheckedScenario counted(CheckedScenario checked, int mostCalls, int agents) {
        Scenario scenario = checked.scenario();
        int holds = holds(scenario, scenario.calls(), mostCalls + 1, agents);
        if (holds > mostCalls) {
            throw new CommandFailure(
                    ExitCode.USAGE.code(),
                    "the scenario makes more than " + mostCalls + " calls; at most " + mostCalls
                            + " are allowed here: shorten its schedule, lower its rate, or end it with --calls "
                            + mostCalls);
        }
        if (holds == 0) {
            throw new CommandFailure(
                    ExitCode.USAGE.code(),
                    "the schedule (" + Arrivals.of(scenario).name()
                            + ") holds no " + (agents == 1 ? "call" : "pair of calls") + " with the seed "
                            + scenario.seed()
                            + "; at least one is expected: raise its rate, make it longer, or give another --seed");
        }
        return withCalls(checked, holds);
    }

    /** How many of so many calls on each of {@code agents} agents the scenario's arrivals hold, but no more than {@code most}. */
    static int holds(Scenario scenario, int calls, int most, int agents) {
        long wanted = Math.min((long) Math.min(calls, most) * agents, Scenario.ALL_CALLS);
        return scenario.load().isOpen()
                ? Arrivals.count(scenario.withCalls((int) wanted), (int) wanted) / agents
                : Math.min(calls, most);
    }

    /** The settings of the bundled agent; a mistake is reported with its place. */
    static AgentConfig agent(CheckedScenario checked) {
        try {
            return AgentConfig.of(checked.scenario().agent());
        } catch (AgentConfigException wrong) {
            throw wrong(checked, wrong);
        }
    }

    /** A mistake in the settings of the bundled agent, with its place in the scenario or in the file of a profile. */
    static CommandFailure wrong(CheckedScenario checked, AgentConfigException wrong) {
        Place written = checked.places().of("/" + wrong.key().replace('.', '/'));
        return new CommandFailure(
                ExitCode.USAGE.code(), wrong.place().orElseGet(written::toString) + ": " + wrong.getMessage());
    }

    /** A new folder for the run of this id. */
    RunFolder folder(String runId) {
        return out == null ? RunFolder.createIn(Path.of("reports"), runId) : RunFolder.create(out);
    }

    /**
     * What was asked for beyond the scenario, to be typed again.
     *
     * @param more further options, each a name or a value
     */
    String options(Judging judging, String... more) {
        List<String> words = new ArrayList<>();
        set.forEach(assignment -> words.addAll(List.of("--set", assignment)));
        word(words, "--rate", rate);
        word(words, "--for", length);
        word(words, "--ramp", ramp);
        word(words, "--arrivals", arrivals);
        judging.gates().forEach(gate -> words.addAll(List.of("--gate", gate)));
        words.addAll(List.of(more));
        return String.join(" ", words.stream().map(ScenarioChoice::quoted).toList());
    }

    /** A word as a shell takes it. */
    static String quoted(String word) {
        boolean plain = !word.isEmpty()
                && word.chars().allMatch(c -> Character.isLetterOrDigit(c) || "-_./:=,@%+".indexOf(c) >= 0);
        return plain ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static void word(List<String> words, String option, @Nullable Object value) {
        if (value != null) {
            words.addAll(List.of(option, value.toString()));
        }
    }

    private static OptionalInt optional(@Nullable Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    private static OptionalLong optional(@Nullable Long value) {
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
