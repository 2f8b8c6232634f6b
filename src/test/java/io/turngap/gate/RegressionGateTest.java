package io.turngap.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.Comparison;
import io.turngap.measure.Evaluation;
import io.turngap.measure.Outcome;
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
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.Test;

class RegressionGateTest {

    private static final Validity VALID = new Validity(true, List.of(), Map.of(), Map.of(), null, Map.of(), Map.of());
    private static final int DRAWS = 10_000;
    private static final ScenarioInfo SCENARIO = new ScenarioInfo("s", "", "s.yaml", "abc", 1, 1, List.of(), null);

    /** Log-normal turns, P95 about 1.6 times the median, ICC 0.3 of the logarithms. */
    private static List<Turn> turns(String name, int calls, int each, double medianMs) {
        var normal =
                ZigguratSampler.NormalizedGaussian.of(new Seeds(21).at(name).random());
        List<Turn> all = new ArrayList<>();
        for (int call = 0; call < calls; call++) {
            double effect = Math.sqrt(0.3) * normal.sample();
            for (int turn = 1; turn <= each; turn++) {
                double z = effect + Math.sqrt(0.7) * normal.sample();
                all.add(Turns.answered(call, turn, Math.round(medianMs * Math.exp(0.3 * z))));
            }
        }
        return all;
    }

    private static Map<Rule, GateResult> judge(List<Turn> baseline, List<Turn> run, long seed, String... rules) {
        return judge(DRAWS, baseline, run, seed, rules);
    }

    private static Map<Rule, GateResult> judge(
            int draws, List<Turn> baseline, List<Turn> run, long seed, String... rules) {
        return RegressionGate.judge(
                java.util.Arrays.stream(rules).map(Rule::parse).toList(),
                Evaluation.unsummarised(run, seed),
                Optional.of(new Baseline(
                        "before",
                        Baseline.Measured.CALLS,
                        SCENARIO,
                        Evaluation.unsummarised(baseline, 1),
                        List.of("a note"))),
                seed,
                Looks.ONCE,
                draws);
    }

    private static GateResult one(List<Turn> baseline, List<Turn> run, String rule) {
        return Objects.requireNonNull(judge(baseline, run, 7, rule).get(Rule.parse(rule)));
    }

    private static Evaluation within(List<Turn> turns, long sloMs) {
        return Evaluation.of(turns, 1).withGoodput(turns, OptionalLong.of(sloMs));
    }

    @Test
    void goodputThatFallsIsARegressionAndThatRisesIsNone() {
        List<Turn> quick = turns("before", 60, 5, 600);
        List<Turn> slow = turns("after", 60, 5, 900);
        Rule rule = Rule.parse("goodput regresses < 5 %");
        Baseline was = new Baseline("before", Baseline.Measured.CALLS, SCENARIO, within(quick, 800), List.of());
        GateResult worse = Objects.requireNonNull(
                RegressionGate.judge(List.of(rule), within(slow, 800), Optional.of(was), 7, Looks.ONCE, DRAWS)
                        .get(rule));
        assertVerdict(Verdict.FAIL, worse, "points lost", "worse by more than 5 points");
        Baseline slowest = new Baseline("before", Baseline.Measured.CALLS, SCENARIO, within(slow, 800), List.of());
        GateResult better = Objects.requireNonNull(
                RegressionGate.judge(List.of(rule), within(quick, 800), Optional.of(slowest), 7, Looks.ONCE, DRAWS)
                        .get(rule));
        assertVerdict(Verdict.PASS, better, "not worse by 5 points");
    }

    private static void assertVerdict(Verdict verdict, GateResult result, String... parts) {
        assertEquals(verdict, result.verdict(), result.reason());
        for (String part : parts) {
            assertTrue(result.reason().contains(part), part + " is missing in: " + result.reason());
        }
    }

    @Test
    void fortyPercentMoreWithSixtyCallsFails() {
        GateResult worse = one(turns("before", 60, 5, 800), turns("after", 60, 5, 1_120), "ttfa p95 regresses < 5 %");
        assertVerdict(
                Verdict.FAIL,
                worse,
                "in the baseline before",
                "p < 0.001 (10000 permutations of calls, seed 7)",
                "worse by more than 5 %",
                "the baseline is a stored run, so drift between the two runs is not controlled; a note");
        double value = Objects.requireNonNull(worse.value());
        assertTrue(value > 20 && value < 65, "found " + value);
        assertTrue(worse.ci95().get(0) < value && value < worse.ci95().get(1), worse.toString());
        assertEquals(5, worse.limit());
        assertEquals("%", worse.unit());
    }

