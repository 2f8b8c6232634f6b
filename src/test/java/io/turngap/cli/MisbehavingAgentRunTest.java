package io.turngap.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.gate.ExitCode;
import io.turngap.link.ScriptedAgent;
import io.turngap.link.ScriptedAgent.Peer;
import io.turngap.link.ScriptedAgent.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever an agent does, the run ends with a verdict, the other calls go on, and what was measured is kept. */
class MisbehavingAgentRunTest {

    /** Speech of about 1.2 s; the good agents below answer 2 s into the call. */
    private static final String SCENARIO = """
            scenario: bad-agent
            ramp_ms: 0
            limits: {connect_ms: 1000, greeting_ms: 300, reply_ms: 2000, call_ms: 6000, settle_ms: 200}
            script:
              - say: {utterance: where-is-my-order, voice: slt}
            """;

    private static final int ANSWER_FRAME = 90;

    @TempDir
    Path dir;

    private Cli.Result run(String address, int calls, String... gates) throws IOException {
        Path scenario = Files.writeString(dir.resolve("bad-agent.yaml"), SCENARIO);
        List<String> args = new java.util.ArrayList<>(List.of(
                "run",
                scenario.toString(),
                "--agent",
                address,
                "--out",
                dir.resolve("out").toString(),
                "--calls",
                Integer.toString(calls),
                "--concurrency",
                Integer.toString(calls)));
        for (String gate : gates) {
            args.addAll(List.of("--gate", gate));
        }
        return Cli.run(args.toArray(String[]::new)).hasNoStackTrace();
    }

    private Cli.Result run(List<Script> scripts, String... gates) throws Exception {
        AtomicInteger next = new AtomicInteger();
        try (ScriptedAgent agent =
                new ScriptedAgent(peer -> scripts.get(next.getAndIncrement()).play(peer))) {
            return run(agent.address(), scripts.size(), gates);
        }
    }

    private List<JsonNode> turns(String outcome) throws IOException {
        return Cli.journal(dir.resolve("out")).stream()
                .filter(turn -> turn.path("outcome").asText().equals(outcome))
                .toList();
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
        Cli.Result result = run(
                List.of(
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
                        good),
                "ttfa p95 < 2000 ms");
        System.out.println(result);
        for (JsonNode turn : Cli.journal(dir.resolve("out"))) System.out.println(turn);
        Cli.exitsUnlessInvalid(ExitCode.UNREACHABLE, result, dir.resolve("out"));
    }
}
