package io.turngap.cli;

import io.turngap.scenario.ScenarioTemplates;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes what a project needs to begin with: a first scenario and a CI workflow that runs it. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = "Writes a first scenario and a CI workflow into a project; overwrites nothing.",
        footer = {"", "Example: turngap init --ci github"})
final class InitCommand implements Callable<Integer> {

    @CommandLine.Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            defaultValue = ".",
            description = "The project; default: this folder.")
    private Path project;

    @Option(
            names = "--ci",
            paramLabel = "github|gitlab",
            defaultValue = "GITHUB",
            description = "Whose workflow is written. Default: github.")
    private ScenarioTemplates.Ci ci;

    @Option(names = "--force", description = "Overwrite files that are there.")
    private boolean force;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        ScenarioTemplates.write(project, ci, force).forEach(file -> out.println("wrote " + file));
        out.println("next: turngap run " + project.resolve("scenarios/first-call.yaml"));
        return 0;
    }
}
