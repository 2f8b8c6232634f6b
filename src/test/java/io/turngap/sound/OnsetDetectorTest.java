package io.turngap.sound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnsetDetectorTest {

    private static final int MS = Pcm.RATE_HZ / 1_000;

    /** Collects what was found, and how late it was said. */
    private static final class Found implements OnsetDetector.Listener {
        private final List<Long> onsets = new ArrayList<>();
        private final List<Long> offsets = new ArrayList<>();

        @Override
        public void onset(long sample) {
            onsets.add(sample);
        }

        @Override
        public void offset(long lastSample) {
            offsets.add(lastSample);
        }
    }

    private static Found run(short[] samples, double gapMs) {
        Found found = new Found();
        OnsetDetector detector = new OnsetDetector(Audibility.STANDARD, gapMs, found);
        detector.accept(samples, 0, samples.length);
        detector.finish();
        return found;
    }

    @ParameterizedTest
    @ValueSource(doubles = {100, 200, 440, 1_000, 3_000, 7_000})
    void aToneIsFoundToTheMillisecond(double hz) {
        for (double dbfs : new double[] {-3.1, -20, -40, -46}) {
            for (int start : new int[] {0, 1, 79, 80, 81, 1_000, 5_003}) {
                short[] tone = Tones.sine(hz, dbfs, 300 * MS);
                Found found = run(Tones.with(new short[16_000], start, tone), 200);
                String what = hz + " Hz at " + dbfs + " dBFS from " + start;
                assertEquals(1, found.onsets.size(), what);
                assertEquals(start, found.onsets.getFirst(), MS, what);
                assertEquals(start + tone.length - 1, found.offsets.getFirst(), MS, what);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whateverIsPassedOverMakesNoDifference(long seed) {
        UniformRandomProvider random = new Seeds(seed).at("onsets").random();
        Audibility definition =
                new Audibility(-50 + 5 * random.nextInt(5), 1 + random.nextInt(8), 5 + random.nextInt(30));
        List<String> plain = new ArrayList<>();
        List<String> quick = new ArrayList<>();
        PlainOnsetDetector one = new PlainOnsetDetector(definition, 60, noting(plain));
        OnsetDetector other = new OnsetDetector(definition, 60, noting(quick));
        for (int block = 0; block < 4_000; block++) {
            short[] samples = new short[1 + random.nextInt(500)];
            int amplitude = random.nextInt(3) == 0 ? 0 : 1 << random.nextInt(16);
            for (int i = 0; i < samples.length && amplitude > 0; i++) {
                samples[i] = (short) Math.clamp(random.nextInt(-amplitude, amplitude + 1), -32_768, 32_767);
            }
            one.accept(samples, 0, samples.length);
            other.accept(samples, 0, samples.length);
            assertEquals(plain, quick, "block " + block + " of seed " + seed);
        }
        assertTrue(plain.size() > 100, plain.size() + " edges");
    }

    private static OnsetDetector.Listener noting(List<String> edges) {
        return new OnsetDetector.Listener() {
            @Override
            public void onset(long sample) {
                edges.add("onset " + sample);
            }

            @Override
            public void offset(long lastSample) {
                edges.add("offset " + lastSample);
            }
        };
    }

    @Test
    void comfortNoiseIsSilenceAndMovesNoEdge() {
        for (long seed = 1; seed <= 20; seed++) {
            short[] tone = Tones.sine(300, -26, 500 * MS);
            Found found = run(Tones.with(Tones.noise(-65, 32_000, seed), 8_000, tone), 200);
            assertEquals(1, found.onsets.size(), "seed " + seed);
            assertEquals(8_000, found.onsets.getFirst(), MS, "seed " + seed);
            assertEquals(8_000 + tone.length - 1, found.offsets.getFirst(), MS, "seed " + seed);
        }
    }

    /**
     * The truth is known: synthetic speech in digital silence begins with its first sample of the level. A voice that rises or fades slowly
     * through the level crosses it where comfort noise happens to lift it, hence the two bounds.
     */
    @Test
    void speechIsFoundWhereItIsInSilenceAndInComfortNoise() {
        Fixtures fixtures = Fixtures.open(Path.of("audio-fixtures"));
        UniformRandomProvider random = new Seeds(1).random();
        int voices = 0;
        int exact = 0;
        int sameOnset = 0;
        int sameOffset = 0;
        for (Fixtures.Entry entry : fixtures.entries()) {
            // The weak consonant before "four" is below the level: what is audible first is not the first sample of the
            // level.
            if (entry.human() || entry.phrase().startsWith("four")) {
                continue;
            }
            short[] speech = fixtures.utterance(entry.id(), Path.of("."), Optional.empty(), Optional.empty(), random)
                    .sound()
                    .samples();
            short[] clean = Tones.with(new short[speech.length + 16_000], 8_000, speech);
            Found inSilence = run(clean, 500);
            Found inNoise = run(Tones.with(Tones.noise(-65, clean.length, 7), 0, clean), 500);
            long truth = 8_000 + firstAbove(speech, Level.amplitude(-50));
            long onset = inSilence.onsets.getFirst();
            voices++;
            exact += Math.abs(onset - truth) <= MS ? 1 : 0;
            sameOnset += Math.abs(onset - inNoise.onsets.getFirst()) <= MS ? 1 : 0;
            sameOffset += Math.abs(inSilence.offsets.getLast() - inNoise.offsets.getLast()) <= MS ? 1 : 0;
            assertEquals(truth, onset, 15 * MS, entry.id());
            assertEquals(onset, inNoise.onsets.getFirst(), 6 * MS, entry.id());
            assertEquals(inSilence.offsets.getLast(), inNoise.offsets.getLast(), 20 * MS, entry.id());
        }
        String seen =
                voices + " voices: onset exact " + exact + ", same in noise " + sameOnset + ", offset " + sameOffset;
        assertTrue(voices >= 60 && exact >= 0.85 * voices, seen);
        assertTrue(sameOnset >= 0.85 * voices && sameOffset >= 0.75 * voices, seen);
    }

    private static int firstAbove(short[] samples, double amplitude) {
        for (int i = 0; i < samples.length; i++) {
            if (Math.abs(samples[i]) >= (int) amplitude) {
                return i;
            }
        }
        return -1;
    }

    @Test
    void aClickIsNotAudibleAndMovesNoEdge() {
        short[] click = Tones.sine(1_000, -12, 15 * MS);
        assertEquals(List.of(), run(Tones.with(new short[16_000], 4_000, click), 200).onsets);

        short[] tone = Tones.sine(300, -20, 200 * MS);
        short[] around = Tones.with(Tones.with(new short[16_000], 8_000, tone), 4_000, click);
        short[] both = Tones.with(around, 8_000 + tone.length + 100 * MS, click);
        Found found = run(both, 200);
        assertEquals(1, found.onsets.size());
        assertEquals(8_000, found.onsets.getFirst(), MS);
        assertEquals(8_000 + tone.length - 1, found.offsets.getFirst(), MS);
    }

    @Test
    void justLongEnoughIsNoClick() {
        assertEquals(
                1,
                run(Tones.with(new short[16_000], 4_000, Tones.sine(1_000, -12, 22 * MS)), 200)
                        .onsets
                        .size());
    }

    @Test
    void aPauseShorterThanTheGapGoesOnAndALongerOneEnds() {
        short[] tone = Tones.sine(300, -20, 100 * MS);
        short[] twice = Tones.with(Tones.with(new short[16_000], 2_000, tone), 2_000 + 250 * MS, tone);
        assertEquals(1, run(twice, 200).onsets.size());
        Found apart = run(twice, 100);
        assertEquals(2, apart.onsets.size());
        assertEquals(2_000 + 100 * MS - 1, apart.offsets.getFirst(), MS);
        assertEquals(2_000 + 250 * MS, apart.onsets.getLast(), MS);
    }

    @Test
    void framesOfAnySizeGiveTheSame() {
        UniformRandomProvider random = new Seeds(3).random();
        short[] sound = Tones.noise(-65, 64_000, 3);
        for (int i = 0; i < 12; i++) {
            sound = Tones.with(
                    sound, random.nextInt(60_000), Tones.sine(200 + 90 * i, -45 + 2 * i, 10 + random.nextInt(3_000)));
        }
        Found whole = run(sound, 120);
        Found pieces = new Found();
        OnsetDetector detector = new OnsetDetector(Audibility.STANDARD, 120, pieces);
        for (int at = 0; at < sound.length; ) {
            int count = Math.min(sound.length - at, 1 + random.nextInt(500));
            detector.accept(sound, at, count);
            at += count;
        }
        detector.finish();
        assertTrue(whole.onsets.size() > 2);
        assertEquals(whole.onsets, pieces.onsets);
        assertEquals(whole.offsets, pieces.offsets);
        assertEquals(sound.length, detector.position());
    }

    @Test
    void anOnsetIsReportedWithinItsLatency() {
        for (double hz : new double[] {100, 330, 2_000}) {
            short[] sound = Tones.with(new short[16_000], 3_000, Tones.sine(hz, -47, 8_000));
            Found found = new Found();
            OnsetDetector detector = new OnsetDetector(Audibility.STANDARD, 100, found);
            int at = 0;
            while (found.onsets.isEmpty()) {
                assertFalse(detector.audible());
                detector.accept(sound, at++, 1);
            }
            assertTrue(detector.audible());
            assertTrue(at - 1 - found.onsets.getFirst() <= detector.latencySamples(), hz + " Hz");
        }
    }

    @Test
    void loudToTheEndEndsWhenTheStreamDoes() {
        Found found = new Found();
        OnsetDetector detector = new OnsetDetector(Audibility.STANDARD, 300, found);
        short[] tone = Tones.sine(500, -20, 4_000);
        detector.accept(tone, 0, tone.length);
        assertEquals(List.of(), found.offsets);
        detector.finish();
        assertEquals(3_999, found.offsets.getFirst(), MS);
        assertEquals(found.offsets.getFirst(), detector.lastAudible());
    }

    @Test
    void fullScaleDoesNotOverflow() {
        short[] loudest = new short[160_000];
        Arrays.fill(loudest, Short.MIN_VALUE);
        Found found = run(loudest, 100);
        assertEquals(List.of(0L), found.onsets);
        assertEquals(List.of(159_999L), found.offsets);
    }
}
