package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.agent.AgentServer;
import io.turngap.measure.JournalReader;
import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.RunFolder;
import io.turngap.measure.Turn;
import io.turngap.peers.Peers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way of a telephone call: `run` as the provider, a phone agent of the official extensions, and the bundled agent as its model. */
class PhoneChainPeerTest {

    private static final String SCENARIO = """
            scenario: phone-chain
            calls: 2
            concurrency: 2
            ramp_ms: 500
            script:
              - wait_for: agent_end
              - say: {utterance: where-is-my-order, voice: slt}
              - wait_for: agent_end
              - say: {utterance: my-order-number-is-four-two-seven-one, voice: slt}
            """;

    /** The bundled agent waits 200 ms for silence; nobody answers sooner. */
    private static final long LEAST_TTFA_US = 150_000;

    @TempDir
    Path dir;

    @Test
    void everyTurnIsAnsweredAndMeasuredAtTheCallersEar() throws Exception {
        Path scenario = Files.writeString(dir.resolve("phone-chain.yaml"), SCENARIO);
        try (AgentServer model = TestAgents.bundled();
                Peers.Running phone = Peers.start("openai", "twilio-agent.mjs", List.of(model.address()))) {
            JsonNode ready = phone.next();
            Cli.run(
                    "run",
                    scenario.toString(),
                    "--agent",
                    "twilio:" + ready.path("voice").asText(),
                    "--otlp-port",
                    "off",
                    "--out",
                    dir.resolve("out").toString());
            for (int call = 0; call < 2; call++) {
                JsonNode facts = phone.next();
                assertTrue(facts.path("ended").asBoolean(), facts::toString);
                assertEquals("[]", facts.path("errors").toString(), facts::toString);
                assertEquals("[\"4271\"]", facts.path("toolCalls").toString(), facts::toString);
            }
        }
        JournalReader.Content journal = RunFolder.open(dir.resolve("out")).readTurns();
        List<Turn> spoken =
                journal.turns().stream().filter(turn -> !turn.isGreeting()).toList();
        assertEquals(4, spoken.size());
        for (Turn turn : spoken) {
            assertEquals(Outcome.ANSWERED, turn.outcome(), turn::toString);
            assertTrue(turn.at(Milestone.FIRST_AUDIBLE).orElseThrow() > LEAST_TTFA_US, turn::toString);
        }
        String run = Files.readString(dir.resolve("out/run.json"));
        assertTrue(run.contains("twilio-media-streams"), "the protocol stands in the record");
    }
}
