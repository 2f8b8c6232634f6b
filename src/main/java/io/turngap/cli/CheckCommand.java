package io.turngap.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.turngap.gate.ExitCode;
import io.turngap.measure.Comparison;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.GateResult;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Judges an old run, by its own gates or by others; changes nothing. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Judges a run by its own gates, or by others; writes nothing.",
        footer = {
            "",
            "Examples:",
            "  turngap check reports/latest --gate \"ttfa p90 < 900 ms\"",
            "  turngap check reports/latest --baseline baselines --gate \"ttfa p95 regresses < 10 %%\""
        })
final class CheckCommand implements Callable<Integer> {

    private static final ObjectWriter JSON = new ObjectMapper().writerWithDefaultPrettyPrinter();

    @CommandLine.Spec
    private CommandSpec spec;

    @Mixin
    private Judging judging;

    @Mixin
    private AaSplits aa;

    @Parameters(
            paramLabel = "RUN",
            arity = "0..1",
            defaultValue = "reports/" + RunFolder.LATEST,
            description = "The run's folder. Default: ${DEFAULT-VALUE}, the last run made here.")
    private Path run;

    @Option(
            names = "--json",
            description = "Print verdict, gates and the comparison with the baseline as JSON, and nothing else.")
    private boolean json;

    /** What {@code --json} prints. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Result(
            @JsonProperty("run_id") String runId,
            RunRecord.Verdict verdict,
            String reason,
            List<GateResult> gates,
            @Nullable Comparison comparison) {}

    @Override
    public Integer call() throws JsonProcessingException {
        judging.placesNoCalls("check");
        RunFolder folder = RunFolder.open(run);
        PrintWriter out = spec.commandLine().getOut();
        if (aa.asked()) {
            return aa.check(folder, judging, out, json);
        }
        PrintWriter notes = json ? spec.commandLine().getErr() : out;
        Finish.Judged judged = new Finish(folder, notes, Map.of()).judge(folder.read(), judging);
        if (json) {
            RunRecord record = judged.record();
            out.println(JSON.writeValueAsString(new Result(
                    record.runId(),
                    record.verdict(),
                    judged.judgement().reason(),
                    record.gates(),
                    record.comparison())));
        } else {
            print(judged, out);
        }
        out.flush();
        // Beside what is printed, which another program may read.
        CiNotes.annotate(
                judged.record(),
                judging.unsureFails(),
                System.getenv(),
                spec.commandLine().getErr());
        return ExitCode.of(judged.judgement(), judging.unsureFails()).code();
    }

    private static void print(Finish.Judged judged, PrintWriter out) {
        for (GateResult gate : judged.record().gates()) {
            out.printf("%-7s %s: %s%n", gate.verdict().wireName().toUpperCase(Locale.ROOT), gate.rule(), gate.reason());
        }
        out.printf(
                "%s: %s%n",
                judged.judgement().verdict().wireName().toUpperCase(Locale.ROOT),
                judged.judgement().reason());
    }
}
