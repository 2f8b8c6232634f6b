package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MechanicalAgentTest {

    /** −50 dBFS. */
    private static final double AUDIBLE = 103.6;

    @TempDir
    Path folder;

    private static MechanicalOptions options(double replyMs, Optional<Path> truth) {
        return new MechanicalOptions(
                List.of(110.0), List.of(7.5), List.of(replyMs), List.of(150.0), 100, -35, 60, truth);
    }

    @Test
    void theTruthIsWhatWasDone() throws Exception {
        Path truth = folder.resolve("truth.jsonl");
        try (AgentServer server =
                        AgentServer.startMechanical(options(300, Optional.of(truth)), ServerOptions.loopback(0));
                TestClient client = new TestClient(server, "X-Turngap-Milestones", "1")) {
            client.next("session.created");
            client.send("{'type':'session.update','session':{'type':'realtime'}}")
                    .next("session.updated");
            client.audio(200, 9000).audio(100, 0);
            double claimed = client.next("turngap.claim").path("ms").asDouble();
            client.next("response.done");
            short[] audio = WireFormat.PCM.decode(client.audio());
            assertEquals((int) (307.5 * 24), audio.length);
            int first = 0;
            while (Math.abs(audio[first]) < AUDIBLE) {
                first++;
            }
            assertTrue(first > 7.5 * 24 && first < (7.5 + 1) * 24, "the tone rises within 5 ms: " + first);
            server.close();
            JsonNode line =
                    new ObjectMapper().readTree(Files.readAllLines(truth).getFirst());
            assertEquals("ttfa", line.path("kind").asText());
            assertEquals(200 * 24 - 1, line.path("last_speech_sample").asInt());
            assertEquals(200 * 24, line.path("message_end").asInt());
            assertEquals(first, line.path("first_audible_sample").asInt());
            long agentNanos =
                    line.path("sent_ns").asLong() - line.path("received_ns").asLong();
            assertTrue(agentNanos >= 110_000_000, "never sooner than planned");
            double expectedMs = agentNanos / 1e6 + 1 / 24.0 + first / 24.0;
            assertEquals(expectedMs, line.path("expected_us").asLong() / 1e3, 0.002);
            assertEquals(expectedMs, claimed, 0.002);
        }
    }

    @Test
    void anInterruptionCutsTheToneAsAServerOfThisProtocolDoes() throws Exception {
        Path truth = folder.resolve("truth.jsonl");
        try (AgentServer server =
                        AgentServer.startMechanical(options(10_000, Optional.of(truth)), ServerOptions.loopback(0));
                TestClient client = new TestClient(server, "X-Turngap-Milestones", "1")) {
            client.audio(200, 9000).audio(100, 0).next("response.output_audio.delta");
            client.audio(200, 9000);
            client.next("input_audio_buffer.speech_started");
            int before = client.audio().length;
            JsonNode done = client.next("response.done");
            assertEquals("cancelled", done.at("/response/status").asText());
            assertEquals(
                    "turn_detected", done.at("/response/status_details/reason").asText());
            assertEquals(before, client.audio().length, "no audio after the word that stops it");
            client.audio(100, 0).next("response.output_audio.delta");
            JsonNode claim = client.next("turngap.claim");
            assertEquals("expected_barge_in_stop", claim.path("name").asText(), "told with the reply that follows");
            server.close();
            JsonNode line =
                    new ObjectMapper().readTree(Files.readAllLines(truth).get(1));
            assertEquals("barge_in", line.path("kind").asText());
            assertEquals(before / 2, line.path("samples_sent").asInt());
            assertEquals(300 * 24, line.path("first_speech_sample").asInt());
            double stoppedMs =
                    (line.path("sent_ns").asLong() - line.path("received_ns").asLong()) / 1e6;
            assertTrue(stoppedMs >= 150, "150 ms after the interruption came: " + stoppedMs);
            assertEquals(stoppedMs + 20, claim.path("ms").asDouble(), 0.002);
        }
    }

    @Test
    void edgesAreFoundToTheSample() {
        List<String> found = new ArrayList<>();
        MarkerDetector detector = new MarkerDetector(24_000, -35, 60, new MarkerDetector.Listener() {
            @Override
            public void began(MarkerDetector.Edge first) {
                found.add("began " + first.sample() + " " + first.toMessageEnd() + " " + first.receivedNanos());
            }

            @Override
            public void ended(MarkerDetector.Edge last) {
                found.add("ended " + last.sample() + " " + last.toMessageEnd() + " " + last.receivedNanos());
            }
        });
        short[] stream = new short[24_000];
        stream[700] = 20_000; // a click
        for (int i = 5_000; i < 9_001; i++) {
            stream[i] = (short) Math.round(8_192 * Math.cos(2 * Math.PI * i / 24));
        }
        for (int i = 0; i < stream.length; i += 480) {
            detector.accept(java.util.Arrays.copyOfRange(stream, i, i + 480), i / 480);
        }
        // Messages are numbered by their instants; 5000 lies in message 10, which ends before 5280; 9000 in 18, before
        // 9120.
        assertEquals(List.of("began 5000 280 10", "ended 9000 120 18"), found);
    }

    @Test
    void delaysThatCannotBeKeptAreRefused() {
        var early = assertThrows(
                IllegalArgumentException.class,
                () -> new MechanicalOptions(
                        List.of(50.0), List.of(0.0), List.of(100.0), List.of(200.0), 100, -35, 60, Optional.empty()));
        assertTrue(String.valueOf(early.getMessage()).contains("value seen: 50.0; allowed: 100.0 to"), early::toString);
        assertThrows(
                IllegalArgumentException.class,
                () -> new MechanicalOptions(
                        List.of(150.0), List.of(0.0), List.of(100.0), List.of(20.0), 100, -35, 60, Optional.empty()));
    }
}
