package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.link.ScriptedAgent;
import io.turngap.link.ScriptedAgent.Peer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key goes to the agent and nowhere else, even where the agent repeats it. */
class SecretsTest {

    private static final String KEY = "sk-test-4f9Qz7LmWw2";
    private static final String IN_THE_ADDRESS = "hush-77x";

    @TempDir
    Path dir;

    @Test
    void theKeyStandsInNoFileAndNoOutput() throws Exception {
        Path scenario = Files.writeString(dir.resolve("short.yaml"), """
                scenario: short
                calls: 3
                concurrency: 3
                ramp_ms: 300
                limits: {greeting_ms: 300, reply_ms: 2000, settle_ms: 200}
                script:
                  - say: {utterance: where-is-my-order, voice: slt}
                """);
        Path log = dir.resolve("log");
        AtomicInteger callers = new AtomicInteger();
        try (ScriptedAgent agent = new ScriptedAgent(peer -> tellTheKey(peer, callers.getAndIncrement()))) {
            Process run = Cli.start(
                    log,
                    Map.of("OPENAI_API_KEY", KEY),
                    "run",
                    scenario.toString(),
                    "--agent",
                    agent.address() + "?api_key=" + IN_THE_ADDRESS + "&model=m",
                    "--out",
                    dir.resolve("out").toString());
            try {
                assertTrue(run.waitFor(60, TimeUnit.SECONDS), "it goes on");
            } finally {
                run.destroyForcibly();
            }
            assertTrue(agent.request().get().contains("Bearer " + KEY), "the agent is given the key");
        }
        String said = Files.readString(log);
        assertTrue(said.contains("401") && said.contains("***"), said);
        assertTrue(Cli.lines(dir.resolve("out/turns.jsonl")) >= 3, said);
        String journal = Files.readString(dir.resolve("out/turns.jsonl"));
        assertTrue(journal.contains("my key is ***") && journal.contains("your key is ***"), journal);
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                for (String secret : List.of(KEY, IN_THE_ADDRESS)) {
                    assertFalse(content.contains(secret), () -> secret + " stands in " + file);
                }
            }
        }
    }

    private static void tellTheKey(Peer peer, int caller) throws Exception {
        switch (caller) {
            case 0 -> {
                peer.readRequest();
                String body = "no such key: " + KEY;
                peer.raw("HTTP/1.1 401 Unauthorized\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            }
            case 1 -> {
                peer.openSession();
                peer.text("{\"type\":\"error\",\"error\":{\"type\":\"server_error\",\"message\":\"bad " + KEY + "\"}}");
                peer.text("not JSON, but " + KEY);
                peer.close(1008, "key " + KEY);
            }
            default -> answer(peer);
        }
    }

    private static void answer(Peer peer) throws IOException, java.security.NoSuchAlgorithmException {
        peer.openSession();
        TestAgents.hear(peer, 90);
        peer.text(
                "{\"type\":\"conversation.item.input_audio_transcription.completed\",\"item_id\":\"u\",\"content_index\":0,"
                        + "\"transcript\":\"my key is " + KEY + "\"}");
        peer.text("{\"type\":\"response.created\",\"response\":{\"id\":\"r\",\"status\":\"in_progress\"}}");
        peer.text("{\"type\":\"response.output_audio_transcript.done\",\"response_id\":\"r\",\"item_id\":\"i\","
                + "\"content_index\":0,\"transcript\":\"your key is " + KEY + "\"}");
        TestAgents.reply(peer);
        peer.drain();
    }
}
