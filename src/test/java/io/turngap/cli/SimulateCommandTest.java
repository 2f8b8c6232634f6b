package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.gate.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A simulated run leaves what a run leaves, and says of everything in it that it was drawn. */
class SimulateCommandTest {

    @TempDir
    Path dir;

    private Cli.Result simulate(String scenario, String... options) {
        List<String> args = new ArrayList<>(List.of(
                "simulate", "scenarios/" + scenario, "--out", dir.resolve("out").toString()));
        args.addAll(List.of(options));
        return Cli.run(args.toArray(String[]::new));
    }

    @Test
    void theFolderIsThatOfARunAndNothingInItPassesForMeasured() throws IOException {
        simulate("01-order-status.yaml", "--calls", "40", "--concurrency", "10")
                .exits(ExitCode.PASS)
                .says("not simulated: agent.stt.engine auto", "40 calls took", "on the virtual timeline")
                .hasNoStackTrace();

        for (String file :
                List.of("run.json", "turns.jsonl", "latency.hlog", "report.html", "junit.xml", "summary.md")) {
            assertTrue(Files.size(dir.resolve("out").resolve(file)) > 0, file);
        }
        assertFalse(Files.exists(dir.resolve("out/recordings")));
        JsonNode run = Cli.JSON.readTree(dir.resolve("out/run.json").toFile());
        assertEquals("bundled, simulated", run.at("/agent/address").asText());
        assertTrue(run.at("/environment/clock").asText().startsWith("virtual"), run.toString());
        assertTrue(run.at("/environment/not simulated").asText().contains("tts"), run.toString());
        assertEquals(
                List.of("endpointing", "llm", "stt", "tool", "tts"),
                Cli.JSON.convertValue(run.at("/agent/modelled"), List.class));
        assertTrue(run.at("/validity/valid").asBoolean(), run.toString());
        assertTrue(run.at("/validity/frame_lateness_us").isEmpty(), "no frame was sent that could be late");
        assertEquals(160, run.at("/metrics/ttfa/n").asInt());
    }

    @Test
    void aGateThatFailsFailsTheCommandAndASettingMovesTheResult() {
        simulate("01-order-status.yaml", "--gate", "ttfa p50 < 300 ms", "--calls", "40")
                .exits(ExitCode.GATE_FAILED);
    }

    @Test
    void aHesitatingCallerIsCutOffHereToo() {
        simulate("03-hesitation.yaml", "--calls", "40")
                .exits(ExitCode.GATE_FAILED)
                .says("false_cut_off");
    }

    @Test
    void callsThatComeOnTheirOwnHaveNoConcurrency() {
        simulate("01-order-status.yaml", "--rate", "5/s", "--concurrency", "3")
                .exits(ExitCode.USAGE)
                .says("--rate", "--concurrency", "remove one");
        simulate("01-order-status.yaml", "--rate", "often")
                .exits(ExitCode.USAGE)
                .says("\"often\"", "--rate 5/s");
        assertFalse(Files.exists(dir.resolve("out")), "a folder was left behind");
        simulate("01-order-status.yaml", "--rate", "5/s", "--calls", "50")
                .exits(ExitCode.PASS)
                .hasNoStackTrace();
    }

    @Test
    void aWrongSettingIsSaidWithItsPlace() {
        simulate("01-order-status.yaml", "--set", "agent.endpointing.silence_ms=soon")
                .exits(ExitCode.USAGE)
                .says("silence_ms", "soon")
                .hasNoStackTrace();
    }
}
