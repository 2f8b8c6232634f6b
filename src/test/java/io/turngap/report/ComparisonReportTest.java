package io.turngap.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.Comparison;
import io.turngap.measure.Comparison.Decile;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What a run says that was held against a baseline, on the page and on a terminal; and that one which was not says nothing of it. */
class ComparisonReportTest {

    private final List<Turn> turns = Samples.turns(7, 96);

    private String page(RunRecord run) {
        return HtmlReport.render(run, turns, List.of(), Map.of());
    }

    private String terminal(RunRecord run, TerminalStyle style) {
        return TerminalReport.render(run, turns, "", style);
    }

    @Test
    void aNarrowIntervalKeepsADecimal() {
        assertEquals("+13.0 to +13.4\u00a0%", ComparisonWords.range(List.of(13.0, 13.4)));
        assertEquals("−20.2 to −19.9\u00a0%", ComparisonWords.range(List.of(-20.2, -19.9)));
        assertEquals("+14 to +27\u00a0%", ComparisonWords.range(List.of(14.0, 27.0)));
    }

    @Test
    void theSentenceNamesTheGrowthItsIntervalAndTheStage() {
        RunRecord run = ComparisonSamples.run(turns, Verdict.FAIL, ComparisonSamples.slower());
        assertEquals(
                "P95 of TTFA grew from 1\u202f012 to 1\u202f215\u00a0ms, +20\u00a0% (+14 to +27\u00a0%); endpointing grew by "
                        + "201\u00a0ms in the mean, which is 97\u00a0% of what the wait grew by.",
                ComparisonWords.headline(run, ComparisonSamples.slower()).orElseThrow());
    }

    @Test
    void aDifferenceThatMayBeChanceIsNotCalledGrowth() {
        RunRecord run = ComparisonSamples.run(turns, Verdict.UNSURE, ComparisonSamples.same());
        String said = ComparisonWords.headline(run, ComparisonSamples.same()).orElseThrow();
        assertTrue(said.startsWith("P95 of TTFA went from 1\u202f012 to 1\u202f014\u00a0ms, +0.2\u00a0%"), said);
        assertTrue(said.endsWith("which may be chance with this many calls."), said);
    }

    @Test
    void ofAnInvalidRunNothingIsSaidWithoutDoubt() {
        RunRecord run = ComparisonSamples.run(turns, Verdict.INVALID, ComparisonSamples.slower());
        assertTrue(ComparisonWords.headline(run, ComparisonSamples.slower())
                .orElseThrow()
                .startsWith("If the figures could be trusted: P95"));
        assertTrue(page(run).contains("The run is invalid: read this as a hint, not as a measurement."));
    }

