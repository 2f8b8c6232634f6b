package io.turngap.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.scenario.LoadPhase;
import io.turngap.scenario.LoadPlan;
import io.turngap.time.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduleTest {

    private static final int SEEDS = 400;
    private static final LoadPhase RUSH = new LoadPhase.Spike(1, 10, 10_000, 2_000, 5_000, 40_000, true);

    @TempDir
    Path dir;

    private static long[] starts(long seed, LoadPhase... phases) {
        Arrivals arrivals = Arrivals.of(new LoadPlan(List.of(phases)), new Seeds(seed));
        LongStream.Builder starts = LongStream.builder();
        int index = 0;
        for (long start = arrivals.startNanos(0); start != Arrivals.NO_MORE; start = arrivals.startNanos(index)) {
            assertTrue(++index < 3_000_000, "a schedule without an end");
            starts.add(start);
        }
        assertEquals(Arrivals.NO_MORE, arrivals.startNanos(index + 1), "over is over");
        return starts.build().toArray();
    }

    private static long[] millis(long[] nanos) {
        return Arrays.stream(nanos).map(n -> Math.round(n / 1e6)).toArray();
    }

    @Test
    void evenSpacingPutsCallsWhereTheCumulativePassesWholeNumbers() {
        assertArrayEquals(
                new long[] {0, 500, 1_000, 1_500}, millis(starts(1, new LoadPhase.Constant(2, 2_000, false))));
        // 0 to 2/s in 4 s: calls(t) = t^2 / 4.
        assertArrayEquals(
                new long[] {0, 2_000, 2_828, 3_464}, millis(starts(1, new LoadPhase.Ramp(0, 2, 4_000, false))));
        assertEquals(600, starts(1, new LoadPhase.Constant(2, 300_000, false)).length);
        assertEquals(3, starts(1, new LoadPhase.Constant(0.1, 30_000, false)).length);
    }

    @Test
    void phasesFollowOneAnotherInCallsAsInTime() {
        // 1.5 calls in the first second and a half; the half that is left over is the first half of the next call.
        assertArrayEquals(
                new long[] {0, 1_000, 1_750, 2_250},
                millis(starts(
                        1, new LoadPhase.Constant(1, 1_500, false), new LoadPhase.Constant(2, 1_000, false))));
        assertArrayEquals(
                new long[] {0, 1_000, 12_000, 13_000},
                millis(starts(
                        1,
                        new LoadPhase.Constant(1, 2_000, false),
                        new LoadPhase.Constant(0, 10_000, false),
                        new LoadPhase.Constant(1, 2_000, false))));
    }

    /** Counts of a Poisson process are Poisson: mean and variance are Λ. The bounds are five standard errors, from the fourth moment. */
    @Test
    void randomSpacingIsAPoissonProcessOfTheCurve() {
        double expected = 40 + 9 * (5 + 2);
        double inSpike = 10 * 5;
        double[] all = new double[SEEDS];
        double[] spike = new double[SEEDS];
        for (int seed = 0; seed < SEEDS; seed++) {
            long[] starts = starts(seed, RUSH);
            all[seed] = starts.length;
            spike[seed] = Arrays.stream(starts)
                    .filter(s -> s >= 12_000_000_000L && s < 17_000_000_000L)
                    .count();
        }
        poisson(expected, all);
        poisson(inSpike, spike);
    }

    private static void poisson(double expected, double[] counts) {
        double mean = Arrays.stream(counts).average().orElseThrow();
        double variance = Arrays.stream(counts).map(c -> (c - mean) * (c - mean)).sum() / (counts.length - 1);
        assertEquals(expected, mean, 5 * Math.sqrt(expected / counts.length));
        // Of a Poisson number the fourth central moment is m + 3 m^2, so the sample variance has variance (m + 2 m^2) / n.
        double error = Math.sqrt((expected + 2 * expected * expected) / counts.length);
        assertEquals(expected, variance, 5 * error);
    }

    @Test
    void gapsOfAConstantRateAreExponential() {
        long[] starts = starts(3, new LoadPhase.Constant(100, 100_000, true));
        double[] gaps = new double[starts.length - 1];
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] = (starts[i + 1] - starts[i]) / 1e9;
        }
        double mean = Arrays.stream(gaps).average().orElseThrow();
        double beyond = Arrays.stream(gaps).filter(g -> g > 0.02).count() / (double) gaps.length;
        assertEquals(0.01, mean, 5 * 0.01 / Math.sqrt(gaps.length));
        assertEquals(Math.exp(-2), beyond, 5 * Math.sqrt(Math.exp(-2) / gaps.length));
    }

    @Test
    void theSameSeedGivesTheSameScheduleAndAnotherAnother() {
        assertArrayEquals(starts(7, RUSH), starts(7, RUSH));
        assertFalse(Arrays.equals(starts(7, RUSH), starts(8, RUSH)));
    }

    @Test
    void aMillionCallsAreInOrder() {
        long[] starts = starts(1, new LoadPhase.Diurnal(0, 23.2, 50_000_000, 86_400_000, 86_400_000, true));
        assertTrue(starts.length > 990_000 && starts.length < 1_015_000, "calls: " + starts.length);
        for (int i = 1; i < starts.length; i++) {
            assertTrue(starts[i] >= starts[i - 1], "call " + i + " before the one before it");
        }
        assertTrue(starts[starts.length - 1] <= 86_400_000_000_000L);
    }

    @Test
    void aTraceKeepsItsPlaceBetweenCurves() throws IOException {
        Path file = Files.writeString(dir.resolve("t.csv"), "10\n10.25\n13\n");
        long[] starts = starts(
                1,
                new LoadPhase.Constant(1, 2_000, false),
                new LoadPhase.Trace(file, "", 2, 2),
                new LoadPhase.Constant(1, 2_000, false));
        // A round of the trace takes 3 s and a mean gap of 1.5 s, at twice the speed 2.25 s.
        assertArrayEquals(
                new long[] {0, 1_000, 2_000, 2_125, 3_500, 4_250, 4_375, 5_750, 6_500, 7_500}, millis(starts));
    }

    @Test
    void theWordsSayTheSchedule() {
        String words = Arrivals.of(
                        new LoadPlan(List.of(new LoadPhase.Ramp(0, 2, 30_000, true), RUSH)), new Seeds(1))
                .name();
        assertEquals(
                "by a schedule (Poisson): from 0/s to 2/s in 30 s, then 1/s for 40 s with a spike to 10/s after 10 s for 5 s",
                words);
    }
}
