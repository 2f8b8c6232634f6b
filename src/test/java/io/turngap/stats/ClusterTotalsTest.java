package io.turngap.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

/** Figures of sums over clusters. */
class ClusterTotalsTest {

    private static final UniformRandomProvider RANDOM = new Seeds(3).random();

    @Test
    void theIntervalOfAMeanOfEqualClustersIsThatOfTheirMeans() {
        // 400 clusters with standard normal means: the mean's standard error is 0.05, so the interval is about 0.196
        // wide.
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            double value =
                    Math.sqrt(-2 * Math.log(1 - RANDOM.nextDouble())) * Math.cos(2 * Math.PI * RANDOM.nextDouble());
            rows.add(new double[] {5 * value, 5});
        }
        ClusterTotals totals = new ClusterTotals(rows);
        Interval ci95 = totals.interval(sums -> sums[0] / sums[1], new Seeds(4).random())
                .orElseThrow();
        assertEquals(0.196, ci95.high() - ci95.low(), 0.03);
        double value = totals.value(sums -> sums[0] / sums[1]);
        assertTrue(ci95.low() < value && value < ci95.high(), ci95 + " " + value);
    }

    @Test
    void fewClustersAndFiguresThatAreNoNumbersGiveNoInterval() {
        List<double[]> nine = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            nine.add(new double[] {i, 1});
        }
        assertTrue(new ClusterTotals(nine)
                .interval(sums -> sums[0] / sums[1], new Seeds(1).random())
                .isEmpty());
        nine.add(new double[] {9, 1});
        ClusterTotals ten = new ClusterTotals(nine);
        assertEquals(4.5, ten.value(sums -> sums[0] / sums[1]));
        assertTrue(
                ten.interval(sums -> sums[0] / sums[1], new Seeds(1).random()).isPresent());
        assertTrue(ten.interval(sums -> sums[0] / 0, new Seeds(1).random()).isEmpty());
        assertThrows(IllegalArgumentException.class, () -> new ClusterTotals(List.of()));
    }
}
