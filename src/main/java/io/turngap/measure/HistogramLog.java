package io.turngap.measure;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
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
        Path draft = file.resolveSibling(file.getFileName() + ".tmp");
        try (OutputStream out = Files.newOutputStream(draft)) {
            long clamped = write(out, turns);
            out.close();
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
            return clamped;
        } catch (IOException | UncheckedIOException e) {
            throw MeasureException.ofDisk(
                    file + " cannot be written (" + e + "). Check that the folder is there and may be written.", e);
        }
    }

    /**
     * Writes one interval a metric for a whole run of which the journal holds a sample, replacing an older log; it begins at 0 of the run's
     * clock.
     *
     * @throws MeasureException when the disk refuses
     */
    public static void write(Path file, Totals totals) {
        Path draft = file.resolveSibling(file.getFileName() + ".tmp");
        try (OutputStream out = Files.newOutputStream(draft)) {
            HistogramLogWriter writer = new HistogramLogWriter(out);
            writer.outputComment("[Turngap: microseconds, tagged by metric, one interval for the whole run]");
            writer.outputLogFormatVersion();
            writer.outputLegend();
            for (String name : Metrics.NAMES) {
                totals.metric(name).map(Tally::observed).filter(of -> of.getTotalCount() > 0).ifPresent(histogram -> {
                    histogram.setTag(name);
                    histogram.setStartTimeStamp(0);
                    histogram.setEndTimeStamp(INTERVAL_US / 1000);
                    writer.outputIntervalHistogram(histogram);
                });
            }
            out.close();
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | UncheckedIOException e) {
            throw MeasureException.ofDisk(
                    file + " cannot be written (" + e + "). Check that the folder is there and may be written.", e);
        }
    }

    private static long write(OutputStream out, List<Turn> turns) {
        List<Turn> ordered = turns.stream()
                .sorted(Comparator.comparingLong(Turn::startEpochUs))
                .toList();
        long baseUs = ordered.isEmpty() ? 0 : ordered.getFirst().startEpochUs();
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
        for (Turn turn : ordered) {
            long at = (turn.startEpochUs() - baseUs) / INTERVAL_US;
            if (at != index) {
                flush(writer, interval, baseUs, index);
                index = at;
            }
            Metrics.each(turn, (name, value) -> {
                Histogram histogram = interval.get(name);
                if (histogram != null && !value.censored()) {
                    long us = Math.clamp(value.us(), 0, Distribution.LARGEST_US);
                    clamped[0] += us == value.us() ? 0 : 1;
                    histogram.recordValue(us);
                }
            });
        }
        flush(writer, interval, baseUs, index);
        writer.outputComment("[values clamped to 0 us or 10 min: " + clamped[0] + "]");
        return clamped[0];
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
