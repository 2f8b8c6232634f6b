package io.turngap.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** One component alone, measured as its user would. */
@Command(
        name = "probe",
        mixinStandardHelpOptions = true,
        description = "Measures one component alone: a language model, a speech synthesis or a speech recognition.",
        subcommands = {ProbeLlmCommand.class, ProbeTtsCommand.class, ProbeSttCommand.class},
        footer = {
            "",
            "Example: turngap probe llm --url http://127.0.0.1:8080/v1/chat/completions --model qwen --gate \"ttft p95 < 400 ms\""
        })
final class ProbeCommand implements Callable<Integer> {

    @CommandLine.Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        return ProbeSession.help(spec);
    }
}