    @Test
    void aLittleIsNoReasonToBlock() {
        List<Turn> before = turns("before", 300, 5, 800);
        assertVerdict(Verdict.PASS, one(before, turns("after", 300, 5, 800), "ttfa p95 regresses < 20 %"), "not worse");
        List<Turn> quick = turns("before", 400, 5, 100);
        List<Turn> slower = quick.stream()
                .map(turn -> Turns.answered(
                        turn.call(), turn.turn(), turn.at("first_audible").orElseThrow() / 1_000 + 12))
                .toList();
        GateResult below = one(quick, slower, "ttfa p50 regresses < 5 %");
        assertVerdict(Verdict.PASS, below, "p < 0.001", "not worse by 5 % and by 20 ms");
        assertTrue(
                Objects.requireNonNull(below.value()) > 5, "beyond its percentage, but nobody hears 12 ms: " + below);
    }

    @Test
    void whatTheRunsCannotTellIsUnsureAndSaysWhatWould() {
        GateResult close = one(turns("before", 60, 5, 800), turns("after", 60, 5, 816), "ttfa p95 regresses < 5 %");
        assertVerdict(Verdict.UNSURE, close, "four times in five (a rough figure)", "drift");
        GateResult few = one(turns("before", 40, 5, 800), turns("after", 4, 5, 800), "ttfa p95 regresses < 5 %");
        assertVerdict(Verdict.UNSURE, few, "needs 10 calls", "this one has 4, the baseline 40", "about 6 more calls");
        assertNull(few.value());
        GateResult slowEnd = one(turns("before", 30, 5, 800), turns("after", 40, 5, 800), "ttfa p99 regresses < 50 %");
        assertVerdict(Verdict.UNSURE, slowEnd, "needs 368 independent turns in either run", "more in the baseline");
        assertTrue(slowEnd.ci95().isEmpty(), "no interval that the sample cannot carry");
        GateResult slow = one(turns("before", 30, 2, 800), turns("after", 30, 2, 2_400), "ttfa p95 regresses < 5 %");
        assertVerdict(Verdict.FAIL, slow, "p < 0.001");
        assertVerdict(
                Verdict.UNSURE,
                one(turns("before", 60, 5, 800), turns("after", 60, 5, 800), "llm p95 regresses < 5 %"),
                "no value of llm in either run");
        List<Turn> none = List.of(Turns.of(0, 1, Outcome.MISSED));
        assertVerdict(
                Verdict.UNSURE,
                one(none, turns("after", 60, 5, 800), "ttfa p95 regresses < 5 %"),
                "no value of ttfa in the baseline");
    }

    private static List<Turn> missing(List<Turn> turns, int each) {
        return turns.stream()
                .map(turn -> (3 * turn.call() + turn.turn()) % each == 0
                        ? Turns.missed(turn.call(), turn.turn(), 10_000)
                        : turn)
                .toList();
    }

    @Test
    void repliesThatNoLongerComeAreARegression() {
        List<Turn> before = turns("before", 100, 3, 800);
        GateResult worse = one(before, missing(turns("after", 100, 3, 800), 6), "ttfa p95 regresses < 10 %");
        assertVerdict(Verdict.FAIL, worse, "not reached (50 of 300 were never answered)", "worse by more than 10 %");
        assertNull(worse.value());
        List<Turn> after = missing(turns("after", 100, 3, 800), 4);
        GateResult both = one(missing(before, 6), after, "ttfa p95 regresses < 10 %");
        assertVerdict(Verdict.UNSURE, both, "not reached in either run", "75 of 300 were never answered");
    }

    @Test
    void aShortBaselineIsNotMendedByALongRun() {
        GateResult result = one(turns("before", 40, 5, 800), turns("after", 400, 5, 816), "ttfa p95 regresses < 8 %");
        assertVerdict(Verdict.UNSURE, result, "in this run and", "in the baseline would tell");
    }

