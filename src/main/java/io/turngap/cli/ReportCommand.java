package io.turngap.cli;

import io.turngap.measure.RunFolder;
import io.turngap.sound.Fixtures;
import io.turngap.sound.SoundException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/** Makes the reports of an old run again, from its journal. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Makes all reports of a run again from its journal; also of a run that was killed.",
        footer = {"", "Example: turngap report reports/latest"})
final class ReportCommand implements Callable<Integer> {

    @CommandLine.Spec
    private CommandSpec spec;

    @Mixin
    private Home home;

    @Mixin
    private Judging judging;

    @Mixin
    private GatlingOption gatling;

    @Parameters(
            paramLabel = "RUN",
            arity = "0..1",
            defaultValue = "reports/" + RunFolder.LATEST,
            description = "The run's folder. Default: ${DEFAULT-VALUE}, the last run made here.")
    private Path run;

    @Override
    public Integer call() {
        judging.placesNoCalls("report");
        RunFolder folder = RunFolder.open(run);
        gatling.render(Home.folder(), folder, spec.commandLine().getOut());
        return new Finish(folder, spec.commandLine().getOut(), texts()).write(folder.read(), judging);
    }

    /** A report reads better with the words of each utterance; without the fixtures it has only their ids. */
    private Map<String, String> texts() {
        try {
            return Home.texts(Fixtures.open(home.fixtures()));
        } catch (SoundException without) {
            return Map.of();
        }
    }
}
