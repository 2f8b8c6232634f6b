package io.turngap.cli;

import io.turngap.gate.Baseline;
import io.turngap.gate.BaselineCandidate;
import io.turngap.gate.BaselineReach;
import io.turngap.gate.BaselineShelf;
import io.turngap.gate.BaselineSource;
import io.turngap.gate.ExitCode;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.Inputs;
import io.turngap.measure.RunRecord.Summary;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/** Shows what a baseline is, and what it can tell. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows what a compact baseline, or a run as one, holds and how small a regression it can show.",
        footer = {"", "Example: turngap baseline show reports/latest"})
final class BaselineShowCommand implements Callable<Integer> {

    private static final int DIGITS = 12;

    @CommandLine.Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE|RUN",
            arity = "0..1",
            defaultValue = "reports/" + RunFolder.LATEST,
            description = "A compact baseline or a run's folder. Default: ${DEFAULT-VALUE}.")
    private Path path;

    @Override
    public Integer call() {
        if (BaselineShelf.isShelf(path)) {
            throw new CommandFailure(
                    ExitCode.USAGE.code(),
                    path
                            + " is a folder without a run in it; a compact baseline or a run's folder is expected. See what it holds with"
                            + " `turngap baseline list " + path + "`.");
        }
        BaselineShelf.Item item = BaselineShelf.open(path);
        RunRecord first = item.records().getFirst();
        Baseline baseline = BaselineSource.open(
                new BaselineSource.Ask(path, true, Set.of()), BaselineCandidate.of(Baseline.Measured.of(first)));
        PrintWriter out = spec.commandLine().getOut();
        out.println((item.compact() ? "baseline " : "run ") + item.name() + "  " + path);
        out.println("scenario  " + first.scenario().name() + ", digest "
                + digits(first.scenario().digest()));
        List<Baseline.Origin.Run> runs = baseline.origin().runs();
        for (int i = 0; i < runs.size() && i < item.records().size(); i++) {
            run(item.records().get(i), runs.get(i), out);
        }
        inputs(first, out);
        baseline.notes().forEach(note -> out.println("note      " + note));
        String headline = first.headline();
        out.println();
        out.println(String.format(Locale.ROOT, "%-16s %7s %22s %22s", "ms", "n", "P50 [95 %]", "P95 [95 %]"));
        baseline.evaluation().metrics().forEach((name, summary) -> row(name, summary, out));
        baseline.evaluation().stages().forEach((name, summary) -> row("  " + name, summary, out));
        out.println();
        reach(baseline, headline, out);
        out.flush();
        return ExitCode.PASS.code();
    }

    private static void run(RunRecord record, Baseline.Origin.Run run, PrintWriter out) {
        Map<String, String> environment = record.environment();
        List<String> parts = new ArrayList<>(List.of(
                record.runId(),
                BaselineListCommand.toTheSecond(record.startedAt()),
                run.side().calls() + " calls, " + run.side().turns() + " turns",
                "seed " + record.seed(),
                record.agent().address()));
        String version = environment.get("turngap");
        if (version != null) {
            parts.add("turngap " + version);
        }
        out.println("run       " + String.join(", ", parts));
    }

    private static void inputs(RunRecord record, PrintWriter out) {
        Inputs inputs = record.inputs();
        out.println(
                inputs == null
                        ? "callers   link " + record.agent().protocol() + "; sounds and codec were not noted"
                        : "callers   link " + inputs.link() + "; "
                                + (inputs.fixtures().isEmpty()
                                        ? "nothing sounds"
                                        : "sounds " + digits(inputs.fixtures())));
    }

    private static void row(String name, Summary summary, PrintWriter out) {
        out.println(String.format(
                Locale.ROOT,
                "%-16s %7d %22s %22s",
                name,
                summary.n(),
                cell(summary.p50Ms(), summary.ci95().get("p50_ms")),
                cell(summary.p95Ms(), summary.ci95().get("p95_ms"))));
    }

    private static String cell(@Nullable Double value, @Nullable List<Double> interval) {
        if (value == null) {
            return "-";
        }
        return interval == null || interval.size() != 2
                ? String.format(Locale.ROOT, "%.0f [?]", value)
                : String.format(Locale.ROOT, "%.0f [%.0f, %.0f]", value, interval.get(0), interval.get(1));
    }

    private static void reach(Baseline baseline, String headline, PrintWriter out) {
        long calls = baseline.evaluation().counts().getOrDefault("calls", 0L);
        out.println("What a run of as many calls (" + calls + ") would show four times in five, roughly:");
        for (double p : new double[] {0.5, 0.95}) {
            String name = headline + " p" + Math.round(p * 100);
            out.println("  " + name + ": "
                    + BaselineReach.of(baseline, headline, p)
                            .map(it -> String.format(
                                    Locale.ROOT,
                                    "slower by %.0f %% (%.0f ms)",
                                    Math.ceil(it.share() * 100),
                                    it.share() * it.valueUs() / 1_000))
                            .orElse("nothing; " + why(baseline, headline, p)));
        }
    }

    private static String why(Baseline baseline, String headline, double p) {
        var distribution = baseline.evaluation().distributions().get(headline);
        return distribution == null
                ? "there is no value of " + headline
                : "an interval of it "
                        + distribution.estimate(p).shortage().orElse("is hidden by what was " + distribution.unended());
    }

    private static String digits(String sha256) {
        return sha256.length() <= DIGITS ? sha256 : sha256.substring(0, DIGITS) + "…";
    }
}
