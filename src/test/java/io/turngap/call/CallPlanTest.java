package io.turngap.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What a call may hold in memory. */
class CallPlanTest {

    @Test
    void theSoundOfAllCallsSharesHalfAGibibyte() {
        assertEquals(8_388_608, CallPlan.recordMs(1));
        assertEquals(83_886, CallPlan.recordMs(100), "64 bytes a millisecond");
        assertEquals(20_000, CallPlan.recordMs(1_000), "enough for a turn");
    }

    @Test
    void aRecordingSaysWhenItDidNotKeepAll() {
        Recording recording = new Recording(1_000);
        short[] second = TestSound.level(16_000, TestSound.SPEECH);
        recording.spoken(0, second, 0, 16_000);
        assertTrue(recording.whole());
        recording.heard(16_000, second, 0, 1);
        assertFalse(recording.whole());
        assertEquals(16_000, recording.length());
    }
}
