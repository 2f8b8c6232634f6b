package io.turngap.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pipecat's official JavaScript client talks with the bundled agent, recorded speech at real time. */
class PipecatClientPeerTest {

    @Test
    void itHoldsAConversationWithAFunctionCallAndAnInterruption() throws Exception {
        Path speech = PeerAgent.speech("where-is-my-order.slt").getParent();
        try (PeerAgent agent = PeerAgent.serve();
                Peers.Running client = Peers.start(
                        "pipecat", "pipecat-client.mjs", List.of(agent.startAddress(), String.valueOf(speech)))) {
            JsonNode facts = client.next();
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
}
