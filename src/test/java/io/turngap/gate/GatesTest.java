package io.turngap.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.Evaluation;
import io.turngap.measure.Outcome;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.Validity;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Turn;
import io.turngap.measure.Turns;
import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GatesTest {

    private static final Validity VALID = new Validity(true, List.of(), Map.of(), Map.of(), null, Map.of(), Map.of());

    /** Turns with a TTFA from 400 to 800 ms, so P95 is about 780. */
    private static List<Turn> turns(int calls, int each) {
        var random = new Seeds(11).at("gates").random();
        List<Turn> all = new ArrayList<>();
        for (int call = 0; call < calls; call++) {
            for (int turn = 1; turn <= each; turn++) {
                all.add(Turns.answered(call, turn, 400 + random.nextInt(401)));
            }
        }
        return all;
    }

    private static GateResult judge(String rule, List<Turn> turns) {
        return Gates.judge(List.of(Rule.parse(rule)), Evaluation.of(turns, 1), VALID)
                .gates()
                .getFirst();
    }

    private static Verdict verdict(String rule, List<Turn> turns) {
        return judge(rule, turns).verdict();
    }

    @Test
    void theIntervalDecides() {
        List<Turn> turns = turns(60, 4);
        assertEquals(Verdict.PASS, verdict("ttfa p95 < 900 ms", turns));
        assertEquals(Verdict.FAIL, verdict("ttfa p95 < 700 ms", turns));
        GateResult close = judge("ttfa p95 < 782 ms", turns);
        assertEquals(Verdict.UNSURE, close.verdict(), close.reason());
        assertTrue(close.ci95().get(0) < 782 && close.ci95().get(1) > 782, close.toString());
        assertTrue(close.reason().contains("more calls") || close.reason().contains("too close"), close.reason());
        assertEquals(Verdict.PASS, verdict("unattributed p50 < 900 ms", turns));
    }

    private static GateResult goodput(String rule, long sloMs) {
        List<Turn> turns = turns(60, 4);
        Evaluation evaluation = Evaluation.of(turns, 1).withGoodput(turns, OptionalLong.of(sloMs));
        return Gates.judge(List.of(Rule.parse(rule)), evaluation, VALID).gates().getFirst();
    }

    @Test
    void ofGoodputTheLowEndDecides() {
        GateResult good = goodput("goodput >= 80 %", 760);
        assertEquals(Verdict.PASS, good.verdict(), good.reason());
        assertTrue(good.reason().contains("above 80 %"), good.reason());
        GateResult bad = goodput("goodput >= 95 %", 600);
        assertEquals(Verdict.FAIL, bad.verdict(), bad.reason());
        assertTrue(bad.reason().contains("below 95 %"), bad.reason());
        GateResult close = goodput("goodput >= 88 %", 760);
        assertEquals(Verdict.UNSURE, close.verdict(), close.reason());
        assertTrue(close.reason().contains("more calls") || close.reason().contains("too close"), close.reason());
        assertEquals(Verdict.PASS, goodput("goodput >= 100 %", 800).verdict(), "all of this run's were in time");
        assertEquals(Verdict.FAIL, goodput("goodput >= 100 %", 790).verdict());
        GateResult none = judge("goodput >= 80 %", turns(60, 4));
        assertEquals(Verdict.UNSURE, none.verdict());
        assertTrue(none.reason().contains("slo_ms"), none.reason());
    }

    @Test
    void fewTurnsMayFailButNeverPass() {
        GateResult fine = judge("ttfa p95 < 5 s", turns(5, 1));
        assertEquals(Verdict.UNSURE, fine.verdict());
        assertTrue(fine.reason().contains("so far it is within the limit"), fine.reason());
        assertTrue(fine.reason().contains("needs 72 independent turns, has 5"), fine.reason());
        assertTrue(fine.reason().contains("about 67 more calls"), fine.reason());
        assertTrue(fine.ci95().isEmpty());
        GateResult slow = judge("ttfa p95 < 300 ms", turns(5, 1));
        assertEquals(Verdict.FAIL, slow.verdict(), slow.reason());
        assertEquals(
                Verdict.UNSURE,
                verdict("ttfa p95 < 300 ms", turns(1, 1)),
                "one turn beyond P95 happens once in twenty");
    }

    @Test
    void aRateIsNotShownByAFewTurns() {
        List<Turn> eighty = turns(20, 4);
        GateResult none = judge("missed <= 1 %", eighty);
        assertEquals(Verdict.UNSURE, none.verdict());
        assertTrue(none.reason().startsWith("0 of 80 turns (0 %), 95 % sure of 0 % to 4.58 %: within"), none.reason());
        assertTrue(
                none.reason().contains("about 76 more calls"), none.reason() + " (Wilson: 381 turns with none missed)");
        assertEquals(Verdict.PASS, verdict("missed <= 5 %", eighty));
        assertEquals(Verdict.PASS, verdict("missed <= 0 %", eighty));
        List<Turn> bad = Stream.concat(
                        eighty.stream(), Stream.of(0, 1, 2, 3, 4, 5).map(i -> Turns.of(20 + i, 1, Outcome.MISSED)))
                .toList();
        assertEquals(Verdict.FAIL, verdict("missed <= 1 %", bad));
        assertEquals(Verdict.FAIL, verdict("missed <= 0 %", bad));
        assertEquals(Verdict.PASS, verdict("false_barge_in <= 5 %", eighty), "80 replies, none stopped for nothing");
        List<Turn> unheard =
                Stream.of(0, 1, 2).map(call -> Turns.missed(call, 1, 8_000)).toList();
        assertEquals(Verdict.UNSURE, verdict("false_barge_in <= 5 %", unheard), "no reply, no rate");
    }

    @Test
    void anAgentThatNeverYieldsFailsItsGate() {
        List<Turn> turns = new ArrayList<>();
        for (int call = 0; call < 100; call++) {
            turns.add(Turns.of(
                    call,
                    1,
                    Outcome.ANSWERED,
                    Map.of(),
                    new Turn.BargeIn("interruption", call % 3 == 0 ? null : 200_000L, 3_000_000L, null, false)));
        }
        GateResult stop = judge("barge_in_stop p95 < 300 ms", turns);
        assertEquals(Verdict.FAIL, stop.verdict(), stop.reason());
        assertNull(stop.value(), "it was never reached");
        assertEquals(Verdict.PASS, verdict("barge_in_stop p50 < 300 ms", turns));
    }

    @Test
    void missedTurnsAreAboveALimitThatWasWaitedFor() {
        List<Turn> turns = new ArrayList<>(turns(60, 4));
        for (int call = 0; call < 60; call++) {
            turns.add(Turns.missed(call, 5, 10_000));
        }
        GateResult within = judge("ttfa p95 < 900 ms", turns);
        assertEquals(Verdict.FAIL, within.verdict(), within.reason());
        assertNull(within.value(), "a fifth was never answered");
        assertTrue(within.reason().contains("at least 10000 ms (60 of 300 were never answered"), within.reason());
        GateResult beyond = judge("ttfa p95 < 15 s", turns);
        assertEquals(Verdict.UNSURE, beyond.verdict(), "nobody waited for 15 s: " + beyond.reason());
        assertEquals(Verdict.PASS, verdict("ttfa p50 < 900 ms", turns));
        GateResult few = judge("ttfa p95 < 900 ms", turns.subList(236, 246));
        assertEquals(Verdict.FAIL, few.verdict(), few.reason());
        assertTrue(few.reason().contains("at least 10000 ms"), few.reason());
    }

    @Test
    void aRegressionNeedsABaseline() {
        GateResult result = judge("ttfa p95 regresses < 5 %", turns(60, 4));
        assertEquals(Verdict.UNSURE, result.verdict());
        assertEquals("no baseline given (--baseline)", result.reason());
    }

    @Test
    void theRunTakesItsWorstGate() {
        Evaluation evaluation = Evaluation.of(turns(60, 4), 1);
        Rule pass = Rule.parse("ttfa p95 < 900 ms");
        Rule unsure = Rule.parse("ttfa p99 < 900 ms");
        Rule fail = Rule.parse("ttfa p50 < 100 ms");
        assertEquals(Verdict.PASS, Gates.judge(List.of(), evaluation, VALID).verdict());
        assertCode(Verdict.PASS, 0, 0, Gates.judge(List.of(pass), evaluation, VALID));
        assertCode(Verdict.UNSURE, 0, 4, Gates.judge(List.of(pass, unsure), evaluation, VALID));
        assertCode(Verdict.FAIL, 3, 3, Gates.judge(List.of(pass, unsure, fail), evaluation, VALID));
    }

    @Test
    void anInvalidRunOffersNothingToAGate() {
        Validity late = VALID.with(List.of("frames were 30 ms late"));
        Gates.Judgement judgement =
                Gates.judge(List.of(Rule.parse("ttfa p95 < 900 ms")), Evaluation.of(turns(60, 4), 1), late);
        assertCode(Verdict.INVALID, 5, 5, judgement);
        assertEquals("frames were 30 ms late", judgement.reason());
        assertNull(judgement.gates().getFirst().value());
        assertCode(Verdict.INVALID, 5, 5, Gates.judge(List.of(), Evaluation.of(List.of(), 1), VALID));
    }

    @Test
    void failedCallsAreNotHiddenByTheRest() {
        List<Turn> unreachable =
                Stream.of(0, 1, 2).map(call -> Turns.of(call, 0, Outcome.ERROR)).toList();
        Gates.Judgement none = Gates.judge(List.of(), Evaluation.of(unreachable, 1), VALID);
        assertCode(Verdict.INVALID, 6, 6, none);
        assertEquals("no turn ended: 3 of 3 calls failed", none.reason());
        List<Turn> half = Stream.concat(
                        turns(20, 4).stream(), Stream.of(20, 21, 22).map(call -> Turns.of(call, 0, Outcome.ERROR)))
                .toList();
        assertCode(Verdict.FAIL, 6, 6, Gates.judge(List.of(), Evaluation.of(half, 1), VALID));
        assertCode(Verdict.PASS, 0, 0, Gates.judge(List.of(), Evaluation.of(half.subList(0, 82), 1), VALID));
    }

    private static void assertCode(Verdict verdict, int code, int strictCode, Gates.Judgement judgement) {
        assertEquals(verdict, judgement.verdict(), judgement.reason());
        assertEquals(code, ExitCode.of(judgement, false).code());
        assertEquals(strictCode, ExitCode.of(judgement, true).code());
    }
}
