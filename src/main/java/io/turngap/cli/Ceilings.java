package io.turngap.cli;

import io.turngap.gate.ExitCode;
import io.turngap.load.Ceiling;
import io.turngap.scenario.Scenario;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Options that keep a typo from costing money: how much may be asked of an agent that is not on this machine. A small run is allowed; for
 * more a person is asked once for each host, and who is not there to be asked has to say it on the command line.
 */
final class Ceilings {

    private static final String CALLS = "--max-calls";
    private static final String CONCURRENCY = "--max-concurrency";
    private static final String MINUTES = "--max-minutes";

    @Option(
            names = CALLS,
            paramLabel = "N",
            description = {
                "Most calls to an agent that is not on this machine; more are refused before the first. Default: 10,",
                "which two agents on one host share; with run --against what is given here holds for each.",
                "With run --unsure extend, of any agent: how many may be made in all. Default: 4 times those planned."
            })
    private @Nullable Integer calls;

    @Option(
            names = CONCURRENCY,
            paramLabel = "N",
            description = "Most of them at once. Default: 4, or with --max-calls what the scenario has.")
    private @Nullable Integer concurrency;

    @Option(
            names = MINUTES,
            paramLabel = "MIN",
            description =
                    "Most minutes that all calls to it may take together; a run that comes to them ends. Default: 15, or with --max-calls 2 a call.")
    private @Nullable Double minutes;

    private static final double MINUTES_A_CALL = 2;

    /** Who can be asked. */
    interface Person {
        /** True when a person looks on. */
        boolean isThere();

        /** The answer to a question; empty when none came. */
        String ask(String question);

        /** The one at the terminal. */
        static Person at(PrintWriter out, BufferedReader in) {
            return new Person() {
                @Override
                public boolean isThere() {
                    return Terminal.isOne();
                }

                @Override
                public String ask(String question) {
                    out.print(question);
                    out.flush();
                    try {
                        String line = in.readLine();
                        return line == null ? "" : line.strip();
                    } catch (IOException gone) {
                        return "";
                    }
                }
            };
        }
    }

    /**
     * How a command speaks of its calls.
     *
     * @param what what makes them
     * @param fewer its options for fewer of them
     */
    record Words(String what, String fewer) {
        static final Words RUN = new Words("the scenario makes", "--calls and --concurrency");
        static final Words CAPACITY = new Words("the first step may make", "--start and --turns");
    }

    /**
     * What the run may ask of the agent at {@code host}.
     *
     * @throws CommandFailure when the scenario asks for more than is allowed and nobody allowed it
     */
    Ceiling decide(String host, Scenario scenario, RememberedCeilings remembered, Person person, Words words) {
        return decide(host, 1, scenario, remembered, person, words);
    }

    /**
     * As the other, of one of {@code agents} agents at that host, on each of which the scenario's calls are made. What nobody gave as an
     * option is allowed for the host, so they share it.
     */
    Ceiling decide(
            String host, int agents, Scenario scenario, RememberedCeilings remembered, Person person, Words words) {
        check();
        Optional<Ceiling> given = given(scenario);
        Ceiling allowed = given.or(() -> remembered.of(host)).orElse(Ceiling.SMALL);
        int sharing = given.isPresent() ? 1 : agents;
        if (allowed.allows(Math.multiplyExact(sharing, scenario.calls()), scenario.concurrency())) {
            return allowed.sharedBy(sharing);
        }
        int calls = Math.multiplyExact(sharing, scenario.calls());
        Ceiling wanted = new Ceiling(
                calls,
                Math.min(scenario.concurrency(), calls),
                Math.max(Ceiling.SMALL.minutes(), MINUTES_A_CALL * calls));
        if (given.isEmpty() && person.isThere()) {
            String answer = person.ask("The agent at " + host
                    + " is not on this machine, and calling it may cost money; " + words.what() + " " + wanted
                    + " at most. Allow so much for this host from now on? [y/N] ");
            if (answer.toLowerCase(Locale.ROOT).startsWith("y")) {
                remembered.put(host, wanted);
                return wanted.sharedBy(sharing);
            }
        }
        throw new CommandFailure(
                ExitCode.USAGE.code(),
                words.what() + " " + scenario.calls() + " calls" + (agents == 1 ? "" : " on each of two agents") + ", "
                        + wanted.concurrency() + " at once, on " + host
                        + ", which is not this machine and may cost money; allowed are " + allowed
                        + ": give " + words.fewer() + " for fewer, or allow them with " + CALLS + " "
                        + scenario.calls() + " (and, where wanted, " + CONCURRENCY + " " + wanted.concurrency() + ", "
                        + MINUTES + " "
                        + Math.round(Math.max(Ceiling.SMALL.minutes(), MINUTES_A_CALL * scenario.calls())) + ")");
    }

    /** True when an option says how much may be asked of another machine, also where the address itself names this one. */
    boolean areGiven() {
        return calls != null || concurrency != null || minutes != null;
    }

    /** Most calls, where the option says. */
    OptionalInt maxCalls() {
        return calls == null ? OptionalInt.empty() : OptionalInt.of(calls);
    }

    /** What the options say; empty when they say nothing. */
    private Optional<Ceiling> given(Scenario scenario) {
        if (!areGiven()) {
            return Optional.empty();
        }
        int most = calls == null ? Ceiling.SMALL.calls() : calls;
        return Optional.of(new Ceiling(
                most,
                concurrency != null
                        ? concurrency
                        : calls == null ? Ceiling.SMALL.concurrency() : scenario.concurrency(),
                minutes != null ? minutes : calls == null ? Ceiling.SMALL.minutes() : MINUTES_A_CALL * most));
    }

    private void check() {
        atLeastOne(CALLS, calls);
        atLeastOne(CONCURRENCY, concurrency);
        Double most = minutes;
        if (most != null && !(most > 0 && most <= 1e6)) {
            throw new CommandFailure(
                    ExitCode.USAGE.code(),
                    MINUTES + " is " + most
                            + "; allowed is more than 0, up to 1000000: give the minutes that may be paid for");
        }
    }

    private static void atLeastOne(String name, @Nullable Integer value) {
        if (value != null && value < 1) {
            throw new CommandFailure(
                    ExitCode.USAGE.code(),
                    name + " is " + value + "; allowed is 1 or more: leave it out for the default");
        }
    }
}
