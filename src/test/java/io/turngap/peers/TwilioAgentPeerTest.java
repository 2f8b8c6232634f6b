package io.turngap.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.sound.G711;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A caller on Twilio reaches the official phone agent, whose model is the bundled agent. */
class TwilioAgentPeerTest {

    /** Bytes that are louder than a whisper, of µ-law sound. */
    private static long loud(byte[] sound, int from) {
        long loud = 0;
        for (int i = from; i < sound.length; i++) {
            loud += Math.abs(G711.fromMuLaw(sound[i])) > 1_000 ? 1 : 0;
        }
        return loud;
    }

    @Test
    void theCallerIsGreetedAnsweredAfterAToolCallAndCanInterrupt() throws Exception {
        try (PeerAgent model = PeerAgent.serve();
                Peers.Running agent = Peers.start("openai", "twilio-agent.mjs", List.of(model.address()))) {
            JsonNode ready = agent.next();
            assertTrue(ready.path("port").asInt() > 0, ready::toString);
            try (ScriptedTwilio caller = new ScriptedTwilio(ready.path("voice").asText())) {
                caller.until("a greeting", () -> caller.heard.size() > 2_000 && caller.isQuiet());
                assertTrue(loud(caller.heard.toByteArray(), 0) > 500, "the greeting can be heard");
                caller.say(PeerAgent.speech("my-order-number-is-four-two-seven-one.slt"));
                caller.until("the number said", caller::isSaid);
                int before = caller.heard.size();
                caller.until("an answer", () -> caller.heard.size() > before + 4_000);
                assertTrue(loud(caller.heard.toByteArray(), before) > 500, "the answer can be heard");
                caller.say(PeerAgent.speech("wait-stop-please.slt"));
                caller.until("silence upon an interruption", () -> caller.clears > 0);
                int cleared = caller.heard.size();
                caller.until("another reply", () -> caller.heard.size() > cleared + 4_000);
                assertTrue(caller.marks > 3, caller.marks + " marks");
                caller.hangUp();
            }
            JsonNode facts = agent.next();
            assertTrue(facts.path("ended").asBoolean(), facts::toString);
            assertEquals("[\"4271\"]", facts.path("toolCalls").toString(), facts::toString);
            assertEquals("[]", facts.path("errors").toString());
            assertTrue(facts.path("interrupted").asInt() >= 1, facts::toString);
            assertTrue(
                    facts.path("said").toString().contains("Order four two seven one arrives on thursday."),
                    facts::toString);
            assertEquals(0, agent.end(), "it ends with its input");
        }
    }
}
