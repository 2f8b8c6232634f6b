package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunksTest {

    private static Stage turn(int chunkMs, int speechMs) {
        Stage stage = new Stage("{'audio': {'chunk_ms': " + chunkMs + "}}", "hello");
        stage.silence(200).speech(speechMs).silence(3000);
        return stage;
    }

    @Test
    void theEarsWaitForAFullChunk() {
        Stage plain = turn(20, 1_060);
        assertEquals(1_260, plain.msOf("agent.speech_end"));
        assertEquals(1_760, plain.msOf("agent.turn_end"));
        Stage chunked = turn(200, 1_060);
        assertEquals(1_400, chunked.msOf("agent.speech_end"), "its chunk ends at 1400");
        assertEquals(1_800, chunked.msOf("agent.turn_end"), "and the silence's at 1800");
        assertEquals(List.of(1_260.0), chunked.speechEndsMs, "the place in the stream is the frame's");
    }

    @Test
    void aTurnThatFitsItsChunksWaitsForNothing() {
        assertEquals(1_200, turn(100, 1_000).msOf("agent.speech_end"));
        assertEquals(1_700, turn(100, 1_000).msOf("agent.turn_end"));
    }

    /** A client that ends the turn itself has sent all of it: nothing of it waits for a full chunk, or is heard in the next turn. */
    @Test
    void aTurnEndedByHandHasItsLastChunkThoughThatIsNotFull() {
        Stage stage = new Stage("{'audio': {'chunk_ms': 200}}", "where is my order", "thanks");
        stage.call.taking(new TurnTaking(false, 0.5, 500, false, false));
        stage.speech(500);
        assertTrue(stage.call.commit());
        stage.silence(1_000).speech(60);
        stage.call.clear();
        stage.speech(40);
        assertTrue(stage.call.commit());
        stage.silence(600);
        assertEquals(List.of(25, 2), stage.words.framesHeard);
    }

    @Test
    void onAverageAWordWaitsForHalfAChunk() {
        double waitedMs = 0;
        for (int speechMs = 400; speechMs < 600; speechMs += 20) {
            waitedMs += turn(200, speechMs).msOf("agent.speech_end") - 200 - speechMs;
        }
        assertEquals(90, waitedMs / 10, "0 to 180 ms");
    }

    @Test
    void noSampleIsLostOrReordered() {
        List<Short> heard = new ArrayList<>();
        Chunks chunks = new Chunks(60, (samples, count, nanos) -> {
            for (int i = 0; i < count; i++) {
                heard.add(samples[i]);
            }
        });
        short next = 0;
        for (int size : new int[] {1, 319, 500, 2, 959, 960, 961, 100}) {
            short[] piece = new short[size + 5];
            for (int i = 0; i < size; i++) {
                piece[i] = next++;
            }
            chunks.audio(piece, size, 0);
        }
        assertEquals(next / 960 * 960, heard.size());
        for (int i = 0; i < heard.size(); i++) {
            assertEquals((short) i, heard.get(i));
        }
    }

    @Test
    void aChunkIsWholeFrames() {
        IllegalArgumentException error =
                assertThrows(IllegalArgumentException.class, () -> new Chunks(30, (samples, count, nanos) -> {}));
        assertTrue(error.toString().contains("multiple of 20"), error.toString());
    }
}
