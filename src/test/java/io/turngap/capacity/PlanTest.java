package io.turngap.capacity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.stats.Erlang;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanTest {

    /** 1,200 calls an hour of 3 minutes are 60 at once; instances of 20 less 30 % carry 14 each: 60 / 14 is 4.3. */
    @Test
    void aPeakIsDividedByWhatAnInstanceCarries() {
        Plan plan = Plan.of(By.CONCURRENCY, 20, 180, Optional.of(1_200.0), 0.3).orElseThrow();
        assertEquals(60, plan.atOnceAtPeak(), 1e-9);
        assertEquals(280, plan.callsAnHourAnInstance(), 1e-9);
        assertEquals(5, plan.instances());
        assertEquals(100, plan.lines());
        assertEquals(new Erlang(60, 100).waits(), plan.waits());
        assertEquals(Erlang.linesFor(60, 0.01), plan.linesForOnePercent());
    }

    @Test
    void aRateIsTurnedIntoCallsAtOnce() {
        Plan plan = Plan.of(By.RATE, 0.1, 200, Optional.empty(), 0.5).orElseThrow();
        assertEquals(180, plan.callsAnHourAnInstance(), 1e-9);
        assertEquals(1, plan.instances());
        assertEquals(10, plan.atOnceAtPeak(), 1e-9);
        assertEquals(20, plan.lines());
    }

    @Test
    void withoutAKneeThereIsNoPlan() {
        assertTrue(Plan.of(By.CONCURRENCY, 0, 180, Optional.of(100.0), 0.3).isEmpty());
        assertTrue(Plan.of(By.CONCURRENCY, 10, 0, Optional.empty(), 0.3).isEmpty());
        assertThrows(IllegalArgumentException.class, () -> Plan.of(By.CONCURRENCY, 1, 3_600, Optional.of(1e9), 0.3));
    }
}
