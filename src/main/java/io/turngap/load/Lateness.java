package io.turngap.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * How late things were: actual less due instants, in microseconds. Values beyond a minute are counted as a minute, early ones as zero.
 * Thread-safe; noting one waits for nobody and allocates nothing.
 *
 * <p>Each event loop has a {@link #lane} of its own, so that loops do not share a cache line; lanes are brought together when somebody
 * reads.
 */
public final class Lateness {

    private static final long HIGHEST_US = 60_000_000L;
    private static final int DIGITS = 3;

    private final Recorder anyThread = new Recorder(HIGHEST_US, DIGITS);
    private final List<SingleWriterRecorder> lanes = new ArrayList<>();
    private final Histogram allUs = empty();
    private final Histogram secondUs = empty();

    /**
     * What was noted since the last look.
     *
     * @param n how many
     * @param p99Us 99th percentile, 0 where there were none
     * @param maxUs the largest, 0 where there were none
     */
    record Second(long n, long p99Us, long maxUs) {}

    /** Notes one, from any thread. */
    public void note(long latenessNanos) {
        anyThread.recordValue(micros(latenessNanos));
    }

    /** Takes nanoseconds as {@link #note} does, from one thread only, which is cheaper. */
    public synchronized LongConsumer lane() {
        SingleWriterRecorder lane = new SingleWriterRecorder(HIGHEST_US, DIGITS);
        lanes.add(lane);
        return latenessNanos -> lane.recordValue(micros(latenessNanos));
    }

    private static long micros(long nanos) {
        return Math.clamp(nanos / 1_000, 0, HIGHEST_US);
    }

    /** Microseconds at a percentile, 0 to 100. */
    public synchronized long percentileUs(double percentile) {
        gather();
        return allUs.getValueAtPercentile(percentile);
    }

    /** A histogram that takes a copy of any of these. */
    static Histogram empty() {
        return new Histogram(HIGHEST_US, DIGITS);
    }

    /** Puts what was noted until now in the place of what {@code target} holds. */
    synchronized void copyInto(Histogram target) {
        gather();
        allUs.copyInto(target);
    }

    /** How many were noted. */
    synchronized long count() {
        gather();
        return allUs.getTotalCount();
    }

    /** {@code n}, {@code p50}, {@code p99}, {@code p999} and {@code max}, in microseconds. */
    public synchronized Map<String, Long> summary() {
        gather();
        Map<String, Long> summary = new LinkedHashMap<>();
        summary.put("n", allUs.getTotalCount());
        summary.put("p50", allUs.getValueAtPercentile(50));
        summary.put("p99", allUs.getValueAtPercentile(99));
        summary.put("p999", allUs.getValueAtPercentile(99.9));
        summary.put("max", allUs.getMaxValue());
        return summary;
    }

    /** What was noted since this was last asked. */
    synchronized Second second() {
        gather();
        Second second = new Second(secondUs.getTotalCount(), secondUs.getValueAtPercentile(99), secondUs.getMaxValue());
        secondUs.reset();
        return second;
    }

    private void gather() {
        take(anyThread.getIntervalHistogram());
        lanes.forEach(lane -> take(lane.getIntervalHistogram()));
    }

    private void take(Histogram intervalUs) {
        if (intervalUs.getTotalCount() > 0) {
            allUs.add(intervalUs);
            secondUs.add(intervalUs);
        }
    }
}
