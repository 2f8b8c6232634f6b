package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.agent.AgentServer;
import io.turngap.gate.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that call two agents, over loopback. */
class AgainstRunTest {

    /** Patient with a busy machine: what is tested here is not how late it was. */
    private static final String BUDGETS =
            "load: {budgets: {frame_lateness_p99_ms: 2000, frame_lateness_p999_ms: 4000, frame_lateness_max_ms: 8000,"
                    + " arrival_lateness_p99_ms: 5000}}\n";

    /** Nobody takes calls there. */
    private static final String NOBODY = "ws://127.0.0.1:1/v1/realtime";

    private static final String IN_THE_ADDRESS = "hush-77x";

    @TempDir
    Path dir;

    private void isInNoFile(String secret) throws IOException {
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertFalse(
                        Files.readString(file, StandardCharsets.ISO_8859_1).contains(secret),
                        () -> secret + " stands in " + file);
            }
        }
    }

    private Path scenario(String more) throws IOException {
        return Files.writeString(dir.resolve("one-turn.yaml"), """
                scenario: one-turn
                calls: 3
                concurrency: 6
                ramp_ms: 200
                limits: {settle_ms: 300}
                script:
                  - wait_for: agent_end
                  - say: where-is-my-order
                gates:
                  - missed <= 90 %
                """ + BUDGETS + more);
    }

    private static Set<Integer> calls(Path folder) throws IOException {
        return Cli.journal(folder).stream()
                .map(turn -> turn.path("call").asInt())
                .collect(Collectors.toSet());
    }

    @Test
    void bothAgentsAreCalledWithTheSameCallsAndEachSideIsARunInItself() throws Exception {
        Path out = dir.resolve("out");
        try (AgentServer candidate = TestAgents.bundled();
                AgentServer baseline = TestAgents.bundled()) {
            Cli.Result result = Cli.run(
                    "run",
                    scenario("").toString(),
                    "--agent",
                    candidate.address(),
                    "--against",
                    baseline.address() + "?api_key=" + IN_THE_ADDRESS,
                    "--out",
                    out.toString());
            result.hasNoStackTrace();
            assertFalse((result.out() + result.err()).contains(IN_THE_ADDRESS), result.err());
            isInNoFile(IN_THE_ADDRESS);
            JsonNode own = Cli.runJson(out);
            Path side = out.resolve("against");
            JsonNode other = Cli.runJson(side);
            assertEquals(Set.of(0, 1, 2), calls(out), result.out());
            assertEquals(Set.of(0, 1, 2), calls(side));
            assertEquals(candidate.address(), own.at("/agent/address").asText());
            assertEquals(baseline.address(), other.at("/agent/address").asText());
            assertEquals(own.path("validity"), other.path("validity"), "both share one instrument");
            assertEquals(6, own.at("/validity/arrival_lateness_us/n").asInt(), "it counted the calls of both");
            assertEquals("out-against", other.path("run_id").asText());
            for (String file : List.of("report.html", "junit.xml", "summary.md", "latency.hlog", "calls.jsonl")) {
                assertTrue(Files.exists(side.resolve(file)), file);
            }
            assertEquals(
                    List.of("missed <= 90 %", "ttfa p95 regresses < 10 %"),
                    own.path("gates").findValuesAsText("rule"));
            assertEquals(List.of("missed <= 90 %"), other.path("gates").findValuesAsText("rule"));
            Cli.exitsUnlessInvalid(ExitCode.PASS, result, out);
            if (own.at("/validity/valid").asBoolean()) {
                assertEquals("interleaved", own.at("/comparison/design").asText());
                assertTrue(own.at("/definitions/baseline").asText().contains("in pairs within this run"));
                assertFalse(own.at("/definitions/baseline").asText().contains("drift"), "drift is what pairs are for");
                Cli.run("check", out.toString()).exits(ExitCode.PASS).says("regresses", "needs 10 calls");
                Cli.run("report", side.toString()).exits(ExitCode.PASS).says("one-turn");
            }
        }
        Cli.run("check", out.toString(), "--baseline", dir.toString())
                .exits(ExitCode.USAGE)
                .says("in pairs within the run", "leave --baseline out");
    }

    @Test
    void furtherCallsAreMadeOnBothAndTheSameVerdictStandsLater() throws Exception {
        Path out = dir.resolve("out");
        Cli.Result result;
        try (AgentServer candidate = TestAgents.bundled();
                AgentServer baseline = TestAgents.bundled()) {
            result = Cli.run(
                    "run",
                    scenario("").toString(),
                    "--calls",
                    "2",
                    "--gate",
                    "missed <= 30 %",
                    "--unsure",
                    "extend",
                    "--max-calls",
                    "3",
                    "--agent",
                    candidate.address(),
                    "--against",
                    baseline.address(),
                    "--out",
                    out.toString());
        }
        result.hasNoStackTrace();
        Cli.exitsUnlessInvalid(ExitCode.UNSURE, result, out);
        if (Cli.runJson(out).at("/validity/valid").asBoolean()) {
            result.says("look 1 of 3 after 2 calls: undecided for want of calls; making 1 more", "look 2 of 3 after 3");
            for (Path side : List.of(out, out.resolve("against"))) {
                assertEquals(Set.of(0, 1, 2), calls(side));
                JsonNode run = Cli.runJson(side);
                assertEquals(3, run.at("/scenario/calls").asInt());
                assertEquals("2 of 3", run.at("/environment/looks").asText());
                assertTrue(run.path("complete").asBoolean());
            }
            JsonNode gates = Cli.runJson(out).path("gates");
            Cli.Result later = Cli.run("check", out.toString(), "--unsure", "fail", "--json");
            later.exits(ExitCode.UNSURE);
            assertEquals(gates, Cli.JSON.readTree(later.out()).path("gates"));
        }
    }

    @ParameterizedTest
    @CsvSource({"false, the baseline", "true, the candidate"})
    void anAgentThatIsNotThereIsNamed(boolean candidateIsAway, String said) throws Exception {
        Path out = dir.resolve("out");
        try (AgentServer agent = TestAgents.bundled()) {
            Cli.Result result = Cli.run(
                    "run",
                    scenario("").toString(),
                    "--calls",
                    "12",
                    "--concurrency",
                    "12",
                    "--agent",
                    candidateIsAway ? NOBODY : agent.address(),
                    "--against",
                    candidateIsAway ? agent.address() : NOBODY,
                    "--out",
                    out.toString());
            result.exits(ExitCode.UNREACHABLE).hasNoStackTrace().says(said, "127.0.0.1:1", "12 of 12 calls failed");
        }
        Cli.run("check", out.toString()).exits(ExitCode.UNREACHABLE);
        Path away = candidateIsAway ? out : out.resolve("against");
        Path there = candidateIsAway ? out.resolve("against") : out;
        assertEquals(1, Cli.runJson(away).at("/rates/failed_calls").asDouble());
        assertEquals(0, Cli.runJson(there).at("/rates/failed_calls").asDouble(), "it is no fault of the other's");
    }
}