    @Test
    void driftIsSaidOnceOfAStoredBaselineAndNeverOfPairs() {
        List<String> stored = ComparisonWords.notes(ComparisonSamples.same());
        assertEquals(List.of("The baseline is a stored run, so drift between the two runs is not controlled."), stored);
        assertFalse(ComparisonWords.notes(ComparisonSamples.slower()).toString().contains("not controlled"));
        Comparison silent = new Comparison(
                Comparison.STORED,
                List.of(ComparisonSamples.SIDE),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
        assertTrue(ComparisonWords.notes(silent).getFirst().contains("drift between the two runs is not controlled"));
    }

    @Test
    void theSectionStandsBetweenTheVerdictAndTheGates() throws Exception {
        String html = page(ComparisonSamples.run(turns, Verdict.FAIL, ComparisonSamples.slower()));
        int section = html.indexOf("<h2>Against the baseline</h2>");
        assertTrue(section > html.indexOf("class=\"card hero\"") && section < html.indexOf("<h2>Gates</h2>"));
        Element body = HtmlReportTest.body(html);
        List<Element> grown = withClass(body, "wf-row cmp-grew");
        assertEquals(1, grown.size(), "one stage stands out");
        assertTrue(grown.getFirst().getTextContent().startsWith("endpointing"));
        assertTrue(html.contains("grew: +201 ms in the mean (+192 to +211)"));
        assertTrue(html.contains("Below half a millisecond in both: tool."));
        assertTrue(html.contains("1\u202f012 → 1\u202f215"), "both figures");
        assertTrue(html.contains("0 ms in both: dead_air."), "what is nowhere takes no row");
        assertEquals(
                10, withClass(body, "cmp-dot").size(), "of the baseline in the spectrum; P99 lies beyond so few turns");
    }

    @Test
    void theShiftFunctionIsAPictureWithATextForThoseWhoDoNotSeeIt() throws Exception {
        String html = page(ComparisonSamples.run(turns, Verdict.FAIL, ComparisonSamples.slower()));
        assertTrue(html.contains("aria-labelledby=\"shift-title shift-desc\""));
        assertTrue(html.contains("<title id=\"shift-title\">Shift function: ms slower than the baseline"));
        assertTrue(html.contains("P95 +198 ms (+115 to +281)</desc>"), "the last point");
        List<Element> dots = withClass(HtmlReportTest.body(html), "cmp-dot cmp-slower");
        assertEquals(10, dots.size(), "every interval lies above 0");
        double before = 0;
        for (Element dot : dots) {
            double x = Double.parseDouble(dot.getAttribute("cx").replace("%", ""));
            assertTrue(x > before && x <= 100, x + " after " + before);
            before = x;
            double y = Double.parseDouble(dot.getAttribute("cy"));
            assertTrue(y >= 0 && y <= 200, "inside: " + y);
        }
    }

    @Test
    void aShiftThatIsFasterOrHasNoIntervalKeepsInsideThePicture() {
        List<Decile> deciles = List.of(
                new Decile(0.1, 500, -40, List.of(-60.0, -20.0)),
                new Decile(0.5, 700, -5, List.of()),
                new Decile(0.9, 900, 12, List.of(-3.0, 27.0)));
        String svg = ShiftChart.of(deciles).toString();
        assertTrue(svg.contains("cmp-dot cmp-faster") && svg.contains("cmp-dot cmp-unsure"), svg);
        assertFalse(svg.contains("cmp-band"), "no band between points that are no neighbours");
        assertFalse(svg.contains("NaN") || svg.contains("Infinity"), svg);
        assertTrue(Pattern.compile("cy=\"-").matcher(svg).results().findAny().isEmpty(), svg);
        assertFalse(ShiftChart.of(List.of(new Decile(0.1, 5, 0, List.of()), new Decile(0.9, 5, 0, List.of())))
                .toString()
                .contains("NaN"));
    }

    @ParameterizedTest
    @EnumSource(Verdict.class)
    void hostileNamesAreTextOnThePageAndOnATerminal(Verdict verdict) throws Exception {
        RunRecord run = ComparisonSamples.run(turns, verdict, ComparisonSamples.hostile());
        Element body = HtmlReportTest.body(page(run));
        assertEquals(1, body.getElementsByTagName("script").getLength());
        NodeList all = body.getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            for (int j = 0; j < all.item(i).getAttributes().getLength(); j++) {
                String name = all.item(i).getAttributes().item(j).getNodeName();
                assertFalse(name.startsWith("on") || name.equals("style") || name.equals("href"), name);
            }
        }
        String text = terminal(run, TerminalStyle.PLAIN);
        assertTrue(text.chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 127)), text);
        assertFalse(terminal(run, new TerminalStyle(true, false, true, 100)).contains("\u001b"));
    }

    @Test
    void theTerminalShowsTheTableTheStageAndWhatWouldDecide() {
        RunRecord run = ComparisonSamples.run(turns, Verdict.FAIL, ComparisonSamples.slower());
        String text = terminal(run, TerminalStyle.PLAIN);
        assertTrue(text.contains("Against the baseline (pairs in one run)"), text);
        assertTrue(
                text.contains("  ttfa P95                   1 012     1 215     +20 %      +14 to +27 %  slower\n"),
                text);
        assertTrue(
                text.contains("  endpointing P50              430       631     +47 %      +41 to +54 %  slower\n"),
                text);
        assertTrue(text.contains("slower by, ms  P10:+206, P20"), text);
        assertTrue(text.contains("found 20 % (14 - 27 %), 1 012 -> 1 215 ms, p < 0.001"), text);
        assertTrue(
                text.replaceAll("\\s+", " ")
                        .contains("To decide what is open: about 62 further pairs of calls, enough four times in five "
                                + "(--calls 74, or --unsure extend)."),
                text);
        assertTrue(text.indexOf("Against the baseline") < text.indexOf("FAIL  1 of 2 gates"), "verdict last");
        assertTrue(terminal(run, new TerminalStyle(true, true, true, 100)).contains("\u001b[38;5;203mslower"));
    }

    @Test
    void againstAStoredRunBothSidesNeedFurtherCalls() {
        RunRecord run = ComparisonSamples.run(turns, Verdict.UNSURE, ComparisonSamples.same());
        assertEquals(
                "To decide what is open: about 62 further calls here and as many in the baseline, enough four times in five"
                        + " (--calls 74).",
                FurtherCalls.of(run).orElseThrow());
        RunRecord passed = ComparisonSamples.run(turns, Verdict.PASS, ComparisonSamples.same());
        assertTrue(FurtherCalls.of(passed).isEmpty());
    }

    @Test
    void aRunThatWasHeldAgainstNothingSaysNothingOfIt() {
        for (Verdict verdict : Verdict.values()) {
            RunRecord run = Samples.run(turns, verdict, "x");
            for (String text : List.of(
                    page(run).replaceFirst("(?s)<style>.*?</style>", ""),
                    terminal(run, TerminalStyle.PLAIN),
                    MarkdownSummary.render(run, turns),
                    JunitXml.render(run))) {
                assertFalse(text.contains("cmp-") || text.contains("aseline") || text.contains("To decide"), text);
            }
        }
    }

    @Test
    void aComparisonWithNothingInItIsStillAReport() throws Exception {
        Comparison empty =
                new Comparison(Comparison.STORED, List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
        RunRecord run = ComparisonSamples.run(turns, Verdict.PASS, empty);
        assertTrue(page(run).contains("The two have no metric in common."));
        HtmlReportTest.body(page(run));
        assertTrue(terminal(run, TerminalStyle.PLAIN).contains("Against the baseline"));
        assertTrue(MarkdownSummary.render(run, turns).contains("Design: one stored run."));
    }

    @Test
    void valuesThatAreNoNumbersAreDashes() {
        List<Comparison.Row> rows = new ArrayList<>();
        rows.add(new Comparison.Row(
                "ttfa", "p95", Double.NaN, 5, Double.POSITIVE_INFINITY, List.of(Double.NaN, 3.0), Double.NaN, "later"));
        Comparison it = new Comparison(
                Comparison.STORED,
                List.of(ComparisonSamples.SIDE),
                List.of(),
                rows,
                List.of(),
                List.of(new Decile(0.5, 3, Double.NaN, List.of())),
                List.of());
        RunRecord run = ComparisonSamples.run(turns, Verdict.PASS, it);
        for (String text : List.of(
                page(run).replaceFirst("(?s)<(style|script)>.*?</\\1>", ""),
                terminal(run, TerminalStyle.PLAIN),
                MarkdownSummary.render(run, turns))) {
            assertFalse(text.contains("NaN") || text.contains("Infinity"), text);
        }
    }

    private static List<Element> withClass(Element root, String name) {
        List<Element> found = new ArrayList<>();
        NodeList all = root.getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            if (((Element) all.item(i)).getAttribute("class").equals(name)) {
                found.add((Element) all.item(i));
            }
        }
        return found;
    }
}
