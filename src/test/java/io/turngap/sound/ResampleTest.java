package io.turngap.sound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ResampleTest {

    private static final int[] RATES = {8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000};

    @Test
    void aToneStaysWhereItIsAtEveryRate() {
        for (int rate : RATES) {
            for (double hz : new double[] {200, 1_000, 3_000}) {
                Pcm out = Resample.to(new Pcm(rate, Tones.sine(hz, -20, rate, rate)), 16_000);
                assertEquals(16_000, out.samples().length, 1);
                // Late in the second a drift of one sample would show as a large difference.
                short[] ideal = Tones.sine(hz, -20, 16_000);
                double worst = 0;
                for (int i = 1_000; i < 15_000; i++) {
                    worst = Math.max(worst, Math.abs(out.samples()[i] - ideal[i]));
                }
                assertTrue(worst <= 8, rate + " Hz, tone of " + hz + ": off by " + worst + " of 4634");
            }
        }
    }

    @Test
    void whatLiesBeyondTheBandIsTakenOut() {
        Pcm out = Resample.to(new Pcm(48_000, Tones.sine(11_000, -6, 48_000, 48_000)), 16_000);
        assertTrue(Level.rmsDbfs(out.samples(), 1_000, 14_000) < -80);
        assertSame(out, Resample.to(out, 16_000));
    }

    @Test
    void aStreamIsDelayedByWhatItSaysAndNoMore() {
        int[][] pairs = {
            {16_000, 24_000}, {24_000, 16_000}, {16_000, 8_000}, {8_000, 16_000}, {16_000, 48_000}, {44_100, 16_000}
        };
        for (int[] pair : pairs) {
            StreamResampler stream = new StreamResampler(pair[0], pair[1]);
            double delayMs = 1_000.0 * stream.delaySamples() / pair[1];
            assertTrue(delayMs <= 1.05, "delay " + delayMs);
            short[] in = Tones.sine(700, -20, pair[0], pair[0]);
            short[] out = new short[stream.mostOutput(in.length)];
            int count = stream.process(in, 0, in.length, out, 0);
            assertEquals(pair[1], count, 1);
            short[] ideal = Tones.sine(700, -20, pair[1], pair[1]);
            double error = 0;
            for (int i = pair[1] / 10; i < count; i++) {
                error = Math.max(error, Math.abs(out[i] - ideal[i - stream.delaySamples()]));
            }
            assertTrue(error < 4_634 * 0.01, Arrays.toString(pair) + " off by " + error);
        }
    }

    @Test
    void framesGiveTheSameAsTheWhole() {
        short[] in = Tones.noise(-20, 16_000, 5);
        StreamResampler whole = new StreamResampler(16_000, 24_000);
        short[] expected = new short[24_000];
        assertEquals(24_000, whole.process(in, 0, in.length, expected, 0));
        StreamResampler frames = new StreamResampler(16_000, 24_000);
        short[] out = new short[24_000];
        for (int f = 0; f < 50; f++) {
            assertEquals(480, frames.process(in, 320 * f, 320, out, 480 * f));
        }
        assertArrayEquals(expected, out);
        StreamResampler odd = new StreamResampler(16_000, 24_000);
        short[] third = new short[24_000];
        int written = 0;
        for (int at = 0, n = 1; at < in.length; at += n, n = Math.min(in.length - at, n % 37 + 1)) {
            written += odd.process(in, at, n, third, written);
        }
        assertArrayEquals(expected, third);
        odd.reset();
        short[] again = new short[24_000];
        odd.process(in, 0, in.length, again, 0);
        assertArrayEquals(expected, again);
    }

    @Test
    void wholeFramesAndSampleBySampleAreTheSameToTheBit() {
        int[][] ways = {{16_000, 24_000}, {24_000, 16_000}, {16_000, 8_000}, {8_000, 16_000}, {48_000, 16_000}};
        for (int[] way : ways) {
            short[] in = Tones.noise(-10, way[0] / 5, 9);
            StreamResampler frames = new StreamResampler(way[0], way[1]);
            StreamResampler single = new StreamResampler(way[0], way[1]);
            short[] expected = new short[way[1] / 5];
            short[] out = new short[way[1] / 5];
            int frame = way[0] / 50;
            int ofFrames = 0;
            int ofSingle = 0;
            for (int at = 0; at < in.length; at += frame) {
                ofFrames += frames.process(in, at, frame, out, ofFrames);
                for (int i = at; i < at + frame; i++) {
                    ofSingle += single.process(in, i, 1, expected, ofSingle);
                }
            }
            assertEquals(way[1] / 5, ofFrames, Arrays.toString(way));
            assertEquals(ofFrames, ofSingle, Arrays.toString(way));
            assertArrayEquals(expected, out, Arrays.toString(way));
        }
    }

    @Test
    void anOnsetGoesThereAndBackWithinAMillisecond() {
        for (int rate : new int[] {24_000, 8_000}) {
            StreamResampler there = new StreamResampler(16_000, rate);
            StreamResampler back = new StreamResampler(rate, 16_000);
            short[] in = Tones.with(new short[16_000], 5_000, Tones.sine(300, -26, 8_000));
            short[] wire = new short[rate];
            short[] heard = new short[16_000];
            there.process(in, 0, in.length, wire, 0);
            back.process(wire, 0, wire.length, heard, 0);
            long[] onset = {-1};
            OnsetDetector detector = new OnsetDetector(Audibility.STANDARD, 200, new OnsetDetector.Listener() {
                @Override
                public void onset(long sample) {
                    onset[0] = sample;
                }

                @Override
                public void offset(long lastSample) {}
            });
            detector.accept(heard, 0, heard.length);
            long delay = there.delaySamples() * 16_000L / rate + back.delaySamples();
            assertEquals(5_000, onset[0] - delay, 16, rate + " Hz");
        }
    }

    @Test
    void loudSoundIsClippedAndEqualRatesPassThrough() {
        StreamResampler same = new StreamResampler(16_000, 16_000);
        short[] loud = new short[640];
        Arrays.fill(loud, 100, 400, Short.MAX_VALUE);
        Arrays.fill(loud, 400, 640, Short.MIN_VALUE);
        short[] out = new short[960];
        assertEquals(640, same.process(loud, 0, 640, out, 0));
        assertArrayEquals(loud, Arrays.copyOf(out, 640));
        assertEquals(0, same.delaySamples());
        new StreamResampler(16_000, 24_000).process(loud, 0, 640, out, 0);
        for (int i = 200; i < 580; i++) {
            assertTrue(out[i] > 30_000, "wrapped around at " + i + ": " + out[i]);
        }
        assertThrows(IllegalArgumentException.class, () -> new StreamResampler(0, 16_000));
    }
}
