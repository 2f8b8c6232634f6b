package io.turngap.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GrowthTest {

    private static final int SECONDS = 300;

    private static HealthLine line(int second, long frames, double heapMb, long descriptors) {
        return new HealthLine(second * 1_000_000L, 1_000_000, frames, 0, 0, 0, 0, 0, 0, 0, null, null, null, null, 0)
                .holding(new Holdings(heapMb, 20.0, 300.0 + second, 40, descriptors));
    }

    private static List<HealthLine> run(
            int seconds, IntToLongFunction frames, IntToDoubleFunction heapMb, IntToLongFunction descriptors) {
        return IntStream.range(0, seconds)
                .mapToObj(second -> line(
                        second,
                        frames.applyAsLong(second),
                        heapMb.applyAsDouble(second),
                        descriptors.applyAsLong(second)))
                .toList();
    }

    /** Garbage that a collector leaves for later: up to 60 MB, gone each 15 s. */
    private static double sawtooth(int second) {
        return 100 + 4 * (second % 15);
    }

    @Test
    void aSawtoothIsFlatAndAWarmUpIsNotCounted() {
        Growth growth = Growth.of(run(
                        SECONDS,
                        second -> 2_500,
                        GrowthTest::sawtooth,
                        second -> second < 50 ? second : 50 + second % 3))
                .orElseThrow();
        assertTrue(growth.steady());
        assertEquals(4, growth.minutes(), 0.05);
        assertEquals(5, growth.figures().size());
        assertTrue(growth.verdict().startsWith("Flat over 4.0 minutes"), growth.verdict());
        Growth.Figure resident = growth.figures().get(2);
        assertTrue(resident.grows() && !resident.leaks(), "the system's share is the collector's choice");
        assertTrue(
                Math.abs(resident.trend().slope() - 60) < 0.5
                        && resident.words().contains(": growing"),
                resident::words);
    }

    @Test
    void aSlowLeakUnderASawtoothIsSeen() {
        Growth growth = Growth.of(run(
                        SECONDS,
                        second -> 2_500,
                        second -> sawtooth(second) + second * 0.1,
                        second -> 50 + second / 20))
                .orElseThrow();
        assertEquals(
                "GROWING over 4.0 minutes while the load stood: heap after collections, descriptors", growth.verdict());
    }

    @Test
    void whereTheLoadRisesNothingIsSaidOfLeaks() {
        Growth growth = Growth.of(run(SECONDS, second -> 10L * second, second -> 100 + second, second -> 50 + second))
                .orElseThrow();
        assertFalse(growth.steady());
        assertTrue(growth.verdict().startsWith("The load rose"), growth.verdict());
    }

    @Test
    void aHeapThatWasNeverCollectedIsSaid() {
        Growth growth = Growth.of(IntStream.range(0, SECONDS)
                        .mapToObj(second -> new HealthLine(
                                        second * 1_000_000L,
                                        1_000_000,
                                        1,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        null,
                                        null,
                                        null,
                                        null,
                                        0)
                                .holding(new Holdings(null, 20.0, 300.0, 40, 50L)))
                        .toList())
                .orElseThrow();
        assertEquals(4, growth.figures().size());
        assertTrue(growth.verdict().endsWith("collected too seldom to say"), growth.verdict());
    }

    @Test
    void aShortRunAndAnOldOneSayNothing() {
        assertTrue(Growth.of(List.of()).isEmpty());
        assertTrue(Growth.of(run(60, second -> 1, second -> 1, second -> 1)).isEmpty());
        assertTrue(Growth.of(IntStream.range(0, SECONDS)
                        .mapToObj(second -> new HealthLine(
                                second * 1_000_000L, 1_000_000, 1, 0, 0, 0, 0, 0, 0, 0, null, null, null, null, 0))
                        .toList())
                .isEmpty());
    }
}
