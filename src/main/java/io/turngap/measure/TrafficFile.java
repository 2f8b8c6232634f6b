package io.turngap.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code traffic.csv}: the rows of a run's {@link Traffic}, for any program that draws. A value that was not seen is empty. */
public final class TrafficFile {

    /** The file's name. */
    public static final String NAME = "traffic.csv";

    private static final String HEAD =
            "from_s,length_s,arrivals,in_flight_most,queue_most,machines_most,cold_starts,offered_load_most,cache_hits,cache_asked,"
                    + "turns,ttfa_p50_ms,ttfa_p95_ms,good_turns";
    private static final int COLUMNS = HEAD.split(",").length;

    private TrafficFile() {}

    /**
     * Writes {@code rows} into a run's folder.
     *
     * @throws MeasureException when the disk refuses
     */
    public static void write(RunFolder folder, List<TrafficRow> rows) {
        StringBuilder text = new StringBuilder(HEAD).append('\n');
        for (TrafficRow row : rows) {
            text.append(String.format(
                    Locale.ROOT,
                    "%d,%d,%d,%d,%d,%d,%d,%.4f,%d,%d,%d,%s,%s,%d\n",
                    row.fromS(),
                    row.lengthS(),
                    row.arrivals(),
                    row.inFlight(),
                    row.queue(),
                    row.machines(),
                    row.coldStarts(),
                    row.offered(),
                    row.cacheHits(),
                    row.cacheAsked(),
                    row.turns(),
                    number(row.p50Ms()),
                    number(row.p95Ms()),
                    row.good()));
        }
        Path file = folder.root().resolve(NAME);
        try {
            Files.writeString(file, text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw MeasureException.ofDisk(
                    file + " cannot be written (" + e + "). Check that the folder is there and may be written.", e);
        }
    }

    /**
     * Reads them again; empty where there are none.
     *
     * @param folder a run's
     * @throws MeasureException when the file is none of these
     */
    public static List<TrafficRow> read(Path folder) {
        Path file = folder.resolve(NAME);
        List<TrafficRow> rows = new ArrayList<>();
        if (!Files.exists(file)) {
            return rows;
        }
        try {
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
                rows.add(row(line.split(",", -1)));
            }
        } catch (IOException | RuntimeException wrong) {
            throw new MeasureException(
                    file + " cannot be read (" + wrong + "); a line \"" + HEAD
                            + "\" and numbers below it are expected. Move the file away to go without its table.",
                    wrong);
        }
        return rows;
    }

    private static TrafficRow row(String[] of) {
        if (of.length != COLUMNS) {
            throw new IllegalArgumentException(of.length + " columns");
        }
        return new TrafficRow(
                Long.parseLong(of[0]),
                Long.parseLong(of[1]),
                Long.parseLong(of[2]),
                Integer.parseInt(of[3]),
                Integer.parseInt(of[4]),
                Integer.parseInt(of[5]),
                Long.parseLong(of[6]),
                Double.parseDouble(of[7]),
                Long.parseLong(of[8]),
                Long.parseLong(of[9]),
                Long.parseLong(of[10]),
                ms(of[11]),
                ms(of[12]),
                Long.parseLong(of[13]));
    }

    private static String number(double ms) {
        return Double.isNaN(ms) ? "" : String.format(Locale.ROOT, "%.3f", ms);
    }

    private static double ms(String text) {
        return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
    }
}
