package io.turngap.capacity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.Test;

/** The search against agents whose answers are known: good below some load, bad above. */
class SearchTest {

    private static final long CALL_US = 10_000_000;
    private static final Target TARGET = Target.of(800);

    private final List<Double> loads = new ArrayList<>();

    /** Every call of a step is good or bad as a whole; {@code invalid} says at which loads the instrument is late. */
    private Rig rig(DoublePredicate good, DoublePredicate failing, DoublePredicate invalid) {
        return (index, step) -> {
            loads.add(step.load());
            for (int call = 0; !step.isLetGo() && call < step.mostCalls(); call++) {
                long start = call * CALL_US / Math.max(1, Math.round(step.load()));
                boolean failed = failing.test(step.load());
                step.callEnded(new CallEnd(
                        call,
                        start,
                        start + CALL_US,
                        failed,
                        false,
                        failed ? List.of() : List.of(turn(call, start, good.test(step.load()) ? 500 : 2_000))));
            }
            return new Rig.Aftermath(
                    invalid.test(step.load()) ? List.of("frames left 80 ms late") : List.of(), Map.of(), "", false, "");
        };
    }

    private static Turn turn(int call, long startUs, long ttfaMs) {
        return turn(call, startUs, ttfaMs, Outcome.ANSWERED);
    }

    private static Turn turn(int call, long startUs, long ttfaMs, Outcome outcome) {
        return new Turn(
                call,
                1,
                "fake",
                "hello",
                "",
                "",
                outcome,
                "",
                startUs,
                Map.of(Milestone.SPEECH_END, 0L, Milestone.FIRST_AUDIBLE, ttfaMs * 1_000),
                Map.of(),
                null,
                0,
                0,
                0,
                "",
                "",
                List.of(),
                Map.of(),
                null,
                null);
    }

    private Search.Finding search(Rig rig, double start, double most, boolean secondPass) {
        return new Search(
                        rig,
                        new Search.Settings(By.CONCURRENCY, start, most, TARGET, 80, 1, 1_000, secondPass, 1),
                        unwatched -> {})
                .run();
    }

    @Test
    void theKneeIsFoundToFivePercent() {
        Search.Finding found = search(rig(load -> load <= 137, load -> false, load -> false), 4, 10_000, true);
        assertEquals(Answer.KNEE, found.answer());
        assertTrue(found.knee().load() <= 137 && found.knee().load() >= 0.95 * 137, found.knee()::toString);
        assertTrue(found.knee().confirmed());
        assertEquals(found.knee().load(), found.knee().fromAbove(), "an agent without a memory");
        Double high = found.knee().high();
        assertTrue(high != null && high > 137, found.knee()::toString);
    }

    @Test
    void aStartAboveTheKneeIsHalved() {
        Search.Finding found = search(rig(load -> load <= 3, load -> false, load -> false), 64, 100, false);
        assertEquals(3, found.knee().load());
        assertEquals(64.0, loads.getFirst());
    }

    @Test
    void neverMeetingTheTargetIsSaid() {
        Search.Finding found = search(rig(load -> false, load -> false, load -> false), 4, 100, true);
        assertEquals(Answer.NEVER, found.answer());
        assertEquals(0, found.knee().load());
        assertEquals(List.of(4.0, 2.0, 1.0), loads);
    }

    @Test
    void anAgentWithoutAKneeIsFollowedToTheBound() {
        Search.Finding found = search(rig(load -> true, load -> false, load -> false), 4, 500, true);
        assertEquals(Answer.NO_KNEE, found.answer());
        assertEquals(500, found.knee().load());
        assertNull(found.knee().high());
    }

    @Test
    void aLateInstrumentEndsTheSearchAfterASecondTry() {
        Search.Finding found = search(rig(load -> true, load -> false, load -> load > 20), 4, 10_000, true);
        assertEquals(Answer.INSTRUMENT, found.answer());
        assertEquals(16, found.knee().load(), "at least that");
        assertEquals(List.of(4.0, 8.0, 16.0, 32.0, 32.0), loads);
        assertEquals(Verdict.INSTRUMENT, found.steps().getLast().verdict());
    }

