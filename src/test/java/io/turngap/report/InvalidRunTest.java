package io.turngap.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.InstrumentFacts;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.Validity;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Turn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every report of an invalid run says first that it is, and why. */
class InvalidRunTest {

    private static final List<Turn> TURNS = Samples.turns(7, 96);
    private static final RunRecord RUN = Samples.run(TURNS, Verdict.INVALID, "held");
    private static final String REASON = RUN.validity().reasons().getFirst();

    @TempDir
    Path dir;

    private static String flat(String text) {
        return text.replaceAll("\\s+", " ");
    }

    @Test
    void theTerminal() {
        String text = flat(TerminalReport.render(RUN, TURNS, "", TerminalStyle.PLAIN));
        assertTrue(text.indexOf(REASON) >= 0 && text.indexOf(REASON) < text.indexOf("ttfa"), text);
    }

    @Test
    void thePage() {
        String page = HtmlReport.render(RUN, TURNS, List.of(), Map.of());
        String body = page.substring(page.indexOf("<main"));
        assertTrue(body.indexOf(REASON) >= 0 && body.indexOf(REASON) < body.indexOf("TTFA"), "before the first figure");
        assertTrue(
                body.substring(body.indexOf("Can these figures be trusted?")).contains("No: " + REASON),
                "and where trust is discussed");
        assertFalse(
                page.contains(REASON + ".;") || page.contains(".."),
                "reasons are sentences, not a list with semicolons");
    }

    @Test
    void theSummary() {
        String text = MarkdownSummary.render(RUN, TURNS);
        assertTrue(text.startsWith("## ⚠️ INVALID"), text);
        int reason = text.indexOf("- " + Clean.markdown(REASON));
        assertTrue(reason >= 0 && reason < text.indexOf('|'), text);
    }

    @Test
    void junit() {
        String xml = JunitXml.render(RUN);
        assertTrue(xml.contains("message=\"the run is invalid: " + REASON), xml);
    }

    @Test
    void runJsonKeepsWhatWasNotedAndOldOnesAreRead() throws IOException {
        RunFolder folder = new RunFolder(dir);
        InstrumentFacts noted = new InstrumentFacts(
                Map.of("due", 9.0, "started", 7.0),
                Map.of("loop_max", 512_000L),
                List.of(new InstrumentFacts.Core(0, 0.5, 0.25, 0.25, 1.0)),
                Map.of("step_max", 3L),
                Map.of("heap_limit", 4_096.0),
                Map.of("stall_max_ms", 250.0));
        Validity validity =
                new Validity(false, List.of(REASON), Map.of("p99", 3L), Map.of(), null, Map.of(), Map.of(), noted);
        folder.write(with(validity));
        assertEquals(validity, folder.read().validity());
        assertTrue(Files.readString(folder.runJson()).contains("\"loop_max\" : 512000"));
        Map<String, String> words = InstrumentWords.of(folder.read().validity());
        assertEquals("512.0 ms", words.get("longest stall of an event loop"));
        assertEquals("9 and 7", words.get("calls due and started"));
        Files.writeString(
                folder.runJson(),
                Files.readString(folder.runJson()).replace("\"instrument\"", "\"of_another_version\""));
        assertEquals(null, folder.read().validity().instrument());
        assertEquals(List.of(REASON), folder.read().validity().reasons());
    }

    private static RunRecord with(Validity validity) {
        return new RunRecord(
                RUN.schemaVersion(),
                RUN.runId(),
                RUN.complete(),
                RUN.startedAt(),
                RUN.wallMs(),
                RUN.scenario(),
                RUN.seed(),
                RUN.agent(),
                RUN.environment(),
                RUN.definitions(),
                validity,
                RUN.metrics(),
                RUN.stages(),
                RUN.rates(),
                RUN.counts(),
                RUN.gates(),
                RUN.verdict());
    }
}
