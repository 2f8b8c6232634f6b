package io.turngap.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.turngap.explain.Explainer;
import io.turngap.explain.Explanation;
import io.turngap.gate.ExitCode;
import io.turngap.measure.JournalReader;
import io.turngap.measure.RunFolder;
import io.turngap.report.ExplanationText;
import io.turngap.report.TerminalStyle;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what to change first in a run. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Says where a run's time goes, what to change first, and what that would save.",
            "Savings are the run's own turns, computed again with that stage shortened. Works on any run of any agent, as far as its",
            "milestones go."
        },
        footer = {"", "Example: turngap explain reports/latest"})
final class ExplainCommand implements Callable<Integer> {

    @CommandLine.Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "RUN",
            arity = "0..1",
            defaultValue = "reports/" + RunFolder.LATEST,
            description = "The run's folder. Default: ${DEFAULT-VALUE}, the last run made here.")
    private Path run;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Override
    public Integer call() {
        RunFolder folder = RunFolder.open(run);
        PrintWriter out = spec.commandLine().getOut();
        JournalReader.Content journal = folder.readTurns();
        if (journal.turns().isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE.code(), nothing(folder, journal));
        }
        folder.read().probe().ifPresent(kind -> {
            throw new CommandFailure(
                    ExitCode.USAGE.code(),
                    folder.root() + " is a probe of " + kind.title()
                            + " alone; explain reads a run of calls. Its report shows where its time goes: turngap report "
                            + folder.root());
        });
        Explanation explanation =
                Explainer.explain(journal.turns(), folder.read().seed());
        if (json) {
            out.println(json(explanation));
        } else {
            Finish.sampled(folder.read()).ifPresent(note -> out.println("note: " + note));
            journal.problem().ifPresent(problem -> out.println("note: " + problem));
            out.print(ExplanationText.render(explanation, TerminalStyle.of(System.getenv(), Terminal.isOne())));
        }
        out.flush();
        return ExitCode.PASS.code();
    }

    private static String nothing(RunFolder folder, JournalReader.Content journal) {
        String seen = !Files.exists(folder.turns())
                ? "there is none"
                : journal.problem().orElse(journal.tornLastLine() ? "half a line" : "an empty file");
        return "no turns in " + folder.turns() + "; seen: " + seen
                + "; expected: a journal, one turn a line; give the folder of a run that finished a turn";
    }

    private static String json(Explanation explanation) {
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(explanation);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
