package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.gate.ExitCode;
import io.turngap.measure.RunRecord.Validity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code check --aa}. */
class AaSplitsTest {

    @TempDir
    Path dir;

    private String run(int calls, String... gates) {
        return TestRuns.answered(dir.resolve("run"), calls, gates).toString();
    }

    @Test
    void saysHowOftenTheGatesWouldCryWolfAndHowToReadIt() {
        Cli.run("check", run(80), "--aa", "--splits", "40")
                .exits(ExitCode.PASS)
                .says(
                        "80 calls of the run 20261123-130501-order-status, halved at random 40 times: 40 calls",
                        "ttfa p50 regresses < 10 %",
                        "ttfa p99 regresses < 10 %",
                        "any of them",
                        "At most 5 % is promised",
                        "Not shown: drift");
    }

    @Test
    void theRunsOwnGatesAreAskedAndTheResultCanBeReadByAProgram() throws IOException {
        Cli.Result result = Cli.run(
                        "check",
                        run(40, "ttfa p95 < 800 ms", "ttfa p50 regresses < 5 %"),
                        "--aa",
                        "--splits",
                        "20",
                        "--json")
                .exits(ExitCode.PASS);
        JsonNode json = Cli.JSON.readTree(result.out());
        assertEquals(1, json.get("gates").size());
        assertEquals("ttfa p50 regresses < 5 %", json.at("/gates/0/rule").asText());
        assertEquals(20, json.get("calls_an_arm").asInt());
        assertFalse(json.get("broken").asBoolean());
        assertTrue(json.at("/family/failed_ci95/1").asDouble() > 0);
    }

    @Test
    void ofRunAndBaselineTheOneWithMoreCallsIsSplit() throws IOException {
        Path longer = TestRuns.answered(dir.resolve("before"), 60);
        Path facts = longer.resolve("run.json");
        Files.writeString(facts, Files.readString(facts).replace("20261123-13", "20261123-12"));
        Cli.run("check", run(30), "--aa", "--splits", "10", "--baseline", longer.toString())
                .exits(ExitCode.PASS)
                .says("60 calls of the baseline");
    }

    @Test
    void whatCannotBeSplitIsRefusedWithWhatItLacks() {
        Cli.run("check", run(12), "--aa").exits(ExitCode.INVALID).says("has 12 calls", "needs 20", "at least 8 more");
        Path late = TestRuns.folder(
                dir.resolve("late"),
                true,
                new Validity(false, List.of("frames left late"), Map.of(), Map.of(), null, Map.of(), Map.of()),
                List.of(),
                TestRuns.answers(40));
        Cli.run("check", late.toString(), "--aa").exits(ExitCode.INVALID).says("is invalid (frames left late)");
    }

    @Test
    void optionsThatMakeNoSenseAreAMistake() {
        String run = run(40);
        Cli.run("check", run, "--aa", "--splits", "0").exits(ExitCode.USAGE).says("--splits is 0; 1 to 10000");
        Cli.run("check", run, "--splits", "10").exits(ExitCode.USAGE).says("without --aa");
    }
}
