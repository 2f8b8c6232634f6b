package io.turngap.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.ProbeMilestone;
import io.turngap.measure.ProbeNotes;
import io.turngap.measure.Turn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Recognition of whole files, and streaming in real time against a scripted recogniser. */
class SttProbeTest {

    private final MockWebServer server = new MockWebServer();
    private final Utterances utterances = new Utterances(List.of(Bed.utterance()));

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Turn upload(MockResponse answer, Map<String, String> fields) {
        server.enqueue(answer);
        try (SttProbe probe = new SttProbe(Bed.target(server, "/t"), Bed.settings(1, 1), utterances, fields)) {
            return probe.request(0, System.nanoTime());
        }
    }

    private static MockResponse json(String body) {
        return new MockResponse.Builder()
                .addHeader("Content-Type", "application/json")
                .body(body)
                .build();
    }

    @Test
    void aFileIsUploadedAndItsWordsAreCompared() throws Exception {
        Turn turn = upload(json("{\"text\": \"Where is your order?\"}"), Map.of("model", "whisper-1"));
        assertEquals(Outcome.ANSWERED, turn.outcome(), turn.detail());
        assertEquals("Where is your order?", turn.transcriptHeard());
        assertEquals(4, Bed.notes(turn).value(ProbeNotes.WORDS));
        assertEquals(1, Bed.notes(turn).value(ProbeNotes.WORD_ERRORS));
        String form = Bed.asked(server.takeRequest());
        assertTrue(form.contains("name=\"model\"") && form.contains("whisper-1"), form.substring(0, 300));
        assertTrue(form.contains("filename=\"utterance.wav\"") && form.contains("RIFF"));
    }

    @Test
    void aStreamedTranscriptHasItsFirstPiece() {
        Turn turn = upload(
                Bed.sse(
                        "{'type':'transcript.text.delta','delta':'where'}",
                        "{'type':'transcript.text.done','text':'where is my order'}"),
                Map.of("stream", "true"));
        assertEquals(Outcome.ANSWERED, turn.outcome(), turn.detail());
        assertTrue(turn.at(ProbeMilestone.FIRST_PARTIAL).isPresent());
        assertEquals(0, Bed.notes(turn).value(ProbeNotes.WORD_ERRORS));
        Turn torn = upload(Bed.sse("{'type':'transcript.text.delta','delta':'where'}"), Map.of());
        assertEquals("broken", Bed.notes(torn).ending());
    }

    @Test
    void whatIsNoTranscriptIsSaidAsWhatItIs() {
        assertEquals(
                "malformed", Bed.notes(upload(json("{\"words\": 3}"), Map.of())).ending());
        assertEquals("malformed", Bed.notes(upload(json("oops"), Map.of())).ending());
        Turn silent = upload(json("{\"text\": \"\"}"), Map.of());
        assertEquals(Outcome.ANSWERED, silent.outcome());
        assertEquals(4, Bed.notes(silent).value(ProbeNotes.WORD_ERRORS), "nothing understood is all words wrong");
    }

    /** Answers by what it has heard so far; remembers what it was told. */
    private static class Recogniser extends WebSocketListener {
        final List<String> told = Collections.synchronizedList(new ArrayList<>());
        final AtomicInteger frames = new AtomicInteger();

        @Override
        public void onMessage(WebSocket socket, ByteString bytes) {
            assertEquals(640, bytes.size());
            heard(socket, frames.incrementAndGet() * 0.02);
        }

        /** Overridden by a recogniser that answers; this one says nothing until it is told to close. */
        @SuppressWarnings("UnusedVariable")
        void heard(WebSocket socket, double seconds) {}

        @Override
        public void onMessage(WebSocket socket, String text) {
            told.add(text);
            if (text.contains("CloseStream")) {
                socket.send("{\"type\":\"Metadata\"}");
                socket.close(1000, "");
            }
        }

        static void result(WebSocket socket, double untilS, String text, String flags) {
            socket.send("{\"type\":\"Results\",\"start\":0,\"duration\":" + untilS + "," + flags
                    + "\"channel\":{\"alternatives\":[{\"transcript\":\"" + text + "\"}]}}");
        }
    }

    private Turn listen(MockResponse upgrade, String path, boolean finalise, long timeoutMs) {
        server.enqueue(upgrade);
        Target target =
                Target.of(server.url(path).toString().replaceFirst("http", "ws"), "K", "Token", name -> Bed.KEY);
        Settings settings = new Settings(1, 1, 0, 0, timeoutMs, false, 1);
        try (SttStreamProbe probe = new SttStreamProbe(
                target,
                settings,
                utterances,
                Map.of("encoding", "linear16", "endpointing", "300"),
                finalise,
                Instrument.DEAF)) {
            return probe.request(0, System.nanoTime());
        }
    }

