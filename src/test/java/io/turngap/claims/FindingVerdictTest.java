package io.turngap.claims;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.turngap.claims.Finding.Figure;
import io.turngap.stats.Interval;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a verdict comes of made-up measurements. */
class FindingVerdictTest {

    private static final ClaimBand BAND = ClaimBand.of(100, 200);

    private static Measurement measured(double low, double high) {
        return Measurement.of("a saving", "ms", (low + high) / 2, 400, 100, Optional.of(new Interval(low, high)));
    }

    private static FindingVerdict verdict(Measurement... measurements) {
        return Finding.measured(new Figure("F0", "", ""), "", List.of(), Arrays.asList(measurements))
                .verdict();
    }

    @Test
    void anIntervalInsideHoldsOneOutsideDoesNotAndOneAcrossAnEndSaysNothing() {
        assertEquals(FindingVerdict.HOLDS, verdict(measured(110, 190).against(BAND)));
        assertEquals(FindingVerdict.HOLDS, verdict(measured(100, 200).against(BAND)));
        assertEquals(FindingVerdict.DOES_NOT_HOLD, verdict(measured(50, 99).against(BAND)));
        assertEquals(FindingVerdict.DOES_NOT_HOLD, verdict(measured(201, 300).against(BAND)));
        assertEquals(FindingVerdict.UNDECIDED, verdict(measured(90, 110).against(BAND)));
        assertEquals(FindingVerdict.UNDECIDED, verdict(measured(50, 300).against(BAND)));
    }

    @Test
    void itIsSaidOnWhichSide() {
        assertEquals(Optional.of("below"), measured(50, 99).against(BAND).where());
        assertEquals(Optional.of("above"), measured(201, 300).against(BAND).where());
        assertEquals(
                Optional.of("across an end"), measured(90, 110).against(BAND).where());
        assertEquals(Optional.empty(), measured(90, 110).where());
    }

    @Test
    void anOpenRangeHasOneEnd() {
        assertEquals(FindingVerdict.HOLDS, verdict(measured(-5, 10).against(ClaimBand.below(600))));
        assertEquals(FindingVerdict.UNDECIDED, verdict(measured(590, 610).against(ClaimBand.below(600))));
        assertEquals(FindingVerdict.HOLDS, verdict(measured(41, 90).against(ClaimBand.from(40))));
        assertEquals(FindingVerdict.DOES_NOT_HOLD, verdict(measured(10, 39).against(ClaimBand.from(40))));
    }

    @Test
    void oneThatDoesNotHoldDecidesAndOneThatIsUndecidedKeepsTheRestFromHolding() {
        Measurement inside = measured(110, 190).against(BAND);
        Measurement across = measured(90, 110).against(BAND);
        Measurement outside = measured(300, 400).against(BAND);
        assertEquals(FindingVerdict.HOLDS, verdict(inside, inside));
        assertEquals(FindingVerdict.UNDECIDED, verdict(inside, across));
        assertEquals(FindingVerdict.DOES_NOT_HOLD, verdict(inside, across, outside));
    }

    @Test
    void whatStandsBesideDecidesNothing() {
        assertEquals(
                FindingVerdict.HOLDS,
                verdict(measured(110, 190).against(BAND), measured(300, 400).beside(BAND)));
        assertEquals(FindingVerdict.UNDECIDED, verdict(measured(110, 190).beside(BAND)));
    }

    @Test
    void withoutAnIntervalOnlyAnExactFigureDecides() {
        Measurement few = Measurement.of("a saving", "ms", 150, 8, 2, Optional.empty());
        assertEquals(FindingVerdict.UNDECIDED, verdict(few.against(BAND)));
        assertEquals(
                FindingVerdict.HOLDS,
                verdict(Measurement.exact("the largest", "ms", 150, 8, 2).against(BAND)));
        assertEquals(
                FindingVerdict.UNDECIDED,
                verdict(Measurement.exact("the largest", "ms", Double.NaN, 0, 0).against(BAND)));
    }
}
