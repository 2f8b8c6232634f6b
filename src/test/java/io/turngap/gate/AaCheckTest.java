package io.turngap.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.bench.GateData;
import io.turngap.bench.GateData.Effect;
import io.turngap.bench.GateData.Shape;
import io.turngap.bench.GateData.Slower;
import io.turngap.bench.GateData.Weather;
import io.turngap.measure.Evaluation;
import io.turngap.time.Seeds;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AaCheckTest {

    private static final GateData DATA = new GateData(Shape.LOG_NORMAL, 0.3, false);
    private static final List<Rule> RULES = AaCheck.rules(List.of(), "ttfa");

    private static Evaluation calls(String name, int calls, double slower) {
        return Evaluation.unsummarised(
                DATA.turns(
                        0,
                        calls,
                        new Effect(Slower.ALL, slower),
                        Weather.CALM,
                        new Seeds(3).at(name).random()),
                1);
    }

    private static AaCheck.Result split(Evaluation calls, Optional<Evaluation> partners, int splits) {
        return AaCheck.of(new AaCheck.Plan(RULES, calls, partners, splits, 200, 9));
    }

    @Test
    void halvesOfOneRunSeldomFailAndABarePercentageOften() {
        AaCheck.Result result = split(calls("a", 81, 0), Optional.empty(), 100);
        assertEquals(81, result.calls());
        assertEquals(40, result.callsAnArm());
        assertFalse(result.isBroken(), result.toString());
        assertTrue(result.family().failed().hits() <= 11, result.toString());
        assertTrue(result.family().bare().hits() > 20, "with 40 calls P99 wavers by more than a tenth: " + result);
        for (AaCheck.OfGate gate : result.gates()) {
            AaCheck.Tally tally = gate.tally();
            assertEquals(
                    100,
                    tally.failed().hits()
                            + tally.unsure().hits()
                            + tally.passed().hits(),
                    gate.rule());
            assertTrue(tally.failed().hits() <= result.family().failed().hits(), gate.rule());
            assertTrue(gate.apartPercent().get(0) < 0 && gate.apartPercent().get(1) > 0, gate.toString());
        }
    }

    @Test
    void theSameSeedGivesTheSameOnAnyNumberOfCores() {
        Evaluation calls = calls("a", 40, 0);
        assertEquals(split(calls, Optional.empty(), 30), split(calls, Optional.empty(), 30));
    }

    @Test
    void pairsStayWholeAndTheirSidesAreExchanged() {
        AaCheck.Result result = split(calls("a", 40, 0), Optional.of(calls("b", 40, 0.6)), 100);
        assertTrue(result.pairs());
        assertEquals(40, result.callsAnArm());
        assertTrue(
                result.family().failed().hits() <= 11,
                "one side is 60 % slower, but chance says which is called the baseline: " + result);
    }

    @Test
    void aRunsOwnRegressionRulesAreAskedAndElseThreePercentiles() {
        List<Rule> own = List.of(Rule.parse("ttfa p90 regresses < 3 %"), Rule.parse("ttfa p95 < 800 ms"));
        assertEquals(List.of(own.getFirst()), AaCheck.rules(own, "ttfa"));
        assertEquals(
                List.of("ttfa p50 regresses < 10 %", "ttfa p95 regresses < 10 %", "ttfa p99 regresses < 10 %"),
                AaCheck.rules(List.of(own.getLast()), "ttfa").stream()
                        .map(Rule::text)
                        .toList());
    }

    @Test
    void aRateIsSplitLikeAPercentileAndWhatIsNotThereStaysUndecided() {
        List<Rule> rules = List.of(Rule.parse("missed regresses < 1 %"), Rule.parse("llm p95 regresses < 5 %"));
        GateData missing = new GateData(Shape.MISSED, 0.3, false);
        Evaluation calls =
                Evaluation.unsummarised(missing.turns(0, 60, Effect.NONE, Weather.CALM, new Seeds(4).random()), 1);
        AaCheck.Result result = AaCheck.of(new AaCheck.Plan(rules, calls, Optional.empty(), 50, 200, 9));
        assertEquals(2, result.gates().getFirst().apartPercent().size());
        assertEquals(50, result.gates().getLast().tally().unsure().hits());
        assertEquals(List.of(), result.gates().getLast().apartPercent());
    }

    @Test
    void moreAlarmsThanPromisedAreOnlyCalledSoWhenChanceDoesNotGiveThem() {
        assertFalse(with(15).isBroken(), "7.5 % of 200 may be 5 %: R: prop.test(15, 200, correct = FALSE) from 4.6 %");
        assertTrue(with(20).isBroken(), "10 % of 200 is more: R: prop.test(20, 200, correct = FALSE) from 6.6 %");
    }

    private static AaCheck.Result with(int failed) {
        AaCheck.Count alarms = new AaCheck.Count(failed, 200);
        AaCheck.Tally tally = new AaCheck.Tally(alarms, alarms, alarms, alarms);
        return new AaCheck.Result(false, 40, 20, 200, 100, 1, tally, List.of());
    }

    @Test
    void tooFewCallsAreRefused() {
        Evaluation few = calls("a", 19, 0);
        assertEquals(19, AaCheck.calls(few, Optional.empty()));
        assertThrows(IllegalArgumentException.class, () -> split(few, Optional.empty(), 10));
        assertEquals(10, split(few, Optional.of(calls("b", 19, 0)), 10).splits(), "19 pairs are enough");
        assertThrows(IllegalArgumentException.class, () -> split(calls("a", 40, 0), Optional.empty(), 0));
    }
}
