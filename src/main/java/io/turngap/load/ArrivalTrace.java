package io.turngap.load;

import io.turngap.scenario.LoadPhase;
import io.turngap.scenario.Mistake;
import io.turngap.scenario.Place;
import io.turngap.scenario.ScenarioException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Starts that were seen once, of a CSV file: offsets from the first one. A start is seconds from any origin ({@code 12.25}) or an instant
 * ({@code 2026-03-02T14:00:12.250Z}); a file has the one or the other. Logs are often in the order in which calls ended, so lines may be in
 * any order. A first line that is no start names the columns; empty lines and lines that begin with {@code #} are passed over.
 *
 * <p>Call i of the trace starts at (sᵢ − s₀) / speed. Repeated, its rounds follow each other after its length and one mean gap: (sₙ₋₁ − s₀)
 * n / (n − 1), so that the last call of a round and the first of the next are not one on the other.
 */
final class ArrivalTrace {

    /** Starts of one file; each takes eight bytes. */
    static final int MOST_STARTS = 10_000_000;

    private final long[] nanos;
    private final double speed;
    private final int repeat;
    private final double roundNanos;

    private ArrivalTrace(long[] nanos, double speed, int repeat) {
        this.nanos = nanos;
        this.speed = speed;
        this.repeat = repeat;
        double length = nanos[nanos.length - 1];
        this.roundNanos = nanos.length == 1 ? 1e9 : length * nanos.length / (nanos.length - 1);
    }

    /**
     * Reads a trace.
     *
     * @throws ScenarioException with file and line, when something in it is wrong
     */
    static ArrivalTrace read(LoadPhase.Trace trace) {
        return new ArrivalTrace(new Reader(trace.file(), trace.column()).read(), trace.speed(), trace.repeat());
    }

    /** How many starts there are, all rounds together. */
    long size() {
        return (long) nanos.length * repeat;
    }

    /** When call {@code index} starts, ns from the first. */
    long startNanos(long index) {
        long round = index / nanos.length;
        double start = round * roundNanos + nanos[(int) (index % nanos.length)];
        return Math.round(start / speed);
    }

    /** From the first start to where another stretch may begin, ns. */
    long lengthNanos() {
        return Math.round(roundNanos * repeat / speed);
    }

    /** Reads the lines of one file. */
    private static final class Reader {
        private final Path file;
        private final String column;
        private int line;
        private int index;
        private Optional<Boolean> dated = Optional.empty();
        private long[] starts = new long[1_024];
        private int size;

        Reader(Path file, String column) {
            this.file = file;
            this.column = column;
        }

        long[] read() {
            try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                boolean first = true;
                for (String text = in.readLine(); text != null; text = in.readLine()) {
                    line++;
                    if (!text.isBlank() && !text.startsWith("#")) {
                        List<String> cells = cells(line == 1 ? text.replace("\uFEFF", "") : text);
                        if (!first || !isHead(cells)) {
                            add(start(cells));
                        }
                        first = false;
                    }
                }
            } catch (IOException e) {
                throw wrong(
                        "a trace that cannot be read",
                        e instanceof NoSuchFileException ? "no such file" : e.toString(),
                        "a CSV file in UTF-8 with a start a line",
                        "check the path");
            }
            if (size == 0) {
                throw wrong("a trace without a start", "nothing", "a start a line", "write one such as 0.5");
            }
            long[] sorted = Arrays.copyOf(starts, size);
            Arrays.sort(sorted);
            long origin = sorted[0];
            // As real numbers: the difference of two instants may be more than a long holds.
            double seconds = sorted[size - 1] / 1e9 - origin / 1e9;
            if (seconds > LoadPhase.MOST_MS / 1e3) {
                throw wrong("a trace that is too long", seconds + " s", "at most 31 days", "cut it");
            }
            for (int i = 0; i < size; i++) {
                sorted[i] -= origin;
            }
            return sorted;
        }

        /** True of a line that names columns; the one asked for is found in it. */
        private boolean isHead(List<String> cells) {
            int named = column.isEmpty() ? -1 : cells.indexOf(column);
            index = Math.max(0, named);
            if (named < 0 && !column.isEmpty()) {
                throw wrong("no such column", '"' + column + '"', String.join(", ", cells), "correct column");
            }
            return named >= 0 || nanos(cells.getFirst()).isEmpty();
        }

        private String start(List<String> cells) {
            if (index >= cells.size()) {
                throw wrong(
                        "a line without a start",
                        cells.size() + " columns",
                        "the start in column " + (index + 1),
                        "add it, or remove the line");
            }
            return cells.get(index);
        }

        private void add(String text) {
            long start = nanos(text)
                    .orElseThrow(() -> wrong(
                            "not a start",
                            '"' + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + '"',
                            "seconds such as 12.25, or an instant such as 2026-03-02T14:00:12.250Z",
                            "correct it, or remove the line"));
            boolean isDated = text.indexOf('T') > 0;
            if (dated.isPresent() && dated.get() != isDated) {
                throw wrong(
                        "seconds and instants in one file",
                        '"' + text + '"',
                        dated.get() ? "an instant, as before" : "seconds, as before",
                        "write all starts alike");
            }
            dated = Optional.of(isDated);
            if (size == MOST_STARTS) {
                throw wrong("too many starts", "more than " + MOST_STARTS, "at most " + MOST_STARTS, "split the file");
            }
            starts = size == starts.length ? Arrays.copyOf(starts, size * 2) : starts;
            starts[size++] = start;
        }

        private static Optional<Long> nanos(String text) {
            try {
                if (text.indexOf('T') > 0) {
                    Instant instant = OffsetDateTime.parse(text).toInstant();
                    return Optional.of(Math.addExact(
                            Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano()));
                }
                double seconds = Double.parseDouble(text);
                return Math.abs(seconds) < 9e9 ? Optional.of(Math.round(seconds * 1e9)) : Optional.empty();
            } catch (DateTimeException | NumberFormatException | ArithmeticException none) {
                return Optional.empty();
            }
        }

        /** Cells of a line; a cell may stand in quotes. */
        private static List<String> cells(String text) {
            List<String> cells = new ArrayList<>();
            for (String cell : text.split(text.contains(";") && !text.contains(",") ? ";" : ",", -1)) {
                cells.add(cell.strip().replaceAll("^\"(.*)\"$", "$1").strip());
            }
            return cells;
        }

        private ScenarioException wrong(String what, String seen, String allowed, String todo) {
            Place place = new Place(file.toString(), line, line == 0 ? 0 : 1);
            return new ScenarioException(new Mistake(place, what, seen, allowed, todo));
        }
    }

    /** Such as {@code 812 starts}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d starts", size());
    }
}
