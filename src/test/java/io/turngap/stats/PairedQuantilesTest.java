package io.turngap.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class PairedQuantilesTest {

    private static Clustered sample(int clusters, DoubleUnaryOperator of) {
        List<Clustered.Point> points = new ArrayList<>();
        for (int i = 0; i < clusters * 4; i++) {
            points.add(new Clustered.Point(i % clusters, of.applyAsDouble(i), false));
        }
        return Clustered.of(points);
    }

    @Test
    void aConstantFallHasAnIntervalOfNoWidth() {
        PairedQuantiles pairs = new PairedQuantiles(sample(25, i -> 100 + i), sample(25, i -> 70 + i));
        assertEquals(30, pairs.fall(0.5).orElseThrow(), 1e-9);
        Interval interval = pairs.interval(0.95, new Seeds(1).random()).orElseThrow();
        assertEquals(30, interval.low(), 1e-9);
        assertEquals(30, interval.high(), 1e-9);
    }

    @Test
    void clustersAreMatchedByNameThoughTheirOrderChanges() {
        // The second sample is upside down, so that its clusters come in another order; the fall of the median is that
        // of the samples.
        Clustered before = sample(20, i -> i);
        Clustered after = sample(20, i -> 79 - i);
        PairedQuantiles pairs = new PairedQuantiles(before, after);
        assertEquals(0, pairs.fall(0.5).orElseThrow(), 1e-9);
        Interval interval = pairs.interval(0.5, new Seeds(1).random()).orElseThrow();
        assertTrue(interval.low() < 0 && interval.high() > 0, interval.toString());
    }

    @Test
    void unlikeSamplesAreRefusedAndFewClustersGiveNoInterval() {
        assertThrows(IllegalArgumentException.class, () -> new PairedQuantiles(sample(10, i -> i), sample(11, i -> i)));
        PairedQuantiles few = new PairedQuantiles(sample(5, i -> i), sample(5, i -> i / 2));
        assertTrue(few.interval(0.5, new Seeds(1).random()).isEmpty());
    }
}
