package io.turngap.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.RecordingIndex;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Turn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportsTest {

    private final List<Turn> turns = Samples.turns(7, 96);

    @TempDir
    Path folder;

    @Test
    void writesTheThreeFilesAndNoDrafts() throws IOException {
        Path page = Reports.write(folder, Samples.run(turns, Verdict.FAIL, "order status"), turns);
        assertEquals("report.html", page.getFileName().toString());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    List.of("junit.xml", "report.html", "summary.md"),
                    files.map(f -> f.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void soundIsInThePageAndBounded() throws IOException {
        Samples.record(folder, turns);
        Path page = Reports.write(
                folder,
                Samples.run(turns, Verdict.FAIL, "order status"),
                turns,
                Map.of("thanks", "Thank you, that is all."));
        String html = Files.readString(page);
        long sound = Pattern.compile("data:audio/wav;base64,[A-Za-z0-9+/=]+")
                .matcher(html)
                .results()
                .mapToLong(r -> r.group().length())
                .sum();
        assertTrue(sound > 1_000_000 && sound <= 3_000_000, sound + " characters of sound");
        assertTrue(html.contains("this page holds no more than 3 MB of sound"), "what is left out is said");
        assertTrue(
                html.contains("“Thank you, that is all.” (thanks)"),
                "the text of the utterance stands beside its name");
        assertFalse(html.contains(folder.toString()), "no path of this machine");
    }

    @Test
    void brokenRecordingsCostTheSoundAndNotTheReport() throws Exception {
        Samples.record(folder, turns);
        Path sounds = folder.resolve(RecordingIndex.FOLDER);
        Turn first = Picks.of(turns).worthHearing().getFirst();
        Files.writeString(sounds.resolve(RecordingIndex.fileName(first.call(), first.turn())), "not a wav");
        String html = Files.readString(Reports.write(folder, Samples.run(turns, Verdict.PASS, "x"), turns));
        assertTrue(html.contains("is not a WAV file; expected stereo 16-bit linear WAV"));
        HtmlReportTest.body(html);

        Files.writeString(sounds.resolve("index.json"), "{");
        html = Files.readString(Reports.write(folder, Samples.run(turns, Verdict.PASS, "x"), turns));
        assertTrue(html.contains("No sound: recordings/index.json is not an index of recordings"));
    }
}
