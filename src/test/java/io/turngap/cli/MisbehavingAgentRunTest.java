package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.gate.ExitCode;
import io.turngap.link.ScriptedAgent;
import io.turngap.link.ScriptedAgent.Peer;
import io.turngap.link.ScriptedAgent.Script;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever an agent does, the run ends with a verdict, the other calls go on, and what was measured is kept. */
class MisbehavingAgentRunTest {

    /** Speech of about 1.2 s; the good agents below answer 2 s into the call. */
    private static final String SCENARIO = """
            scenario: bad-agent
            ramp_ms: 1100
            limits: {connect_ms: 1000, greeting_ms: 300, reply_ms: 2000, call_ms: 6000, settle_ms: 200}
            script:
              - say: {utterance: where-is-my-order, voice: slt}
            """;

    private static final int ANSWER_FRAME = 90;

    @TempDir
    Path dir;

    private Cli.Result run(String address, int calls) throws IOException {
        return run(address, calls, List.of("--concurrency", Integer.toString(calls)));
    }

    private Cli.Result run(String address, int calls, List<String> options) throws IOException {
        Path scenario = Files.writeString(dir.resolve("bad-agent.yaml"), SCENARIO);
        List<String> args = new ArrayList<>(List.of("run", scenario.toString(), "--agent", address));
        args.addAll(List.of("--out", dir.resolve("out").toString(), "--calls", Integer.toString(calls)));
        args.addAll(options);
        return Cli.run(args.toArray(String[]::new)).hasNoStackTrace();
    }

    /** One call a script. */
    private Cli.Result run(List<Script> scripts) throws Exception {
        AtomicInteger next = new AtomicInteger();
        try (ScriptedAgent agent =
                new ScriptedAgent(peer -> scripts.get(next.getAndIncrement()).play(peer))) {
            return run(agent.address(), scripts.size());
        }
    }

    private static void refuses(Peer peer) throws IOException {
        peer.readRequest();
        peer.raw("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nfull");
    }

    private static void closesHalfWay(Peer peer) throws Exception {
        peer.openSession();
        TestAgents.hear(peer, 30);
        peer.close(1011, "out of cheese");
    }

    private static void breaksHalfWay(Peer peer) throws Exception {
        peer.openSession();
        TestAgents.hear(peer, 30);
        peer.reset();
    }

    private static void sendsGarbage(Peer peer) throws Exception {
        peer.openSession();
        for (int i = 0; i < 200; i++) {
            peer.text("{garbage");
        }
        peer.drain();
    }

    private static void sendsSomeRubbishAndAnswers(Peer peer) throws Exception {
        peer.openSession();
        peer.text("{garbage");
        peer.text(TestAgents.delta("AB!="));
        peer.frame(0x82, new byte[640]);
        TestAgents.hear(peer, ANSWER_FRAME);
        TestAgents.reply(peer);
        peer.drain();
    }

    private static void neverAnswersTheHandshake(Peer peer) throws Exception {
        peer.readRequest();
        peer.drain();
    }

    private static void neverReplies(Peer peer) throws Exception {
        peer.openSession();
        peer.drain();
    }

    /** Eleven minutes of sound at once. */
    private static void floods(Peer peer) throws Exception {
        peer.openSession();
        TestAgents.hear(peer, ANSWER_FRAME);
        String second = TestAgents.delta(TestAgents.tone(1_000));
        for (int i = 0; i < 660; i++) {
            peer.text(second);
        }
        peer.drain();
    }

    /** Half an hour is said, half a minute at a time. */
    private static void answersWithoutEnd(Peer peer) throws Exception {
        peer.openSession();
        TestAgents.hear(peer, ANSWER_FRAME);
        for (int i = 0; i < 30; i++) {
            peer.text(TestAgents.delta(TestAgents.tone(1_000)));
        }
        peer.drain();
    }

