package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.agent.AgentServer;
import io.turngap.agent.AgentTelemetry;
import io.turngap.call.FixtureAcoustics;
import io.turngap.link.Link;
import io.turngap.link.LinkOptions;
import io.turngap.link.Links;
import io.turngap.load.Ceiling;
import io.turngap.load.RunBook;
import io.turngap.load.RunSession;
import io.turngap.measure.Milestone;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord;
import io.turngap.measure.TraceFacts;
import io.turngap.measure.TracedTurn;
import io.turngap.measure.Turn;
import io.turngap.scenario.CheckedScenario;
import io.turngap.scenario.Overrides;
import io.turngap.scenario.ScenarioReader;
import io.turngap.scenario.ScenarioSounds;
import io.turngap.sound.Audibility;
import io.turngap.sound.Fixtures;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundled agent exports its traces to the run that calls it, over loopback. */
class AgentTracesTest {

    @TempDir
    Path dir;

    private Path scenario() throws IOException {
        return Files.writeString(dir.resolve("two-turns.yaml"), """
                scenario: two-turns
                description: Somebody asks two things.
                calls: 2
                concurrency: 2
                ramp_ms: 200
                limits: {settle_ms: 300}
                script:
                  - wait_for: agent_end
                  - say: where-is-my-order
                  - wait_for: agent_end
                  - say: my-order-number-is-four-two-seven-one
                """);
    }

