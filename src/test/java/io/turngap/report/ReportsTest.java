package io.turngap.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Turn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportsTest {

    @TempDir
    Path folder;

    @Test
    void writesTheThreeFilesAndNoDrafts() throws IOException {
        List<Turn> turns = Samples.turns(7, 96);
        Samples.record(folder, turns);
        Path page = Reports.write(
                folder, Samples.run(turns, Verdict.FAIL, "order status"), turns, Map.of("thanks", "Thank you, that is all."));
        assertEquals("report.html", page.getFileName().toString());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    List.of("junit.xml", "recordings", "report.html", "summary.md"),
                    files.map(f -> f.getFileName().toString()).sorted().toList());
        }
        String html = Files.readString(page);
        assertTrue(html.contains("<audio src=\"data:audio/wav;base64,"), "sound is in the page");
        assertFalse(html.contains("http://") || html.contains("https://"), "the page names no address");
    }
}
