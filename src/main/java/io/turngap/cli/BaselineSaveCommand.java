package io.turngap.cli;

import io.turngap.gate.BaselineMaker;
import io.turngap.gate.BaselineShelf;
import io.turngap.gate.ExitCode;
import io.turngap.measure.BaselineFile;
import io.turngap.measure.MeasureException;
import io.turngap.measure.RunFolder;
import io.turngap.measure.StoredRun;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Saves runs as a compact baseline. */
@Command(
        name = "save",
        mixinStandardHelpOptions = true,
        description = {
            "Saves a run, or several of one scenario, as a compact baseline: DIR/SCENARIO/NAME.json.",
            "Several runs tell how much runs differ by themselves, which one alone cannot. A run that is invalid or did not",
            "finish is never saved."
        },
        footer = {
            "",
            "Examples:",
            "  turngap baseline save reports/latest",
            "  turngap baseline save reports/latest --append",
            "  turngap baseline save reports/latest --as release-1.4 --dir baselines"
        })
final class BaselineSaveCommand implements Callable<Integer> {

    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    @CommandLine.Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", arity = "1..*", description = "Folders of runs, or compact files.")
    private List<Path> runs;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "main",
            description = "What it is called. Default: ${DEFAULT-VALUE}.")
    private String name;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "baselines",
            description = "Where it is kept. Default: ${DEFAULT-VALUE}.")
    private Path dir;

    @Option(names = "--append", description = "Add to the baseline of this name; without it that is replaced.")
    private boolean append;

    @Option(
            names = "--force",
            description = {
                "Save runs together though what their callers did differs, or where a file stands that is no baseline."
            })
    private boolean force;

    @Override
    public Integer call() {
        if (!name.matches(NAME)) {
            throw new CommandFailure(
                    ExitCode.USAGE.code(),
                    "--as is \"" + name
                            + "\"; a name of up to 64 letters, digits, dots, _ and - is expected, since it names the file. Give one of these.");
        }
        if (BaselineShelf.isShelf(runs.getFirst())) {
            throw new CommandFailure(
                    ExitCode.USAGE.code(),
                    "There is no run in " + runs.getFirst()
                            + "; a run's folder holds run.json and turns.jsonl. Give the folders of the runs one by one.");
        }
        String scenario = BaselineShelf.open(runs.getFirst())
                .records()
                .getFirst()
                .scenario()
                .name();
        String folder = RunFolder.fileName(scenario);
        Path file = (folder.isEmpty() ? dir : dir.resolve(folder)).resolve(name + ".json");
        Optional<BaselineFile> before = standing(file);
        BaselineMaker.Made made = BaselineMaker.of(name, append ? before : Optional.empty(), List.copyOf(runs), force);
        long bytes = made.file().write(file);
        say(file, made, bytes, before);
        return ExitCode.PASS.code();
    }

    private Optional<BaselineFile> standing(Path file) {
        try {
            return BaselineMaker.standing(file);
        } catch (MeasureException foreign) {
            if (force && !append) {
                return Optional.empty();
            }
            throw foreign;
        }
    }

    private void say(Path file, BaselineMaker.Made made, long bytes, Optional<BaselineFile> before) {
        PrintWriter out = spec.commandLine().getOut();
        List<StoredRun> saved = made.file().runs();
        long calls = 0;
        long turns = 0;
        for (StoredRun run : saved) {
            calls += run.counted().counts().getOrDefault("calls", 0L);
            turns += run.counted().counts().getOrDefault("turns", 0L);
        }
        out.println(String.format(
                Locale.ROOT,
                "%s: %s, %d calls, %d turns, %d kB",
                file,
                saved.size() == 1 ? "1 run" : saved.size() + " runs",
                calls,
                turns,
                (bytes + 999) / 1_000));
        if (made.known() > 0) {
            out.println("note: " + made.known() + " of the runs given were in it, or given, already, and count once");
        }
        if (made.dropped() > 0) {
            out.println("note: a baseline holds " + BaselineFile.MOST_RUNS + " runs, so the oldest " + made.dropped()
                    + " were left out");
        }
        for (StoredRun run : saved) {
            run.notes().forEach(note -> out.println("note: " + run.record().runId() + ": " + note));
        }
        if (!append && before.isPresent()) {
            out.println("note: it replaces one of "
                    + before.get().runs().getLast().record().startedAt());
        }
        out.println("Commit it: git add " + ScenarioChoice.quoted(file.toString()));
        out.println("Compare with it: turngap check RUN --baseline " + ScenarioChoice.quoted(file.toString()));
        out.flush();
    }
}
