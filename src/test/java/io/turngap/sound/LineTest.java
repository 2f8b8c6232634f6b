package io.turngap.sound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Seeds;
import java.nio.file.Path;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

/** What lies between a caller's mouth and the agent: noise, gain, the telephone, loss. */
class LineTest {

    private static double through(double hz) {
        short[] tone = Tones.sine(hz, -20, 16_000);
        new TelephoneLine().process(tone, 0, tone.length);
        return Tones.levelAt(hz, tone, 4_000, 8_000, 16_000) + 20;
    }

    @Test
    void theTelephonePassesItsBandAndNoMore() {
        assertEquals(0, through(1_000), 0.5);
        assertEquals(0, through(2_500), 1);
        assertEquals(-3, through(300), 1);
        assertTrue(through(100) < -30);
        assertTrue(through(5_000) < -30);
        assertTrue(through(7_000) < -60);
    }

    @Test
    void theTelephoneAddsTheNoiseOfMuLaw() {
        short[] tone = Tones.sine(1_000, -20, 16_000);
        new TelephoneLine().process(tone, 0, tone.length);
        short[] rest = new short[8_000];
        double toneDb = Tones.levelAt(1_000, tone, 4_000, 8_000, 16_000);
        double totalDb = Level.rmsDbfs(tone, 4_000, rest.length);
        double noise = Math.pow(10, totalDb / 10) - Math.pow(10, toneDb / 10);
        double snr = toneDb - 10 * Math.log10(noise);
        assertTrue(snr > 33 && snr < 46, "signal to noise " + snr);
    }

    @Test
    void theTelephonesDelayIsWhatItSaysAndFramesDoNotMatter() {
        short[] click = new short[3_200];
        short[] burst = Tones.sine(1_000, -12, 160);
        for (int i = 0; i < burst.length; i++) {
            burst[i] = (short) (burst[i] * Math.sin(Math.PI * i / burst.length));
        }
        short[] in = Tones.with(click, 1_000, burst);
        short[] whole = in.clone();
        new TelephoneLine().process(whole, 0, whole.length);
        assertEquals(TelephoneLine.DELAY_SAMPLES, delay(in, whole), 1);
        short[] frames = in.clone();
        TelephoneLine line = new TelephoneLine();
        for (int at = 0; at < frames.length; at += 320) {
            line.process(frames, at, 320);
        }
        assertArrayEquals(whole, frames);
    }

    /** How much later the centre of energy is. */
    private static double delay(short[] in, short[] out) {
        return centre(out) - centre(in);
    }

    private static double centre(short[] samples) {
        double weighted = 0;
        double sum = 0;
        for (int i = 0; i < samples.length; i++) {
            double energy = (double) samples[i] * samples[i];
            weighted += i * energy;
            sum += energy;
        }
        return weighted / sum;
    }

    @Test
    void backgroundHasTheRatioAskedForAndNoSeam() {
        Pcm bed = Fixtures.open(Path.of("audio-fixtures")).noise("street");
        for (double snr : new double[] {0, 10, 20}) {
            Background background = new Background(bed, -26, snr, 12_345);
            short[] out = new short[bed.samples().length];
            for (int at = 0; at < out.length; at += 320) {
                assertEquals(0, background.mixInto(out, at, Math.min(320, out.length - at)));
            }
            assertEquals(-26 - snr, Level.rmsDbfs(out), 0.05);
        }
        Background start = new Background(bed, -26, 0, -1);
        short[] twice = new short[2];
        start.mixInto(twice, 0, 2);
        double factor = Level.factor(-26 - Level.rmsDbfs(bed.samples()));
        assertEquals(bed.samples()[bed.samples().length - 1] * factor, twice[0], 1);
        assertEquals(bed.samples()[0] * factor, twice[1], 1);
    }

