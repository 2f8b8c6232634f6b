package io.turngap.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.ProbeMilestone;
import io.turngap.measure.ProbeNotes;
import io.turngap.measure.Turn;
import io.turngap.sound.G711;
import io.turngap.sound.Pcm;
import io.turngap.sound.Wav;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Synthesised speech: when it would be heard, by a player that starts with the first byte. */
class TtsProbeTest {

    private static final long MS = 1_000_000;

    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Turn speak(MockResponse answer, SpeechFormat format, int rateHz) {
        server.enqueue(answer);
        try (TtsProbe probe = new TtsProbe(
                Bed.target(server, "/v1/audio/speech"),
                Bed.settings(1, 1),
                List.of("hello"),
                Bed.body("{'model':'m','voice':'v'}"),
                format,
                rateHz)) {
            return probe.request(0, System.nanoTime());
        }
    }

    private static MockResponse audio(String type, byte[] bytes) {
        return new MockResponse.Builder()
                .addHeader("Content-Type", type)
                .chunkedBody(new Buffer().write(bytes), 777)
                .build();
    }

    private static long leadingUs(Turn turn) {
        return turn.at(Milestone.FIRST_AUDIBLE).orElseThrow()
                - turn.at(Milestone.TTS_FIRST_BYTE).orElseThrow();
    }

    @Test
    void leadingSilenceCountsInWhatIsHeard() throws Exception {
        Turn turn = speak(audio("audio/pcm", Bed.bytes(Bed.tone(24_000, 300, 500))), SpeechFormat.PCM, 24_000);
        assertEquals(Outcome.ANSWERED, turn.outcome(), turn.detail());
        // The tone's first samples are quiet; a player that waits for bytes can only be later.
        assertTrue(leadingUs(turn) >= 299_000 && leadingUs(turn) < 1_500_000, "leading " + leadingUs(turn));
        assertEquals(800, Bed.notes(turn).value(ProbeNotes.AUDIO_MS));
        assertEquals("v", turn.voice());
        assertTrue(turn.at(ProbeMilestone.LAST_BYTE).isPresent());
        String body = Bed.asked(server.takeRequest());
        assertEquals("hello", Bed.JSON.readTree(body).path("input").asText());
        assertEquals("pcm", Bed.JSON.readTree(body).path("response_format").asText());
    }

    @ParameterizedTest
    @CsvSource({"PCM, 24000", "PCM, 16000", "PCM, 22050", "WAV, 24000", "WAV, 48000", "MULAW, 8000", "ALAW, 8000"})
    void theFirstAudibleSampleIsFoundInEveryFormatHoweverTheBytesAreCut(SpeechFormat format, int rateHz)
            throws ProbeHttp.BadAnswer {
        short[] tone = Bed.tone(rateHz, 200, 300);
        byte[] bytes = switch (format) {
            case PCM -> Bed.bytes(tone);
            case WAV -> Wav.mono(new Pcm(rateHz, tone));
            case MULAW -> coded(tone, true);
            case ALAW -> coded(tone, false);
        };
        SpeechListener listener = new SpeechListener(format, rateHz);
        for (int at = 0; at < bytes.length; at += 7) {
            int count = Math.min(7, bytes.length - at);
            listener.came(Arrays.copyOfRange(bytes, at, at + count), count, 5_000 * MS);
        }
        double heardMs = (listener.heardNanos().orElseThrow() - 5_000 * MS) / 1e6;
        double silenceMs = tone.length * 1_000.0 / rateHz * 200 / 500;
        assertEquals(silenceMs, heardMs, 1.5, format + " at " + rateHz);
        assertEquals(tone.length * 1e3 / rateHz, listener.playout().lengthNanos() / 1e6, 0.1);
    }

    private static byte[] coded(short[] samples, boolean muLaw) {
        byte[] bytes = new byte[samples.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = muLaw ? G711.muLaw(samples[i]) : G711.aLaw(samples[i]);
        }
        return bytes;
    }

