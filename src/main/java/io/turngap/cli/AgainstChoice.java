package io.turngap.cli;

import io.turngap.gate.ExitCode;
import io.turngap.gate.Rule;
import io.turngap.scenario.CheckedScenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The agent that a run's own is held against within one run: the options of a command that can call two. */
final class AgainstChoice {

    private static final String AGENT = "agent.";

    @Option(
            names = "--against",
            paramLabel = "ADDRESS",
            description = {
                "Calls a second agent in the same run, as the baseline: any address of --agent, or bundled. Every call is made on both, with",
                "the same seed, words and noise, one soon after the other and in an order drawn from the seed, so drift meets both alike.",
                "--calls counts pairs; --concurrency and --rate are of the calls on both together. Where no gate regresses,",
                "\"" + Against.ADDED + "%\" is added."
            })
    private @Nullable String address;

    @Option(
            names = "--against-set",
            paramLabel = "agent.KEY=VALUE",
            description = {
                "A setting of the baseline where that is the bundled agent. It has the file's agent block without this run's --set agent.…,",
                "which are the candidate's own; every other --set holds for both. Repeatable."
            })
    private List<String> set = new ArrayList<>();

    /** Whom the run's agent is held against; empty where it is called alone. */
    Optional<String> address() {
        return Optional.ofNullable(address);
    }

    /** Settings of its own. */
    List<String> set() {
        return set;
    }

    /** On how many agents each call is made. */
    int agents() {
        return address == null ? 1 : 2;
    }

    /** Before anything is read: options that cannot be meant together. */
    void check(Judging judging) {
        if (address == null && !set.isEmpty()) {
            throw usage("--against-set " + set.getFirst()
                    + " was given without --against; it sets the second agent of a run: add --against bundled, or use --set "
                    + set.getFirst());
        }
        for (String assignment : set) {
            if (!assignment.startsWith(AGENT) || assignment.indexOf('=') < 0) {
                throw usage("--against-set " + assignment
                        + " is no setting of an agent; agent.KEY=VALUE is expected, such as agent.endpointing.silence_ms=500:"
                        + " what callers do is the same for both, so give that with --set");
            }
        }
        if (address != null && judging.baselineFolder().isPresent()) {
            throw usage("--baseline " + judging.baselineFolder().get() + " beside --against " + way()
                    + ": a run is held against one thing, and an agent called in the same run is the better one, since drift"
                    + " meets both alike; give one of the two");
        }
        if (address != null && !address.equals(AgentChoice.BUNDLED) && !set.isEmpty()) {
            throw usage("--against-set " + set.getFirst() + " is for the bundled agent, and --against is " + way()
                    + ": leave it out, or give --against bundled");
        }
    }

    /** How its address begins, which is all of it that holds no secret for certain; {@code bundled} is told whole. */
    String way() {
        String given = String.valueOf(address);
        return given.equals(AgentChoice.BUNDLED) ? given : given.replaceFirst("[:/?@ ].*", ":…");
    }

    /**
     * What was given, to be typed again.
     *
     * @param shown the second agent's address without secrets
     */
    List<String> words(Optional<String> shown) {
        List<String> words = new ArrayList<>();
        shown.ifPresent(other -> words.addAll(List.of("--against", other)));
        set.forEach(assignment -> words.addAll(List.of("--against-set", assignment)));
        return words;
    }

    /** Looks at the second agent: what is wrong with it is said of {@code --against}, for {@code --agent} is another. */
    static <T> T named(Supplier<T> looked) {
        try {
            return looked.get();
        } catch (CommandFailure wrong) {
            throw new CommandFailure(wrong.exitCode(), "of --against: " + wrong.getMessage());
        }
    }

    /** The gates by which the baseline's side is judged by itself: those that compare with nothing. */
    static List<String> gatesOfBaseline(CheckedScenario checked) {
        return checked.scenario().gates().stream()
                .filter(rule -> Rule.parse(rule).kind() != Rule.Kind.REGRESSION)
                .toList();
    }

    /** A mistake in the baseline's scenario, which names its settings as they were given: by {@code --against-set}. */
    static CommandFailure ofBaseline(RuntimeException wrong, List<String> given) {
        String said = String.valueOf(wrong.getMessage());
        for (String assignment : given) {
            said = said.replace("--set " + assignment, "--against-set " + assignment);
        }
        return usage(said);
    }

    private static CommandFailure usage(String why) {
        return new CommandFailure(ExitCode.USAGE.code(), why);
    }
}
