package io.turngap.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The official OpenAI Agents client talks with the bundled agent. */
class AgentsClientPeerTest {

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    @Test
    void itHoldsAConversationWithAToolCallAndAnInterruption() throws Exception {
        try (PeerAgent agent = PeerAgent.serve();
                Peers.Running client = Peers.start(
                        "openai",
                        "realtime-client.mjs",
                        List.of(
                                agent.address(),
                                PeerAgent.speech("where-is-my-order.slt").toString(),
                                PeerAgent.speech("my-order-number-is-four-two-seven-one.slt")
                                        .toString(),
                                PeerAgent.speech("wait-stop-please.slt").toString()))) {
            JsonNode facts = client.next();
            assertEquals(List.of(), texts(facts.path("errors")), facts::toString);
            assertEquals(
                    List.of("where is my order", "my order number is four two seven one", "wait stop please"),
                    texts(facts.path("heard")));
            assertEquals(
                    List.of(
                            "Hello",
                            "Sure. What is your order number?",
                            "Order four two seven one arrives on thursday.",
                            "Sure, I stopped. What do you need?"),
                    texts(facts.path("said")));
            assertEquals(List.of("4271"), texts(facts.path("toolCalls")));
            // The client tells of each turn that it interrupts playing, for it does not know what was played; what was,
            // it does not truncate.
            assertTrue(facts.path("interrupted").asInt() >= 1, facts::toString);
            assertEquals(1, facts.path("truncated").size(), facts::toString);
            assertTrue(facts.at("/truncated/0").asInt() >= 300, "300 ms of the answer had been played: " + facts);
            assertTrue(facts.path("audioBytes").asLong() > 2 * 24_000 * 3, "some seconds of speech: " + facts);
            List<String> history = new ArrayList<>();
            facts.path("history")
                    .forEach(item -> history.add(
                            item.path("role").asText(item.path("type").asText())));
            assertEquals(
                    List.of(
                            "assistant",
                            "user",
                            "assistant",
                            "user",
                            "function_call",
                            "assistant",
                            "user",
                            "assistant"),
                    history);
        }
    }
}
