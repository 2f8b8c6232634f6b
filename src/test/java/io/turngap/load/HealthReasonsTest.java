package io.turngap.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.HealthLine;
import io.turngap.measure.InstrumentFacts;
import io.turngap.measure.RunRecord.Validity;
import io.turngap.scenario.Budgets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthReasonsTest {

    private static final Map<String, Long> STALLS =
            Map.of("loop_max", 9_000L, "process_max", 5_000L, "loop_max_process", 5_000L);

    private static Validity seen(Map<String, Long> frames, Map<String, Long> arrivals, Map<String, Double> gc) {
        return new Validity(true, List.of(), frames, arrivals, null, gc, Map.of("cores", 2.0, "idle_share", 0.3));
    }

    private static InstrumentFacts facts(
            Map<String, Double> arrivals,
            Map<String, Long> stalls,
            Map<String, Long> clock,
            Map<String, Double> memory) {
        return new InstrumentFacts(arrivals, stalls, List.of(), clock, memory, Map.of());
    }

    private static InstrumentFacts calm() {
        return facts(
                Map.of("due", 100.0, "started", 100.0), STALLS, Map.of("step_max", 0L), Map.of("heap_limit", 1_000.0));
    }

    private static List<String> reasons(Validity seen, InstrumentFacts facts, Budgets budgets) {
        return HealthReasons.of(seen, facts, budgets, Optional.empty());
    }

    private static Validity fine() {
        return seen(Map.of("p99", 900L, "p999", 3_000L, "max", 9_000L), Map.of("p99", 500L), Map.of("max", 4.0));
    }

    private static String only(List<String> reasons) {
        assertEquals(1, reasons.size(), reasons.toString());
        return reasons.getFirst();
    }

    @Test
    void withinItsBudgetsThereIsNoReason() {
        assertEquals(List.of(), reasons(fine(), calm(), Budgets.DEFAULTS));
    }

    @ParameterizedTest
    @CsvSource({
        "p99, 12345, frames left 12.3 ms late at the 99th percentile; at most 10.0 ms is allowed (load.budgets.frame_lateness_p99_ms).",
        "p999, 51000, frames left 51.0 ms late at the 99.9th percentile; at most 50.0 ms is allowed (load.budgets.frame_lateness_p999_ms).",
        "max, 251000, a frame left 251.0 ms late; at most 250.0 ms is allowed (load.budgets.frame_lateness_max_ms)."
    })
    void lateFrames(String statistic, long us, String begins) {
        String reason = only(reasons(seen(Map.of(statistic, us), Map.of(), Map.of()), calm(), Budgets.DEFAULTS));
        assertTrue(reason.startsWith(begins), reason);
        assertTrue(reason.contains("not the agent") && reason.contains("make fewer calls at once"), reason);
    }

    @Test
    void whatTwoReasonsHaveInCommonIsSaidOnce() {
        List<String> reasons =
                reasons(seen(Map.of("p99", 20_000L), Map.of("p99", 200_000L), Map.of()), calm(), Budgets.DEFAULTS);
        assertEquals(2, reasons.size());
        assertTrue(reasons.get(0).contains("The instrument was the bottleneck"), reasons.toString());
        assertEquals(
                "calls started 200.0 ms late at the 99th percentile; at most 100.0 ms is allowed"
                        + " (load.budgets.arrival_lateness_p99_ms). The load was not the one asked for.",
                reasons.get(1));
    }

    @Test
    void callsThatNeverStarted() {
        InstrumentFacts short3 =
                facts(Map.of("due", 100.0, "started", 90.0, "held_back", 7.0), STALLS, Map.of(), Map.of());
        String reason = only(reasons(fine(), short3, Budgets.DEFAULTS));
        assertTrue(
                reason.startsWith("3 of 100 calls that were due never started (3 %); at most 1 % is allowed"), reason);
        InstrumentFacts heldBack =
                facts(Map.of("due", 100.0, "started", 90.0, "held_back", 10.0), STALLS, Map.of(), Map.of());
        assertEquals(List.of(), reasons(fine(), heldBack, Budgets.DEFAULTS), "that bound is not the instrument's");
    }

    @Test
    void aLoopThatWasHeldIsToldFromAProcessThatStoodStill() {
        InstrumentFacts loop = facts(
                Map.of(),
                Map.of("loop_max", 512_000L, "process_max", 9_000L, "loop_max_process", 9_000L),
                Map.of(),
                Map.of());
        String held = only(reasons(fine(), loop, Budgets.DEFAULTS));
        assertTrue(held.startsWith("an event loop was held for 512.0 ms while the rest of the program went on"), held);
        InstrumentFacts both = facts(
                Map.of(),
                Map.of("loop_max", 512_000L, "process_max", 508_000L, "loop_max_process", 508_000L),
                Map.of(),
                Map.of());
        String whole = only(reasons(fine(), both, Budgets.DEFAULTS));
        assertTrue(whole.startsWith("the whole program, and not only a part of it, stood still for 508.0 ms"), whole);
        InstrumentFacts twice = facts(
                Map.of(),
                Map.of("loop_max", 900_000L, "process_max", 300_000L, "loop_max_process", 20_000L),
                Map.of(),
                Map.of());
        assertEquals(2, reasons(fine(), twice, Budgets.DEFAULTS).size(), "at different times, so two reasons");
    }

    @Test
    void aCollectorsPauseIsNamedAsTheCauseOfTheStall() {
        InstrumentFacts stood = facts(
                Map.of(),
                Map.of("loop_max", 410_000L, "process_max", 400_000L, "loop_max_process", 400_000L),
                Map.of(),
                Map.of());
        List<String> reasons = reasons(seen(Map.of(), Map.of(), Map.of("max", 390.0)), stood, Budgets.DEFAULTS);
        assertEquals(2, reasons.size());
        assertTrue(
                reasons.get(0).startsWith("the garbage collector held this program for 390.0 ms"), reasons.toString());
        assertTrue(reasons.get(0).contains("-Xmx"), reasons.toString());
        assertTrue(reasons.get(1).contains("Its garbage collector did that"), reasons.toString());
    }

    @Test
    void memoryClockAndIdleness() {
        String heap = only(reasons(
                fine(),
                facts(Map.of(), STALLS, Map.of(), Map.of("heap_after_gc_max", 960.0, "heap_limit", 1_000.0)),
                Budgets.DEFAULTS));
        assertTrue(heap.startsWith("96 % of this program's heap was still in use"), heap);
        assertTrue(heap.contains("load.budgets.heap_share_max") && heap.contains("-Xmx"), heap);
        String clock = only(
                reasons(fine(), facts(Map.of(), STALLS, Map.of("step_max", 2_500_000L), Map.of()), Budgets.DEFAULTS));
        assertTrue(clock.startsWith("the wall clock stepped by 2500.0 ms"), clock);
        assertTrue(clock.contains("run again"), clock);
        Budgets idle = new Budgets(10_000, 50_000, 250_000, 100_000, 0.01, 250_000, 100_000, 0.5, 250_000, 0.9);
        String busy = only(reasons(fine(), calm(), idle));
        assertTrue(busy.startsWith("the processors were idle for 30 % of the time; at least 50 % is asked for"), busy);
    }

    @Test
    void whoHadTheProcessorsInTheWorstSecondIsSaid() {
        String others = blame(0.99, 0.0, 0.3);
        assertTrue(
                others.contains("99 % busy when it was worst, and it had 0.3 of them; other programs had the rest"),
                others);
        String itself = blame(0.99, 0.0, 1.9);
        assertTrue(itself.contains("it needed 1.9 of the 2 processors that it may use itself"), itself);
        assertFalse(itself.contains("other programs"), itself);
        String hypervisor = blame(0.7, 0.25, 0.3);
        assertTrue(hypervisor.contains("the hypervisor gave 25 % of the processors to others"), hypervisor);
        assertTrue(blame(null, null, null).contains("make fewer calls at once, or free the processor"));
    }

    private static String blame(@Nullable Double busy, @Nullable Double stolen, @Nullable Double mine) {
        HealthLine worst =
                new HealthLine(0, 1_000_000, 50, 40_000, 90_000, 0, 0, 80_000, 70_000, 0, busy, busy, stolen, mine, 0);
        return only(HealthReasons.of(
                seen(Map.of("p99", 40_000L), Map.of(), Map.of()), calm(), Budgets.DEFAULTS, Optional.of(worst)));
    }
}
