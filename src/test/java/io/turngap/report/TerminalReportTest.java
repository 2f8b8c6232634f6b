package io.turngap.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Turn;
import io.turngap.measure.Turns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalReportTest {

    private final List<Turn> turns = Samples.turns(7, 96);

    @Test
    void aLogGetsPlainAsciiWhateverNamesSay() {
        String text = TerminalReport.render(
                Samples.run(turns, Verdict.FAIL, Samples.HOSTILE), turns, "reports/x/report.html", TerminalStyle.PLAIN);
        assertTrue(text.chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 127)), text);
        assertTrue(text.contains("FAIL     ttfa p95 < 800 ms   found 1 612 ms (1 320 - 2 040 ms)"), text);
        assertTrue(text.contains("about 62 more calls would decide"), text);
        assertTrue(text.contains("FAIL  1 of 4 gates failed, 1 could not be decided."), text);
        assertTrue(text.endsWith("Report: reports/x/report.html\n"), text);
    }

    @Test
    void noTextFromOutsideReachesTheTerminalsControls() {
        String text = TerminalReport.render(
                Samples.run(turns, Verdict.PASS, Samples.HOSTILE),
                turns,
                "r",
                new TerminalStyle(true, false, true, 100));
        assertFalse(text.contains("\u001b"), "no escape sequence without colour");
        assertTrue(text.contains("■") || text.contains("✓ PASS"), text);
    }

    @Test
    void aFallbackIsNoAnswerAndIsToldWithItsCause() {
        assertFalse(render(turns).contains("fallback"));
        List<Turn> some = new ArrayList<>(turns);
        Turn first = some.stream().filter(it -> !it.isGreeting()).findFirst().orElseThrow();
        some.set(some.indexOf(first), Turns.levers(first, Map.of("fallback", "llm failed")));
        String text = render(some).replaceAll("\\s+", " ");
        long all = some.stream().filter(it -> !it.isGreeting()).count();
        assertTrue(
                text.contains(
                        "In 1 of " + all + " turns the agent gave its fallback phrase and no answer (llm failed 1)"),
                text);
    }

    private static String render(List<Turn> turns) {
        return TerminalReport.render(Samples.run(turns, Verdict.PASS, "x"), turns, "", TerminalStyle.PLAIN);
    }

    @Test
    void figuresStandRightUnderTheirHeads() {
        String text = TerminalReport.render(Samples.run(turns, Verdict.PASS, "x"), turns, "", TerminalStyle.PLAIN);
        List<String> lines = text.lines().toList();
        String head = lines.stream()
                .filter(l -> l.contains("P50") && l.contains("max"))
                .findFirst()
                .orElseThrow();
        String row =
                lines.stream().filter(l -> l.startsWith("  ttfa ")).findFirst().orElseThrow();
        for (String column : List.of("P50", "P90", "P95", "max")) {
            int end = head.indexOf(column) + column.length();
            assertTrue(Character.isDigit(row.charAt(end - 1)) || row.charAt(end - 1) == '*', column + ": " + row);
            assertTrue(end == row.length() || row.charAt(end) == ' ', column + ": " + row);
        }
    }

    @Test
    void linesKeepToTheWidth() {
        for (int width : new int[] {60, 80, 120}) {
            String text = TerminalReport.render(
                    Samples.run(turns, Verdict.UNSURE, "x"), turns, "", new TerminalStyle(true, false, true, width));
            for (String line : text.lines()
                    .filter(l -> !l.contains("found") && !l.contains("ms ") && !l.contains("rates"))
                    .toList()) {
                assertTrue(line.length() <= Math.max(width, 86), width + ": " + line);
            }
        }
    }

    @Test
    void anEmptyRunHasAReportToo() {
        String text =
                TerminalReport.render(Samples.run(List.of(), Verdict.INVALID, "x"), List.of(), "", TerminalStyle.PLAIN);
        assertTrue(text.contains("No turn got far enough to be measured."), text);
        assertTrue(text.contains("invalid: frames left 38 ms late"), text);
    }

    @Test
    void theEnvironmentDecidesWhatIsShown() {
        Map<String, String> utf8 = Map.of("LANG", "en_GB.UTF-8", "TERM", "xterm-256color");
        assertEquals(new TerminalStyle(true, true, true, 100), TerminalStyle.of(utf8, true));
        assertEquals(TerminalStyle.PLAIN, TerminalStyle.of(utf8, false));
        assertEquals(TerminalStyle.PLAIN, TerminalStyle.of(Map.of("CI", "true", "LANG", "C.UTF-8"), true));
        assertEquals(TerminalStyle.PLAIN, TerminalStyle.of(Map.of("TERM", "dumb"), true));
        assertFalse(TerminalStyle.of(Map.of("NO_COLOR", "1", "LANG", "C.UTF-8"), true)
                .colour());
        assertFalse(TerminalStyle.of(Map.of("LANG", "C"), true).unicode());
        assertEquals(80, TerminalStyle.of(Map.of("COLUMNS", "80"), true).width());
        assertEquals(60, TerminalStyle.of(Map.of("COLUMNS", "7"), true).width());
    }
}
