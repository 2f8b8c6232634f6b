package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.link.ScriptedAgent;
import io.turngap.link.ScriptedAgent.Peer;
import io.turngap.link.ScriptedAgent.Script;
import io.turngap.measure.CallLine;
import io.turngap.measure.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents that go wrong under load: every call has its kind of ending and stands in the journal, and none is lost. */
class AgentUnderLoadRunTest {

    private static final int CALLS = 60;

    private static final String SCENARIO = """
            scenario: loaded-agent
            limits: {connect_ms: 8000, greeting_ms: 300, reply_ms: 1500, call_ms: 9000, settle_ms: 200}
            script:
              - say: {utterance: where-is-my-order, voice: slt}
            """;

    private static final String CLOSED = "calls: 60\nconcurrency: 60\nramp_ms: 1000\n";
    private static final String OPEN = "load: {rate: 60/s, for: 1s, spacing: even}\n";

    @TempDir
    Path dir;

    private Path out() {
        return dir.resolve("out");
    }

    private Cli.Result run(String load, Script script) throws Exception {
        Path scenario = Files.writeString(dir.resolve("a.yaml"), SCENARIO + load);
        try (ScriptedAgent agent = new ScriptedAgent(script)) {
            return Cli.run(
                            "run",
                            scenario.toString(),
                            "--agent",
                            agent.address(),
                            "--otlp-port",
                            "off",
                            "--out",
                            out().toString())
                    .hasNoStackTrace();
        }
    }

    /** Refuses a call, leaves one without an answer, answers one; and so on. */
    private static Script eachThird() {
        AtomicInteger next = new AtomicInteger();
        Script answers = TestAgents.answersAfter(75);
        return peer -> {
            switch (next.getAndIncrement() % 3) {
                case 0 -> refuses(peer);
                case 1 -> stalls(peer);
                default -> answers.play(peer);
            }
        };
    }

    private static void refuses(Peer peer) throws IOException {
        peer.readRequest();
        peer.raw("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nfull");
    }

    private static void stalls(Peer peer) throws Exception {
        peer.openSession();
        peer.drain();
    }

    private Map<String, Integer> endings() throws IOException {
        List<CallLine> lines = new RunFolder(out()).readCalls();
        assertEquals(
                IntStream.range(0, CALLS).boxed().toList(),
                lines.stream().map(CallLine::call).sorted().toList(),
                "every call has one line");
        return lines.stream().collect(Collectors.toMap(CallLine::ending, line -> 1, Integer::sum, TreeMap::new));
    }

    private Map<String, Long> outcomes() throws IOException {
        List<JsonNode> turns = Cli.journal(out());
        assertEquals(
                CALLS,
                turns.stream().map(turn -> turn.path("call").asInt()).distinct().count(),
                "every call stands in the journal");
        assertEquals(
                turns.size(),
                turns.stream()
                        .map(turn -> turn.path("call") + "/" + turn.path("turn"))
                        .distinct()
                        .count(),
                "no two lines for one turn");
        return turns.stream()
                .collect(Collectors.groupingBy(turn -> turn.path("outcome").asText(), Collectors.counting()));
    }

    @Test
    void answersEachThirdOfManyAtOnce() throws Exception {
        run(CLOSED, eachThird()).says("refused 20");
        assertEquals(Map.of("refused", 20, "hung_up", 40), endings());
        Map<String, Long> outcomes = outcomes();
        assertEquals(20, outcomes.get("error"), outcomes::toString);
        assertEquals(20, outcomes.get("answered"), outcomes::toString);
        JsonNode json = Cli.runJson(out());
        assertEquals(CALLS, json.at("/counts/calls").asInt());
        assertEquals(20, json.at("/counts/failed_calls").asInt());
        assertTrue(json.path("complete").asBoolean());
    }

    /** Of a schedule it treats each third call so; and those that come after the first 30 it resets half a second after it took them. */
    @Test
    void answersEachThirdOfAScheduleAndThenResetsAll() throws Exception {
        AtomicInteger next = new AtomicInteger();
        Script eachThird = eachThird();
        run(OPEN, peer -> {
                    if (next.getAndIncrement() < 30) {
                        eachThird.play(peer);
                    } else {
                        peer.openSession();
                        TestAgents.hear(peer, 25);
                        peer.reset();
                    }
                })
                .says("broken 30");
        assertEquals(Map.of("broken", 30, "refused", 10, "hung_up", 20), endings());
        Map<String, Long> outcomes = outcomes();
        assertEquals(10, outcomes.get("answered"), outcomes::toString);
        List<CallLine> failed = new RunFolder(out())
                .readCalls().stream().filter(CallLine::failed).toList();
        assertEquals(40, failed.size());
        assertFalse(failed.stream().anyMatch(line -> line.detail().isEmpty()), "each says why");
    }
}