    @Test
    void badCallsEndWithANameAndTheOthersGoOn() throws Exception {
        Script good = TestAgents.answersAfter(ANSWER_FRAME);
        Cli.Result result = run(List.of(
                good,
                MisbehavingAgentRunTest::refuses,
                MisbehavingAgentRunTest::closesHalfWay,
                MisbehavingAgentRunTest::breaksHalfWay,
                MisbehavingAgentRunTest::sendsGarbage,
                MisbehavingAgentRunTest::sendsSomeRubbishAndAnswers,
                MisbehavingAgentRunTest::neverAnswersTheHandshake,
                MisbehavingAgentRunTest::neverReplies,
                MisbehavingAgentRunTest::floods,
                MisbehavingAgentRunTest::answersWithoutEnd,
                good));
        result.says(
                "agent_closed=1",
                "broken=1",
                "flooded=1",
                "hung_up=1",
                "protocol=1",
                "refused=1",
                "unreachable=1",
                "503 Service Unavailable",
                "out of cheese");
        // Which call met which script is the scheduler's business; how many of each there are is not.
        Set<Integer> failed = calls("error");
        assertEquals(7, failed.size());
        assertEquals(1, calls("missed").size());
        assertEquals(
                3,
                calls("answered").stream()
                        .filter(call -> !failed.contains(call))
                        .count());
        for (JsonNode turn : turns("error")) {
            assertFalse(turn.path("detail").asText().isEmpty(), turn.toString());
        }
        JsonNode flooded = turns("error").stream()
                .filter(turn -> turn.path("detail").asText().contains("waited to be played"))
                .findFirst()
                .orElseThrow();
        assertTrue(flooded.at("/milestones_us/first_audible").isNumber(), "what was heard before is kept: " + flooded);
        assertEquals(
                Cli.journal(dir.resolve("out")).size(),
                Cli.journal(dir.resolve("out")).stream()
                        .map(turn -> turn.path("call") + "/" + turn.path("turn"))
                        .distinct()
                        .count(),
                "no two lines for one turn");
        JsonNode json = Cli.runJson(dir.resolve("out"));
        assertEquals(11, json.at("/counts/calls").asInt());
        assertEquals(7, json.at("/counts/failed_calls").asInt());
        assertTrue(json.path("complete").asBoolean());
        Cli.exitsUnlessInvalid(ExitCode.UNREACHABLE, result, dir.resolve("out"));
    }

    @Test
    void nobodyListens() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = socket.getLocalPort();
        }
        run("ws://127.0.0.1:" + port + "/", 3)
                .exits(ExitCode.UNREACHABLE)
                .says("unreachable=3", "refused", "127.0.0.1:" + port, "No caller of this run heard a reply");
        assertEquals("invalid", Cli.runJson(dir.resolve("out")).path("verdict").asText());
        assertEquals(Set.of(0, 1, 2), calls("error"));
    }

    @Test
    void everyCallIsRefused() throws Exception {
        run(List.of(MisbehavingAgentRunTest::refuses, MisbehavingAgentRunTest::refuses))
                .exits(ExitCode.UNREACHABLE)
                .says("refused=2", "503 Service Unavailable", "full");
    }

    @Test
    void theRestIsNotTriedWhenNobodyIsThere() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = socket.getLocalPort();
        }
        run("ws://127.0.0.1:" + port + "/", 500, List.of("--concurrency", "2"))
                .exits(ExitCode.UNREACHABLE)
                .says("calls in a row found no agent, so the rest were not tried");
        assertEquals(500, Cli.lines(dir.resolve("out/turns.jsonl")), "every call that was asked for counts");
        assertTrue(turns("error").stream()
                .anyMatch(turn -> turn.path("detail").asText().startsWith("not tried")));
    }

    @Test
    void theRestIsNotTriedWhenTheAgentSaysThatItIsTooMuch() throws Exception {
        try (ScriptedAgent agent = new ScriptedAgent(peer -> {
            peer.openSession();
            peer.text(
                    "{\"type\":\"error\",\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"no more today\"}}");
            peer.close(1008, "rate limit");
            peer.drain();
        })) {
            run(agent.address(), 200, List.of("--concurrency", "4"))
                    .exits(ExitCode.UNREACHABLE)
                    .says(
                            "10 calls in a row met the agent's limit on how much may be asked of it, so the rest were not tried",
                            "no more today",
                            "make fewer calls at once");
        }
        assertEquals(200, Cli.lines(dir.resolve("out/turns.jsonl")), "every call that was asked for counts");
    }

    @Test
    void aHookHereThatSendsCallsElsewhereNeedsLeave() throws Exception {
        String body = "<Response><Connect><Stream url='wss://no-such-host.invalid/media'/></Connect></Response>";
        try (ScriptedAgent hook = new ScriptedAgent(peer -> {
            peer.readRequest();
            peer.raw("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        })) {
            String address = "twilio:http://127.0.0.1:" + hook.port() + "/voice";
            run(address, 1).exits(ExitCode.UNREACHABLE).says("wss://no-such-host.invalid/media", "--max-calls");
            run(address, 2, List.of("--max-calls", "1")).exits(ExitCode.USAGE).says("wherever it sends calls");
            Path scenario = dir.resolve("bad-agent.yaml");
            String again = dir.resolve("again").toString();
            Cli.run("run", scenario.toString(), "--agent", address, "--calls", "1", "--max-calls", "1", "--out", again)
                    .exits(ExitCode.UNREACHABLE)
                    .says("no host of the name");
        }
    }

    private List<JsonNode> turns(String outcome) throws IOException {
        return Cli.journal(dir.resolve("out")).stream()
                .filter(turn -> turn.path("outcome").asText().equals(outcome))
                .toList();
    }

    /** Calls that have a turn of this outcome. */
    private Set<Integer> calls(String outcome) throws IOException {
        return turns(outcome).stream().map(turn -> turn.path("call").asInt()).collect(Collectors.toSet());
    }
}
