package io.turngap.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.measure.ProbeNotes;
import io.turngap.measure.Turn;
import io.turngap.sound.Fixtures.Utterance;
import io.turngap.sound.Pcm;
import java.util.Objects;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/** What the tests of this room share: settings, a tone, a made-up utterance, answers as servers give them. */
final class Bed {

    static final ObjectMapper JSON = new ObjectMapper();
    static final String KEY = "sk-probe-7hQ2wX";

    private Bed() {}

    static Settings settings(int requests, int concurrency) {
        return new Settings(requests, concurrency, 0, 0, 5_000, false, 1);
    }

    static Target target(MockWebServer server, String path) {
        return Target.of(server.url(path).toString(), "K", "Bearer", name -> KEY);
    }

    static ObjectNode body(String json) {
        try {
            return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
        } catch (com.fasterxml.jackson.core.JsonProcessingException wrong) {
            throw new AssertionError(wrong);
        }
    }

    static JsonNode json(String text) {
        return body(text);
    }

    static ProbeNotes notes(Turn turn) {
        return Objects.requireNonNull(turn.probe());
    }

    /** The text of a request's body. */
    static String asked(RecordedRequest request) {
        return Objects.requireNonNull(request.getBody()).utf8();
    }

    /** A stream of events, one JSON (with single quotes) each. */
    static MockResponse sse(String... events) {
        StringBuilder all = new StringBuilder();
        for (String event : events) {
            all.append("data: ").append(event.replace('\'', '"')).append("\n\n");
        }
        return new MockResponse.Builder()
                .addHeader("Content-Type", "text/event-stream; charset=utf-8")
                .chunkedBody(all.toString(), 37)
                .build();
    }

    static String said(String content) {
        return "{'choices':[{'delta':{'content':'" + content + "'}}]}";
    }

    static final String ROLE = "{'choices':[{'delta':{'role':'assistant','content':''}}]}";
    static final String STOP = "{'choices':[{'delta':{},'finish_reason':'stop'}]}";

    /** Silence, then a tone loud enough to be heard. */
    static short[] tone(int rateHz, int silenceMs, int toneMs) {
        short[] samples = new short[rateHz / 1_000 * (silenceMs + toneMs)];
        for (int i = rateHz / 1_000 * silenceMs; i < samples.length; i++) {
            samples[i] = (short) (8_000 * Math.sin(2 * Math.PI * 440 * i / rateHz));
        }
        return samples;
    }

    static byte[] bytes(short[] samples) {
        byte[] bytes = new byte[2 * samples.length];
        for (int i = 0; i < samples.length; i++) {
            bytes[2 * i] = (byte) samples[i];
            bytes[2 * i + 1] = (byte) (samples[i] >> 8);
        }
        return bytes;
    }

    /** 100 ms of silence, 200 ms of "speech", 40 ms of silence. */
    static Utterance utterance() {
        short[] sound = new short[16 * 340];
        System.arraycopy(tone(16_000, 100, 200), 0, sound, 0, 16 * 300);
        return new Utterance("made-up", "nobody", "where is my order", new Pcm(16_000, sound), 16 * 100, 16 * 300 - 1);
    }
}
