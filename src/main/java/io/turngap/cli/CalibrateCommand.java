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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
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
            "What it finds is kept, and stands in the reports of later runs on this machine."
        },
        footer = {"", "Example: turngap calibrate --calls 1,100"})
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
            description = "Sound on the wire: pcm (24 kHz) or mulaw (8 kHz). Default: ${DEFAULT-VALUE}.")
    private String codec;

    @Override
    public Integer call() throws IOException {
        for (int number : calls) {
            if (number < 1 || number > 1_000) {
                throw new CommandFailure(
                        ExitCode.USAGE.code(),
                        "--calls is " + number + "; allowed are 1 to 1000, separated by commas.");
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        Path work = Files.createTempDirectory("turngap-calibrate-");
        FixtureAcoustics acoustics = new FixtureAcoustics(Fixtures.open(home.fixtures()), work, Audibility.STANDARD);
        Calibration calibration = new Calibration(work, acoustics);
        Map<String, Double> errorUs = new LinkedHashMap<>();
        boolean complete = true;
        out.println("error of the instrument, measured less true, in microseconds (" + codec + ")");
        out.printf(
                "%-14s %6s %9s %8s %8s %8s %8s   %s%n",
                "", "calls", "turns", "bias", "median", "p99", "worst", "frames late p99");
        for (Metric metric : Metric.values()) {
            Path truth = work.resolve("truth-" + metric.wireName() + ".jsonl");
            List<String> arguments = List.of(
                    "--mechanical", metric == Metric.TTFA ? "replies" : "interruptions", "--truth", truth.toString());
            try (BundledAgent agent = BundledAgent.start(Main.class.getName(), Optional.empty(), arguments, 30)) {
                warmUp(calibration, metric, agent.address());
                for (int number : calls) {
                    Result result = measure(calibration, metric, agent.address(), number);
                    print(out, result);
                    keep(errorUs, result);
                    complete &= result.errorsUs().length == result.turns();
                }
            } catch (BundledAgent.AgentFailure failure) {
                throw new CommandFailure(ExitCode.UNREACHABLE.code(), String.valueOf(failure.getMessage()));
            }
            out.println("  truth, as the agent logged it: " + truth);
        }
        if (!complete) {
            out.println(
                    "Some turns were not measured, so this calibration is not kept. Is the machine too slow for so many calls?");
            return ExitCode.INVALID.code();
        }
        out.println("kept in " + Calibrations.store(errorUs) + " for the reports of later runs");
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
                .withFormat(Codecs.parse(codec))
                .withEventLoops(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    }

    private Result measure(Calibration calibration, Metric metric, String address, int number) {
        int turns = Math.max(TURNS_A_CALL, TURNS_AT_LEAST / number);
        try (Link link = Links.open(address, options())) {
            return calibration.measure(metric, link, number, turns);
        }
    }

    private static void print(PrintWriter out, Result result) {
        out.printf(
                "%-14s %6d %4d/%-4d %+8d %8d %8d %8d   %d%n",
                result.metric().wireName(),
                result.calls(),
                result.errorsUs().length,
                result.turns(),
                result.biasUs(),
                result.sizeUs(50),
                result.sizeUs(99),
                result.sizeUs(100),
                result.frameLatenessP99Us());
        out.flush();
    }

    /** The last, which is the largest, number of calls is what reports show. */
    private static void keep(Map<String, Double> errorUs, Result result) {
        String name = result.metric().wireName();
        errorUs.put(name + "_p50", (double) result.sizeUs(50));
        errorUs.put(name + "_p99", (double) result.sizeUs(99));
        errorUs.put(name + "_max", (double) result.sizeUs(100));
        errorUs.put(name + "_calls", (double) result.calls());
    }
}
