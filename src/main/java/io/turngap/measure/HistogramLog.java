package io.turngap.measure;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.HdrHistogram.HistogramLogWriter;

/**
 * {@code latency.hlog}: an HdrHistogram interval log, one histogram of microseconds a metric for each ten seconds of the run, tagged
 * with the metric's name. Any tool that reads such logs can merge it with others, without loss.
 *
 * <p>A histogram holds 0 µs to 10 min. What is beyond, negative TTFA among it, is clamped, and a comment in the file counts it. Values that
 * are lower bounds only (barge-in stops that were never seen, replies that were never heard) are not in it, since nothing that reads it would know.
 */
public final class HistogramLog {

    /** Length of an interval. */
    static final long INTERVAL_US = 10_000_000L;

    private HistogramLog() {}

    /**
     * Writes the log of {@code turns}, replacing an older one.
     *
     * @return how many values were clamped
     * @throws MeasureException when the disk refuses
     */
    public static long write(Path file, List<Turn> turns) {
        return write(file, turns, List.of());
    }

    /** As {@link #write(Path, List)}, with what the list of calls tells. */
    public static long write(Path file, List<Turn> turns, List<CallLine> calls) {
        Path draft = file.resolveSibling(file.getFileName() + ".tmp");
        try (OutputStream out = Files.newOutputStream(draft)) {
            long clamped = write(out, turns, calls);
            out.close();
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
            return clamped;
        } catch (IOException | UncheckedIOException e) {
            throw MeasureException.ofDisk(
                    file + " cannot be written (" + e + "). Check that the folder is there and may be written.", e);
        }
    }

    private static long write(OutputStream out, List<Turn> turns, List<CallLine> calls) {
        List<Turn> ordered = turns.stream()
                .sorted(Comparator.comparingLong(Turn::startEpochUs))
                .toList();
        Map<Integer, Metrics.Value> connect = new HashMap<>();
        Metrics.connect(calls).forEach(value -> connect.put(value.call(), value));
        List<CallLine> due = calls.stream()
                .filter(call -> connect.containsKey(call.call()))
                .sorted(Comparator.comparingLong(CallLine::dueEpochUs))
                .toList();
        long baseUs = Math.min(
                ordered.isEmpty() ? Long.MAX_VALUE : ordered.getFirst().startEpochUs(),
                due.isEmpty() ? Long.MAX_VALUE : due.getFirst().dueEpochUs());
        baseUs = baseUs == Long.MAX_VALUE ? 0 : baseUs;
        HistogramLogWriter writer = new HistogramLogWriter(out);
        writer.outputComment("[Turngap: microseconds, tagged by metric; columns in milliseconds]");
        writer.outputLogFormatVersion();
        writer.outputStartTime(baseUs / 1000);
        writer.setBaseTime(baseUs / 1000);
        writer.outputLegend();
        Map<String, Histogram> interval = new LinkedHashMap<>();
        Metrics.ALL.forEach(name -> {
            Histogram histogram = new Histogram(1, Distribution.LARGEST_US, 3);
            interval.put(name, histogram);
        });
        long[] clamped = {0};
        long index = 0;
        int turn = 0;
        int call = 0;
        while (turn < ordered.size() || call < due.size()) {
            boolean isCall = turn == ordered.size()
                    || call < due.size()
                            && due.get(call).dueEpochUs() <= ordered.get(turn).startEpochUs();
            long atUs = isCall
                    ? due.get(call).dueEpochUs()
                    : ordered.get(turn).startEpochUs();
            long at = (atUs - baseUs) / INTERVAL_US;
            if (at != index) {
                flush(writer, interval, baseUs, index);
                index = at;
            }
            if (isCall) {
                Metrics.Value value = connect.get(due.get(call++).call());
                clamped[0] += value == null ? 0 : record(interval, Metrics.CONNECT, value);
            } else {
                Metrics.each(ordered.get(turn++), (name, value) -> clamped[0] += record(interval, name, value));
            }
        }
        flush(writer, interval, baseUs, index);
        writer.outputComment("[values clamped to 0 us or 10 min: " + clamped[0] + "]");
        return clamped[0];
    }

    /** Notes a value; 1 when it had to be clamped. */
    private static int record(Map<String, Histogram> interval, String name, Metrics.Value value) {
        Histogram histogram = interval.get(name);
        if (histogram == null || value.censored()) {
            return 0;
        }
        long us = Math.clamp(value.us(), 0, Distribution.LARGEST_US);
        histogram.recordValue(us);
        return us == value.us() ? 0 : 1;
    }

    private static void flush(HistogramLogWriter writer, Map<String, Histogram> interval, long baseUs, long index) {
        long startMs = (baseUs + index * INTERVAL_US) / 1000;
        for (Map.Entry<String, Histogram> entry : interval.entrySet()) {
            Histogram histogram = entry.getValue();
            if (histogram.getTotalCount() > 0) {
                histogram.setTag(entry.getKey());
                histogram.setStartTimeStamp(startMs);
                histogram.setEndTimeStamp(startMs + INTERVAL_US / 1000);
                writer.outputIntervalHistogram(histogram);
                histogram.reset();
            }
        }
    }

    /**
     * Reads a log and merges its intervals.
     *
     * @return one histogram of microseconds a tag
     * @throws MeasureException when there is none, or it is damaged
     */
    public static Map<String, Histogram> read(Path file) {
        Map<String, Histogram> merged = new LinkedHashMap<>();
        try (var in = Files.newInputStream(file);
                HistogramLogReader reader = new HistogramLogReader(in)) {
            while (reader.hasNext()) {
                EncodableHistogram next = reader.nextIntervalHistogram();
                if (next instanceof Histogram histogram) {
                    String tag = histogram.getTag() == null ? "" : histogram.getTag();
                    merged.computeIfAbsent(tag, unused -> new Histogram(1, Distribution.LARGEST_US, 3))
                            .add(histogram);
                }
            }
        } catch (IOException | RuntimeException e) {
            throw new MeasureException(
                    file + " cannot be read (" + e + "); an HdrHistogram interval log is expected."
                            + " `turngap report` makes it again from the journal.",
                    e);
        }
        return merged;
    }
}