    @Test
    void aPlayerRunsDryWhereSoundComesLaterThanAllBeforeItWasPlayed() {
        PlayoutClock playout = new PlayoutClock();
        playout.came(1_000 * MS, 100 * MS);
        playout.came(1_050 * MS, 100 * MS);
        assertEquals(1_150 * MS, playout.heardAt(150 * MS), "early sound waits for its turn");
        playout.came(1_260 * MS, 50 * MS);
        assertEquals(60 * MS, playout.dryNanos());
        assertEquals(1, playout.gaps());
        assertEquals(1_199 * MS, playout.heardAt(199 * MS));
        assertEquals(1_260 * MS, playout.heardAt(200 * MS), "and late sound is heard when it comes");
        playout.came(1_310 * MS + 500_000, 10 * MS);
        assertEquals(1, playout.gaps(), "half a millisecond is no gap that anybody hears");
        assertEquals(1_310 * MS + 500_000, playout.heardAt(250 * MS));
        assertEquals(260 * MS, playout.lengthNanos());
    }

    @Test
    void eventsHoldAudioToo() {
        byte[] sound = Bed.bytes(Bed.tone(24_000, 20, 200));
        String delta =
                "{'type':'speech.audio.delta','audio':'" + Base64.getEncoder().encodeToString(sound) + "'}";
        Turn turn = speak(Bed.sse(delta, delta, "{'type':'speech.audio.done'}"), SpeechFormat.PCM, 24_000);
        assertEquals(Outcome.ANSWERED, turn.outcome(), turn.detail());
        assertEquals(440, Bed.notes(turn).value(ProbeNotes.AUDIO_MS));
        assertEquals(
                "broken",
                Bed.notes(speak(Bed.sse(delta), SpeechFormat.PCM, 24_000)).ending());
        Turn bad = speak(Bed.sse("{'type':'speech.audio.delta','audio':'%%%'}"), SpeechFormat.PCM, 24_000);
        assertEquals("malformed", Bed.notes(bad).ending());
    }

    @Test
    void aWavFileWhoseSizesAreNotKnownYetIsReadAsItComes() {
        byte[] file = Wav.mono(new Pcm(24_000, Bed.tone(24_000, 50, 200)));
        Arrays.fill(file, 4, 8, (byte) 0xff);
        Arrays.fill(file, 40, 44, (byte) 0xff);
        Turn turn = speak(audio("audio/wav", file), SpeechFormat.WAV, 24_000);
        assertEquals(Outcome.ANSWERED, turn.outcome(), turn.detail());
        assertEquals(250, Bed.notes(turn).value(ProbeNotes.AUDIO_MS));
    }

    @Test
    void whatIsNoSpeechIsSaidAsWhatItIs() {
        assertEquals(
                "empty",
                Bed.notes(speak(audio("audio/pcm", new byte[0]), SpeechFormat.PCM, 24_000))
                        .ending());
        Turn silent = speak(audio("audio/pcm", new byte[48_000]), SpeechFormat.PCM, 24_000);
        assertEquals("inaudible", Bed.notes(silent).ending());
        assertTrue(silent.at(Milestone.FIRST_AUDIBLE).isEmpty());
        Turn mp3 = speak(audio("audio/mpeg", new byte[100]), SpeechFormat.PCM, 24_000);
        assertEquals("malformed", Bed.notes(mp3).ending());
        assertTrue(mp3.detail().contains("audio/mpeg"), mp3.detail());
        Turn error = speak(
                audio("application/json", "{\"x\":1}".getBytes(StandardCharsets.UTF_8)), SpeechFormat.PCM, 24_000);
        assertTrue(error.detail().contains("{\"x\":1}"), error.detail());
        Turn noWav = speak(audio("audio/wav", new byte[4_000]), SpeechFormat.WAV, 24_000);
        assertTrue(noWav.detail().contains("RIFF"), noWav.detail());
    }

    @Test
    void aRateThatNoServerSendsIsRefused() {
        ProbeException wrong = assertThrows(
                ProbeException.class,
                () -> new TtsProbe(
                        Bed.target(server, "/"),
                        Bed.settings(1, 1),
                        List.of("x"),
                        Bed.body("{}"),
                        SpeechFormat.PCM,
                        7));
        assertTrue(String.valueOf(wrong.getMessage()).contains("--rate-hz is 7"), wrong.getMessage());
    }
}
