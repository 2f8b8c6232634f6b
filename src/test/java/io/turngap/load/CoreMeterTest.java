package io.turngap.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.load.CoreMeter.Shares;
import io.turngap.measure.InstrumentFacts.Core;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On what {@code /proc/stat} said on a machine of two cores. */
class CoreMeterTest {

    private static final String AT_0 = """
            cpu  3970963 248344 282931 2390112 9531 0 10680 11287 0 0
            cpu0 1977658 123388 133488 1215579 2045 0 4104 5553 0 0
            cpu1 1993305 124955 149442 1174533 7486 0 6575 5734 0 0
            intr 26627651 0 0 0
            ctxt 1
            """;

    /** A second later: core 0 all busy, core 1 half idle with a fifth stolen. */
    private static final String AT_1 = """
            cpu  3971093 248344 282931 2390162 9531 0 10680 11307 0 0
            cpu0 1977718 123398 133518 1215579 2045 0 4104 5553 0 0
            cpu1 1993335 124955 149442 1174573 7496 0 6575 5754 0 0
            """;

    /** Another second later: both idle. */
    private static final String AT_2 = """
            cpu0 1977718 123398 133518 1215679 2045 0 4104 5553 0 0
            cpu1 1993335 124955 149442 1174673 7496 0 6575 5754 0 0
            """;

    @Test
    void sharesAreOfTheTimeBetweenTwoLooks() {
        CoreMeter meter = new CoreMeter(ProcStat.parse(AT_0));
        Shares busy = meter.look(ProcStat.parse(AT_1)).orElseThrow();
        assertEquals(130.0 / 200, busy.busy(), 1e-9);
        assertEquals(50.0 / 200, busy.idle(), 1e-9, "waiting for a disk is idle, too");
        assertEquals(20.0 / 200, busy.stolen(), 1e-9);
        assertEquals(1, busy.busiestCore(), 1e-9);
        Shares idle = meter.look(ProcStat.parse(AT_2)).orElseThrow();
        assertEquals(1, idle.idle(), 1e-9);
        assertEquals(
                130.0 / 400, meter.whole(ProcStat.parse(AT_2)).orElseThrow().busy(), 1e-9);
        List<Core> cores = meter.cores(ProcStat.parse(AT_2));
        assertEquals(List.of(0, 1), cores.stream().map(Core::core).toList());
        assertEquals(0.5, cores.getFirst().busy(), 1e-9);
        assertEquals(1.0, cores.getFirst().busiestSecond(), "the worst second is kept");
        assertEquals(0.3, cores.getLast().busiestSecond(), "30 of 100 ticks");
        assertEquals(0.1, cores.getLast().stolen(), 1e-9);
    }

    @Test
    void whereNoTickPassedNothingIsSaid() {
        CoreMeter meter = new CoreMeter(ProcStat.parse(AT_0));
        assertTrue(meter.look(ProcStat.parse(AT_0)).isEmpty());
        assertEquals(List.of(), meter.cores(ProcStat.parse(AT_0)));
    }

    @Test
    void aCounterThatRunsBackwardsAndACoreThatComesAreNoWork() {
        CoreMeter meter = new CoreMeter(ProcStat.parse("cpu0 100 0 0 100 90 0 0 0 0 0\n"));
        Shares shares = meter.look(ProcStat.parse("cpu0 160 0 0 140 20 0 0 0 0 0\ncpu1 9999 0 0 0 0 0 0 0 0 0\n"))
                .orElseThrow();
        assertEquals(1, shares.busy(), 1e-9, "idle and waiting together ran back from 190 to 160");
    }

    @Test
    void aFileOfAnotherFormHoldsNoCore() {
        assertTrue(ProcStat.parse("").cores().isEmpty());
        assertTrue(ProcStat.parse("cpu 1 2 3\ncpu0 1 2\nno").cores().isEmpty());
    }
}
