package io.turngap.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.load.ClockWatch.Reading;
import org.junit.jupiter.api.Test;

class ClockWatchTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long EPOCH = 1_790_000_000L * SECOND;

    private static Reading at(double seconds, long wallAheadUs) {
        long nanos = Math.round(seconds * SECOND);
        return new Reading(nanos, EPOCH + nanos + wallAheadUs * 1_000, 200);
    }

    @Test
    void aClockThatIsSlewedDoesNotStep() {
        ClockWatch watch = new ClockWatch(at(0, 0));
        for (int second = 1; second <= 60; second++) {
            assertEquals(0, watch.look(at(second, second * 499)));
        }
        assertEquals(0, watch.stepMaxUs());
        assertEquals(60 * 499, watch.driftUs());
    }

    @Test
    void aClockThatIsSetSteps() {
        ClockWatch watch = new ClockWatch(at(0, 0));
        assertEquals(250_000, watch.look(at(1, 250_000)));
        assertEquals(0, watch.look(at(2, 250_000)), "a step is one step");
        assertEquals(900_000, watch.look(at(3, -650_000)), "backwards, too");
        assertEquals(900_000, watch.stepMaxUs());
        assertEquals(-650_000, watch.driftUs());
    }

    @Test
    void aMachineThatWasSuspendedIsAStep() {
        ClockWatch watch = new ClockWatch(at(0, 0));
        assertEquals(3_600_000_000L, watch.look(at(1, 3_600_000_000L)), "the monotonic clock stood still for an hour");
    }

    @Test
    void aReadingThatWasInterruptedIsNoStep() {
        ClockWatch watch = new ClockWatch(at(0, 0));
        Reading held = new Reading(SECOND, EPOCH + SECOND + 3_000_000, 8_000_000);
        assertEquals(0, watch.look(held));
    }

    @Test
    void bothClocksAreReadTogether() {
        Reading now = Reading.now();
        assertTrue(now.wideNanos() >= 0 && now.wallNanos() > EPOCH / 2, now.toString());
    }
}
