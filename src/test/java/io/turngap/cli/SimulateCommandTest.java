package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.gate.ExitCode;
import io.turngap.load.Arrivals;
import io.turngap.measure.CallLine;
import io.turngap.measure.RunFolder;
import io.turngap.scenario.LoadPhase;
import io.turngap.scenario.LoadPlan;
import io.turngap.scenario.Overrides;
import io.turngap.scenario.Scenario;
import io.turngap.scenario.ScenarioReader;
import io.turngap.time.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
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
                .says("\"often\"", "--rate often", "2/s");
        assertFalse(Files.exists(dir.resolve("out")), "a folder was left behind");
        simulate("01-order-status.yaml", "--rate", "5/s", "--calls", "50")
                .exits(ExitCode.PASS)
                .hasNoStackTrace();
    }

    @Test
    void callsComeByTheScheduleThatARunWouldHave() throws IOException {
        simulate("01-order-status.yaml", "--rate", "2/s", "--for", "1m", "--ramp", "10s", "--seed", "5")
                .exits(ExitCode.PASS)
                .hasNoStackTrace();
        JsonNode run = Cli.JSON.readTree(dir.resolve("out/run.json").toFile());
        assertEquals(
                "--rate 2/s --for 1m --ramp 10s", run.at("/environment/options").asText());
        assertEquals(
                "by a schedule (Poisson): from 0/s to 2/s in 10 s, then 2/s for 60 s",
                run.at("/environment/arrivals").asText());
        Scenario scenario = ScenarioReader.read(
                        Path.of("scenarios/01-order-status.yaml"),
                        Overrides.set(List.of("seed=5")))
                .scenario();
        LoadPlan plan = new LoadPlan(
                List.of(new LoadPhase.Ramp(0, 2, 10_000, true), new LoadPhase.Constant(2, 60_000, true)));
        Arrivals expected = Arrivals.of(plan, new Seeds(scenario.seed()));
        List<CallLine> calls = RunFolder.open(dir.resolve("out")).readCalls().stream()
                .sorted(Comparator.comparingInt(CallLine::call))
                .toList();
        assertEquals(run.at("/scenario/calls").asInt(), calls.size());
        assertTrue(calls.size() > 80 && calls.size() < 180, "calls: " + calls.size());
        for (CallLine call : calls) {
            assertEquals(expected.startNanos(call.call()) / 1_000, call.dueEpochUs(), "call " + call.call());
            assertEquals(call.dueEpochUs(), call.startEpochUs());
            assertTrue(call.endEpochUs() > call.startEpochUs());
        }
        assertEquals(Arrivals.NO_MORE, expected.startNanos(calls.size()));
        String page = Files.readString(dir.resolve("out/report.html"));
        assertFalse(page.contains("--concurrency"), "the command that makes this run again has no calls at once");
        assertTrue(page.contains("--rate 2/s --for 1m --ramp 10s"), "nor is its rate missing");
    }

    @Test
    void callsComeAsAFileSays() throws IOException {
        Path trace = Files.writeString(dir.resolve("day.csv"), "start\n0\n0.5\n7\n");
        simulate("01-order-status.yaml", "--arrivals", trace.toString()).hasNoStackTrace();
        assertEquals(
                List.of(0L, 500_000L, 7_000_000L),
                RunFolder.open(dir.resolve("out")).readCalls().stream()
                        .map(CallLine::dueEpochUs)
                        .sorted()
                        .toList());
        Files.writeString(trace, "start\n0\nlate\n");
        simulate("01-order-status.yaml", "--arrivals", trace.toString())
                .exits(ExitCode.USAGE)
                .says("day.csv:3:1", "not a start", "\"late\"")
                .hasNoStackTrace();
    }

    @Test
    void aScheduleWithTooManyCallsOrNoneIsRefused() {
        simulate("01-order-status.yaml", "--rate", "1000/s", "--for", "1d")
                .exits(ExitCode.USAGE)
                .says("more than 10000000 calls", "--calls 10000000");
        simulate("01-order-status.yaml", "--rate", "1/h", "--for", "1ms")
                .exits(ExitCode.USAGE)
                .says("holds no call", "raise its rate");
        assertFalse(Files.exists(dir.resolve("out")), "a folder was left behind");
    }

    @Test
    void aWrongSettingIsSaidWithItsPlace() {
        simulate("01-order-status.yaml", "--set", "agent.endpointing.silence_ms=soon")
                .exits(ExitCode.USAGE)
                .says("silence_ms", "soon")
                .hasNoStackTrace();
    }
}
