package io.turngap.cli;

import io.turngap.agent.AgentConfig;
import io.turngap.call.FixtureAcoustics;
import io.turngap.claims.ClaimCalls;
import io.turngap.claims.ClaimLookup;
import io.turngap.claims.ClaimReport;
import io.turngap.claims.ClaimRuns;
import io.turngap.claims.Claims;
import io.turngap.claims.Finding;
import io.turngap.gate.ExitCode;
import io.turngap.measure.RunFolder;
import io.turngap.measure.Turn;
import io.turngap.report.ClaimsJson;
import io.turngap.report.ClaimsMarkdown;
import io.turngap.report.ClaimsText;
import io.turngap.report.HtmlClaims;
import io.turngap.report.TerminalStyle;
import io.turngap.simulate.Simulator;
import io.turngap.sound.Audibility;
import io.turngap.sound.Fixtures;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Holds the figures of the article against the bundled agent. */
@Command(
        name = "claims",
        mixinStandardHelpOptions = true,
        description = {
            "Holds the figures of a well-known article against the bundled agent.",
            "Of each figure of \"How to Fix Latency Issues in AI Voice Assistants in 2026?\": what was measured, its interval, and whether",
            "it holds. Simulated, with --real-time also over sockets. A figure that does not hold is no failure: the exit code is 0."
        },
        footer = {
            "",
            "Examples:",
            "  turngap claims",
            "  turngap claims --only F7,F10 --json",
            "  turngap claims --only F7 --real-time"
        })
final class ClaimsCommand implements Callable<Integer> {

    private static final int MOST_CALLS = 20_000;
    private static final int MOST_REAL_CALLS = 200;

    @CommandLine.Spec
    private CommandSpec spec;

    @Mixin
    private Home home;

    @Option(
            names = "--calls",
            paramLabel = "N",
            defaultValue = "500",
            description = "Calls of each simulated run. Default: ${DEFAULT-VALUE}.")
    private int calls;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Origin of every random number. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--only",
            paramLabel = "F1,F2",
            split = ",",
            description = "Only these figures. Default: all, F1 to F16.")
    private List<String> only = new ArrayList<>();

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Also write claims.md, claims.json and claims.html into this new or empty folder.")
    private @Nullable Path out;

    @Option(
            names = "--real-time",
            description = {
                "Also measure F4, F5, F7, F10 and F16 over sockets, with real sound; a run takes about two minutes, and all",
                "of them are seven runs."
            })
    private boolean realTime;

    @Option(
            names = "--real-calls",
            paramLabel = "N",
            defaultValue = "12",
            description = "Calls of each run in real time. Fewer than ten give no interval. Default: ${DEFAULT-VALUE}.")
    private int realCalls;

    @Override
    public Integer call() {
        List<String> ids = ids();
        within("--calls", calls, MOST_CALLS);
        within("--real-calls", realCalls, MOST_REAL_CALLS);
        if (seed < 0 || seed > 9_007_199_254_740_991L) {
            throw usage("--seed " + seed + "; a whole number from 0 to 9007199254740991 is expected: give one");
        }
        if (realTime && ids.stream().noneMatch(Claims.REAL::contains)) {
            throw usage("--real-time with --only " + String.join(",", ids) + "; in real time "
                    + String.join(", ", Claims.REAL) + " are measured: name one of them, or remove --real-time");
        }
        Fixtures fixtures = Fixtures.open(home.fixtures());
        Optional<RunFolder> folder = Optional.ofNullable(out).map(RunFolder::create);
        FixtureAcoustics acoustics = new FixtureAcoustics(fixtures, Path.of(""), Audibility.STANDARD);
        List<Finding> simulated = Claims.check(
                ids,
                ClaimRuns.simulated(simulation(acoustics), calls, seed, what -> tell("simulating " + what)),
                Optional.of(ClaimLookup.inProcess()));
        ClaimReport report = new ClaimReport(
                seed, calls, simulated, realTime ? real(ids, acoustics, folder) : List.of(), realTime ? realCalls : 0);
        PrintWriter printed = spec.commandLine().getOut();
        printed.print(
                json
                        ? ClaimsJson.render(report)
                        : ClaimsText.render(report, TerminalStyle.of(System.getenv(), Terminal.isOne())));
        printed.flush();
        folder.ifPresent(made -> write(made.root(), report));
        return ExitCode.PASS.code();
    }

    private static ClaimCalls simulation(FixtureAcoustics acoustics) {
        return checked -> {
            List<Turn> turns = new ArrayList<>();
            Simulator.run(checked.scenario(), AgentConfig.of(checked.scenario().agent()), acoustics, turns::add);
            return new ClaimCalls.Made(turns, Optional.empty());
        };
    }

    private List<Finding> real(List<String> ids, FixtureAcoustics acoustics, Optional<RunFolder> folder) {
        ClaimCallsOverSockets sockets =
                new ClaimCallsOverSockets(home.fixtures(), acoustics, folder.map(RunFolder::root), this::say);
        return Claims.checkReal(
                ids,
                ClaimRuns.real(
                        sockets,
                        realCalls,
                        ClaimCallsOverSockets.TOGETHER,
                        seed,
                        what -> say("calling over sockets: " + what)));
    }

    private void write(Path root, ClaimReport report) {
        try {
            Files.writeString(root.resolve("claims.md"), ClaimsMarkdown.render(report));
            Files.writeString(root.resolve("claims.json"), ClaimsJson.render(report));
            Files.writeString(root.resolve("claims.html"), HtmlClaims.render(report));
        } catch (IOException refused) {
            throw new CommandFailure(
                    ExitCode.INTERNAL.code(),
                    "the findings could not be written to " + root + " (" + refused
                            + "); a folder with room and the right to write is expected: free some, or give another --out");
        }
        say("wrote " + root.resolve("claims.html") + ", claims.md and claims.json");
    }

    private List<String> ids() {
        List<String> ids = only.isEmpty()
                ? Claims.IDS
                : only.stream().map(id -> id.strip().toUpperCase(Locale.ROOT)).toList();
        for (String id : ids) {
            if (!Claims.IDS.contains(id)) {
                throw usage("--only names \"" + id + "\"; allowed: F1 to F16: write it like --only F7,F10");
            }
        }
        return ids;
    }

    private static void within(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw usage(option + " " + value + "; 1 to " + most + " is allowed: give a number of calls in between");
        }
    }

    private static CommandFailure usage(String what) {
        return new CommandFailure(ExitCode.USAGE.code(), what);
    }

    /** On a terminal only: a simulated run takes a second or less. */
    private void tell(String text) {
        if (Terminal.isOne()) {
            say(text);
        }
    }

    private void say(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("turngap: " + text);
        err.flush();
    }
}