    @Test
    void clippingIsCountedNeverWrapped() {
        short[] loud = Tones.sine(300, -3.2, 16_000);
        Gain louder = Gain.apply(new Pcm(16_000, loud), 6);
        assertTrue(louder.clipped() > 5_000);
        for (int i = 0; i < loud.length; i++) {
            assertTrue(Integer.signum(loud[i]) == Integer.signum(louder.sound().samples()[i]));
        }
        assertEquals(0, Gain.apply(new Pcm(16_000, loud), -6).clipped());
        Pcm same = new Pcm(16_000, loud);
        assertSame(same, Gain.apply(same, 0).sound());
        Background noise = new Background(new Pcm(16_000, Tones.sine(300, -3.2, 16_000)), -3, 0, 0);
        assertTrue(noise.mixInto(loud, 0, loud.length) > 5_000);
    }

    private static double lossOf(FrameLoss loss, int frames) {
        int lost = 0;
        for (int i = 0; i < frames; i++) {
            lost += loss.lost() ? 1 : 0;
        }
        return (double) lost / frames;
    }

    @Test
    void lossComesAsOftenAsItsFormulaSays() {
        UniformRandomProvider random = new Seeds(4).random();
        assertEquals(0, lossOf(FrameLoss.none(), 1_000));
        assertEquals(0.03, lossOf(FrameLoss.bernoulli(0.03, random), 200_000), 0.002);
        double expected = GilbertElliott.longRunLoss(0.02, 0.25, 0.001, 0.5);
        assertEquals((0.25 * 0.001 + 0.02 * 0.5) / 0.27, expected, 1e-12);
        assertEquals(expected, lossOf(new GilbertElliott(0.02, 0.25, 0.001, 0.5, random), 400_000), 0.002);
        assertEquals(0, GilbertElliott.longRunLoss(0, 0, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> FrameLoss.bernoulli(1.2, random));
        assertThrows(IllegalArgumentException.class, () -> new GilbertElliott(0.1, Double.NaN, 0, 1, random));
    }

    @Test
    void burstsLastAsLongAsTheirFormulaSays() {
        GilbertElliott loss = new GilbertElliott(0.02, 0.25, 0, 1, new Seeds(5).random());
        int bursts = 0;
        int lost = 0;
        boolean before = false;
        for (int i = 0; i < 400_000; i++) {
            boolean now = loss.lost();
            lost += now ? 1 : 0;
            bursts += now && !before ? 1 : 0;
            before = now;
        }
        assertEquals(1 / 0.25, (double) lost / bursts, 0.15);
    }

    @Test
    void lossIsTheSameForTheSameSeed() {
        GilbertElliott a = new GilbertElliott(0.1, 0.3, 0.01, 0.6, new Seeds(6).random());
        GilbertElliott b = new GilbertElliott(0.1, 0.3, 0.01, 0.6, new Seeds(6).random());
        for (int i = 0; i < 1_000; i++) {
            assertEquals(a.lost(), b.lost());
        }
    }

    @Test
    void concealmentRepeatsFadesAndGoesSilentWithoutAStep() {
        Concealment concealment = new Concealment();
        short[] tone = Tones.sine(333, -20, 320 * 8);
        short[] heard = new short[tone.length];
        short[] frame = new short[320];
        for (int f = 0; f < 8; f++) {
            if (f >= 2 && f < 7) {
                concealment.lost(frame);
            } else {
                System.arraycopy(tone, 320 * f, frame, 0, 320);
                concealment.arrived(frame);
            }
            System.arraycopy(frame, 0, heard, 320 * f, 320);
        }
        double first = Level.rmsDbfs(heard, 640, 320);
        double second = Level.rmsDbfs(heard, 960, 320);
        assertEquals(-20, first, 3);
        assertTrue(second < first - 3);
        assertEquals(Level.SILENCE_DBFS, Level.rmsDbfs(heard, 640 + 960, 320));
        int steepest = 0;
        for (int i = 1; i < heard.length; i++) {
            steepest = Math.max(steepest, Math.abs(heard[i] - heard[i - 1]));
        }
        assertTrue(steepest < 700, "a step of " + steepest + "; the tone's own is 610");
    }
}
