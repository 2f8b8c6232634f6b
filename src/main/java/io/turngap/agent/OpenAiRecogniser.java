package io.turngap.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.turngap.sound.Pcm;
import io.turngap.sound.Wav;
import io.turngap.time.Timeline;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.RequestBody;
import okhttp3.ResponseBody;
import okio.BufferedSource;

/**
 * Recognition behind an OpenAI-compatible endpoint, batch by nature: keeps an utterance until it is over, then sends all of it as a WAV
 * file to {@code {base_url}/audio/transcriptions} and emits the words of the answer. So the whole utterance travels and is recognised
 * while the caller waits, and there are no partial results.
 *
 * <p>When the server fails, nothing was understood, and {@link #troubles} hears why. Such servers give no confidence: it is 1 for words.
 */
final class OpenAiRecogniser implements Recogniser {

    /** The longest turn that an agent may be told to allow; what is said beyond is cut off. */
    private static final int MOST_SAMPLES = 120 * Pcm.RATE_HZ;

    private static final long MOST_ANSWER_BYTES = 1 << 16;
    private static final MediaType WAV = MediaType.get("audio/wav");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Engine engine;
    private final Timeline timeline;
    private short[] sound = {};
    private int taken;
    private Runnable cancel = () -> {};
    private Consumer<String> troubles = why -> {};
    private boolean closed;

    private OpenAiRecogniser(Engine engine, Timeline timeline) {
        this.engine = engine;
        this.timeline = timeline;
    }

    @Override
    public void troubles(Consumer<String> to) {
        troubles = to;
    }

    @Override
    public void begin(Consumer<Transcript> partials) {
        cancel();
    }

    @Override
    public void accept(short[] samples, int count) {
        int room = Math.min(count, MOST_SAMPLES - taken);
        if (taken + room > sound.length) {
            sound = Arrays.copyOf(sound, Math.max(taken + room, Math.min(MOST_SAMPLES, 2 * taken)));
        }
        System.arraycopy(samples, 0, sound, taken, room);
        taken += room;
    }

    @Override
    public void finish(Consumer<Transcript> result) {
        if (closed) {
            return;
        }
        if (taken == 0) {
            Timeline.Scheduled task = timeline.after(0, () -> result.accept(new Transcript("", 0)));
            cancel = task::cancel;
            return;
        }
        byte[] wav = Wav.mono(new Pcm(Pcm.RATE_HZ, Arrays.copyOf(sound, taken)));
        taken = 0;
        RequestBody form = new MultipartBody.Builder()
                .setType(MultipartBody.FORM)
                .addFormDataPart("model", engine.address.model())
                .addFormDataPart("language", "en")
                .addFormDataPart("response_format", "json")
                .addFormDataPart("file", "utterance.wav", RequestBody.create(wav, WAV))
                .build();
        cancel = HttpCall.send(
                engine.client,
                engine.address,
                timeline,
                engine.address.request("audio/transcriptions").post(form).build(),
                engine.timeoutMs,
                new Answer(result));
    }

    @Override
    public void cancel() {
        cancel.run();
        cancel = () -> {};
        taken = 0;
    }

    @Override
    public String engine() {
        return engine.name();
    }

    @Override
    public void close() {
        cancel();
        closed = true;
        sound = new short[0];
    }

    /** The words of one utterance. */
    private final class Answer implements HttpCall.Reading {
        private final Consumer<Transcript> result;

        Answer(Consumer<Transcript> result) {
            this.result = result;
        }

        @Override
        public Optional<String> read(ResponseBody body, HttpCall.Relay relay) throws IOException {
            BufferedSource in = body.source();
            if (in.request(MOST_ANSWER_BYTES)) {
                return Optional.of("the answer is longer than " + MOST_ANSWER_BYTES + " bytes");
            }
            try {
                JsonNode text = JSON.readTree(in.readUtf8()).path("text");
                if (!text.isTextual()) {
                    return Optional.of("the answer holds no text");
                }
                // Lower case words, digits spelt one by one, as the other engines give them.
                String words = String.join(" ", LanguageModel.words(text.textValue()));
                relay.tell(() -> result.accept(new Transcript(words, words.isEmpty() ? 0 : 1)));
                return Optional.empty();
            } catch (JsonProcessingException malformed) {
                return Optional.of("the answer is no JSON");
            }
        }

        @Override
        public void failed(String why) {
            troubles.accept("recognition at " + engine.address.host() + " failed: " + engine.address.hidden(why));
            result.accept(Transcript.failure());
        }
    }

    /** The endpoint, for all calls. */
    static final class Engine implements Recogniser.Engine {
        private final HttpCalls client;
        private final ProviderAddress address;
        private final long timeoutMs;

        /** Opens a connection at once, so that the first caller does not wait for it. */
        Engine(HttpCalls client, ProviderAddress address, long timeoutMs) {
            this.client = client;
            this.address = address;
            this.timeoutMs = timeoutMs;
            client.connect(address);
        }

        @Override
        public Recogniser open(Timeline timeline) {
            return new OpenAiRecogniser(this, timeline);
        }

        @Override
        public String name() {
            return address.about();
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