    @Test
    void aMomentOfLatenessIsForgiven() {
        int[] late = {0};
        Search.Finding found =
                search(rig(load -> load <= 10, load -> false, load -> load == 8 && late[0]++ == 0), 4, 100, false);
        assertEquals(Answer.KNEE, found.answer());
        assertEquals(10, found.knee().load());
    }

    @Test
    void callsThatFailAreAKneeToo() {
        Search.Finding found = search(rig(load -> true, load -> load > 30, load -> false), 4, 1_000, false);
        assertEquals(Answer.KNEE, found.answer());
        assertEquals(30, found.knee().load());
    }

    @Test
    void noAgentAtAllIsSaid() {
        Search.Finding found = search(rig(load -> true, load -> true, load -> false), 4, 1_000, false);
        assertEquals(Answer.UNREACHABLE, found.answer());
        assertEquals(1, found.steps().size());
    }

    @Test
    void aStepThatDecidesNothingIsExtendedThreeTimesAndTakenAsItLeans() {
        int[] calls = {0};
        Rig even = (index, step) -> {
            for (int call = 0; !step.isLetGo(); call++) {
                // Nineteen good calls of twenty are 95 %, which no sample of this size decides.
                boolean good = calls[0]++ % 20 != 7;
                long start = call * CALL_US / 4;
                step.callEnded(new CallEnd(
                        call, start, start + CALL_US, false, false, List.of(turn(call, start, good ? 500 : 2_000))));
            }
            return new Rig.Aftermath(List.of(), Map.of(), "", false, "");
        };
        Search.Finding found = search(even, 4, 4, false);
        Step step = found.steps().getFirst();
        assertEquals(StepRun.MOST_EXTENSIONS, step.extensions());
        assertFalse(step.verdict().decided(), step.verdict()::words);
    }

    @Test
    void aStepOfALateInstrumentIsNotExtended() {
        Rig late = (index, step) -> {
            step.instrumentLate(true);
            for (int call = 0; !step.isLetGo(); call++) {
                long start = call * CALL_US / 4;
                step.callEnded(new CallEnd(
                        call,
                        start,
                        start + CALL_US,
                        false,
                        false,
                        List.of(turn(call, start, call % 20 == 7 ? 2_000 : 500))));
            }
            return new Rig.Aftermath(List.of("frames left 80 ms late"), Map.of(), "", false, "");
        };
        Search.Finding found = search(late, 4, 4, false);
        assertEquals(Answer.INSTRUMENT, found.answer());
        assertEquals(List.of(0, 0), found.steps().stream().map(Step::extensions).toList());
    }

    @Test
    void aReplyThatWasNotWaitedForIsNobodysMiss() {
        Rig stopping = (index, step) -> {
            for (int call = 0; call < 12; call++) {
                boolean cut = call >= 8;
                Turn turn = turn(call, call * CALL_US, 500, cut ? Outcome.MISSED : Outcome.ANSWERED);
                step.callEnded(new CallEnd(call, call * CALL_US, (call + 1) * CALL_US, cut, cut, List.of(turn)));
            }
            return new Rig.Aftermath(List.of(), Map.of(), "", true, "");
        };
        Step step = search(stopping, 4, 100, false).steps().getFirst();
        assertEquals(Verdict.CUT_SHORT, step.verdict());
        assertEquals(4, step.turns(), "the first four of eight are the warm-up");
        assertEquals(1, step.goodput());
    }

    @Test
    void aStoppedSearchKeepsWhatItHas() {
        Rig stopping = (index, step) -> index < 3
                ? rig(load -> true, load -> false, load -> false).run(index, step)
                : new Rig.Aftermath(List.of(), Map.of(), "", true, "");
        Search.Finding found = search(stopping, 4, 1_000, true);
        assertEquals(Answer.STOPPED, found.answer());
        assertEquals(8, found.knee().load());
        assertEquals(3, found.steps().size());
    }
}