    private Cli.Result run(Path folder, int port, String agent) throws IOException {
        return Cli.run(
                "run",
                scenario().toString(),
                "--agent",
                "openai:" + agent,
                "--otlp-port",
                String.valueOf(port),
                "--out",
                folder.toString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** The clocks are one here, so what both tell of a turn may differ by the uncertainties of both mappings and no more. */
    @Test
    void stagesFromTracesAgreeWithWhatTheProtocolTold() throws IOException {
        RunFolder folder = RunFolder.create(dir.resolve("compared"));
        CheckedScenario checked = ScenarioReader.read(scenario(), Overrides.NONE);
        Fixtures fixtures = Fixtures.open(Path.of("audio-fixtures"));
        Map<String, Turn> told = new HashMap<>();
        RunRecord record;
        try (RunTraces traces = RunTraces.open("0").orElseThrow();
                AgentTelemetry telemetry = AgentTelemetry.to(traces.address());
                AgentServer server = TestAgents.bundled(telemetry);
                Link link = Links.open("openai:" + server.address(), LinkOptions.DEFAULTS)) {
            RunBook book = new RunBook(folder, checked, Instant.now(), "test", "openai-realtime", Map.of());
            RunSession session = new RunSession(folder, checked.scenario(), Optional.empty(), Ceiling.NONE)
                    .watchedBy((result, turns) -> {
                        turns.forEach(turn -> told.put(turn.call() + "/" + turn.turn(), turn));
                        traces.callEnded(
                                folder.name(),
                                result,
                                turns.stream().map(AgentTracesTest::heardOnly).toList());
                    });
            RunSession.Facts facts = session.execute(
                    link,
                    new FixtureAcoustics(fixtures, ScenarioSounds.besides(checked.scenario()), Audibility.STANDARD),
                    book::underway,
                    now -> {});
            record = traces.finish(folder, book.finished(facts), said -> {});
        }
        TraceFacts facts = Objects.requireNonNull(record.traces());
        assertEquals(Map.of("trace id", 2L), facts.callsMatchedBy(), facts.toString());
        assertEquals(0, facts.spansUnmatched() + facts.spansDropped() + facts.milestonesDropped(), facts.toString());
        assertEquals("same clock", facts.clocks().getFirst().state(), facts.toString());
        int compared = 0;
        for (String line : Files.readAllLines(folder.traces())) {
            TracedTurn traced = Cli.JSON.readValue(line, TracedTurn.class);
            Turn turn = told.get(traced.call() + "/" + traced.turn());
            for (Map.Entry<String, Long> placed : traced.milestonesUs().entrySet()) {
                String name = placed.getKey();
                if (turn == null || name.startsWith(Milestone.AGENT_SPEECH_END)) {
                    continue; // The caller, who knows where speech ended, sets the protocol's right.
                }
                assertTrue(turn.at(name).isPresent(), name + " was not told: " + turn);
                long allowed = Objects.requireNonNullElse(turn.uncertaintyUs(), 0L)
                        + Objects.requireNonNull(traced.uncertaintyUs());
                long off = Math.abs(turn.at(name).getAsLong() - placed.getValue());
                assertTrue(off <= allowed, name + " is off by " + off + " µs, more than " + allowed);
                compared++;
            }
        }
        assertTrue(compared >= 20, compared + " milestones were compared: " + told);
    }

    private static Turn heardOnly(Turn turn) {
        Map<String, Long> heard = new LinkedHashMap<>(turn.milestonesUs());
        heard.keySet().retainAll(List.of(Milestone.SPEECH_END, Milestone.FIRST_PACKET, Milestone.FIRST_AUDIBLE));
        return new Turn(
                turn.call(),
                turn.turn(),
                turn.scenario(),
                turn.utterance(),
                turn.voice(),
                turn.noise(),
                turn.outcome(),
                turn.detail(),
                turn.startEpochUs(),
                heard,
                Map.of(),
                turn.bargeIn(),
                turn.deadAirUs(),
                turn.talkOverUs(),
                turn.framesLate(),
                "",
                "",
                List.of(),
                Map.of(),
                null,
                turn.waitedUs());
    }

    @Test
    void claimsStandInTheReportAndTheProtocolsMilestonesStay() throws IOException {
        int port = freePort();
        Path folder = dir.resolve("out");
        Cli.Result result;
        try (AgentTelemetry telemetry = AgentTelemetry.to("http://127.0.0.1:" + port);
                AgentServer server = TestAgents.bundled(telemetry)) {
            result = run(folder, port, server.address());
        }
        assertTrue(result.err().contains("http://127.0.0.1:" + port), result.err());
        JsonNode traces = Cli.JSON.readTree(folder.resolve("run.json").toFile()).path("traces");
        assertEquals(0, traces.path("milestones_filled").asInt(), "the protocol told all of them: " + traces);
        for (String file : List.of("report.html", "summary.md")) {
            assertTrue(
                    Files.readString(folder.resolve(file)).contains("turngap.reply\\_latency")
                            || Files.readString(folder.resolve(file)).contains("turngap.reply_latency"),
                    file + " does not say what the agent claims");
        }
        assertTrue(result.out().contains("turngap.reply_latency"), result.out());
        assertFalse(Files.readString(folder.resolve("traces.jsonl")).contains("order"), "nothing that was said");
    }

    @Test
    void nobodyWaitsWhereNoTracesCome() throws IOException {
        Path folder = dir.resolve("silent");
        try (AgentServer server = TestAgents.bundled()) {
            run(folder, 0, server.address());
        }
        JsonNode traces = Cli.JSON.readTree(folder.resolve("run.json").toFile()).path("traces");
        assertEquals(0, traces.path("exports").asInt());
        assertFalse(Files.exists(folder.resolve("traces.jsonl")));
    }

    @Test
    void aPortThatCannotBeOneIsSaidSoAndNoFolderIsLeft() throws IOException {
        Path folder = dir.resolve("none");
        Path scenario = Path.of("scenarios/01-order-status.yaml");
        for (String port : List.of("70000", "often")) {
            Cli.Result result = Cli.run("run", scenario.toString(), "--otlp-port", port, "--out", folder.toString());
            assertEquals(2, result.code(), result.err());
            assertTrue(result.err().contains("--otlp-port"), result.err());
        }
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            Cli.Result result = Cli.run(
                    "run",
                    scenario.toString(),
                    "--otlp-port",
                    String.valueOf(taken.getLocalPort()),
                    "--out",
                    folder.toString());
            assertEquals(2, result.code(), result.err());
        }
        assertFalse(Files.exists(folder));
    }
}
