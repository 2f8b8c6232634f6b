package io.turngap.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

class SchedulerSliceTest {

    /** No Linux has a system call of this number: it answers that there is none. */
    private static final long NO_SUCH_CALL = 100_000;

    @Test
    void whatTheSystemRefusesChangesNothing() {
        assertFalse(SchedulerSlice.shorten(NO_SUCH_CALL, NO_SUCH_CALL));
    }

    @Test
    void asksTwiceAndIsToldTheSame() throws InterruptedException {
        boolean[] taken = new boolean[2];
        Thread thread = Thread.ofPlatform().start(() -> {
            taken[0] = SchedulerSlice.shorten();
            taken[1] = SchedulerSlice.shorten();
        });
        thread.join();
        assertEquals(taken[0], taken[1]);
    }
}
