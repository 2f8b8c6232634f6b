package io.turngap.cli;

import io.turngap.gate.ExitCode;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord.GateResult;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/** Judges an old run, by its own gates or by others; changes nothing. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Judges a run by its own gates, or by others; writes nothing.",
        footer = {"", "Example: turngap check reports/latest --gate \"ttfa p90 < 900 ms\""})
final class CheckCommand implements Callable<Integer> {

    @CommandLine.Spec
    private CommandSpec spec;

    @Mixin
    private Judging judging;

    @Parameters(
            paramLabel = "RUN",
            arity = "0..1",
            defaultValue = "reports/" + RunFolder.LATEST,
            description = "The run's folder. Default: ${DEFAULT-VALUE}, the last run made here.")
    private Path run;

    @Override
    public Integer call() {
        judging.placesNoCalls("check");
        RunFolder folder = RunFolder.open(run);
        PrintWriter out = spec.commandLine().getOut();
        Finish.Judged judged = new Finish(folder, out, Map.of()).judge(folder.read(), judging);
        for (GateResult gate : judged.record().gates()) {
            out.printf("%-7s %s: %s%n", gate.verdict().wireName().toUpperCase(Locale.ROOT), gate.rule(), gate.reason());
        }
        out.printf(
                "%s: %s%n",
                judged.judgement().verdict().wireName().toUpperCase(Locale.ROOT),
                judged.judgement().reason());
        // Beside what is printed, which another program may read.
        CiNotes.annotate(
                judged.record(),
                judging.unsureFails(),
                System.getenv(),
                spec.commandLine().getErr());
        return ExitCode.of(judged.judgement(), judging.unsureFails()).code();
    }
}
