package io.turngap.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.load.LiveFigures;
import io.turngap.measure.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LiveViewTest {

    private static final long SECOND_US = 1_000_000;
    private static final TerminalStyle COLOURED = new TerminalStyle(true, true, true, 100);
    private static final TerminalStyle COLOURLESS = new TerminalStyle(true, false, false, 100);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private static LiveFigures figures(long elapsedUs, int done, long frameP99Us) {
        return new LiveFigures(
                elapsedUs,
                done,
                1_100,
                18,
                54,
                2,
                12.34,
                123,
                OptionalLong.of(812_000),
                OptionalLong.of(1_240_000),
                Map.of(Outcome.ANSWERED, 400L, Outcome.MISSED, 2L, Outcome.CUT_OFF, 1L),
                Map.of("unreachable", 3L),
                Optional.of(new LiveFigures.Generator(
                        frameP99Us, 1_200, OptionalDouble.of(0.42), OptionalDouble.of(0.61), frameP99Us > 10_000)));
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** What stands on a terminal of that width after all that was printed: just as much of one as the view makes use of. */
    private static List<String> screen(String printed, int columns) {
        List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
        int row = 0;
        int column = 0;
        for (int i = 0; i < printed.length(); i++) {
            char c = printed.charAt(i);
            if (c == '\n') {
                row++;
                column = 0;
                if (row == rows.size()) {
                    rows.add(new StringBuilder());
                }
            } else if (c == '\r') {
                column = 0;
            } else if (c == '\u001b') {
                int end = i + 2;
                while (!Character.isLetter(printed.charAt(end))) {
                    end++;
                }
                String number = printed.substring(i + 2, end);
                switch (printed.charAt(end)) {
                    case 'A' -> row = Math.max(0, row - Integer.parseInt(number));
                    case 'K' ->
                        rows.get(row).setLength(Math.min(column, rows.get(row).length()));
                    case 'J' -> {
                        rows.get(row).setLength(Math.min(column, rows.get(row).length()));
                        rows.subList(row + 1, rows.size()).clear();
                    }
                    case 'm' -> {}
                    default -> throw new IllegalArgumentException("unknown to this terminal: " + printed.charAt(end));
                }
                i = end;
            } else {
                assertTrue(column < columns, "a line is longer than the terminal is wide");
                StringBuilder line = rows.get(row);
                line.setLength(Math.max(line.length(), column + 1));
                line.setCharAt(column, c);
                column++;
            }
        }
        return rows.stream().map(StringBuilder::toString).toList();
    }

    @Test
    void aTerminalShowsOneBlockThatIsRedrawnInItsPlaceAndRemoved() {
        LiveView view = new LiveView(out, COLOURED, () -> 120, "");
        out.print("before\n");
        for (int i = 0; i < 10; i++) {
            int done = 11 * (i + 10);
            view.update(i * SECOND_US, () -> figures(72 * SECOND_US, done, 400));
        }
        assertEquals(
                List.of(
                        "before",
                        "████░░░░░░░░░░░░░░░░░░░░ 209 of 1 100 calls, 72 s, about 5 min 7 s left",
                        "calls   18 in flight, 54 due (2 behind), 12.3 turns/s",
                        "ttfa    last 10 s: P50 812 ms, P95 1.24 s of 123 turns",
                        "failed  turns 2 missed, 1 cut off; calls 3 unreachable",
                        "health  frames P99 400 µs late, calls P99 1.2 ms late, CPU 0.4 cores, machine 61 % busy",
                        ""),
                screen(text(), 120));
        view.finish();
        assertEquals(List.of("before", ""), screen(text(), 120));
        assertFalse(text().contains("\u001b[2J"), "a screen that is cleared flickers");
    }

    @Test
    void itIsRedrawnFourTimesASecondAtMost() {
        LiveView view = new LiveView(out, COLOURED, () -> 80, "");
        int[] asked = {0};
        for (long us = 0; us < SECOND_US; us += 1_000) {
            view.update(us, () -> {
                asked[0]++;
                return figures(SECOND_US, 1, 0);
            });
        }
        assertEquals(4, asked[0]);
    }

    @Test
    void aNarrowTerminalCutsLinesAndOneThatBecameNarrowerIsLeftClean() {
        int[] columns = {80};
        LiveView view = new LiveView(out, COLOURLESS, () -> columns[0], "");
        view.update(0, () -> figures(SECOND_US, 1, 400));
        int first = text().length();
        columns[0] = 30;
        view.update(SECOND_US, () -> figures(2 * SECOND_US, 2, 400));
        String second = text().substring(first);
        // The five lines of the first block, 79 columns at most, take two or three rows each of 30 columns.
        int rows = screen(text().substring(0, first), 80).stream()
                .mapToInt(line -> Math.ceilDiv(line.length(), 30))
                .sum();
        assertTrue(second.startsWith("\r\u001b[" + rows + "A"), second.replace('\u001b', '^'));
        screen(second, 30);
        assertTrue(second.contains("2 of 1 100 calls, 2 s"), second);
        assertFalse(second.contains("#"), "there is no room for a bar");
        assertFalse(text().contains("\u001b[2m"), "NO_COLOR");
        assertTrue(text().chars().allMatch(c -> c < 128), "a terminal that is not UTF-8");
    }

    @Test
    void worriesAreColoured() {
        LiveView view = new LiveView(out, COLOURED, () -> 120, "");
        view.update(0, () -> figures(SECOND_US, 1, 12_000));
        assertTrue(text().contains("health\u001b[0m\u001b[38;5;203m"), text().replace('\u001b', '^'));
        assertTrue(text().contains("too late for a valid run: frames P99 12 ms late"), text());
    }

    @Test
    void aLogGetsALineNowAndThenAndNoneInTheFirstSeconds() {
        LiveView view = new LiveView(out, TerminalStyle.PLAIN, () -> 80, "virtual clock");
        List<Long> at = new ArrayList<>();
        int lines = 0;
        for (long s = 0; s <= 600; s++) {
            long now = s;
            view.update(s * SECOND_US, () -> figures(now * SECOND_US, 55, 400));
            int printed = (int) text().lines().count();
            if (printed > lines) {
                at.add(s);
                lines = printed;
            }
        }
        view.finish();
        assertEquals(
                List.of(
                        10L, 20L, 30L, 40L, 50L, 60L, 90L, 120L, 150L, 180L, 210L, 240L, 270L, 300L, 360L, 420L, 480L,
                        540L, 600L),
                at);
        assertEquals(
                "10 s (virtual clock): 55 of 1 100 calls, 18 in flight, 54 due (2 behind), 12.3 turns/s, TTFA P50 812 ms,"
                        + " P95 1.24 s of 123 turns; failed: turns 2 missed, 1 cut off; calls 3 unreachable;"
                        + " frames P99 400 us late",
                text().lines().findFirst().orElseThrow());
    }
}
