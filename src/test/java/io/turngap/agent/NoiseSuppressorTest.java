package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NoiseSuppressorTest {

    /** Noise before and after the words. */
    private static final int PAUSE = 16_000;

    private static EngineSounds sounds;

    @BeforeAll
    static void load() {
        sounds = new EngineSounds();
    }

    @AfterAll
    static void close() {
        sounds.close();
    }

    /** What comes out, moved back by the delay, so that it lies on what went in. */
    static short[] cleaned(short[] sound) {
        short[] out = new short[sound.length + 2 * NoiseSuppressor.HOP];
        int[] filled = new int[1];
        NoiseSuppressor suppressor = new NoiseSuppressor((samples, count, nanos) -> {
            System.arraycopy(samples, 0, out, filled[0], Math.min(count, out.length - filled[0]));
            filled[0] += count;
        });
        short[] more = Arrays.copyOf(sound, sound.length + 2 * NoiseSuppressor.HOP);
        suppressor.audio(more, more.length, 0);
        return Arrays.copyOfRange(out, suppressor.delaySamples(), suppressor.delaySamples() + sound.length);
    }

    private static double powerDb(short[] sound, int from, int to) {
        double sum = 1e-9;
        for (int i = from; i < to; i++) {
            sum += (double) sound[i] * sound[i];
        }
        return 10 * Math.log10(sum / (to - from));
    }

    /** Mean over segments of 20 ms with speech of the ratio of speech to what differs from it, each between -10 and 35 dB. */
    static double segmentalSnrDb(short[] clean, short[] heard) {
        double loudest = -100;
        for (int at = 0; at + 320 <= clean.length; at += 320) {
            loudest = Math.max(loudest, powerDb(clean, at, at + 320));
        }
        double sum = 0;
        int segments = 0;
        for (int at = 0; at + 320 <= clean.length; at += 320) {
            if (powerDb(clean, at, at + 320) < loudest - 40) {
                continue;
            }
            double wrong = 1e-9;
            for (int i = at; i < at + 320; i++) {
                wrong += Math.pow(clean[i] - heard[i], 2);
            }
            sum += Math.clamp(powerDb(clean, at, at + 320) - 10 * Math.log10(wrong / 320), -10, 35);
            segments++;
        }
        return sum / segments;
    }

    private static short[] speech(String id) {
        return EngineSounds.padded(sounds.speech(id), PAUSE, PAUSE);
    }

    @Test
    void cleanSpeechIsNearlyUnharmedAndTenMillisecondsLate() {
        for (String id : List.of("where-is-my-order.slt", "ill-disposed-young-man.librivox")) {
            short[] clean = speech(id);
            double snr = segmentalSnrDb(clean, cleaned(clean));
            assertTrue(snr > 15, id + ": " + snr + " dB");
        }
        assertEquals(160, new NoiseSuppressor((samples, count, nanos) -> {}).delaySamples());
    }

    @Test
    void steadyNoiseIsTakenOutOfPausesAndSpeechStandsOut() {
        short[] clean = speech("my-order-number-is-four-two-seven-one.slt");
        for (String bed : List.of("line-hiss", "street")) {
            short[] noisy = sounds.noisy(clean, bed, 5, 1, 0);
            short[] out = cleaned(noisy);
            double quieter = powerDb(noisy, 8_000, PAUSE) - powerDb(out, 8_000, PAUSE);
            assertTrue(quieter > 7, bed + " in the pause is " + quieter + " dB quieter");
            double gained = segmentalSnrDb(clean, out) - segmentalSnrDb(clean, noisy);
            assertTrue(gained > 1.5, bed + ": " + gained + " dB gained");
        }
    }

    @Test
    void itFollowsNoiseThatRises() {
        short[] noise = EngineSounds.hiss(10 * 16_000, 300, 1);
        short[] louder = EngineSounds.hiss(10 * 16_000, 3_000, 2);
        System.arraycopy(louder, 0, noise, 5 * 16_000, 5 * 16_000);
        short[] out = cleaned(noise);
        assertTrue(powerDb(noise, 7 * 16_000, 160_000) - powerDb(out, 7 * 16_000, 160_000) > 7, "after 2 s");
    }

    @Test
    void silenceAndTheLoudestSoundAreTaken() {
        assertTrue(Arrays.equals(new short[32_000], cleaned(new short[32_000])));
        short[] loud = new short[32_000];
        for (int i = 0; i < loud.length; i++) {
            loud[i] = i / 20 % 2 == 0 ? Short.MAX_VALUE : Short.MIN_VALUE;
        }
        assertTrue(powerDb(cleaned(loud), 0, 32_000) < 91, "no overflow");
    }

    @Test
    void itsDelayShowsInTheTurn() {
        Stage plain = new Stage("{}", "hello");
        Stage cleaning = new Stage("{'audio': {'noise_suppression': true}}", "hello");
        for (Stage stage : List.of(plain, cleaning)) {
            stage.silence(200).speech(1_000).silence(2_000);
        }
        double plainMs = plain.msOf("agent.speech_end") - plain.speechEndsMs.getFirst();
        double cleaningMs = cleaning.msOf("agent.speech_end") - cleaning.speechEndsMs.getFirst();
        assertEquals(0, plainMs, "a sample is heard when it comes");
        assertEquals(10, cleaningMs, "a sample is heard 10 ms after it came");
    }
}
