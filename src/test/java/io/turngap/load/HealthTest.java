package io.turngap.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.RunRecord.Validity;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealthTest {

    private static final long MS = 1_000_000;

    private static void note(Lateness lateness, int times, long nanos) {
        for (int i = 0; i < times; i++) {
            lateness.note(nanos);
        }
    }

    @Test
    void oneFrameInAHundredMayBeLate() {
        try (Health health = new Health()) {
            note(health.frames(), 990, MS);
            note(health.frames(), 9, 40 * MS);
            Validity validity = health.validity(List.of(), Optional.of(Map.of("ttfa_p99", 700.0)));
            assertTrue(validity.valid(), validity.reasons().toString());
            assertEquals(999L, validity.frameLatenessUs().get("n"));
            assertEquals(40_000, validity.frameLatenessUs().getOrDefault("max", 0L), 60);
            assertEquals(Map.of("ttfa_p99", 700.0), validity.instrumentErrorUs());
        }
    }

    @Test
    void aSingleStallIsSeenThatTheNinetyNinthPercentileWouldHide() {
        try (Health health = new Health()) {
            note(health.frames(), 9_990, MS);
            note(health.frames(), 11, 80 * MS);
            List<String> reasons = health.validity(List.of(), Optional.empty()).reasons();
            assertEquals(1, reasons.size());
            assertTrue(reasons.getFirst().contains("ms late at the 99.9th percentile"), reasons.getFirst());
        }
        try (Health health = new Health()) {
            note(health.frames(), 99_999, MS);
            note(health.frames(), 1, 400 * MS);
            assertFalse(health.validity(List.of(), Optional.empty()).valid());
        }
    }

    @Test
    void moreThanThatMakesTheRunInvalidAndSaysWhatToDo() {
        try (Health health = new Health()) {
            note(health.frames(), 980, MS);
            note(health.frames(), 20, 50 * MS);
            note(health.arrivals(), 10, 200 * MS);
            Validity validity = health.validity(List.of("3 turns were not written"), Optional.empty());
            assertFalse(validity.valid());
            assertEquals(3, validity.reasons().size());
            assertEquals("3 turns were not written", validity.reasons().getFirst());
            assertTrue(
                    validity.reasons().get(1).startsWith("frames left 50.0 ms late"),
                    validity.reasons().get(1));
            assertTrue(
                    validity.reasons().get(1).toLowerCase(Locale.ROOT).contains("make fewer calls at once"),
                    validity.reasons().get(1));
            assertTrue(
                    validity.reasons().get(2).startsWith("calls started 20"),
                    validity.reasons().get(2));
        }
    }

    @Test
    void aRunWithoutAFrameIsNotBlamedOnTheInstrument() {
        try (Health health = new Health()) {
            assertTrue(health.validity(List.of(), Optional.empty()).valid());
        }
    }
}