    @Test
    void ratesAreHeldAgainstEachOtherInPoints() {
        List<Turn> fine = turns("before", 60, 5, 800);
        List<Turn> worse = new ArrayList<>(turns("after", 60, 4, 800));
        for (int call = 0; call < 60; call++) {
            worse.add(Turns.of(call, 5, call % 2 == 0 ? Outcome.MISSED : Outcome.ANSWERED));
        }
        GateResult missed = one(fine, worse, "missed regresses < 1 %");
        assertVerdict(Verdict.FAIL, missed, "10.0 % (30 of 300)", "0.0 % (0 of 300)", "+10.0 points");
        assertEquals(10, missed.value());
        assertVerdict(Verdict.PASS, one(fine, fine, "missed regresses < 2 %"), "not worse by 2 points");
        assertVerdict(Verdict.UNSURE, one(fine, fine, "missed regresses < 1 %"), "is not ruled out", "a rough figure");
        List<Turn> unheard = List.of(Turns.missed(0, 1, 8_000));
        assertVerdict(Verdict.UNSURE, one(unheard, unheard, "false_barge_in regresses < 1 %"), "no value");
    }

    @Test
    void allRegressionRulesOfARunAreAdjustedTogether() {
        List<Turn> before = turns("before", 60, 5, 800);
        List<Turn> after = turns("after", 60, 5, 1_120);
        Map<Rule, GateResult> both =
                judge(before, after, 7, "ttfa p95 regresses < 5 %", "ttfa p50 regresses < 5 %", "ttfa p95 < 1 s");
        assertEquals(2, both.size(), "limits are judged elsewhere");
        both.values().forEach(result -> assertVerdict(Verdict.FAIL, result, "adjusted for 2 regression gates"));
        assertEquals(both, judge(before, after, 7, "ttfa p95 regresses < 5 %", "ttfa p50 regresses < 5 %"));
        assertTrue(!both.equals(judge(before, after, 8, "ttfa p95 regresses < 5 %", "ttfa p50 regresses < 5 %")));
    }

    @Test
    void theSameAgainIsSeldomCalledWorse() {
        int failed = 0;
        for (int round = 0; round < 40; round++) {
            List<Turn> before = turns("a" + round, 24, 2, 800);
            List<Turn> after = turns("b" + round, 24, 2, 800);
            failed += judge(1_000, before, after, 7, "ttfa p90 regresses < 5 %").values().stream()
                            .anyMatch(result -> result.verdict() == Verdict.FAIL)
                    ? 1
                    : 0;
        }
        // 2 of 40 are due; more than 6 has a chance of 0.3 %.
        assertTrue(failed <= 6, failed + " of 40");
    }

    private static List<Turn> each(int calls, long ms) {
        List<Turn> all = new ArrayList<>();
        for (int call = 0; call < calls; call++) {
            all.add(Turns.answered(call, 1, ms));
            all.add(Turns.answered(call, 2, ms));
        }
        return all;
    }

    /** Deals of 500 and 700 have their medians in the one heap or the other, so that any ratio seems to come by chance. */
    @Test
    void twoHeapsThatDoNotOverlapAreToldApart() {
        assertVerdict(
                Verdict.FAIL, one(each(30, 500), each(30, 700), "ttfa p50 regresses < 5 %"), "+40.0 %", "p = 0.002");
        assertVerdict(Verdict.PASS, one(each(30, 700), each(30, 500), "ttfa p50 regresses < 5 %"), "not worse");
        assertVerdict(Verdict.PASS, one(each(30, 500), each(30, 500), "ttfa p50 regresses < 5 %"), "p = 1.000");
        assertVerdict(Verdict.FAIL, one(turns("b", 60, 5, 800), turns("a", 60, 5, 1_600), "ttfa p50 regresses < 5 %"));
    }

