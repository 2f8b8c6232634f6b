package io.turngap.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.TrafficFile;
import io.turngap.measure.TrafficRow;
import io.turngap.measure.Turn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrafficTextTest {

    private static final TrafficRow QUIET =
            new TrafficRow(0, 3_600, 120, 6, 0, 1, 1, 0.06, 30, 100, 480, 1_029.4, 1_393, 470);
    private static final TrafficRow PEAK =
            new TrafficRow(3_600, 3_600, 3_600, 61, 40, 3, 2, 1.24, 900, 3_000, 14_400, 1_835, 4_020, 2_880);

    private final List<Turn> turns = Samples.turns(7, 96);

    @TempDir
    Path folder;

    @Test
    void thePageHasTheTableThatTheTerminalHas() throws Exception {
        TrafficFile.write(new RunFolder(folder), List.of(QUIET, PEAK));
        String html = Files.readString(Reports.write(folder, Samples.run(turns, Verdict.PASS, "day"), turns));
        HtmlReportTest.body(html);
        assertTrue(html.contains("Traffic by the hour"), "its heading");
        assertTrue(html.contains("<td class=\"num strong\">1.24</td>"), "a load above what there is stands out");
        assertTrue(html.contains("<td class=\"num\">0.06</td>"), "one below does not");
        assertTrue(html.contains("The queue grows from 01:00 to 02:00"), "what it means is said");
        assertTrue(html.contains("modelled"), "machines are no real ones");
    }

    @Test
    void oneStretchAloneHasNoTable() {
        assertTrue(TrafficText.html(List.of(PEAK)).isEmpty());
        assertEquals(List.of(), TrafficText.lines(List.of(PEAK)));
        assertEquals("", TrafficText.markdown(List.of()));
    }

    @Test
    void gatlingsPageIsLinkedWhereItIsAndSaidToBeApproximate() throws Exception {
        String without = Files.readString(Reports.write(folder, Samples.run(turns, Verdict.PASS, "x"), turns));
        assertFalse(without.contains("Gatling"), "there is no page to link");
        Files.createDirectories(folder.resolve("gatling"));
        Files.writeString(folder.resolve("gatling/index.html"), "<!doctype html>");
        String with = Files.readString(Reports.write(folder, Samples.run(turns, Verdict.PASS, "x"), turns));
        HtmlReportTest.body(with);
        assertTrue(with.contains("href=\"gatling/index.html\""));
        assertTrue(with.contains("Gatling's percentiles are approximate")
                || with.contains("Gatling&#39;s percentiles are approximate"));
    }
}
