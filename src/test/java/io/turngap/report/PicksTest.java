package io.turngap.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Stage;
import io.turngap.measure.Turn;
import io.turngap.measure.Turns;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PicksTest {

    private final Picks picks = Picks.of(Samples.turns(11, 200));

    @Test
    void turnsAreFoundByNearestRank() {
        int n = picks.heard().size();
        int all = n + picks.unheard();
        assertEquals(picks.heard().get((all + 1) / 2 - 1), picks.at(0.5).orElseThrow());
        assertEquals(picks.heard().getFirst(), picks.at(0).orElseThrow());
        assertEquals(picks.heard().getLast(), picks.at((double) n / all).orElseThrow());
        assertTrue(Picks.of(List.of()).at(0.5).isEmpty());
    }

    @Test
    void whatWasNeverHeardRanksAboveAllThatWas() {
        List<Turn> turns = new java.util.ArrayList<>();
        for (int call = 0; call < 9; call++) {
            turns.add(Turns.answered(call, 1, 500 + call));
        }
        turns.add(Turns.missed(9, 1, 8_000));
        Picks some = Picks.of(turns);
        assertEquals(turns.get(4), some.at(0.5).orElseThrow());
        assertEquals(turns.get(8), some.at(0.9).orElseThrow());
        assertTrue(some.at(0.95).isEmpty());
        RunRecord run = Samples.run(turns, Verdict.PASS, "x");
        String page = HtmlReport.render(run, turns, List.of(), Map.of());
        assertTrue(page.contains("beyond 8 s: 1 of 10 was never answered"), page);
        String told = Story.callers(run, some);
        assertTrue(told.contains("1 of 10 turns was never answered"), told);
        String text = TerminalReport.render(run, turns, "", TerminalStyle.of(Map.of(), false));
        assertTrue(text.contains("median turn") && !text.contains("P95 turn"), text);
    }

    @Test
    void aRateOfNothingIsADash() {
        List<Turn> turns = List.of(Turns.missed(0, 1, 8_000));
        RunRecord run = Samples.run(turns, Verdict.PASS, "x");
        assertTrue(MarkdownSummary.render(run, turns).contains("false\\_barge\\_in – \\(0 of 0 turns\\)"));
        assertTrue(!JunitXml.render(run).contains("rate_false_barge_in"), JunitXml.render(run));
        assertTrue(HtmlReport.render(run, turns, List.of(), Map.of()).contains("No caller of this run heard a reply."));
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
        RunRecord run = Samples.run(turns, Verdict.PASS, "x");
        run.environment().put("baseline", "reports/last one");
        assertTrue(
                Story.reproduce(run).endsWith(" --concurrency 4 --baseline 'reports/last one'"), Story.reproduce(run));
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
        assertEquals("0\u00a0%", Figures.percent(0.0));
        assertEquals("0.8\u00a0%", Figures.percent(0.0083));
        assertEquals("3\u00a0min 20\u00a0s", Figures.duration(200_000));
        assertEquals(
                List.of(0.0, 500.0, 1_000.0, 1_500.0, 2_000.0),
                Axis.whole(1_707, 5).marks());
    }
}
