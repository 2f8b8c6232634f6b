package io.turngap.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Turn;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarkdownSummaryTest {

    private final List<Turn> turns = Samples.turns(7, 96);

    @Test
    void verdictReasonsTablesAndWaterfall() {
        String text = MarkdownSummary.render(Samples.run(turns, Verdict.FAIL, "order status"), turns);
        assertTrue(text.startsWith("## ❌ FAIL – order status\n"), text);
        assertTrue(text.contains("- ttfa p95 &lt; 800 ms&#58; the whole interval lies above the limit\n"), text);
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
}
