package io.turngap.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Turn;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarkdownSummaryTest {

    private final List<Turn> turns = Samples.turns(7, 96);

    @Test
    void verdictReasonsTablesAndWaterfall() {
        String text = MarkdownSummary.render(Samples.run(turns, Verdict.FAIL, "order status"), turns);
        assertTrue(text.startsWith("## ❌ FAIL – order status\n"), text);
        assertTrue(text.contains("- ttfa p95 &lt; 800 ms: the whole interval lies above the limit\n"), text);
        assertTrue(
                text.contains("| missed &lt;= 5 % | 1.9\u00a0% | 5\u00a0% | 0.4\u202f–\u202f4.6\u00a0% | ✅ pass |\n"),
                text);
        assertTrue(text.contains("| ttfa | 76 | 1\u202f022 |"), text);
        assertTrue(text.contains("endpointing    40\u00a0% ████"), text);
    }

    @Test
    void noNameBreaksOutOfItsPlace() {
        String text = MarkdownSummary.render(Samples.run(turns, Verdict.PASS, Samples.HOSTILE), turns);
        String heading = text.lines().findFirst().orElseThrow();
        assertFalse(heading.contains("<"), heading);
        assertTrue(heading.contains("\\| \\[a\\]\\(javascript&#58;b\\) &#64;all"), heading);
        for (String line : text.lines().filter(l -> l.startsWith("| ttfa")).toList()) {
            assertEquals(9, line.chars().filter(c -> c == '|').count(), line);
        }
    }

    @Test
    void aPullRequestGetsTheTableTheShiftAndWhatToDoOnOnePage() {
        RunRecord run = ComparisonSamples.run(turns, Verdict.FAIL, ComparisonSamples.slower());
        String text = MarkdownSummary.render(run, turns);
        assertTrue(text.contains("**P95 of TTFA grew from 1\u202f012 to 1\u202f215\u00a0ms"), text);
        assertTrue(
                text.contains("| ttfa P95 | 1\u202f012 | 1\u202f215 | +20\u00a0% | +14 to +27\u00a0% | ▲ slower |\n"),
                text);
        assertTrue(text.contains("| stage endpointing P50 | 430 | 631 |"), text);
        assertTrue(text.contains("\nP10   +206  +197 to +215  ██████████████████████████████\n"), text);
        assertTrue(
                text.contains("| ttfa p95 regresses &lt; 5 % | 20\u00a0% \\(1\u202f012 → 1\u202f215\u00a0ms\\) |"),
                text);
        assertTrue(text.contains("about 62 further pairs of calls"), text);
        assertTrue(text.contains("report.html in the folder of run 2026-11-23T13-05-11-order-status"), text);
    }

    @Test
    void howeverManyGatesAndNamesThereAreItStaysShortAndWhole() {
        List<GateResult> gates = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Verdict verdict = i < 37 ? Verdict.PASS : Verdict.FAIL;
            gates.add(new GateResult("ttfa", "rule " + i + "|x", 1.0, 2, "ms", List.of(), verdict, Samples.HOSTILE));
        }
        RunRecord run = ComparisonSamples.with(
                Samples.run(turns, Verdict.FAIL, Samples.HOSTILE), ComparisonSamples.hostile(), gates);
        String text = MarkdownSummary.render(run, turns);
        assertTrue(text.lines().count() < 60, text.lines().count() + " lines");
        assertTrue(text.contains("| rule 39\\|x |"), "a gate that failed has room before one that passed");
        assertTrue(text.contains("| and 34 more, in the report |"), text);
        for (String line : text.lines().filter(l -> l.startsWith("| ")).toList()) {
            long borders = line.replace("\\|", "").chars().filter(c -> c == '|').count();
            assertTrue(borders == 6 || borders == 7, borders + " borders: " + line);
        }
        assertFalse(
                text.contains("<") || text.contains("@") || text.contains("](") || text.contains("javascript:"), text);
    }
}
