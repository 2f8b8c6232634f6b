package io.turngap.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void aLogGetsOneLineEachTenSecondsAndTheLast() {
        Progress progress = new Progress(out, TerminalStyle.PLAIN);
        for (int s = 0; s <= 35; s++) {
            progress.update(s * 1_000_000L, s, 4, 100, OptionalLong.of(812_000));
        }
        progress.update(36_000_000, 100, 0, 100, OptionalLong.empty());
        progress.finish();
        assertEquals("""
                0 of 100 calls, 4 in flight, last TTFA 812 ms
                10 of 100 calls, 4 in flight, last TTFA 812 ms
                20 of 100 calls, 4 in flight, last TTFA 812 ms
                30 of 100 calls, 4 in flight, last TTFA 812 ms
                100 of 100 calls, 0 in flight
                """.replace("\n", System.lineSeparator()), text());
    }

    @Test
    void aTerminalGetsOneLineThatIsWrittenOverAndRemoved() {
        Progress progress = new Progress(out, new TerminalStyle(true, true, true, 80));
        progress.update(0, 0, 4, 8, OptionalLong.of(1_240_000));
        progress.update(50_000, 1, 4, 8, OptionalLong.empty());
        progress.update(150_000, 4, 4, 8, OptionalLong.empty());
        progress.finish();
        String text = text();
        assertFalse(text.contains("\n"), "one line");
        assertTrue(text.contains("░ 0 of 8 calls, 4 in flight, last TTFA 1.24 s"), text);
        assertFalse(text.contains("1 of 8"), "not more than ten times a second");
        assertTrue(text.contains("\r████████████░░░░░░░░░░░░ 4 of 8 calls"), text);
        assertTrue(text.endsWith(" \r"), "cleared at the end");
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
