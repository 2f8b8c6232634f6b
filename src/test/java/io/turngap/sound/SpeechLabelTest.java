package io.turngap.sound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpeechLabelTest {

    private static final int MS = Pcm.RATE_HZ / 1_000;
    private static final Fixtures FIXTURES = Fixtures.open(Path.of("audio-fixtures"));

    private static Fixtures.Utterance utterance(String id) {
        return FIXTURES.utterance(id, Path.of("."), Optional.empty(), Optional.empty(), new Seeds(1).random());
    }

    private static List<Fixtures.Entry> entries(boolean human) {
        return FIXTURES.entries().stream().filter(e -> e.human() == human).toList();
    }

    private static SpeechLabel label(short[] samples) {
        return SpeechLabel.of(new Pcm(Pcm.RATE_HZ, samples)).orElseThrow();
    }

    @Test
    void theManifestSaysWhatTheLabellerSays() {
        for (Fixtures.Entry entry : FIXTURES.entries()) {
            SpeechLabel label = label(utterance(entry.id()).sound().samples());
            assertEquals(entry.firstSpeech(), label.first(), entry.id());
            assertEquals(entry.lastSpeech(), label.last(), entry.id());
        }
    }

    /** What stands between digital silence was put there at a known place: 120 ms in, of which at most 10 and 30 ms are not speech. */
    @Test
    void syntheticSpeechIsWhereItWasPut() {
        for (Fixtures.Entry entry : entries(false)) {
            short[] samples = utterance(entry.id()).sound().samples();
            int first = 0;
            while (samples[first] == 0) {
                first++;
            }
            int last = samples.length - 1;
            while (samples[last] == 0) {
                last--;
            }
            assertEquals(120 * MS, first, 25 * MS, entry.id());
            assertTrue(entry.firstSpeech() >= first && entry.lastSpeech() <= last, entry.id());
            assertEquals(first + 10 * MS, entry.firstSpeech(), 20 * MS, entry.id());
            assertEquals(last - 30 * MS, entry.lastSpeech(), 35 * MS, entry.id());
        }
    }

    @Test
    void theLabelMovesWithTheSpeechAndNotWithItsLevel() {
        for (String id :
                List.of("where-is-my-order.slt", "yes-please.awb", "thats-all.kevin", "pain-in-my-chest.slt")) {
            Fixtures.Utterance u = utterance(id);
            short[] later = Tones.with(
                    new short[u.sound().samples().length + 20_000],
                    12_345,
                    u.sound().samples());
            SpeechLabel moved = label(later);
            assertEquals(u.firstSpeech() + 12_345, moved.first(), 5 * MS, id);
            assertEquals(u.lastSpeech() + 12_345, moved.last(), 5 * MS, id);
            SpeechLabel softer = label(Gain.apply(u.sound(), -14).sound().samples());
            assertEquals(u.firstSpeech(), softer.first(), 10 * MS, id);
            assertEquals(u.lastSpeech(), softer.last(), 25 * MS, id);
        }
    }

    @Test
    void noiseBeneathMovesTheEdgesLittle() {
        List<Double> startMs = new ArrayList<>();
        List<Double> endMs = new ArrayList<>();
        for (Fixtures.Entry entry : entries(false)) {
            Fixtures.Utterance u = utterance(entry.id());
            short[] padded = Tones.with(
                    new short[u.sound().samples().length + 16_000],
                    8_000,
                    u.sound().samples());
            SpeechLabel noisy = label(Tones.with(Tones.noise(-56, padded.length, 9), 0, padded));
            startMs.add(Math.abs(noisy.first() - 8_000 - u.firstSpeech()) / (double) MS);
            endMs.add(Math.abs(noisy.last() - 8_000 - u.lastSpeech()) / (double) MS);
        }
        assertTrue(quantile(startMs, 0.5) <= 3, "median at the start " + quantile(startMs, 0.5) + " ms");
        assertTrue(quantile(endMs, 0.5) <= 12, "median at the end " + quantile(endMs, 0.5) + " ms");
        assertTrue(quantile(endMs, 0.9) <= 60, "P90 at the end " + quantile(endMs, 0.9) + " ms");
    }

    /**
     * An independent detector: the Teager–Kaiser energy x(n)² − x(n−1)x(n+1) (Kaiser 1990), which weighs high frequencies, smoothed over
     * 20 ms, against a threshold between its own floor and peak. It does not hear the weak f at the end of "himself", which the label holds.
     */
    @Test
    void humanRecordingsAgreeWithAnIndependentDetector() {
        List<Fixtures.Entry> human = entries(true);
        assertTrue(human.size() >= 5);
        List<Double> startMs = new ArrayList<>();
        List<Double> endMs = new ArrayList<>();
        for (Fixtures.Entry entry : human) {
            short[] samples = utterance(entry.id()).sound().samples();
            double[] smooth = teager(samples);
            double[] sorted = smooth.clone();
            Arrays.sort(sorted);
            double floor = sorted[sorted.length / 20] + 1;
            double peak = sorted[sorted.length * 95 / 100];
            double threshold = Math.sqrt(floor * peak);
            int first = -1;
            int last = -1;
            for (int i = 0; i < smooth.length - 50 * MS; i++) {
                boolean lasting =
                        smooth[i] > threshold && smooth[i + 25 * MS] > threshold && smooth[i + 50 * MS] > threshold;
                if (lasting) {
                    first = first < 0 ? i : first;
                    last = i + 50 * MS;
                }
            }
            assertEquals(first, entry.firstSpeech(), 70 * MS, entry.id() + " start");
            assertEquals(last, entry.lastSpeech(), 170 * MS, entry.id() + " end");
            startMs.add(Math.abs(first - entry.firstSpeech()) / (double) MS);
            endMs.add(Math.abs(last - entry.lastSpeech()) / (double) MS);
        }
        assertTrue(quantile(startMs, 0.5) <= 30, "start, median of " + startMs);
        assertTrue(quantile(endMs, 0.5) <= 60, "end, median of " + endMs);
    }

    private static double[] teager(short[] samples) {
        double[] energy = new double[samples.length];
        for (int i = 1; i < samples.length - 1; i++) {
            energy[i] = Math.abs((double) samples[i] * samples[i] - (double) samples[i - 1] * samples[i + 1]);
        }
        double[] smooth = new double[samples.length];
        double sum = 0;
        int window = 20 * MS;
        for (int i = 0; i < samples.length; i++) {
            sum += energy[i] - (i >= window ? energy[i - window] : 0);
            smooth[Math.max(0, i - window / 2)] = sum / window;
        }
        return smooth;
    }

    @Test
    void clicksAndRumbleAreNotSpeech() {
        Fixtures.Utterance u = utterance("no-thank-you.rms");
        short[] padded = Tones.with(
                new short[u.sound().samples().length + 32_000],
                16_000,
                u.sound().samples());
        short[] click = Tones.sine(2_000, -15, 6 * MS);
        short[] rumble = Tones.sine(25, -22, 8_000);
        short[] spoiled =
                Tones.with(Tones.with(Tones.with(padded, 3_000, click), padded.length - 3_000, click), 6_000, rumble);
        SpeechLabel label = label(spoiled);
        assertEquals(16_000 + u.firstSpeech(), label.first(), 15 * MS);
        assertEquals(16_000 + u.lastSpeech(), label.last(), 15 * MS);
    }

    @Test
    void noiseAloneHoldsNoSpeech() {
        assertEquals(Optional.empty(), SpeechLabel.of(new Pcm(Pcm.RATE_HZ, Tones.noise(-40, 32_000, 1))));
        assertEquals(Optional.empty(), SpeechLabel.of(new Pcm(Pcm.RATE_HZ, new short[32_000])));
        assertEquals(Optional.empty(), SpeechLabel.of(new Pcm(Pcm.RATE_HZ, new short[0])));
        assertEquals(Optional.empty(), SpeechLabel.of(new Pcm(Pcm.RATE_HZ, Tones.sine(500, -20, 100))));
    }

    private static double quantile(List<Double> values, double p) {
        return values.stream().sorted().toList().get((int) (p * (values.size() - 1)));
    }
}
