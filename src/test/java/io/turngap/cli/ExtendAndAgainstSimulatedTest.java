package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.gate.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code --against} and {@code --unsure extend} where calls cost nothing. */
class ExtendAndAgainstSimulatedTest {

    @TempDir
    Path dir;

    private String scenario = "";
    private Path out = Path.of("");

    @BeforeEach
    void write() throws IOException {
        out = dir.resolve("out");
        scenario = Files.writeString(dir.resolve("s.yaml"), """
                scenario: s
                calls: 10
                concurrency: 4
                script:
                  - wait_for: agent_end
                  - say: where-is-my-order
                agent: {endpointing: {silence_ms: 400}}
                """).toString();
    }

    private Cli.Result simulate(String... more) {
        List<String> words = new ArrayList<>(List.of("simulate", scenario, "--out", out.toString()));
        words.addAll(List.of(more));
        return Cli.run(words.toArray(String[]::new)).hasNoStackTrace();
    }

    @Test
    void aSlowerEndpointerIsStoppedAndNamed() throws Exception {
        simulate(
                        "--calls", "40",
                        "--against", "bundled",
                        "--set", "agent.endpointing.silence_ms=700",
                        "--gate", "ttfa p50 regresses < 5 %")
                .exits(ExitCode.GATE_FAILED)
                .says("endpointing");
        JsonNode own = Cli.runJson(out);
        JsonNode other = Cli.runJson(out.resolve("against"));
        assertEquals(
                700, own.at("/scenario/effective/agent/endpointing/silence_ms").asInt());
        assertEquals(
                400,
                other.at("/scenario/effective/agent/endpointing/silence_ms").asInt());
        assertEquals(
                "endpointing",
                own.at("/comparison/grew/0/stage").asText(),
                own.path("comparison").toString());
        assertEquals(40, other.at("/scenario/calls").asInt());
        Cli.run("check", out.toString()).exits(ExitCode.GATE_FAILED);
        Cli.run("report", out.toString()).exits(ExitCode.GATE_FAILED).says("simulated by itself");
    }

    @Test
    void theSameAgentTwiceIsTheSameToTheBit() throws Exception {
        simulate("--against", "bundled", "--gate", "ttfa p50 regresses < 5 %").exits(ExitCode.PASS);
        assertEquals(Cli.journal(out), Cli.journal(out.resolve("against")));
    }

    @Test
    void theBaselineHasSettingsOfItsOwn() throws Exception {
        simulate("--against", "bundled", "--against-set", "agent.endpointing.silence_ms=650");
        assertEquals(
                400,
                Cli.runJson(out)
                        .at("/scenario/effective/agent/endpointing/silence_ms")
                        .asInt());
        assertEquals(
                650,
                Cli.runJson(out.resolve("against"))
                        .at("/scenario/effective/agent/endpointing/silence_ms")
                        .asInt());
    }

    @Test
    void anUndecidedRunGoesOnUntilItIsDecidedOrAtItsCeiling() throws Exception {
        Cli.Result result = simulate("--gate", "ttfa p95 < 1030 ms", "--unsure", "extend", "--max-calls", "160");
        JsonNode run = Cli.runJson(out);
        int calls = run.at("/scenario/calls").asInt();
        assertTrue(calls > 10 && calls <= 160, result.out() + result.err());
        assertEquals(calls, Cli.lines(out.resolve("calls.jsonl")));
        String looks = run.at("/environment/looks").asText();
        assertTrue(looks.equals("2 of 3") || looks.equals("3 of 3"), looks);
        result.says("look 1 of 3 after 10 calls").says("look " + looks);
        ExitCode expected = switch (run.path("verdict").asText()) {
            case "pass" -> ExitCode.PASS;
            case "fail" -> ExitCode.GATE_FAILED;
            default -> ExitCode.UNSURE;
        };
        result.exits(expected);
        Cli.run("check", out.toString(), "--unsure", "fail").exits(expected).says("look " + looks);
    }

    @Test
    void whatIsDecidedAtOnceMakesNoFurtherCall() throws Exception {
        simulate("--gate", "ttfa p50 < 20 s", "--unsure", "extend").exits(ExitCode.PASS);
        assertEquals(10, Cli.lines(out.resolve("calls.jsonl")));
        assertEquals("1 of 3", Cli.runJson(out).at("/environment/looks").asText());
    }

    @Test
    void bothSidesGoOnTogether() throws Exception {
        simulate(
                "--against", "bundled",
                "--set", "agent.endpointing.silence_ms=430",
                "--gate", "ttfa p95 regresses < 4 %",
                "--unsure", "extend",
                "--max-calls", "30");
        assertTrue(Cli.runJson(out).at("/environment/looks").asText().endsWith(" of 3"));
        assertEquals(
                Cli.lines(out.resolve("calls.jsonl")),
                Cli.lines(out.resolve("against").resolve("calls.jsonl")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--against-set agent.greeting.text=x | without --against",
                "--against bundled --against-set calls=3 | is no setting of an agent",
                "--against bundled --against-set agent.nonsense=3 | nonsense",
                "--against ws://127.0.0.1:1/ | on a virtual timeline only bundled",
                "--against bundled --baseline . | give one of the two",
                "--against bundled --journal none | all or sample is expected",
                "--against bundled --against-set agent.nonsense=3 | --against-set agent.nonsense=3: unknown key",
                "--max-calls 30 | without --unsure extend",
                "--unsure extend --max-calls 9 | 10 to 10000000 are allowed",
                "--unsure extend --rate 1/s --for 20s | the schedule ends after",
            })
    void whatCannotBeMeantIsRefusedAndLeavesNoFolder(String options, String said) {
        simulate(options.split(" ")).exits(ExitCode.USAGE).says(said);
        assertTrue(Files.notExists(out), "a folder was made");
    }

    @ParameterizedTest
    @CsvSource({"check", "report"})
    void whoPlacesNoCallsCannotExtend(String command) {
        simulate("--calls", "2").exits(ExitCode.PASS);
        Cli.run(command, out.toString(), "--unsure", "extend")
                .exits(ExitCode.USAGE)
                .says("places no calls");
    }
}
