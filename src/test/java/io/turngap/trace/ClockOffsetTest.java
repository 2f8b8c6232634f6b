package io.turngap.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Seeds;
import io.turngap.trace.ClockOffset.Bound;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

/** The interval that most bounds share. */
class ClockOffsetTest {

    @Test
    void theSharedIntervalIsTheNarrowestOfBothSides() {
        ClockOffset offset = ClockOffset.of(List.of(new Bound(-50, 200), new Bound(-80, 30), new Bound(-10, 90)));
        assertEquals(new ClockOffset(-10, 30, 3, 3), offset);
        assertEquals(10, offset.middleNanos());
        assertEquals(20, offset.halfWidthNanos());
    }

    @Test
    void aMinorityThatIsWrongIsOutvoted() {
        ClockOffset offset =
                ClockOffset.of(List.of(new Bound(-50, 50), new Bound(500, 600), new Bound(-20, 40), new Bound(9, 3)));
        assertFalse(offset.consistent(), "two of four are no majority: " + offset);
        ClockOffset more = ClockOffset.of(List.of(new Bound(-50, 50), new Bound(500, 600), new Bound(-20, 40)));
        assertTrue(more.consistent());
        assertEquals(-20, more.loNanos());
        assertEquals(40, more.hiNanos());
    }

    @Test
    void boundsOnOneSideAloneLeaveItOpen() {
        ClockOffset offset = ClockOffset.of(List.of(new Bound(ClockOffset.NONE_LO, 40)));
        assertTrue(offset.consistent());
        assertFalse(offset.bounded());
    }

    @Test
    void noBoundsAreNotConsistent() {
        assertFalse(ClockOffset.of(List.of()).consistent());
    }

    @Test
    void theTruthIsWithinWhateverTheLags() {
        UniformRandomProvider random = new Seeds(7).at("lags").random();
        for (int round = 0; round < 200; round++) {
            long truth = random.nextLong(-1_000_000, 1_000_000);
            List<Bound> bounds = new ArrayList<>();
            int turns = random.nextInt(1, 30);
            for (int i = 0; i < turns; i++) {
                bounds.add(new Bound(truth - random.nextLong(0, 5_000), truth + random.nextLong(0, 5_000)));
            }
            ClockOffset offset = ClockOffset.of(bounds);
            assertTrue(offset.contains(truth), "round " + round + ": " + offset + " without " + truth);
            assertEquals(turns, offset.agreeing());
        }
    }
}
