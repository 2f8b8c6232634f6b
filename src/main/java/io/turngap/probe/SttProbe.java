package io.turngap.probe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.turngap.measure.Milestone;
import io.turngap.measure.ProbeKind;
import io.turngap.measure.ProbeMilestone;
import io.turngap.measure.ProbeNotes;
import io.turngap.measure.Turn;
import io.turngap.sound.Fixtures.Utterance;
import io.turngap.sound.Wav;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.RequestBody;
import okhttp3.ResponseBody;
import okio.BufferedSource;

/**
 * A recogniser of whole files behind OpenAI's {@code /v1/audio/transcriptions}: uploads an utterance as a WAV file and waits for its words,
 * all at once or, where the server streams, piece by piece.
 */
public final class SttProbe implements Probe {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MediaType WAV = MediaType.get("audio/wav");
    private static final long MOST_ANSWER_BYTES = 4L << 20;

    private final Target target;
    private final ProbeHttp http;
    private final Utterances utterances;
    private final Map<String, String> fields;

    /**
     * Has {@code utterances} recognised in turn.
     *
     * @param fields the form's fields but for the file, such as {@code model}, {@code language} and {@code stream}
     */
    public SttProbe(Target target, Settings settings, Utterances utterances, Map<String, String> fields) {
        this.target = target;
        this.http = new ProbeHttp(target, settings);
        this.utterances = utterances;
        this.fields = Map.copyOf(fields);
    }

    @Override
    public Turn request(int index, long dueNanos) {
        Utterance said = utterances.at(index);
        Attempt attempt = new Attempt(ProbeKind.STT, index, said.id(), said.voice(), dueNanos).hiding(target::hidden);
        MultipartBody.Builder form = new MultipartBody.Builder().setType(MultipartBody.FORM);
        fields.forEach(form::addFormDataPart);
        form.addFormDataPart("file", "utterance.wav", RequestBody.create(Wav.mono(said.sound()), WAV));
        return http.exchange(attempt, target.request(target.url()).post(form.build()), body -> {
            MediaType type = body.contentType();
            String subtype = type == null ? "" : type.subtype();
            if (subtype.equals("html")) {
                throw new ProbeHttp.BadAnswer(
                        "malformed", "the server sent " + type + " where a transcript is expected; check --url");
            }
            String text = subtype.equals("event-stream") ? events(attempt, body) : whole(attempt, body);
            understood(attempt, said, text);
        });
    }

    /** Notes what was understood, and how much of it is wrong where what was said is known. */
    static void understood(Attempt attempt, Utterance said, String text) {
        attempt.heard(text);
        if (!said.transcript().isBlank()) {
            WordErrors errors = WordErrors.of(said.transcript(), text);
            attempt.value(ProbeNotes.WORDS, errors.words());
            attempt.value(ProbeNotes.WORD_ERRORS, errors.errors());
        }
    }

    private static String whole(Attempt attempt, ResponseBody body) throws IOException, ProbeHttp.BadAnswer {
        BufferedSource in = body.source();
        if (in.request(MOST_ANSWER_BYTES)) {
            throw new ProbeHttp.BadAnswer("malformed", "the answer is longer than " + MOST_ANSWER_BYTES + " bytes");
        }
        String answer = in.readUtf8();
        long now = System.nanoTime();
        MediaType type = body.contentType();
        boolean plain =
                type != null && type.type().equals("text") && type.subtype().equals("plain");
        JsonNode text = plain
                ? JSON.getNodeFactory().textNode(answer.strip())
                : parse(answer).path("text");
        if (!text.isTextual()) {
            throw new ProbeHttp.BadAnswer("malformed", "the answer holds no text: " + shown(answer));
        }
        attempt.first(Milestone.STT_FINAL, now);
        attempt.first(ProbeMilestone.END, now);
        return text.textValue();
    }

    private static String events(Attempt attempt, ResponseBody body) throws IOException, ProbeHttp.BadAnswer {
        SseReader events = new SseReader(body.source());
        for (Optional<String> event = events.next(); event.isPresent(); event = events.next()) {
            long now = System.nanoTime();
            String data = event.get().strip();
            if (data.equals("[DONE]")) {
                break;
            }
            JsonNode node = parse(data);
            switch (node.path("type").asText("")) {
                case "transcript.text.delta" -> {
                    if (!node.path("delta").asText("").isBlank()) {
                        attempt.first(ProbeMilestone.FIRST_PARTIAL, now);
                    }
                }
                case "transcript.text.done" -> {
                    attempt.first(Milestone.STT_FINAL, now);
                    attempt.first(ProbeMilestone.END, now);
                    return node.path("text").asText("");
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
        throw new ProbeHttp.BadAnswer("broken", "the stream broke off: no transcript.text.done came");
    }

    private static JsonNode parse(String answer) throws ProbeHttp.BadAnswer {
        try {
            return JSON.readTree(answer);
        } catch (JsonProcessingException malformed) {
            throw new ProbeHttp.BadAnswer("malformed", "the answer is no JSON: " + shown(answer));
        }
    }

    private static String shown(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }

    @Override
    public void close() {
        http.close();
    }
}
