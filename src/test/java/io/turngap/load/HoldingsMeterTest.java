package io.turngap.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.HealthLine;
import io.turngap.measure.Holdings;
import io.turngap.scenario.Budgets;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class HoldingsMeterTest {

    private static final int MB = 1 << 20;

    @Test
    void residentMemoryIsReadFromTheSystemsText() {
        assertEquals(
                OptionalDouble.of(2.5),
                HoldingsMeter.residentMb("VmPeak:\t 999999 kB\nVmRSS:\t    2560 kB\nRssAnon:\t 1 kB\n"));
        assertEquals(OptionalDouble.empty(), HoldingsMeter.residentMb("Name:\tjava\n"));
    }

    @Test
    void whatIsHeldOutsideTheHeapIsSeen() {
        HoldingsMeter meter = new HoldingsMeter();
        Holdings before = meter.look(OptionalDouble.empty());
        assertNull(before.heapAfterGcMb());
        ByteBuffer held = ByteBuffer.allocateDirect(64 * MB);
        Holdings after = meter.look(OptionalDouble.of(12.34));
        assertEquals(12.3, after.heapAfterGcMb());
        Double directMb = after.directMb();
        assertTrue(directMb != null && directMb >= 64, after::toString);
        Integer threads = after.threads();
        assertTrue(threads != null && threads >= 1, after::toString);
        assertEquals(64 * MB, held.capacity());
    }

    @Test
    void eachSecondSaysWhatIsHeld() {
        List<HealthLine> lines = new ArrayList<>();
        try (Health health = new Health(Budgets.DEFAULTS, lines::add, System::nanoTime)) {
            health.second();
        }
        assertNotNull(lines.getFirst().holds());
    }
}
