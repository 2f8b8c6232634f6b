package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.gate.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A simulated run whose journal does not hold all turns: figures are of all of them, and who reads it later is told. */
class SimulateWithoutJournalTest {

    @TempDir
    private Path work;

    @Test
    void gatesAreDecidedByAllTurnsAndEveryReaderIsTold() throws Exception {
        Path run = work.resolve("run");
        Cli.run(
                        "simulate",
                        "scenarios/01-order-status.yaml",
                        "--calls",
                        "300",
                        "--concurrency",
                        "10",
                        "--journal",
                        "none",
                        "--out",
                        run.toString())
                .exits(ExitCode.PASS)
                .says("turns.jsonl holds no turns, as asked");
        assertTrue(Cli.runJson(run).at("/gates/0/value").asDouble() > 0, "the gate has a value");

        Cli.run("check", run.toString()).exits(ExitCode.PASS).says("turns.jsonl holds no turns, as asked");
        String html = Files.readString(run.resolve("report.html"));
        assertTrue(html.contains("1\u202f200 turns") || html.contains("1 200 turns"), "the page counts all turns");
        assertFalse(html.contains(">0 turns in"), "and not those of the journal");
    }
}
