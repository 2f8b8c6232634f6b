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

/** A call over loopback in another codec than linear sound, heard and answered as any. */
class CodecRunTest {

    @TempDir
    Path dir;

    @Test
    void aCallInOpusIsUnderstoodAndItsDelayIsPartOfTheWait() throws IOException {
        Path scenario = Files.writeString(dir.resolve("opus.yaml"), """
                scenario: opus
                description: Somebody asks one thing.
                calls: 1
                limits: {settle_ms: 300}
                script:
                  - wait_for: agent_end
                  - say: where-is-my-order
                """);
        Path folder = dir.resolve("out");
        try (AgentServer server = TestAgents.bundled()) {
            Cli.run(
                            "run",
                            scenario.toString(),
                            "--agent",
                            server.address(),
                            "--out",
                            folder.toString(),
                            "--codec",
                            "opus")
                    .hasNoStackTrace();
        }
        JsonNode json = Cli.runJson(folder);
        assertEquals(1, json.at("/metrics/ttfa/n").asInt(), json::toString);
        assertEquals(1, json.at("/metrics/greeting/n").asInt());
        assertEquals(0, json.at("/rates/missed").asDouble(-1));
        assertTrue(json.at("/stages/uplink/p50_ms").asDouble() >= 6.5, "the codec's delay is in the uplink");
    }

    @Test
    void theInstrumentIsNotMeasuredWithACodecThatSmearsEdges() {
        Cli.run("calibrate", "--codec", "opus").says("--codec is \"opus\"", "allowed here are pcm, mulaw and alaw");
    }
}
