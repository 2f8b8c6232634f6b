package io.turngap.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.scenario.LoadPhase;
import io.turngap.scenario.ScenarioException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrivalTraceTest {

    @TempDir
    Path dir;

    private List<Long> millis(String text, String column) throws IOException {
        Path file = Files.writeString(dir.resolve("calls.csv"), text);
        ArrivalTrace trace = ArrivalTrace.read(new LoadPhase.Trace(file, column, 1, 1));
        List<Long> starts = new ArrayList<>();
        for (long i = 0; i < trace.size(); i++) {
            starts.add(trace.startNanos(i) / 1_000_000);
        }
        return starts;
    }

    private String wrong(String text, String column) {
        return String.valueOf(assertThrows(ScenarioException.class, () -> millis(text, column))
                .getMessage());
    }

    @Test
    void secondsFromAnyOriginInAnyOrder() throws IOException {
        assertEquals(List.of(0L, 250L, 2_500L), millis("102.5\n100\n\n# a note\n100.25\n", ""));
    }

    @Test
    void instantsOfANamedColumn() throws IOException {
        String log = "id,start,end\n7,2026-03-02T14:00:12.250Z,x\n8,\"2026-03-02T15:00:12+01:00\",y\n";
        assertEquals(List.of(0L, 250L), millis(log, "start"));
    }

    @Test
    void anEmptyCellOfTheFirstLineIsNoHead() throws IOException {
        assertEquals(List.of(0L, 500L), millis("1.0,,a\n1.5,,b\n", ""));
        assertEquals(List.of(0L, 500L), millis("start,,n\n1.0,,a\n1.5,,b\n", ""));
    }

    @Test
    void startsTooFarApartForALongAreSaidToBeTooLong() {
        assertTrue(wrong("-8999999999\n8999999999\n", "").contains("too long"), "two starts 570 years apart");
        assertTrue(
                wrong("1700-01-01T00:00:00Z\n2260-01-01T00:00:00Z\n", "").contains("too long"), "the same as instants");
    }

    @Test
    void aHeadIsPassedOverAlsoUnasked() throws IOException {
        assertEquals(List.of(0L, 500L), millis("\uFEFFstart;n\n1.0;a\n1.5;b\n", ""));
    }

    @Test
    void mistakesHaveFileAndLine() {
        assertTrue(wrong("start\n1\nsoon\n", "").contains("calls.csv:3:1: not a start; seen: \"soon\""));
        assertTrue(wrong("1\n2026-03-02T14:00:12Z\n", "").contains("calls.csv:2:1: seconds and instants in one file"));
        assertTrue(
                wrong("a,b\n1,2\n", "start").contains("calls.csv:1:1: no such column; seen: \"start\"; allowed: a, b"));
        assertTrue(wrong("a,start\n1,2\n3\n", "start").contains("calls.csv:3:1: a line without a start"));
        assertTrue(wrong("", "").contains("calls.csv: a trace without a start"));
        assertTrue(wrong("0\n1e300\n", "").contains("calls.csv:2:1: not a start"));
        assertTrue(wrong("0\nNaN\n", "").contains("calls.csv:2:1: not a start"));
        assertTrue(wrong("0\n8000000\n", "").contains("too long"));
    }

    @Test
    void aMissingFileIsNamed() {
        LoadPhase.Trace missing = new LoadPhase.Trace(dir.resolve("none.csv"), "", 1, 1);
        String message = String.valueOf(assertThrows(ScenarioException.class, () -> ArrivalTrace.read(missing))
                .getMessage());
        assertTrue(message.contains("none.csv: a trace that cannot be read; seen: no such file;"), message);
    }
}
