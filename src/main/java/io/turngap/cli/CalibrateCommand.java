package io.turngap.cli;

import io.turngap.call.FixtureAcoustics;
import io.turngap.gate.ExitCode;
import io.turngap.link.Link;
import io.turngap.link.LinkOptions;
import io.turngap.link.Links;
import io.turngap.load.BundledAgent;
import io.turngap.load.Calibration;
import io.turngap.load.Calibration.Metric;
import io.turngap.load.Calibration.Result;
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

/** Measures the instrument itself against an agent whose delays are known exactly. */
@Command(
        name = "calibrate",
        mixinStandardHelpOptions = true,
        description = {
            "Measures the instrument's own error, against an agent in another process that answers after exactly known delays.",
            "What it finds is kept, and stands in the reports of later runs on this machine with the same codec: of the",
            "numbers of calls that were measured, the nearest not below the run's concurrency."
        },
        footer = {
            "",
            "Example: turngap calibrate --calls 1,100",
            "",
            "Exit code 5, and nothing kept, when some turns were not measured."
        })
final class CalibrateCommand implements Callable<Integer> {

    private static final int TURNS_AT_LEAST = 30;
    private static final int TURNS_A_CALL = 10;
    private static final int WARM_UP_CALLS = 20;
    private static final int WARM_UP_TURNS = 3;

    @CommandLine.Spec
    private CommandSpec spec;

    @Mixin
    private Home home;

    @Option(
            names = "--calls",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,100",
            description = "Calls at once, one number a measurement. Default: ${DEFAULT-VALUE}.")
    private List<Integer> calls;

    @Option(
            names = "--codec",
            paramLabel = "CODEC",
            defaultValue = "pcm",
            description = "Sound on the wire: pcm (24 kHz), mulaw or alaw (8 kHz). Default: ${DEFAULT-VALUE}.")
    private String codec;

    @Option(
            names = "--truth",
            paramLabel = "DIR",
            description =
                    "Folder for the logs of what the agent truly did, a file a metric. Default: they are not written.")
    private @Nullable Path truth;

    @Override
    public Integer call() {
        for (int number : calls) {
            if (number < 1 || number > 1_000) {
                throw new CommandFailure(
                        ExitCode.USAGE.code(),
                        "--calls is " + number + "; allowed are 1 to 1000, separated by commas.");
            }
        }
        Codecs.parseExact(codec);
        PrintWriter out = spec.commandLine().getOut();
        try (WorkFolder work = WorkFolder.make("turngap-calibrate-")) {
            FixtureAcoustics acoustics =
                    new FixtureAcoustics(Fixtures.open(home.fixtures()), work.path(), Audibility.STANDARD);
            Calibration calibration = calibration(work.path(), acoustics);
            out.println("error of the instrument, measured less true, in microseconds (" + codec + ")");
            out.printf(
                    "%-14s %6s %9s %8s %8s %8s  %-20s %s%n",
                    "", "calls", "turns", "bias", "median", "p99", "worst", "frames late p99");
            List<Result> results = new ArrayList<>();
            for (Metric metric : Metric.values()) {
                measure(calibration, metric, out, results);
            }
            return conclude(out, results, codec, Calibrations.ofThisMachine());
        }
    }

    private static Calibration calibration(Path work, FixtureAcoustics acoustics) {
        try {
            return new Calibration(work, acoustics);
        } catch (IOException cause) {
            throw new CommandFailure(
                    ExitCode.INTERNAL.code(),
                    "The marker that the caller speaks cannot be written to " + work + " (" + cause
                            + "); some 20 kB are needed. Make room there.");
        }
    }

    /** Measures one metric against an agent of its own. */
    private void measure(Calibration calibration, Metric metric, PrintWriter out, List<Result> results) {
        List<String> arguments =
                new ArrayList<>(List.of("--mechanical", metric == Metric.TTFA ? "replies" : "interruptions"));
        Optional<Path> log = truthLog(metric);
        log.ifPresent(file -> arguments.addAll(List.of("--truth", file.toString())));
        try (BundledAgent agent = BundledAgent.start(
                Main.class.getName(), BundledAgent.Collector.SHORT_PAUSES, Optional.empty(), arguments, 30)) {
            warmUp(calibration, metric, agent.address());
            for (int number : calls) {
                Result result = measure(calibration, metric, agent.address(), number);
                out.println(row(result));
                out.flush();
                results.add(result);
            }
        } catch (BundledAgent.AgentFailure failure) {
            throw new CommandFailure(ExitCode.UNREACHABLE.code(), String.valueOf(failure.getMessage()));
        }
        log.ifPresent(file -> out.println("  truth, as the agent logged it: " + file));
    }

    private Optional<Path> truthLog(Metric metric) {
        if (truth == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.createDirectories(truth).resolve("truth-" + metric.wireName() + ".jsonl"));
        } catch (IOException cause) {
            throw new CommandFailure(
                    ExitCode.USAGE.code(),
                    "--truth is " + truth + ", which cannot be made (" + cause
                            + "); a folder that can be written is expected. Name another.");
        }
    }

    /** Keeps what was found, where all of it was; says so, and gives the exit code. */
    static int conclude(PrintWriter out, List<Result> results, String codec, Calibrations calibrations) {
        if (results.stream().anyMatch(result -> result.errorsUs().length != result.turns())) {
            out.println(
                    "Some turns were not measured, so this calibration is not kept. Is the machine too slow for so many calls?");
            return ExitCode.INVALID.code();
        }
        try {
            calibrations.store(codec, results);
            out.println("kept in " + calibrations.file() + " for the reports of later runs");
        } catch (IOException cause) {
            out.println("warning: " + calibrations.file() + " cannot be written (" + cause
                    + "), so this calibration is not kept and later reports will not show it."
                    + " Name a folder that can be written with XDG_STATE_HOME.");
        }
        return ExitCode.PASS.code();
    }

    /** The first calls of a JVM, on either side, meet code that is not compiled yet and takes milliseconds; runs warm up in their ramp. */
    private void warmUp(Calibration calibration, Metric metric, String address) {
        try (Link link = Links.open(address, options())) {
            calibration.measure(metric, link, WARM_UP_CALLS, WARM_UP_TURNS);
        }
    }

    private LinkOptions options() {
        return LinkOptions.DEFAULTS
                .withFormat(Codecs.parseExact(codec))
                .withEventLoops(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    }

    private Result measure(Calibration calibration, Metric metric, String address, int number) {
        int turns = Math.max(TURNS_A_CALL, TURNS_AT_LEAST / number);
        try (Link link = Links.open(address, options())) {
            return calibration.measure(metric, link, number, turns);
        }
    }

    /** A line of the table. Fewer than a hundred turns carry no P99: of them the worst is shown, and of how many it is. */
    static String row(Result result) {
        int measured = result.errorsUs().length;
        return String.format(
                Locale.ROOT,
                "%-14s %6d %4d/%-4d %+8d %8d %8s  %-20s %d",
                result.metric().wireName(),
                result.calls(),
                measured,
                result.turns(),
                result.biasUs(),
                result.sizeUs(50),
                result.carriesP99() ? Long.toString(result.sizeUs(99)) : "-",
                result.sizeUs(100) + (result.carriesP99() ? "" : " (max of " + measured + ")"),
                result.frameLatenessP99Us());
    }
}