    @Test
    void aStreamIsPacedAndTheFinalTranscriptCountsFromTheLastSpeechSample() throws Exception {
        Recogniser recogniser = new Recogniser() {
            @Override
            void heard(WebSocket socket, double seconds) {
                if (frames.get() == 10) {
                    result(socket, seconds, "where is", "");
                } else if (frames.get() == 25) {
                    result(socket, seconds, "where is my order", "\"is_final\":true,\"speech_final\":true,");
                }
            }
        };
        Turn turn = listen(
                new MockResponse.Builder().webSocketUpgrade(recogniser).build(),
                "/v1/listen?model=nova-3&endpointing=10",
                false,
                5_000);
        assertEquals(Outcome.ANSWERED, turn.outcome(), turn.detail());
        // The 25th frame is due 500 ms into the stream, 200 ms after the last speech sample; frames are never early.
        assertTrue(turn.at(Milestone.STT_FINAL).orElseThrow() >= 199_000, turn.milestonesUs()::toString);
        assertEquals(-200_000, turn.at(ProbeMilestone.SPEECH_START).orElseThrow(), 100);
        assertEquals(0, turn.at(Milestone.SPEECH_END).orElseThrow());
        assertTrue(turn.at(ProbeMilestone.FIRST_PARTIAL).orElseThrow() >= -101_000, turn.milestonesUs()::toString);
        assertTrue(turn.at(ProbeMilestone.OPEN).orElseThrow() < -200_000);
        assertEquals(0, Bed.notes(turn).value(ProbeNotes.WORD_ERRORS));
        assertTrue(recogniser.told.contains("{\"type\":\"CloseStream\"}"), recogniser.told.toString());
        var request = server.takeRequest();
        assertEquals("Token " + Bed.KEY, request.getHeaders().get("Authorization"));
        assertEquals("10", request.getUrl().queryParameter("endpointing"), "what the address says wins");
        assertEquals("linear16", request.getUrl().queryParameter("encoding"));
    }

    @Test
    void finalizeIsSaidWithTheLastFrameOfSpeech() {
        Recogniser recogniser = new Recogniser() {
            @Override
            public void onMessage(WebSocket socket, String text) {
                if (text.contains("Finalize")) {
                    told.add("after " + frames.get());
                    result(socket, 0.1, "where is my order", "\"is_final\":true,\"from_finalize\":true,");
                }
                super.onMessage(socket, text);
            }
        };
        Turn turn =
                listen(new MockResponse.Builder().webSocketUpgrade(recogniser).build(), "/v1/listen", true, 5_000);
        assertEquals(Outcome.ANSWERED, turn.outcome(), turn.detail());
        assertEquals("after 15", recogniser.told.getFirst(), "speech ends in the 15th frame of 20 ms");
        assertTrue(turn.at(Milestone.STT_FINAL).orElseThrow() >= 0);
    }

    @Test
    void aRefusedHandshakeALimitACloseAndSilenceAreToldApart() {
        Turn refused = listen(
                new MockResponse.Builder().code(401).body("bad " + Bed.KEY).build(), "/v1/listen", false, 5_000);
        assertEquals("refused", Bed.notes(refused).ending());
        assertEquals(401, Bed.notes(refused).status());
        assertTrue(refused.detail().contains("bad ***"), refused.detail());
        Turn limited = listen(
                new MockResponse.Builder()
                        .code(429)
                        .addHeader("Retry-After", "1")
                        .build(),
                "/v1/listen",
                false,
                5_000);
        assertEquals(Outcome.RATE_LIMITED, limited.outcome(), limited.detail());
        Turn closed = listen(
                new MockResponse.Builder()
                        .webSocketUpgrade(new Recogniser() {
                            @Override
                            void heard(WebSocket socket, double seconds) {
                                socket.close(1011, "NET-0001");
                            }
                        })
                        .build(),
                "/v1/listen",
                false,
                5_000);
        assertEquals("broken", Bed.notes(closed).ending());
        assertTrue(closed.detail().contains("1011 NET-0001"), closed.detail());
        Turn mute = listen(
                new MockResponse.Builder().webSocketUpgrade(new Recogniser()).build(), "/v1/listen", false, 200);
        assertEquals(Outcome.MISSED, mute.outcome(), mute.detail());
        assertEquals(ProbeNotes.TIMEOUT, Bed.notes(mute).ending());
    }
}
