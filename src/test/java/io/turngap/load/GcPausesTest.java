package io.turngap.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GcPausesTest {

    private static final double MB = 1 << 20;

    @Test
    void oneFullHeapIsNotAFullHeap() {
        try (GcPauses pauses = new GcPauses()) {
            pauses.heapAfter(950 * MB);
            pauses.heapAfter(100 * MB);
            assertFalse(pauses.memoryMb().containsKey("heap_after_gc_max"), "two collections do not tell");
            pauses.heapAfter(970 * MB);
            pauses.heapAfter(980 * MB);
            assertEquals(100, pauses.memoryMb().get("heap_after_gc_max"), 1e-9);
            pauses.heapAfter(960 * MB);
            assertEquals(960, pauses.memoryMb().get("heap_after_gc_max"), 1e-9, "three in a row do");
            pauses.heapAfter(1 * MB);
            assertEquals(960, pauses.memoryMb().get("heap_after_gc_max"), 1e-9, "the worst is kept");
            assertEquals(1, pauses.memoryMb().get("heap_after_gc_last"), 1e-9);
            assertTrue(pauses.memoryMb().get("heap_limit") > 1);
        }
    }

    @Test
    void pausesOfASecondAreToldOnce() {
        try (GcPauses pauses = new GcPauses()) {
            double before = pauses.summary().get("total");
            pauses.add(7);
            pauses.add(5);
            assertTrue(pauses.secondMs() >= 12);
            assertTrue(pauses.summary().get("total") >= before + 12);
            assertTrue(pauses.secondMs() < 1_000);
        }
    }
}
