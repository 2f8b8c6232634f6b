package io.turngap.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TrendTest {

    private static final double[] SPEED = {4, 4, 7, 7, 8, 9, 10, 10, 10, 11};
    private static final double[] DISTANCE = {2, 10, 4, 22, 16, 10, 18, 26, 34, 17};

    /** R: {@code x <- cars$speed[1:10]; y <- cars$dist[1:10]; confint(lm(y ~ x))}; by hand from Sxx 56, Sxy 143, Syy 876.9. */
    @Test
    void theLineOfLeastSquaresWithItsInterval() {
        Trend trend = Trend.of(SPEED, DISTANCE).orElseThrow();
        assertEquals(15.9, trend.mean(), 1e-9);
        assertEquals(143.0 / 56, trend.slope(), 1e-9);
        double half = 2.306004 * Math.sqrt((876.9 - 143.0 * 143 / 56) / 8 / 56);
        assertEquals(143.0 / 56 - half, trend.ci95().low(), 1e-5);
        assertEquals(143.0 / 56 + half, trend.ci95().high(), 1e-5);
        assertEquals(7, trend.span());
        assertTrue(trend.rises(0.05));
        assertFalse(trend.rises(2), "17 over the span are not twice the mean");
    }

    @Test
    void whatDoesNotRiseIsFlat() {
        assertFalse(Trend.of(new double[] {1, 2, 3, 4}, new double[] {5, 5, 5, 5})
                .orElseThrow()
                .rises(0));
        assertFalse(Trend.of(new double[] {1, 2, 3, 4}, new double[] {9, 1, 9, 2})
                .orElseThrow()
                .rises(0));
    }

    @Test
    void tooLittleGivesNoLine() {
        assertTrue(Trend.of(new double[] {1, 2}, new double[] {1, 2}).isEmpty());
        assertTrue(Trend.of(new double[] {3, 3, 3}, new double[] {1, 2, 3}).isEmpty());
        assertThrows(IllegalArgumentException.class, () -> Trend.of(new double[] {1, 2, 3}, new double[] {1}));
    }
}
