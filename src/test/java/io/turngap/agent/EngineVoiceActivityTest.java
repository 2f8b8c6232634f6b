package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EngineVoiceActivityTest {

    private static EngineSounds sounds;
    private static VoiceActivity.Engine silero;

    @BeforeAll
    static void load() {
        sounds = new EngineSounds();
        silero = new SileroVoiceActivity.Engine();
    }

    @AfterAll
    static void close() {
        silero.close();
        sounds.close();
    }

    /** Share of the frames from sample {@code from} to {@code to} that are judged speech. */
    private static double share(VoiceActivity ear, short[] sound, int from, int to) {
        int speech = 0;
        int frames = 0;
        for (int at = 0; at + 320 <= sound.length; at += 320) {
            float probability = ear.accept(Arrays.copyOfRange(sound, at, at + 320));
            assertTrue(probability >= 0 && probability <= 1, "probability " + probability);
            if (at >= from && at < to) {
                frames++;
                speech += probability >= 0.5f ? 1 : 0;
            }
        }
        return (double) speech / frames;
    }

    @Test
    void sileroHearsVoicesAndNotSilenceOrHiss() {
        for (String id :
                new String[] {"where-is-my-order.slt", "where-is-my-order.rp", "ill-disposed-young-man.librivox"}) {
            short[] speech = sounds.speech(id);
            try (VoiceActivity ear = silero.open()) {
                assertTrue(share(ear, speech, 4000, speech.length - 4000) > 0.75, id);
            }
        }
        try (VoiceActivity ear = silero.open()) {
            assertEquals(0, share(ear, new short[32_000], 0, 32_000));
            assertEquals(0, share(ear, EngineSounds.hiss(32_000, 600, 1), 8_000, 32_000));
        }
    }

    @Test
    void sileroCallsDoNotHearEachOther() {
        short[] speech = sounds.speech("where-is-my-order.slt");
        float[] alone = new float[40];
        try (VoiceActivity ear = silero.open()) {
            for (int i = 0; i < alone.length; i++) {
                alone[i] = ear.accept(Arrays.copyOfRange(speech, 320 * i, 320 * i + 320));
            }
        }
        try (VoiceActivity ear = silero.open();
                VoiceActivity other = silero.open()) {
            for (int i = 0; i < alone.length; i++) {
                other.accept(EngineSounds.hiss(320, 8000, i));
                assertEquals(alone[i], ear.accept(Arrays.copyOfRange(speech, 320 * i, 320 * i + 320)), "frame " + i);
            }
            ear.reset();
            for (int i = 0; i < alone.length; i++) {
                assertEquals(alone[i], ear.accept(Arrays.copyOfRange(speech, 320 * i, 320 * i + 320)), "after a reset");
            }
        }
    }

    @Test
    void sileroTakesOddFramesAndEndsQuietly() {
        VoiceActivity ear = silero.open();
        assertEquals(0, ear.accept(new short[0]));
        ear.accept(new short[5000]);
        ear.close();
        ear.close();
        assertEquals(0, ear.accept(new short[320]));
    }

    @Test
    void energyHearsSpeechAboveSteadyNoise() {
        short[] speech =
                EngineSounds.padded(sounds.speech("my-order-number-is-four-two-seven-one.slt"), 32_000, 16_000);
        short[] noisy = sounds.noisy(speech, "line-hiss", 20, 1, 0);
        try (VoiceActivity ear = new EnergyVoiceActivity.Engine().open()) {
            assertTrue(share(ear, noisy, 36_000, noisy.length - 20_000) > 0.4);
        }
        try (VoiceActivity ear = new EnergyVoiceActivity.Engine().open()) {
            assertTrue(share(ear, noisy, 28_000, 33_000) < 0.05, "what was steady for 1.6 s is the floor");
        }
        try (VoiceActivity ear = new EnergyVoiceActivity.Engine().open()) {
            assertEquals(0, share(ear, new short[32_000], 0, 32_000));
            assertEquals(0, ear.accept(new short[0]), 0.01);
        }
    }
}
