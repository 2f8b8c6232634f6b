package io.turngap.cli;

import io.turngap.gate.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** Baselines that live in git. */
@Command(
        name = "baseline",
        mixinStandardHelpOptions = true,
        description = {
            "Runs as compact files that fit into git, for --baseline of run, simulate, check and report.",
            "A file holds the milestones of every turn of one run or several, and gives the same verdicts to the digit; no words,",
            "no sound, no address with a secret."
        },
        subcommands = {BaselineSaveCommand.class, BaselineShowCommand.class, BaselineListCommand.class},
        footer = {
            "",
            "Examples:",
            "  turngap baseline save reports/latest",
            "  turngap baseline list",
            "  turngap baseline show reports/latest",
            "  turngap check reports/latest --baseline baselines"
        })
final class BaselineCommand implements Callable<Integer> {

    @CommandLine.Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.PASS.code();
    }
}
