package io.turngap.load;

import java.util.OptionalLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Durations of the last ten seconds, in microseconds, two digits exact. Noting one may be done from any thread and waits for nobody; who
 * reads says what time it is, on any clock that only moves forward. What was noted since the last reading counts as of now, so that a
 * clock which leaps, as a virtual one does, forgets what is older than its leap.
 */
final class SlidingHistogram {

    /** How far back it looks, µs. */
    static final long WINDOW_US = 10_000_000;

    private static final long HIGHEST_US = 600_000_000L;
    private static final int SLOTS = 10;
    private static final long SLOT_US = WINDOW_US / SLOTS;
    private static final int DIGITS = 2;

    private final Recorder recorder = new Recorder(HIGHEST_US, DIGITS);
    private final Histogram[] slots = new Histogram[SLOTS];
    private final Histogram sum = new Histogram(HIGHEST_US, DIGITS);
    private Histogram interval = recorder.getIntervalHistogram();
    private long slot;

    /** An empty window at the origin of the reader's clock. */
    SlidingHistogram() {
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Histogram(HIGHEST_US, DIGITS);
        }
    }

    /** Notes one; below zero counts as zero, above ten minutes as ten minutes. */
    void note(long us) {
        recorder.recordValue(Math.clamp(us, 0, HIGHEST_US));
    }

    /** Moves the window to {@code nowUs} and takes in what was noted. */
    synchronized void moveTo(long nowUs) {
        long now = Math.max(slot, nowUs / SLOT_US);
        long first = Math.max(slot + 1, now - SLOTS + 1);
        for (long passed = first; passed <= now; passed++) {
            slots[(int) (passed % SLOTS)].reset();
        }
        slot = now;
        interval = recorder.getIntervalHistogram(interval);
        slots[(int) (slot % SLOTS)].add(interval);
        sum.reset();
        for (Histogram part : slots) {
            sum.add(part);
        }
    }

    /** How many lie within the window, as of the last {@link #moveTo}. */
    synchronized long count() {
        return sum.getTotalCount();
    }

    /** Microseconds at a percentile, 0 to 100, as of the last {@link #moveTo}; empty when nothing lies within the window. */
    synchronized OptionalLong percentileUs(double percentile) {
        return sum.getTotalCount() == 0 ? OptionalLong.empty() : OptionalLong.of(sum.getValueAtPercentile(percentile));
    }
}
