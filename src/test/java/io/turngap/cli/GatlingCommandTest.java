package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.agent.AgentServer;
import io.turngap.gate.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls inside a Gatling simulation. */
class GatlingCommandTest {

    private static final String SIMULATION = """
            import static io.gatling.javaapi.core.CoreDsl.*;
            import static io.turngap.gatling.Turngap.turngap;
            import io.gatling.javaapi.core.Simulation;
            public class TwoCalls extends Simulation {
                {
                    setUp(scenario("short").exec(turngap("%s").agent("%s").out("%s")).injectOpen(atOnceUsers(2)))
                            .assertions(
                                    details("ttfa").requestsPerSec().gt(0.0),
                                    details("connect").allRequests().count().is(2L),
                                    details("ttfa").responseTime().max().lt(1));
                }
            }
            """;

    private static final String SCENARIO = """
            scenario: short
            script:
              - wait_for: agent_end
              - say: where-is-my-order.slt
            """;

    @TempDir
    private Path work;

    @Test
    void virtualUsersCallAndTheJournalIsOurs() throws Exception {
        Path scenario = Files.writeString(work.resolve("short.yaml"), SCENARIO);
        Path run = work.resolve("run");
        try (AgentServer agent = TestAgents.bundled()) {
            Path simulation = Files.writeString(
                    work.resolve("TwoCalls.java"), SIMULATION.formatted(scenario, agent.address(), run));
            Path log = work.resolve("log");
            Process gatling = Cli.start(
                    log,
                    Map.of(),
                    "gatling",
                    simulation.toString(),
                    "--results",
                    work.resolve("results").toString());

            assertTrue(gatling.waitFor(90, TimeUnit.SECONDS), "Gatling did not end");

            String said = Files.readString(log);
            assertEquals(ExitCode.GATE_FAILED.code(), gatling.exitValue(), said);
            assertTrue(said.contains("connect: count of all events is 2.0 : true"), said);
            assertTrue(said.contains("turngap report " + run), said);
        }
        List<Integer> calls = Cli.journal(run).stream()
                .map(turn -> turn.get("call").asInt())
                .distinct()
                .sorted()
                .toList();
        assertEquals(List.of(0, 1), calls);
        assertEquals(2, Cli.lines(run.resolve("calls.jsonl")));
        assertTrue(Cli.runJson(run).get("complete").asBoolean());
        Cli.run("report", run.toString()).says("  ttfa ", "2 calls");
        try (Stream<Path> charts = Files.walk(work.resolve("results"))) {
            assertTrue(charts.anyMatch(file -> file.endsWith("index.html")), "Gatling made its page");
        }
    }

    @Test
    void aSimulationThatDoesNotCompileIsSaidByItsLine() throws Exception {
        Path simulation =
                Files.writeString(work.resolve("Broken.java"), "public class Broken {\n  int x = \"one\";\n}\n");

        Cli.run("gatling", simulation.toString())
                .exits(ExitCode.USAGE)
                .says("does not compile", "line 2")
                .hasNoStackTrace();
    }

    @Test
    void aFileThatIsNotThereIsSaid() {
        Cli.run("gatling", work.resolve("None.java").toString())
                .exits(ExitCode.USAGE)
                .says("is not there", "PeakCalls.java")
                .hasNoStackTrace();
    }
}
