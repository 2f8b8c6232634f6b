package io.turngap.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrafficTest {

    private static final long HOUR_US = 3_600_000_000L;

    @TempDir
    Path dir;

    private static Traffic day() {
        Traffic traffic = new Traffic(600);
        for (int minute = 0; minute < 24 * 60; minute++) {
            traffic.arrival(minute * 60_000_000L);
            traffic.reading(new Traffic.Reading(
                    (minute + 1) * 60_000_000L, minute % 60, minute / 60, 2, 1, minute / 60 == 12 ? 1.3 : 0.5));
        }
        return traffic;
    }

    @Test
    void aDayHasAnHourALine() {
        List<TrafficRow> rows = day().rows();
        assertEquals(24, rows.size());
        for (int hour = 0; hour < 24; hour++) {
            TrafficRow row = rows.get(hour);
            assertEquals(hour * 3_600L, row.fromS());
            assertEquals(60, row.arrivals());
            assertEquals(59, row.inFlight());
            assertEquals(hour, row.queue(), "what was seen at the end of an hour is the hour's");
            assertEquals(60, row.coldStarts());
        }
        assertEquals(1.3, rows.get(12).offered());
    }

    @Test
    void aShortRunKeepsItsMinutesAndALongOneIsBounded() {
        Traffic traffic = new Traffic(600);
        traffic.arrival(0);
        traffic.arrival(90_000_000L);
        assertEquals(2, traffic.rows().size());
        assertEquals(60, traffic.rows().getFirst().lengthS());
        traffic.arrival(24 * 365 * HOUR_US);
        assertTrue(traffic.rows().size() <= Traffic.MOST, traffic.rows().size() + " rows");
        assertEquals(3, traffic.rows().stream().mapToLong(TrafficRow::arrivals).sum());
    }

    @Test
    void turnsTellWhatWasHeardAndWhetherTheCacheKnew() {
        Traffic traffic = new Traffic(600);
        Turn fast = Turns.of(0, 1, Outcome.ANSWERED, Milestone.SPEECH_END, 0, Milestone.FIRST_AUDIBLE, 500_000);
        Turn slow = Turns.of(0, 2, Outcome.ANSWERED, Milestone.SPEECH_END, 0, Milestone.FIRST_AUDIBLE, 700_000);
        traffic.add(Turns.levers(fast, java.util.Map.of("cache", "hit")));
        traffic.add(Turns.levers(slow, java.util.Map.of("cache", "miss")));
        traffic.add(Turns.missed(0, 3, 8_000));
        TrafficRow row = traffic.rows().getLast();
        assertEquals(3, row.turns());
        assertEquals(1, row.good());
        assertEquals(0.5, row.hitRate());
        assertEquals(700, row.p50Ms(), 1);
        assertTrue(Double.isNaN(row.p95Ms()), "the missed turn hides it");
    }

    @Test
    void rowsComeBackFromTheirFile() throws Exception {
        RunFolder folder = RunFolder.create(dir.resolve("run"));
        assertTrue(TrafficFile.read(folder.root()).isEmpty());
        List<TrafficRow> rows = day().rows();
        TrafficFile.write(folder, rows);
        assertEquals(rows, TrafficFile.read(folder.root()));
        Files.writeString(folder.root().resolve(TrafficFile.NAME), "a\n1,2\n");
        String message = String.valueOf(assertThrows(MeasureException.class, () -> TrafficFile.read(folder.root()))
                .getMessage());
        assertTrue(message.contains("traffic.csv") && message.contains("2 columns"), message);
    }
}