    @Test
    void figuresStandBesideTheSentence() {
        GateResult worse = one(turns("before", 60, 5, 800), turns("after", 60, 5, 1_120), "ttfa p95 regresses < 5 %");
        double was = Objects.requireNonNull(worse.was());
        double is = Objects.requireNonNull(worse.is());
        assertTrue(was > 1_000 && is > was, worse.toString());
        assertEquals(Objects.requireNonNull(worse.value()), 100 * (is / was - 1), 0.01);
        assertTrue(Objects.requireNonNull(worse.p()) < 0.001, worse.toString());
        assertNull(worse.moreCalls(), "it is decided");
        GateResult few = one(turns("before", 40, 5, 800), turns("after", 4, 5, 800), "ttfa p95 regresses < 5 %");
        assertEquals(6, few.moreCalls());
        GateResult short2 = one(turns("before", 40, 5, 800), turns("after", 400, 5, 816), "ttfa p95 regresses < 8 %");
        assertTrue(Objects.requireNonNull(short2.moreCalls()) > 0, short2.toString());
    }

    private static GateResult paired(List<Turn> was, List<Turn> is, String rule) {
        Baseline beside = new Baseline(
                "side",
                Baseline.Measured.CALLS,
                SCENARIO,
                Evaluation.of(was, 1),
                List.of(),
                new Baseline.Origin(true, List.of()));
        Rule asked = Rule.parse(rule);
        return Objects.requireNonNull(
                RegressionGate.judge(List.of(asked), Evaluation.of(is, 7), Optional.of(beside), 7, Looks.ONCE, DRAWS)
                        .get(asked));
    }

    /** Pairs that share what makes a call slow: the same 5 % that two runs apart cannot tell stand out. */
    @Test
    void pairsTellWhatRunsApartCannot() {
        List<Turn> before = turns("before", 40, 3, 800);
        List<Turn> after = before.stream()
                .map(turn -> Turns.answered(
                        turn.call(), turn.turn(), turn.at("first_audible").orElseThrow() * 107 / 100_000))
                .toList();
        GateResult beside = paired(before, after, "ttfa p50 regresses < 2 %");
        assertVerdict(Verdict.FAIL, beside, "permutations of calls within pairs");
        assertTrue(!beside.reason().contains("drift"), beside.reason());
        assertVerdict(Verdict.UNSURE, one(before, after, "ttfa p50 regresses < 2 %"), "drift");
    }

    /** Five runs that differ by a fifth among themselves: one that is a tenth slower is one more of the kind. */
    @Test
    void runsThatDifferAmongThemselvesAreNoMeasureForATenth() {
        List<Turn> before = new ArrayList<>();
        List<Baseline.Origin.Run> runs = new ArrayList<>();
        double[] medians = {800, 960, 700, 880, 760};
        for (int run = 0; run < medians.length; run++) {
            int from = 60 * run;
            runs.add(new Baseline.Origin.Run(new Comparison.Side("run" + run, "", "", 60, 300), from));
            turns("run" + run, 60, 5, medians[run])
                    .forEach(turn -> before.add(Turns.answered(
                            from + turn.call(),
                            turn.turn(),
                            turn.at("first_audible").orElseThrow() / 1000)));
        }
        List<Turn> after = turns("after", 120, 5, 980);
        Rule rule = Rule.parse("ttfa p50 regresses < 5 %");
        Baseline several = new Baseline(
                "five",
                Baseline.Measured.CALLS,
                SCENARIO,
                Evaluation.of(before, 1),
                List.of(),
                new Baseline.Origin(false, runs));
        GateResult result = Objects.requireNonNull(
                RegressionGate.judge(List.of(rule), Evaluation.of(after, 7), Optional.of(several), 7, Looks.ONCE, DRAWS)
                        .get(rule));
        assertVerdict(Verdict.UNSURE, result, "the runs of the baseline differ so much, too", "p < 0.001");
        assertVerdict(Verdict.FAIL, one(before, after, "ttfa p50 regresses < 5 %"));
    }

    @Test
    void aRegressionFailsTheRun() {
        Gates.Judgement judgement = Gates.judge(
                List.of(Rule.parse("ttfa p95 < 5 s"), Rule.parse("ttfa p95 regresses < 5 %")),
                Evaluation.of(turns("after", 60, 5, 1_120), 7),
                VALID,
                Optional.of(new Baseline(
                        "before",
                        Baseline.Measured.CALLS,
                        SCENARIO,
                        Evaluation.of(turns("before", 60, 5, 800), 1),
                        List.of())),
                7);
        assertEquals(Verdict.FAIL, judgement.verdict(), judgement.reason());
        assertEquals(Verdict.PASS, judgement.gates().get(0).verdict());
        assertEquals(3, ExitCode.of(judgement, false).code());
    }
}
