package io.turngap.cli;

import io.turngap.analyze.Analysis;
import io.turngap.analyze.Analyst;
import io.turngap.analyze.ClipKeeper;
import io.turngap.analyze.Rules;
import io.turngap.analyze.Sides;
import io.turngap.gate.Baseline;
import io.turngap.gate.BaselineCandidate;
import io.turngap.gate.ExitCode;
import io.turngap.measure.Journal;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord;
import io.turngap.sound.SoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds the turns of recorded calls, and reports on them as on a run's. */
@Command(
        name = "analyze",
        mixinStandardHelpOptions = true,
        description = {
            "Finds the turns of recorded calls, one party a channel, and reports on them as on a run's: what audio alone tells.",
            "No call is made. docs/analyze.md says how speech is found and how exact that is."
        },
        footer = {
            "",
            "Examples:",
            "  turngap analyze reports/latest/recordings",
            "  turngap analyze reports/latest/recordings --caller left --pause-ms 1200 --gate \"ttfa p90 < 1500 ms\""
        })
final class AnalyzeCommand implements Callable<Integer> {

    /** Which channel is the caller's. */
    enum Channel {
        LEFT,
        RIGHT
    }

    @CommandLine.Spec
    private CommandSpec spec;

    @Mixin
    private Judging judging;

    @Parameters(
            paramLabel = "RECORDING",
            arity = "1..*",
            description = "WAV files with two channels, 8 to 48 kHz, or folders of such; each file is a call.")
    private List<Path> recordings;

    @Option(
            names = "--caller",
            paramLabel = "left|right",
            description = "The caller's channel. Default: found out where the evidence is enough, and shown.")
    private @Nullable Channel caller;

    @Option(
            names = "--pause-ms",
            paramLabel = "MS",
            defaultValue = "2000",
            description = "A caller's pause up to this, the agent silent, is inside a turn. Default: ${DEFAULT-VALUE}.")
    private int pauseMs;

    @Option(
            names = "--reply-ms",
            paramLabel = "MS",
            defaultValue = "10000",
            description = "A later reply counts as missed. Default: ${DEFAULT-VALUE}.")
    private int replyMs;

    @Option(
            names = "--dead-air-ms",
            paramLabel = "MS",
            defaultValue = "3000",
            description = "Silence of both beyond this is dead air. Default: ${DEFAULT-VALUE}.")
    private int deadAirMs;

    @Option(
            names = "--barge-in-ms",
            paramLabel = "MS",
            defaultValue = "3000",
            description = "An agent that has not yielded after this never did. Default: ${DEFAULT-VALUE}.")
    private int bargeInMs;

