package io.turngap.gate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.bench.GateCell;
import io.turngap.bench.GateCell.Design;
import io.turngap.bench.GateCell.Family;
import io.turngap.bench.GateCell.Outcome;
import io.turngap.bench.GateData.Effect;
import io.turngap.bench.GateData.Shape;
import io.turngap.bench.GateData.Slower;
import org.junit.jupiter.api.Test;

/** What GateBench measures at length, briefly; the seed is fixed, so that no bad day makes these fail. */
class FalseAlarmsTest {

    private static final int TIMES = 100;
    private static final int DRAWS = 300;
    private static final long SEED = 20261123;

    private static Outcome judged(GateCell cell) {
        return cell.judged(TIMES, DRAWS, SEED);
    }

    /** Of 100 at 5 %, more than 11 come once in 230 series. R: {@code pbinom(11, 100, 0.05, lower.tail = FALSE)}. */
    private static void assertFewAlarms(Outcome outcome) {
        assertTrue(outcome.failed() <= 11, outcome + " with seed " + SEED);
    }

    @Test
    void nothingThatDiffersRaisesNoMoreAlarmsThanPromised() {
        assertFewAlarms(judged(GateCell.of(0.3, Family.P50_P95, 40, Effect.NONE)));
        Outcome alike = judged(GateCell.of(0.5, Family.P50_P95, 24, Effect.NONE));
        assertFewAlarms(alike);
        assertTrue(
                alike.mannWhitney() > 11 && alike.tenPercent() > 11,
                alike + ": rules that take turns for calls fire on nothing");
        assertFewAlarms(judged(GateCell.of(Shape.TIES, 0.3, Design.APART, Family.P50_P95, 24, Effect.NONE)));
        assertFewAlarms(judged(GateCell.of(Shape.BIMODAL, 0.3, Design.APART, Family.P50_P95, 24, Effect.NONE)));
        assertFewAlarms(judged(GateCell.of(Shape.MISSED, 0.3, Design.APART, Family.P50_P95, 24, Effect.NONE)));
    }

    @Test
    void fifteenGatesAreOneFamily() {
        assertFewAlarms(judged(GateCell.of(0.3, Family.FIFTEEN, 24, Effect.NONE)));
    }

    @Test
    void pairsDoNotSeeTheDriftThatTwoRunsFailFor() {
        assertFewAlarms(
                judged(GateCell.of(Shape.LOG_NORMAL, 0.3, Design.PAIRS_DRIFT, Family.P50_P95, 40, Effect.NONE)));
        Outcome apart = judged(GateCell.of(Shape.LOG_NORMAL, 0.3, Design.APART_DRIFT, Family.P50_P95, 40, Effect.NONE));
        assertTrue(apart.failed() > 11, apart + ": it is the pairs that keep drift out");
    }

    @Test
    void whatIsSlowerIsFound() {
        Outcome everywhere = judged(GateCell.of(0.3, Family.P50_P95, 40, new Effect(Slower.ALL, 0.4)));
        assertTrue(everywhere.failed() >= 95, everywhere.toString());
        Outcome tail = judged(GateCell.of(0.3, Family.P95, 40, new Effect(Slower.TAIL, 0.5)));
        assertTrue(tail.failed() >= 80, tail.toString());
    }
}
