package io.turngap.cli;

import io.turngap.gate.ExitCode;
import io.turngap.gatling.GatlingJvm;
import io.turngap.gatling.GatlingMain;
import io.turngap.measure.RunFolder;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Gatling's own page beside ours, for those who are used to it. */
final class GatlingOption {

    @Option(
            names = "--gatling",
            description = {
                "Also render Gatling's charts of the run, to gatling/index.html in its folder. Its percentiles are approximate:",
                "those of report.html are what counts."
            })
    private boolean gatling;

    /**
     * Before a run: a page that cannot be made is refused while nothing was measured.
     *
     * @throws CommandFailure when Gatling is not there
     */
    void check(Path home) {
        if (gatling) {
            try {
                GatlingJvm.check(home);
            } catch (GatlingJvm.Missing missing) {
                throw new CommandFailure(ExitCode.USAGE.code(), "--gatling: " + missing.getMessage());
            }
        }
    }

    /** After a run, or of an old one: a page that cannot be made costs the page, and is said. */
    void render(Path home, RunFolder run, PrintWriter out) {
        if (!gatling) {
            return;
        }
        try {
            GatlingJvm.Result result = GatlingJvm.render(home, run.root());
            Path page = run.root().resolve(GatlingMain.FOLDER).resolve("index.html");
            out.println(
                    result.code() == 0
                            ? "Gatling's charts: " + page
                                    + " (its percentiles are approximate; those of report.html are what counts)"
                            : "note: Gatling's charts could not be made (exit code " + result.code() + "): "
                                    + lastLine(result.said()));
        } catch (GatlingJvm.Missing missing) {
            out.println("note: Gatling's charts could not be made: " + missing.getMessage());
        }
    }

    private static String lastLine(String text) {
        String[] lines = text.strip().split("\n");
        return lines[lines.length - 1].strip();
    }
}