    @Option(
            names = "--cut-off-ms",
            paramLabel = "MS",
            defaultValue = "500",
            description = {
                "A caller who goes on within this time of the agent's first sound had only paused, and was cut off;",
                "a later one interrupts. Default: ${DEFAULT-VALUE}."
            })
    private int cutOffMs;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "A new or empty folder for the results. Default: a new one in reports/.")
    private @Nullable Path out;

    @Option(names = "--json", description = "Print the turns as lines of JSON, and everything else on standard error.")
    private boolean json;

    private final List<Analysis> analyses = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        Rules rules = rules();
        judging.placesNoCalls("analyze");
        AudioAlone.check(judging.rules(List.of()));
        judging.check(BaselineCandidate.of(new Baseline.Measured(Optional.empty(), true)));
        RecordingFiles files = RecordingFiles.of(recordings);
        files.problems().forEach(this::problem);
        Instant startedAt = Instant.now();
        long start = System.nanoTime();
        String name = name(files.files());
        Analyst analyst = new Analyst(rules, name);
        ClipKeeper clips = new ClipKeeper();
        analyse(analyst, files.files());
        if (analyses.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE.code(), "nothing was analysed, for the reasons above");
        }
        RunFolder folder = out == null
                ? RunFolder.createIn(Path.of("reports"), RunFolder.runId(startedAt, name))
                : RunFolder.create(out);
        try (Journal journal = folder.createJournal()) {
            for (Analysis analysis : analyses) {
                analysis.turns().forEach(journal::turnOrWait);
                clips.consider(analysis);
            }
            journal.close();
            journal.problem().ifPresent(this::problem);
        }
        cut(clips, folder);
        RunRecord facts = AnalysisBook.of(
                folder,
                name,
                startedAt,
                (System.nanoTime() - start) / 1_000_000,
                analyses,
                problems,
                rules,
                judging.gates(),
                options());
        int code = new Finish(
                        folder,
                        json ? spec.commandLine().getErr() : spec.commandLine().getOut(),
                        Map.of())
                .write(facts, judging);
        if (json) {
            print(folder.turns());
        }
        return problems.isEmpty() ? code : ExitCode.USAGE.code();
    }

    /** Each file by itself first; one that cannot tell which channel is whose follows the others, where those are of one mind. */
    private void analyse(Analyst analyst, List<Path> files) {
        List<Integer> weak = new ArrayList<>();
        List<Sides> guesses = new ArrayList<>();
        for (int call = 0; call < files.size(); call++) {
            Sides sides = one(analyst, call, files.get(call), given(), "by --caller");
            if (sides != null && !sides.decided()) {
                weak.add(call);
                guesses.add(sides);
            }
        }
        List<Integer> sure = analyses.stream()
                .map(one -> one.sides().callerChannel())
                .distinct()
                .toList();
        for (int i = 0; i < weak.size(); i++) {
            Path file = files.get(weak.get(i));
            if (sure.size() == 1) {
                one(analyst, weak.get(i), file, OptionalInt.of(sure.getFirst()), "as in the other recordings");
            } else {
                problem(file + ": cannot tell which channel is the caller's ("
                        + guesses.get(i).points() + " points for "
                        + guesses.get(i).caller() + ", " + Sides.FEWEST + " are needed: "
                        + String.join("; ", guesses.get(i).evidence()) + "); give --caller left or --caller right");
            }
        }
        analyses.sort(Comparator.comparingInt(Analysis::call));
        analyses.forEach(analysis -> AnalysisText.of(analysis).forEach(this::say));
    }

    /** Analyses a file, and gives what speaks for which channel; null where it cannot be analysed at all. */
    private @Nullable Sides one(Analyst analyst, int call, Path file, OptionalInt channel, String because) {
        try {
            Analyst.Outcome outcome = analyst.analyse(call, file, channel, because);
            outcome.analysis().ifPresent(analyses::add);
            return outcome.sides();
        } catch (SoundException wrong) {
            problem(String.valueOf(wrong.getMessage()));
            return null;
        }
    }

    private OptionalInt given() {
        return caller == null ? OptionalInt.empty() : OptionalInt.of(caller == Channel.LEFT ? 0 : 1);
    }

    private Rules rules() {
        try {
            return Rules.STANDARD.with(pauseMs, replyMs, deadAirMs, bargeInMs, cutOffMs);
        } catch (IllegalArgumentException wrong) {
            throw new CommandFailure(ExitCode.USAGE.code(), String.valueOf(wrong.getMessage()));
        }
    }

    private void cut(ClipKeeper clips, RunFolder folder) {
        try {
            clips.write(folder.root());
        } catch (IOException refused) {
            say("note: the sound of the worst turns could not be written: " + refused.getMessage());
        }
    }

    private void print(Path turns) {
        PrintWriter to = spec.commandLine().getOut();
        try {
            Files.readAllLines(turns).forEach(to::println);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
        to.flush();
    }

    private static String name(List<Path> files) {
        return files.size() == 1
                ? "analysis of " + files.getFirst().getFileName()
                : "analysis of " + files.size() + " recordings";
    }

    /** What was asked for, to be typed again. */
    private String options() {
        List<String> words = new ArrayList<>();
        recordings.forEach(path -> words.add(path.toString()));
        if (caller != null) {
            words.addAll(List.of("--caller", caller == Channel.LEFT ? "left" : "right"));
        }
        words.addAll(List.of("--pause-ms", String.valueOf(pauseMs), "--reply-ms", String.valueOf(replyMs)));
        words.addAll(List.of("--dead-air-ms", String.valueOf(deadAirMs), "--barge-in-ms", String.valueOf(bargeInMs)));
        words.addAll(List.of("--cut-off-ms", String.valueOf(cutOffMs)));
        judging.gates().forEach(gate -> words.addAll(List.of("--gate", gate)));
        return String.join(" ", words.stream().map(ScenarioChoice::quoted).toList());
    }

    private void problem(String text) {
        problems.add(text);
        PrintWriter err = spec.commandLine().getErr();
        err.println("turngap: " + text);
        err.flush();
    }

    private void say(String text) {
        PrintWriter to = json ? spec.commandLine().getErr() : spec.commandLine().getOut();
        to.println(text);
        to.flush();
    }
}
