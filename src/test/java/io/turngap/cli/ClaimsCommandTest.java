package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.gate.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The figures as a user asks for them. */
class ClaimsCommandTest {

    @TempDir
    Path dir;

    @Test
    void aFigureThatDoesNotHoldIsNoFailureAndTheFolderHoldsAllThreeFiles() throws IOException {
        Path out = dir.resolve("out");
        Cli.run("claims", "--only", "f1,F2", "--calls", "20", "--out", out.toString())
                .exits(ExitCode.PASS)
                .says("CANNOT FOLLOW", "200 + 300 + 150 + 100 + 50 = 800 ms", "20 calls a run, seed 1")
                .hasNoStackTrace();
        JsonNode json = Cli.JSON.readTree(out.resolve("claims.json").toFile());
        assertEquals("F1", json.at("/findings/0/id").asText());
        assertEquals("cannot follow", json.at("/findings/0/verdict").asText());
        assertEquals(80, json.at("/findings/1/measurements/0/n").asInt());
        assertTrue(Files.readString(out.resolve("claims.md")).contains("| F2 |"));
        assertTrue(Files.readString(out.resolve("claims.html")).contains("claim-dot"));
    }

    @Test
    void jsonIsAllThatStandsOnStandardOutput() throws IOException {
        Cli.Result result = Cli.run("claims", "--only", "F8", "--calls", "12", "--seed", "5", "--json");
        result.exits(ExitCode.PASS);
        assertEquals(5, Cli.JSON.readTree(result.out()).at("/seed").asLong());
    }

    @Test
    void whatCannotBeAskedIsRefused() {
        Cli.run("claims", "--only", "F17").exits(ExitCode.USAGE).says("\"F17\"", "F1 to F16", "--only F7,F10");
        Cli.run("claims", "--calls", "0").exits(ExitCode.USAGE).says("--calls 0", "1 to 20000");
        Cli.run("claims", "--seed", "-1").exits(ExitCode.USAGE).says("--seed -1");
        Cli.run("claims", "--only", "F1", "--real-time").exits(ExitCode.USAGE).says("F4, F5, F7, F10, F16");
        assertFalse(Files.exists(dir.resolve("out")));
    }
}
