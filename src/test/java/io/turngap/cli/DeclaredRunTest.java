package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.agent.AgentServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real protocol, declared in a file, spoken with a real agent: the bundled one's Realtime protocol. */
class DeclaredRunTest {

    @TempDir
    Path dir;

    @Test
    void aCallOverADeclaredLinkIsMeasuredWithTheStagesThatItsProtocolShows() throws IOException {
        Path scenario = Files.writeString(dir.resolve("one.yaml"), """
                scenario: one
                description: Somebody asks one thing.
                calls: 1
                limits: {settle_ms: 300}
                script:
                  - wait_for: agent_end
                  - say: where-is-my-order
                """);
        Path folder = dir.resolve("out");
        try (AgentServer server = TestAgents.bundled()) {
            String written = Files.readString(Path.of("scenarios/links/turngap-agent.yaml"))
                    .replace("ws://127.0.0.1:8765/v1/realtime", server.address());
            Path link = Files.writeString(dir.resolve("link.yaml"), written);
            Cli.run("run", scenario.toString(), "--agent", "file:" + link, "--out", folder.toString())
                    .hasNoStackTrace();
        }
        JsonNode json = Cli.runJson(folder);
        assertEquals(1, json.at("/metrics/ttfa/n").asInt(), json::toString);
        assertEquals(1, json.at("/metrics/greeting/n").asInt());
        assertEquals(0, json.at("/rates/missed").asDouble(-1));
        assertTrue(json.at("/stages/endpointing/p50_ms").asDouble() > 0, "speech_stopped was understood");
        assertTrue(json.at("/stages/llm/p50_ms").asDouble() > 0, "the first token was understood");
    }
}
