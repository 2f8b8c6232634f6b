package io.turngap.cli;

import io.turngap.gate.Baseline;
import io.turngap.gate.BaselineShelf;
import io.turngap.gate.ExitCode;
import io.turngap.measure.MeasureException;
import io.turngap.measure.RunRecord;
import io.turngap.measure.StoredRun;
import io.turngap.stats.Clustered;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/** Lists the baselines of a folder. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists compact baselines and runs of a folder, and of folders of scenarios in it, a line each.",
        footer = {"", "Examples:", "  turngap baseline list", "  turngap baseline list reports"})
final class BaselineListCommand implements Callable<Integer> {

    @CommandLine.Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            defaultValue = "baselines",
            description = "The folder. Default: ${DEFAULT-VALUE}.")
    private Path dir;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (!BaselineShelf.isShelf(dir)) {
            throw new CommandFailure(
                    ExitCode.USAGE.code(),
                    dir
                            + " is no folder of baselines; a folder of files that `turngap baseline save` wrote, or of runs, is expected."
                            + " Save one with `turngap baseline save RUN`.");
        }
        List<BaselineShelf.Item> items = BaselineShelf.list(dir);
        if (items.isEmpty()) {
            out.println("There is no baseline in " + dir + ". Save one with `turngap baseline save RUN`.");
        }
        for (BaselineShelf.Item item : items) {
            out.println(line(item));
        }
        out.flush();
        return ExitCode.PASS.code();
    }

    private static String line(BaselineShelf.Item item) {
        if (item.problem().isPresent()) {
            return item.path() + "  cannot be used: " + item.problem().get();
        }
        try {
            return described(item);
        } catch (MeasureException damaged) {
            return item.path() + "  cannot be used: " + damaged.getMessage();
        }
    }

    private static String described(BaselineShelf.Item item) {
        List<StoredRun> runs = item.load();
        RunRecord newest = runs.getLast().record();
        String metric = newest.headline();
        long calls = 0;
        long turns = 0;
        String unusable = "";
        for (StoredRun run : runs) {
            calls += run.counted().counts().getOrDefault("calls", 0L);
            turns += run.counted().counts().getOrDefault("turns", 0L);
            unusable = Baseline.unusable(run)
                    .map(why -> "; never a baseline: it " + why)
                    .orElse(unusable);
        }
        Clustered values = StoredRun.values(runs, metric).data();
        return String.format(
                Locale.ROOT,
                "%s  %s, %s, %d calls, %d turns, %s P50 %s P95 %s, %s%s",
                item.path(),
                newest.scenario().name(),
                runs.size() == 1 ? "1 run" : runs.size() + " runs",
                calls,
                turns,
                metric,
                ms(values.quantile(0.5)),
                ms(values.quantile(0.95)),
                toTheSecond(newest.startedAt()),
                unusable);
    }

    /** An instant of a run's record without the fraction of its second, which tells nobody anything. */
    static String toTheSecond(String instant) {
        int point = instant.indexOf('.');
        return point < 0 ? instant : instant.substring(0, point) + "Z";
    }

    private static String ms(OptionalDouble us) {
        return us.isEmpty() ? "-" : String.format(Locale.ROOT, "%.0f ms", us.getAsDouble() / 1_000);
    }
}
