package io.turngap.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuantileDifferenceTest {

    /** Two values a cluster, the second larger by {@code more}; clusters differ by far more than that. */
    private static QuantileDifference pairs(int clusters, double more, boolean sameClusters) {
        var random = new Seeds(8).at("pairs").random();
        List<Clustered.Point> first = new ArrayList<>();
        List<Clustered.Point> second = new ArrayList<>();
        for (int c = 0; c < clusters; c++) {
            double level = 1_000 * random.nextDouble();
            first.add(new Clustered.Point(c, level + random.nextDouble(), false));
            second.add(new Clustered.Point(sameClusters ? c : c + clusters, level + more + random.nextDouble(), false));
        }
        return new QuantileDifference(Clustered.of(first), Clustered.of(second));
    }

    private static Interval interval(QuantileDifference it, double p) {
        return it.interval(p, new Seeds(2).at("draws").random()).orElseThrow();
    }

    @Test
    void whatMakesAWholeClusterSlowCancels() {
        Interval same = interval(pairs(200, 50, true), 0.5);
        Interval apart = interval(pairs(200, 50, false), 0.5);
        assertTrue(same.low() > 0, "the same clusters tell a small difference: " + same);
        assertTrue(apart.low() < 0 && apart.high() > 0, "others do not: " + apart);
        assertTrue(same.low() <= 50 && same.high() >= 50, same.toString());
    }

    @Test
    void noDifferenceIsHeldForNone() {
        Interval none = interval(pairs(100, 0, true), 0.95);
        assertTrue(none.low() <= 1 && none.high() >= -1, none.toString());
        assertEquals(none, interval(pairs(100, 0, true), 0.95), "the same draws give the same");
    }

    @Test
    void fewClustersOrCensoringLeaveNoInterval() {
        assertTrue(pairs(9, 5, true).interval(0.5, new Seeds(2).random()).isEmpty());
        List<Clustered.Point> lost = new ArrayList<>();
        List<Clustered.Point> heard = new ArrayList<>();
        for (int c = 0; c < 40; c++) {
            lost.add(new Clustered.Point(c, 900, true));
            heard.add(new Clustered.Point(c, 100 + c, false));
        }
        QuantileDifference censored = new QuantileDifference(Clustered.of(heard), Clustered.of(lost));
        assertTrue(censored.of(0.5).isEmpty());
        assertTrue(censored.interval(0.5, new Seeds(2).random()).isEmpty());
        assertThrows(
                IllegalArgumentException.class,
                () -> new QuantileDifference(Clustered.of(heard), Clustered.of(List.of())));
    }
}
