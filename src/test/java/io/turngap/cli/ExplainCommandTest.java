package io.turngap.cli;

import io.turngap.gate.ExitCode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainCommandTest {

    @TempDir
    private Path dir;

    private String run() {
        return dir.resolve("run").toString();
    }

    @Test
    void aRunOfAStrangersAgentIsExplainedAsFarAsItIsSeen() {
        TestRuns.answered(dir.resolve("run"), 80);
        Cli.run("explain", run())
                .exits(ExitCode.PASS)
                .says("80 turns of 80 calls, TTFA P50 539 ms", "unattributed", "cannot be judged");
    }

    @Test
    void theSameAsJsonForPrograms() {
        TestRuns.answered(dir.resolve("run"), 80);
        Cli.run("explain", run(), "--json").exits(ExitCode.PASS).says("\"turns\" : 80", "\"unseen\" : [");
    }

    @Test
    void aFolderThatIsNoRunIsRefused() {
        Cli.run("explain", dir.resolve("none").toString()).exits(ExitCode.USAGE);
    }
}
