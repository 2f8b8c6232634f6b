package io.turngap.probe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.measure.Milestone;
import io.turngap.measure.ProbeKind;
import io.turngap.measure.ProbeMilestone;
import io.turngap.measure.ProbeNotes;
import io.turngap.measure.Turn;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okhttp3.ResponseBody;

/**
 * A speech synthesis behind OpenAI's {@code /v1/audio/speech}, whose answer is audio, or server-sent events that hold it. What is measured
 * is what a listener gets: the first audible sample as it would be played from the first byte on, and whether the player runs dry.
 */
public final class TtsProbe implements Probe {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MediaType JSON_TYPE = MediaType.get("application/json");
    private static final int BLOCK_BYTES = 16_384;

    private final Target target;
    private final ProbeHttp http;
    private final List<String> texts;
    private final String voice;
    private final SpeechFormat format;
    private final int rateHz;
    private final ObjectNode template;

    /**
     * Has {@code texts} spoken in turn.
     *
     * @param template the body of a request but for {@code input} and {@code response_format}; null takes a field away
     * @param rateHz samples a second of a format without a head
     */
    public TtsProbe(
            Target target,
            Settings settings,
            List<String> texts,
            ObjectNode template,
            SpeechFormat format,
            int rateHz) {
        if (texts.isEmpty()) {
            throw new ProbeException("There are 0 texts; at least one is expected. Give --text or --text-file.");
        }
        if (rateHz < 4_000 || rateHz > 192_000) {
            throw new ProbeException(
                    "--rate-hz is " + rateHz + "; 4000 to 192000 are allowed. Give the rate that the server sends.");
        }
        this.target = target;
        this.http = new ProbeHttp(target, settings);
        this.texts = List.copyOf(texts);
        this.format = format;
        this.rateHz = rateHz;
        this.voice = template.path("voice").asText("");
        ObjectNode body = JSON.createObjectNode();
        body.put("response_format", format.wireName());
        template.properties().forEach(field -> {
            if (field.getValue().isNull()) {
                body.remove(field.getKey());
            } else {
                body.set(field.getKey(), field.getValue());
            }
        });
        this.template = body;
    }

    @Override
    public Turn request(int index, long dueNanos) {
        int at = Math.floorMod(index, texts.size());
        Attempt attempt = new Attempt(ProbeKind.TTS, index, "text " + (at + 1), voice, dueNanos).hiding(target::hidden);
        ObjectNode body = template.deepCopy();
        body.put("input", texts.get(at));
        byte[] bytes;
        try {
            bytes = JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree that cannot be written", impossible);
        }
        return http.exchange(
                attempt,
                target.request(target.url()).post(RequestBody.create(bytes, JSON_TYPE)),
                answer -> read(attempt, answer));
    }

    private void read(Attempt attempt, ResponseBody body) throws IOException, ProbeHttp.BadAnswer {
        MediaType type = body.contentType();
        String kind = type == null ? "" : (type.type() + "/" + type.subtype()).toLowerCase(Locale.ROOT);
        SpeechListener listener = new SpeechListener(format, rateHz);
        try {
            if (kind.equals("text/event-stream")) {
                events(attempt, body, listener);
            } else if (kind.startsWith("text/") || kind.endsWith("/json") || isOther(kind)) {
                throw new ProbeHttp.BadAnswer(
                        "malformed",
                        "the server sent " + kind + " where " + format.wireName() + " was asked for"
                                + (kind.startsWith("audio/") ? "" : ": " + start(body)));
            } else {
                audio(attempt, body, listener);
            }
        } finally {
            note(attempt, listener);
        }
        if (listener.playout().lengthNanos() == 0) {
            throw new ProbeHttp.BadAnswer("empty", "the answer holds no audio (" + listener.bytes() + " bytes)");
        }
        if (listener.heardNanos().isEmpty()) {
            throw new ProbeHttp.BadAnswer(
                    "inaudible",
                    listener.playout().lengthNanos() / 1_000_000 + " ms of audio came, read as " + listener.format()
                            + ", and nothing in it is audible");
        }
    }

