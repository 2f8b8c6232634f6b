package io.turngap.load;

import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * How late things were: actual less due instants, in microseconds. Values beyond a minute are counted as a minute, early ones as zero.
 * Thread-safe; noting one waits for nobody.
 */
public final class Lateness {

    private static final long HIGHEST_US = 60_000_000L;

    private final Histogram histogramUs = new ConcurrentHistogram(HIGHEST_US, 3);

    /** Notes one. */
    public void note(long latenessNanos) {
        histogramUs.recordValue(Math.clamp(latenessNanos / 1_000, 0, HIGHEST_US));
    }

    /** Microseconds at a percentile, 0 to 100. */
    public long percentileUs(double percentile) {
        return histogramUs.getValueAtPercentile(percentile);
    }

    /** A histogram that takes a copy of any of these. */
    static Histogram empty() {
        return new Histogram(HIGHEST_US, 3);
    }

    /** Puts what was noted until now in the place of what {@code target} holds. */
    void copyInto(Histogram target) {
        histogramUs.copyInto(target);
    }

    /** How many were noted. */
    long count() {
        return histogramUs.getTotalCount();
    }

    /** {@code n}, {@code p50}, {@code p99}, {@code p999} and {@code max}, in microseconds. */
    public Map<String, Long> summary() {
        Map<String, Long> summary = new LinkedHashMap<>();
        summary.put("n", histogramUs.getTotalCount());
        summary.put("p50", histogramUs.getValueAtPercentile(50));
        summary.put("p99", histogramUs.getValueAtPercentile(99));
        summary.put("p999", histogramUs.getValueAtPercentile(99.9));
        summary.put("max", histogramUs.getMaxValue());
        return summary;
    }
}
