package io.turngap.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.CallLine;
import io.turngap.measure.Calls;
import io.turngap.measure.HealthLine;
import io.turngap.measure.Outcome;
import io.turngap.measure.RecordingIndex.Recording;
import io.turngap.measure.Turn;
import io.turngap.measure.Turns;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class LoadReportTest {

    private static final LoadSamples SAMPLE = LoadSamples.of(300, 150, 30);

    private static String section(UnderLoad load, List<Recording> recordings) throws Exception {
        String html = HtmlLoad.of(load, recordings).orElseThrow().toString();
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader("<x>" + html + "</x>")));
        assertFalse(html.contains("NaN") || html.contains("Infinity"), html);
        return html;
    }

    private static UnderLoad load(List<Turn> turns, RunSeries series) {
        LoadSamples sample = new LoadSamples(turns, series);
        return UnderLoad.of(sample.run(800), turns, series);
    }

    @Test
    void aRunUnderLoadIsShownFromAllSides() throws Exception {
        UnderLoad load = UnderLoad.of(SAMPLE.run(800), SAMPLE.turns(), SAMPLE.series());
        String html = section(load, List.of());
        for (String part : List.of(
                "Under load",
                "TTFA over time",
                "calls in flight, most",
                "goodput, %",
                "TTFA against calls in flight",
                "What failed",
                "unreachable",
                "First and later, cold and warm",
                "cold start, the agent says",
                "The instrument over time",
                "frames late at P99")) {
            assertTrue(html.contains(part), part + " is missing");
        }
        assertTrue(
                load.lines()
                        .getFirst()
                        .startsWith("at most " + load.concurrency().most() + " calls in flight"),
                load.lines().toString());
        assertTrue(load.lines().stream().anyMatch(line -> line.startsWith("failed calls: unreachable ")));
        assertTrue(SAMPLE.page(800).contains("<section class=\"load\">"), "it stands on the page");
    }

    @Test
    void screenAndSummarySayWhatMatters() {
        String screen =
                TerminalReport.render(SAMPLE.run(800), SAMPLE.turns(), SAMPLE.series(), "", TerminalStyle.PLAIN);
        assertTrue(screen.contains("  load           at most "), screen);
        assertTrue(screen.contains("goodput ") && screen.contains(" within 800"), screen);
        assertTrue(screen.contains("failed calls: unreachable"), screen);
        String summary = MarkdownSummary.render(SAMPLE.run(800), SAMPLE.turns(), SAMPLE.series());
        assertTrue(summary.contains("- At most ") && summary.contains("goodput "), summary);
    }

    @Test
    void aHandfulOfCallsHasNoSectionAndStillSaysWhyOneFailed() {
        List<CallLine> calls = List.of(
                Calls.call(0, 0, 0, 0, 9_000), Calls.ended(1, 0, 10, 10, 20, "unreachable", "connection refused"));
        List<Turn> turns = List.of(Turns.answered(0, 1, 500), Turns.of(1, 0, Outcome.ERROR));
        UnderLoad load = load(turns, new RunSeries(calls, List.of()));
        assertTrue(HtmlLoad.of(load, List.of()).isEmpty());
        assertEquals(List.of("failed calls: unreachable 1 (such as call 1: connection refused)"), load.lines());
    }

    @Test
    void whateverAFolderLacksThePageIsOne() throws Exception {
        assertTrue(HtmlLoad.of(load(List.of(), RunSeries.NONE), List.of()).isEmpty(), "nothing at all");
        List<CallLine> six = new ArrayList<>();
        List<CallLine> dead = new ArrayList<>();
        List<Turn> broken = new ArrayList<>();
        for (int call = 0; call < 6; call++) {
            six.add(Calls.call(call, 0, call, call, 5_000));
            dead.add(Calls.ended(call, 0, call, call, call, "not_tried", "the agent is not there"));
            broken.add(Turns.of(call, 0, Outcome.ERROR));
        }
        section(load(List.of(Turns.answered(0, 1, 500)), new RunSeries(six, List.of())), List.of());
        String failed = section(load(broken, RunSeries.NONE), List.of());
        assertTrue(failed.contains("call broke"), failed);
        String never = section(load(broken, new RunSeries(six, List.of())), List.of());
        assertFalse(never.contains("TTFA against"), never);
        assertTrue(load(List.of(), new RunSeries(dead, List.of()))
                .lines()
                .getFirst()
                .contains("not tried 6"));
        // A folder of an earlier version has turns, and neither calls nor a target.
        LoadSamples old = new LoadSamples(SAMPLE.turns(), RunSeries.NONE);
        String without = section(UnderLoad.of(old.run(-1), old.turns(), RunSeries.NONE), List.of());
        assertFalse(without.contains("TTFA against") || without.contains("goodput, %"));
        assertTrue(without.contains("TTFA over time"));
        HealthLine line = new HealthLine(5, 0, 0, 0, 0, 0, 0, 0, 0, 0, null, null, null, null, 0);
        section(load(SAMPLE.turns(), new RunSeries(SAMPLE.series().calls(), List.of(line))), List.of());
    }

    @Test
    void failuresAreGroupedWithDifferentCausesAndTheirSound() throws Exception {
        List<CallLine> calls = new ArrayList<>();
        for (int call = 0; call < 9; call++) {
            calls.add(Calls.ended(
                    call,
                    0,
                    call * 1_000L,
                    call * 1_000L,
                    call * 1_000L + 500,
                    call == 7 ? "agent_closed" : "unreachable",
                    call == 3 ? "no route" : "refused by port " + call));
        }
        Recording sound = new Recording(7, 1, Path.of("recordings", "call-0007-turn-01.wav"), 0);
        List<LoadFailures.Kind> kinds = LoadFailures.of(List.of(), calls, List.of(sound));
        assertEquals("unreachable", kinds.getFirst().name());
        assertEquals(8, kinds.getFirst().count());
        assertEquals(0, kinds.getFirst().firstUs());
        assertEquals(8_000_000, kinds.getFirst().lastUs());
        assertEquals(
                List.of("refused by port 0", "no route", "refused by port 1"),
                kinds.getFirst().examples().stream()
                        .map(LoadFailures.Example::detail)
                        .toList());
        assertEquals("call-0007-turn-01.wav", kinds.get(1).examples().getFirst().wav());
        String table =
                LoadTables.failures(kinds, TimeSlices.of(0, 9_000_000, 10)).toString();
        assertTrue(table.contains("href=\"recordings/call-0007-turn-01.wav\""), table);
    }

    @Test
    void theLaterThirdOfARampIsSlowerAndSureToBe() {
        TurnContrast ends = UnderLoad.of(SAMPLE.run(800), SAMPLE.turns(), SAMPLE.series())
                .ends()
                .orElseThrow();
        assertTrue(ends.p50().isSure() && ends.p50().ms().orElseThrow() > 0, ends.toString());
        LoadBands bands = UnderLoad.of(SAMPLE.run(800), SAMPLE.turns(), SAMPLE.series())
                .bands()
                .orElseThrow();
        assertTrue(bands.bands().size() >= 3 && bands.bands().size() <= 12, bands.toString());
        assertEquals(
                SAMPLE.turns().stream().filter(turn -> !turn.isGreeting()).count(),
                bands.bands().stream().mapToInt(LoadBands.Band::turns).sum());
    }

    @Test
    void slicesAndBinsAreRoundAndHoldEverything() {
        TimeSlices hour = TimeSlices.of(50, 50 + 3_600_000_000L, 60);
        assertEquals(120, hour.widthS(), "61 of a minute would be one too many");
        assertEquals(0, hour.of(-5));
        assertEquals(hour.count() - 1, hour.of(Long.MAX_VALUE / 2));
        assertEquals("58\u00a0min – 1\u00a0h", hour.name(29));
        assertEquals(1, TimeSlices.of(7, 7, 60).count());
        assertTrue(TimeSlices.of(0, 40L * 86_400_000_000L, 60).count() <= 60, "days, too");
        LogBins bins = LogBins.of(130, 4_300, 20);
        assertEquals(100, bins.lowMs(), 1e-6);
        assertEquals(5_000, bins.highMs(), 1e-6);
        assertEquals(0, bins.of(-40));
        assertEquals(19, bins.of(1e9));
        assertEquals(List.of(100.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0), bins.marks());
        assertEquals(0, HeatMap.level(1, 1_000));
        assertEquals(5, HeatMap.level(1_000, 1_000));
    }

    @Test
    void missedTurnsPushAPercentileOutOfReachAndNeverDown() {
        List<Turn> turns = new ArrayList<>();
        for (int call = 0; call < 40; call++) {
            turns.add(call < 36 ? Turns.answered(call, 1, 500) : Turns.missed(call, 1, 4_000));
        }
        LoadOverTime one = LoadOverTime.of(turns, List.of(), OptionalLong.of(800));
        int all = one.slice().stream().mapToInt(LoadOverTime.Slice::turns).sum();
        int bad = one.slice().stream().mapToInt(LoadOverTime.Slice::bad).sum();
        int good = one.slice().stream().mapToInt(LoadOverTime.Slice::good).sum();
        assertEquals(40, all);
        assertEquals(4, bad);
        assertEquals(36, good);
        LoadOverTime.Slice last = one.slice().getLast();
        assertTrue(last.p50Ms().isEmpty() || last.p50Ms().getAsDouble() == 500, last.toString());
        assertTrue(
                one.slice().stream()
                        .filter(slice -> slice.bad() == 0)
                        .allMatch(slice ->
                                slice.p95Ms().isEmpty() || slice.p95Ms().getAsDouble() == 500),
                one.toString());
    }

    @Test
    void manyTurnsMakeNoBiggerSection() {
        LoadSamples many = LoadSamples.of(6_000, 3_600, 60);
        int few = HtmlLoad.of(UnderLoad.of(SAMPLE.run(800), SAMPLE.turns(), SAMPLE.series()), List.of())
                .orElseThrow()
                .toString()
                .length();
        int lots = HtmlLoad.of(UnderLoad.of(many.run(800), many.turns(), many.series()), List.of())
                .orElseThrow()
                .toString()
                .length();
        assertTrue(lots < 150_000 && few < 150_000, few + " and " + lots + " characters");
    }
}
