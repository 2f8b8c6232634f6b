package io.turngap.cli;

import io.turngap.gate.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
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

    @Test
    void aRunWithoutATurnHasNothingToExplain() throws IOException {
        TestRuns.answered(dir.resolve("run"), 3);
        Path journal = dir.resolve("run/turns.jsonl");
        Files.writeString(journal, "{\"foo\": 1}\n");
        Cli.run("explain", run()).exits(ExitCode.USAGE).says("no turns in", "1 line of the journal", "{\"foo\": 1}");
        Files.writeString(journal, "");
        Cli.run("explain", run()).exits(ExitCode.USAGE).says("an empty file", "one turn a line");
        Files.delete(journal);
        Cli.run("explain", run()).exits(ExitCode.USAGE).says("there is none").hasNoStackTrace();
    }
}
