package io.turngap.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.turngap.gate.ExitCode;
import io.turngap.history.FoundRuns;
import io.turngap.history.History;
import io.turngap.history.PastRun;
import io.turngap.measure.Metrics;
import io.turngap.measure.Stage;
import io.turngap.report.HistoryReports;
import io.turngap.report.HistoryText;
import io.turngap.report.TerminalStyle;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what became of a percentile from run to run, and since when. */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description = {
            "Shows a percentile run after run, with intervals, and marks the runs from which on its level changed.",
            "Runs of the same scenario and callers, reached in the same way, are one series; invalid and unfinished ones are shown and left",
            "out of the search for changes. Writes history.html, and judges nothing."
        },
        footer = {"", "Example: turngap history reports --metric endpointing"})
final class HistoryCommand implements Callable<Integer> {

    @CommandLine.Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            defaultValue = "reports",
            description = "The folder that holds runs' folders. Default: ${DEFAULT-VALUE}.")
    private Path folder;

    @Option(
            names = "--metric",
            paramLabel = "NAME",
            description =
                    "A metric or a stage, such as answer, barge_in_stop, llm. Default: what each run is about (ttfa).")
    private @Nullable String metric;

    @Option(
            names = "--percentile",
            paramLabel = "p50|p95|p99",
            defaultValue = "p95",
            description = "The percentile whose changes are looked for. Default: ${DEFAULT-VALUE}.")
    private String percentile;

    @Option(names = "--scenario", paramLabel = "NAME", description = "Only runs of the scenario of this name.")
    private @Nullable String scenario;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where history.html is written. Default: the folder of the runs.")
    private @Nullable Path out;

    @Option(names = "--json", description = "Print JSON instead of text; a page is written only with --out.")
    private boolean json;

    @Override
    public Integer call() {
        History history = History.of(folder, FoundRuns.in(folder), wish());
        if (history.series().isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE.code(), nothing(history));
        }
        PrintWriter print = spec.commandLine().getOut();
        if (json) {
            print.println(json(history));
        } else {
            print.print(HistoryText.render(history, TerminalStyle.of(System.getenv(), Terminal.isOne())));
        }
        if (!json || out != null) {
            Path page = page(history);
            if (!json) {
                print.println("Page: " + page);
            }
        }
        print.flush();
        return ExitCode.PASS.code();
    }

    private History.Wish wish() {
        String wanted = percentile.toLowerCase(Locale.ROOT);
        if (!PastRun.PERCENTILES.contains(wanted)) {
            throw new CommandFailure(
                    ExitCode.USAGE.code(),
                    "--percentile " + percentile + " is none that every run notes; " + PastRun.PERCENTILES
                            + " are allowed. Give one of these.");
        }
        if (metric != null && !History.isMetric(metric)) {
            throw new CommandFailure(
                    ExitCode.USAGE.code(),
                    "--metric " + metric + " is neither a metric nor a stage; metrics are " + Metrics.ALL + ", stages "
                            + Stage.names() + ". Give one of these.");
        }
        return new History.Wish(Optional.ofNullable(metric), wanted, Optional.ofNullable(scenario));
    }

    private String nothing(History history) {
        String seen = history.problems().isEmpty()
                ? "it holds none"
                : history.problems().size() + " folders, the first "
                        + history.problems().getFirst().folder() + " ("
                        + history.problems().getFirst().what() + ")";
        return "No run" + (scenario == null ? "" : " of a scenario '" + scenario + "'") + " was found in " + folder
                + "; seen: " + seen
                + "; expected: folders as `run` leaves them, each with a run.json. Give the folder that holds them"
                + (scenario == null ? "." : ", or another --scenario.");
    }

    private Path page(History history) {
        Path to = out == null ? folder : out;
        try {
            return HistoryReports.write(to, folder, history);
        } catch (IOException refused) {
            throw new CommandFailure(
                    ExitCode.INTERNAL.code(),
                    "The page cannot be written to " + to + " (" + refused
                            + "); a folder that can be written is needed. Give --out DIR.");
        }
    }

    private static String json(History history) {
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(history);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