    /** Compressed audio, which would be heard as noise if it were taken for samples. */
    private static boolean isOther(String kind) {
        return kind.equals("audio/mpeg")
                || kind.equals("audio/mp3")
                || kind.equals("audio/ogg")
                || kind.equals("audio/opus")
                || kind.equals("audio/aac")
                || kind.equals("audio/flac")
                || kind.equals("audio/webm");
    }

    private static String start(ResponseBody body) throws IOException {
        body.source().request(200);
        String text = body.source().getBuffer().snapshot().utf8();
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }

    private static void audio(Attempt attempt, ResponseBody body, SpeechListener listener)
            throws IOException, ProbeHttp.BadAnswer {
        byte[] block = new byte[BLOCK_BYTES];
        InputStream in = body.byteStream();
        for (int count = in.read(block); count >= 0; count = in.read(block)) {
            came(attempt, listener, block, count);
        }
        attempt.first(ProbeMilestone.END, System.nanoTime());
    }

    private static void came(Attempt attempt, SpeechListener listener, byte[] block, int count)
            throws ProbeHttp.BadAnswer {
        long now = System.nanoTime();
        if (count > 0) {
            attempt.first(Milestone.TTS_FIRST_BYTE, now);
            attempt.last(ProbeMilestone.LAST_BYTE, now);
            listener.came(block, count, now);
        }
    }

    private static void events(Attempt attempt, ResponseBody body, SpeechListener listener)
            throws IOException, ProbeHttp.BadAnswer {
        SseReader events = new SseReader(body.source());
        for (Optional<String> event = events.next(); event.isPresent(); event = events.next()) {
            String data = event.get().strip();
            if (data.equals("[DONE]")) {
                attempt.first(ProbeMilestone.END, System.nanoTime());
                return;
            }
            JsonNode node = parse(data);
            switch (node.path("type").asText("")) {
                case "speech.audio.delta" -> {
                    byte[] sound = decode(node.path("audio").asText(""));
                    came(attempt, listener, sound, sound.length);
                }
                case "speech.audio.done" -> {
                    attempt.first(ProbeMilestone.END, System.nanoTime());
                    return;
                }
                default -> {
                    if (node.hasNonNull("error")) {
                        JsonNode error = node.get("error");
                        throw new ProbeHttp.BadAnswer(
                                error.toString().contains("rate_limit") ? ProbeNotes.RATE_LIMITED : "server_error",
                                "the server said in the stream: "
                                        + error.path("message").asText(error.toString()));
                    }
                }
            }
        }
        throw new ProbeHttp.BadAnswer("broken", "the stream broke off: no speech.audio.done came");
    }

    private static JsonNode parse(String data) throws ProbeHttp.BadAnswer {
        try {
            return JSON.readTree(data);
        } catch (JsonProcessingException malformed) {
            throw new ProbeHttp.BadAnswer(
                    "malformed",
                    "the stream holds what is no JSON: " + data.substring(0, Math.min(200, data.length())));
        }
    }

    private static byte[] decode(String base64) throws ProbeHttp.BadAnswer {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException wrong) {
            throw new ProbeHttp.BadAnswer("malformed", "the stream holds audio that is no Base64 (" + wrong + ")");
        }
    }

    private static void note(Attempt attempt, SpeechListener listener) {
        listener.heardNanos().ifPresent(nanos -> attempt.first(Milestone.FIRST_AUDIBLE, nanos));
        PlayoutClock playout = listener.playout();
        if (playout.lengthNanos() > 0) {
            attempt.value(ProbeNotes.AUDIO_MS, playout.lengthNanos() / 1_000 / 1_000.0);
            attempt.value(ProbeNotes.DRY_MS, playout.dryNanos() / 1_000 / 1_000.0);
            attempt.value(ProbeNotes.DRY_GAPS, playout.gaps());
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
