package io.turngap.sound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LevelTest {

    @Test
    void levelsAreRelativeToAFullScaleSquareWave() {
        assertEquals(-20, Level.rmsDbfs(Tones.sine(440, -20, 16_000)), 0.01);
        assertEquals(-30, Level.rmsDbfs(Tones.noise(-30, 160_000, 1)), 0.1);
        assertEquals(Level.SILENCE_DBFS, Level.rmsDbfs(new short[100]));
        assertEquals(Level.SILENCE_DBFS, Level.activeDbfs(new Pcm(16_000, new short[16_000])));
        assertEquals(-3.01, 20 * Math.log10(Level.amplitude(-3.01) / 32_768), 1e-9);
    }

    @Test
    void silenceAroundSpeechDoesNotChangeItsActiveLevel() {
        short[] burst = Tones.noise(-26, 32_000, 2);
        double alone = Level.activeDbfs(new Pcm(16_000, burst));
        assertEquals(-26, alone, 0.3);
        double inSilence = Level.activeDbfs(new Pcm(16_000, Tones.with(new short[160_000], 40_000, burst)));
        // P.56 counts its 200 ms hangover and the envelope's fall before it as active: 10 log10(2.3 / 2) = 0.6 dB.
        assertEquals(alone - 0.6, inSilence, 0.2);
        assertTrue(Level.rmsDbfs(Tones.with(new short[160_000], 40_000, burst)) < -32);
    }

    @Test
    void activeLevelFollowsGainExactly() {
        Pcm speech = new Pcm(16_000, Tones.with(new short[48_000], 8_000, Tones.sine(200, -20, 24_000)));
        double level = Level.activeDbfs(speech);
        for (double db : new double[] {-20, -7.3, 6}) {
            assertEquals(level + db, Level.activeDbfs(Gain.apply(speech, db).sound()), 0.3);
        }
    }
}
