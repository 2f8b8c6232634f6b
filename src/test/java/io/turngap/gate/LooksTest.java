package io.turngap.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.Evaluation;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.ScenarioInfo;
import io.turngap.measure.RunRecord.Validity;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Turn;
import io.turngap.measure.Turns;
import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.Test;

class LooksTest {

    private static final Validity VALID = new Validity(true, List.of(), Map.of(), Map.of(), null, Map.of(), Map.of());
    private static final ScenarioInfo SCENARIO = new ScenarioInfo("s", "", "s.yaml", "abc", 1, 1, List.of(), null);

    private static List<Turn> turns(String name, int calls) {
        var normal =
                ZigguratSampler.NormalizedGaussian.of(new Seeds(33).at(name).random());
        List<Turn> all = new ArrayList<>();
        for (int call = 0; call < calls; call++) {
            double effect = 0.5 * normal.sample();
            for (int turn = 1; turn <= 2; turn++) {
                all.add(Turns.answered(call, turn, Math.round(800 * Math.exp(0.4 * (effect + normal.sample())))));
            }
        }
        return all;
    }

    private static Gates.Judgement judge(List<Turn> was, List<Turn> is, Looks looks, int draws, String... rules) {
        Baseline baseline = new Baseline(
                "before",
                Baseline.Measured.CALLS,
                SCENARIO,
                Evaluation.unsummarised(was, 1),
                List.of(),
                new Baseline.Origin(true, List.of()));
        return Gates.judge(
                new Gates.Case(
                        java.util.Arrays.stream(rules).map(Rule::parse).toList(),
                        Evaluation.unsummarised(is, 1),
                        VALID,
                        Optional.of(baseline),
                        7,
                        List.of(),
                        looks),
                draws);
    }

    @Test
    void theLevelsOfAllLooksAddUpToThatOfOne() {
        assertEquals(0.05, Looks.ONCE.level(), 1e-12);
        assertEquals(0.025, Looks.ONCE.tail(), 1e-12);
        assertEquals(
                0.05,
                IntStream.rangeClosed(1, 3)
                        .mapToDouble(look -> new Looks(look, 3).level())
                        .sum(),
                1e-12);
        assertEquals(new Looks(2, 3), Looks.parse(new Looks(2, 3).toString()));
        assertEquals(Looks.ONCE, Looks.parse(null));
        assertEquals(Looks.ONCE, Looks.parse("4 of 3"));
        assertEquals(Looks.ONCE, Looks.parse("0 of 0"));
        assertThrows(IllegalArgumentException.class, () -> new Looks(0, 1));
    }

    @Test
    void aLookIsHeldToLess() {
        List<Turn> before = turns("before", 100);
        List<Turn> after = turns("after", 100);
        Looks second = new Looks(2, 3);
        String[] rules = {"ttfa p90 regresses < 5 %", "ttfa p90 < 1500 ms", "missed <= 1 %"};
        Gates.Judgement once = judge(before, after, Looks.ONCE, 2_000, rules);
        Gates.Judgement looked = judge(before, after, second, 2_000, rules);
        assertEquals(
                once.gates().stream().map(GateResult::ci95).toList(),
                looked.gates().stream().map(GateResult::ci95).toList(),
                "what is called 95 % is so");
        for (GateResult gate : looked.gates()) {
            assertTrue(gate.reason().contains("look 2 of 3, held to 1.6 %"), gate.reason());
            assertTrue(gate.reason().contains("98.4 % sure of "), gate.reason());
        }
        once.gates().forEach(gate -> assertFalse(gate.reason().contains("look "), gate.reason()));
    }

    @Test
    void furtherCallsAreTheMostThatAnUndecidedGateAsksFor() {
        List<Turn> before = turns("before", 60);
        Gates.Judgement unsure = judge(
                before,
                turns("after", 60),
                Looks.ONCE,
                2_000,
                "ttfa p90 regresses < 5 %",
                "missed <= 1 %",
                "ttfa p99 < 3 s",
                "ttfa p50 < 5 s");
        assertEquals(Verdict.UNSURE, unsure.verdict());
        for (GateResult gate : unsure.gates().subList(0, 3)) {
            long more = Objects.requireNonNull(gate.moreCalls(), gate.toString());
            assertTrue(gate.reason().contains("about " + more + " more calls"), gate.reason());
        }
        assertEquals(
                OptionalLong.of(unsure.gates().subList(0, 3).stream()
                        .mapToLong(gate -> Objects.requireNonNull(gate.moreCalls()))
                        .max()
                        .orElse(0)),
                Gates.furtherCalls(unsure));
        assertEquals(
                OptionalLong.empty(), Gates.furtherCalls(judge(before, before, Looks.ONCE, 200, "ttfa p50 < 5 s")));
    }

    @Test
    void whoMayLookThreeTimesCriesWolfNoMoreOften() {
        int rounds = 120;
        int failed = 0;
        for (int round = 0; round < rounds; round++) {
            List<Turn> before = turns("a" + round, 45);
            List<Turn> after = turns("b" + round, 45);
            for (int look = 1; look <= 3; look++) {
                // Two turns a call: the first 15, 30, 45 calls.
                Verdict verdict = judge(
                                before.subList(0, 30 * look),
                                after.subList(0, 30 * look),
                                new Looks(look, 3),
                                400,
                                "ttfa p50 regresses < 1 %",
                                "ttfa p90 regresses < 1 %")
                        .verdict();
                if (verdict != Verdict.UNSURE) {
                    failed += verdict == Verdict.FAIL ? 1 : 0;
                    break;
                }
            }
        }
        // 5 % are 6; more than 12 have a chance of 0.8 % (R: 1 - pbinom(12, 120, 0.05)).
        assertTrue(failed <= 12, failed + " of " + rounds);
    }
}
