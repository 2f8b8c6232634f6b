package io.turngap.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthLogTest {

    @TempDir
    Path dir;

    private static HealthLine line(long startEpochUs) {
        return new HealthLine(startEpochUs, 1_000_000, 50, 900, 2_000, 3, 3, 4_000, 3_000, 2.5, 0.5, 0.75, 0.0, 0.25, 0)
                .holding(new Holdings(80.5, 12.25, 400.0, 31, 77L));
    }

    @Test
    void whatIsWrittenIsRead() {
        RunFolder folder = new RunFolder(dir);
        assertEquals(List.of(), folder.readHealth(), "folders of earlier versions have none");
        HealthLine bare = new HealthLine(2_000_000, 1_000_000, 0, 0, 0, 0, 0, 0, 0, 0, null, null, null, null, 0);
        try (HealthLog log = folder.createHealthLog()) {
            log.line(line(1_000_000));
            log.line(bare);
            assertTrue(log.problem().isEmpty());
        }
        assertEquals(List.of(line(1_000_000), bare), folder.readHealth());
        assertThrows(MeasureException.class, folder::createHealthLog, "a run is never overwritten");
    }

    @Test
    void aTornLineAndAFieldOfALaterVersionArePassedOver() throws IOException {
        RunFolder folder = new RunFolder(dir);
        try (HealthLog log = folder.createHealthLog()) {
            log.line(line(1_000_000));
        }
        Files.writeString(
                folder.health(),
                "{\"start_epoch_us\": 7, \"span_us\": 1, \"of_tomorrow\": 3}\n{\"start_epoch_us\": 8, \"spa",
                StandardOpenOption.APPEND);
        List<HealthLine> read = folder.readHealth();
        assertEquals(2, read.size());
        assertEquals(7, read.getLast().startEpochUs());
    }

    @Test
    void aKillInTheMiddleOfALetterCostsNoOtherLine() throws IOException {
        RunFolder folder = new RunFolder(dir);
        try (CallLog log = folder.createCallLog()) {
            log.call(new CallLine(3, 1, 2, 3L, 4, "broken", true, "zurückgesetzt", 1, 2, 0));
        }
        byte[] torn = {'{', '"', 'd', '"', ':', '"', (byte) 0xC3};
        Files.write(folder.calls(), torn, StandardOpenOption.APPEND);
        assertEquals(
                List.of("zurückgesetzt"),
                folder.readCalls().stream().map(CallLine::detail).toList());
    }

    @Test
    void itIsBounded() {
        RunFolder folder = new RunFolder(dir);
        try (HealthLog log = folder.createHealthLog()) {
            for (int second = 0; second < HealthLog.MOST_LINES + 5; second++) {
                log.line(line(second));
            }
            assertTrue(log.problem().isEmpty());
        }
        assertEquals(HealthLog.MOST_LINES, folder.readHealth().size());
    }
}
