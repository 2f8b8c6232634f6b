package io.turngap.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Stage;
import io.turngap.measure.Turn;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PicksTest {

    private final Picks picks = Picks.of(Samples.turns(11, 200));

    @Test
    void turnsAreFoundByNearestRank() {
        int n = picks.heard().size();
        assertEquals(picks.heard().get((n + 1) / 2 - 1), picks.at(0.5).orElseThrow());
        assertEquals(picks.heard().getFirst(), picks.at(0).orElseThrow());
        assertEquals(picks.heard().getLast(), picks.at(1).orElseThrow());
        assertTrue(Picks.of(List.of()).at(0.5).isEmpty());
    }

    @Test
    void sharesAddUpToTheWholeWait() {
        for (double from : new double[] {0, 0.5, 0.95}) {
            double sum = picks.shares(from).values().stream()
                    .mapToDouble(Double::doubleValue)
                    .sum();
            assertEquals(1, sum, 1e-9);
        }
        assertEquals(Stage.ENDPOINTING, picks.biggest().orElseThrow().getKey());
    }

    @Test
    void whatIsWorthHearingHoldsSlowAndFailedTurnsOnceEach() {
        List<Turn> turns = picks.worthHearing();
        assertEquals(picks.worst().getFirst(), turns.get(0));
        assertEquals(picks.failed().getFirst(), turns.get(1));
        assertEquals(turns.size(), turns.stream().distinct().count());
        assertTrue(turns.containsAll(picks.worst()) && turns.containsAll(picks.failed()));
    }

    @Test
    void theSpectrumNeverFallsAndEndsAtTheMaximum() {
        for (int n : new int[] {1, 2, 10, 75, 5_000}) {
            List<int[]> points = SpectrumChart.points(n, Math.log10(Math.max(n, 10)));
            assertEquals(n - 1, points.getLast()[1]);
            TreeSet<Integer> ranks = new TreeSet<>();
            for (int[] point : points) {
                assertTrue(ranks.isEmpty() || point[1] >= ranks.last(), "rank falls at " + point[0]);
                ranks.add(point[1]);
            }
        }
    }

    @Test
    void theCommandMakesTheRunAgain() {
        List<Turn> turns = Samples.turns(1, 12);
        assertEquals(
                "./turngap run scenarios/01-order-status.yaml --seed 20261123 --calls 12 --concurrency 4",
                Story.reproduce(Samples.run(turns, Verdict.PASS, "x")));
        assertEquals("'a b'\\''; rm'", Clean.shell("a b'; rm"));
    }

    @Test
    void figuresReadAsPeopleWriteThem() {
        Map<Double, String> spans = Map.of(
                3.44,
                "3.4\u00a0ms",
                812.4,
                "812\u00a0ms",
                999.6,
                "1.00\u00a0s",
                1_240.0,
                "1.24\u00a0s",
                -412.0,
                "−412\u00a0ms");
        spans.forEach((ms, text) -> assertEquals(text, Figures.span(ms)));
        assertEquals("12\u202f345\u202f678", Figures.grouped(12_345_678));
        assertEquals("0\u00a0%", Figures.percent(0));
        assertEquals("0.8\u00a0%", Figures.percent(0.0083));
        assertEquals("3\u00a0min 20\u00a0s", Figures.duration(200_000));
        assertEquals(
                List.of(0.0, 500.0, 1_000.0, 1_500.0, 2_000.0),
                Axis.whole(1_707, 5).marks());
    }
}
