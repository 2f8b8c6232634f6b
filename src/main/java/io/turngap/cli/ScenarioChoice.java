package io.turngap.cli;

import io.turngap.agent.AgentConfig;
import io.turngap.agent.AgentConfigException;
import io.turngap.gate.ExitCode;
import io.turngap.measure.RunFolder;
import io.turngap.scenario.CheckedScenario;
import io.turngap.scenario.Overrides;
import io.turngap.scenario.Place;
import io.turngap.scenario.ScenarioReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
     * The scenario as it is to be run, its gates parsed.
     *
     * @throws io.turngap.scenario.ScenarioException when it is wrong
     */
    CheckedScenario read(Judging judging) {
        CheckedScenario checked = ScenarioReader.read(
                scenarioFile,
                new Overrides(set, optional(calls), optional(concurrency), optional(seed), judging.gates()));
        judging.parse(checked);
        return checked;
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

    /** True when the option says how many calls there are at once. */
    boolean saysConcurrency() {
        return concurrency != null;
    }

    private static OptionalInt optional(@Nullable Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    private static OptionalLong optional(@Nullable Long value) {
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
