package io.turngap.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HandoverTest {

    @Test
    void everythingArrivesInItsOrder() {
        List<Integer> taken = new ArrayList<>();
        try (Handover<Integer> handover = new Handover<>("test", taken::add)) {
            IntStream.range(0, 100_001).forEach(handover::give);
        }
        assertEquals(IntStream.range(0, 100_001).boxed().toList(), taken);
    }

    @Test
    void whoeverGivesHearsThatTheTakerFailed() {
        IllegalStateException told = assertThrows(IllegalStateException.class, () -> {
            try (Handover<Integer> handover = new Handover<>("test", number -> {
                throw new IllegalArgumentException("no " + number);
            })) {
                IntStream.range(0, 1_000_000).forEach(handover::give);
            }
        });
        assertTrue(String.valueOf(told.getMessage()).contains("no 0"), told.getMessage());
    }
}
