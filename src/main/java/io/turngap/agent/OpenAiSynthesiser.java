package io.turngap.agent;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.sound.Pcm;
import io.turngap.sound.Resample;
import io.turngap.sound.SoundException;
import io.turngap.sound.StreamResampler;
import io.turngap.sound.Wav;
import io.turngap.time.Timeline;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okhttp3.ResponseBody;
import okio.BufferedSource;

/**
 * Synthesis behind an OpenAI-compatible endpoint: waits for a phrase, sends it to {@code {base_url}/audio/speech} and emits the sound as
 * the server streams it: raw 24 kHz s16le, brought to 16 kHz piece by piece. A server that sends a WAV file instead is understood, but a
 * WAV file is read whole before it is spoken.
 *
 * <p>No sound for {@code tts.timeout_ms}, none at all, or half of it: {@link Synthesiser.Sink#failed} says why.
 */
final class OpenAiSynthesiser implements Synthesiser {

    /** What the format {@code pcm} means by OpenAI's definition. */
    private static final int RATE_HZ = 24_000;

    private static final int READ_BYTES = 8_192;

    /** Ten minutes; more is refused. */
    private static final long MOST_BYTES = 600L * 2 * RATE_HZ;

    /** Speed 1 of a hosted voice is taken for this. */
    private static final double USUAL_WPM = 150;

    private static final MediaType JSON_TYPE = MediaType.get("application/json");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpCalls client;
    private final ProviderAddress address;
    private final AgentConfig.Tts config;
    private final String voice;

    /** Opens a connection at once, so that the first caller does not wait for it. */
    OpenAiSynthesiser(HttpCalls client, ProviderAddress address, AgentConfig.Tts config) {
        this.client = client;
        this.address = address;
        this.config = config;
        this.voice = config.voice().equals(AgentConfigReader.USUAL_VOICE) ? "alloy" : config.voice();
        client.connect(address);
    }

    @Override
    public Runnable speak(Timeline timeline, String text, Sink sink) {
        if (text.isBlank()) {
            Timeline.Scheduled task = timeline.after(0, sink::done);
            return task::cancel;
        }
        return HttpCall.send(
                client,
                address,
                timeline,
                address.request("audio/speech")
                        .post(RequestBody.create(body(text), JSON_TYPE))
                        .build(),
                config.timeoutMs(),
                new Speech(sink));
    }

    private byte[] body(String text) {
        ObjectNode body = JSON.createObjectNode();
        body.put("model", address.model());
        body.put("voice", voice);
        body.put("input", text);
        body.put("response_format", "pcm");
        if (config.rateWpm() != USUAL_WPM) {
            body.put("speed", Math.clamp(config.rateWpm() / USUAL_WPM, 0.25, 4));
        }
        try {
            return JSON.writeValueAsBytes(body);
        } catch (IOException impossible) {
            throw new IllegalStateException("a request could not be written as JSON", impossible);
        }
    }

    @Override
    public String name() {
        return address.about();
    }

    @Override
    public void close() {
        client.close();
    }

    /** The sound of one phrase. */
    private final class Speech implements HttpCall.Reading {
        private final Sink sink;

        Speech(Sink sink) {
            this.sink = sink;
        }

        @Override
        public Optional<String> read(ResponseBody body, HttpCall.Relay timeline) throws IOException {
            MediaType kind = body.contentType();
            if (kind != null && (kind.subtype().equals("json") || kind.type().equals("text"))) {
                return Optional.of(address.host() + " sent " + kind + " where sound is expected");
            }
            Told told = new Told(timeline);
            Predicate<short[]> chunks = config.trimSilence() ? new LeadingSilence(told) : told;
            BufferedSource in = body.source();
            boolean wav = in.request(4) && in.getBuffer().snapshot(4).utf8().equals("RIFF");
            Optional<String> wrong = wav ? wav(in, chunks) : pcm(in, chunks);
            if (wrong.isEmpty() && told.samples == 0) {
                return Optional.of(address.host() + " sent no audible sound");
            }
            return wrong;
        }

        private Optional<String> pcm(BufferedSource in, Predicate<short[]> chunks) throws IOException {
            StreamResampler resampler = new StreamResampler(RATE_HZ, Pcm.RATE_HZ);
            byte[] bytes = new byte[READ_BYTES];
            short[] samples = new short[READ_BYTES / 2];
            int left = 0;
            long total = 0;
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes, left, READ_BYTES - left)) {
                total += read;
                if (total > MOST_BYTES) {
                    return tooMuch();
                }
                int count = (left + read) / 2;
                for (int i = 0; i < count; i++) {
                    samples[i] = (short) (bytes[2 * i] & 0xff | bytes[2 * i + 1] << 8);
                }
                left = (left + read) & 1;
                bytes[0] = left == 1 ? bytes[2 * count] : 0;
                if (!resampled(resampler, samples, count, chunks)) {
                    return Optional.empty();
                }
            }
            if (total < 2) {
                return Optional.of(address.host() + " sent an empty answer where sound is expected");
            }
            // What the filter still holds.
            int held = resampler.delaySamples() * RATE_HZ / Pcm.RATE_HZ;
            resampled(resampler, new short[held], held, chunks);
            return Optional.empty();
        }

        /** False when no more is wanted. */
        private static boolean resampled(
                StreamResampler resampler, short[] samples, int count, Predicate<short[]> chunks) {
            short[] out = new short[resampler.mostOutput(count)];
            int made = resampler.process(samples, 0, count, out, 0);
            return made == 0 || chunks.test(made == out.length ? out : Arrays.copyOf(out, made));
        }

        private Optional<String> wav(BufferedSource in, Predicate<short[]> chunks) throws IOException {
            if (in.request(MOST_BYTES)) {
                return tooMuch();
            }
            try {
                Pcm sound = Wav.parse("the answer of " + address.host(), in.readByteArray())
                        .mono();
                short[] samples = Resample.to(sound, Pcm.RATE_HZ).samples();
                boolean wanted = true;
                for (int at = 0; at < samples.length && wanted; at += READ_BYTES) {
                    wanted = chunks.test(Arrays.copyOfRange(samples, at, Math.min(samples.length, at + READ_BYTES)));
                }
                return Optional.empty();
            } catch (SoundException damaged) {
                return Optional.of(String.valueOf(damaged.getMessage()));
            }
        }

        private Optional<String> tooMuch() {
            return Optional.of(address.host() + " sent more than " + MOST_BYTES + " bytes of sound for one phrase");
        }

        @Override
        public void done() {
            sink.done();
        }

        @Override
        public void failed(String why) {
            sink.failed(why);
        }

        /** Brings chunks to the timeline and counts them; false once the phrase is cancelled. */
        private final class Told implements Predicate<short[]> {
            private final HttpCall.Relay timeline;
            private long samples;

            Told(HttpCall.Relay timeline) {
                this.timeline = timeline;
            }

            @Override
            public boolean test(short[] chunk) {
                samples += chunk.length;
                try {
                    timeline.tell(() -> sink.audio(chunk));
                    return true;
                } catch (IOException cancelled) {
                    return false;
                }
            }
        }
    }
}
