package io.turngap.load;

import org.HdrHistogram.Histogram;

/**
 * Lateness of the last five to ten seconds, taken from the histogram of the whole run as what it holds now less what it held then: so that
 * whoever notes a frame's lateness does it once and knows of no window. Confined to one thread.
 */
final class RecentLateness {

    private static final long STEP_US = 5_000_000;

    private final Lateness lateness;
    private final Histogram now = Lateness.empty();
    private final Histogram recent = Lateness.empty();
    private Histogram then = Lateness.empty();
    private Histogram next = Lateness.empty();
    private long nextUs = STEP_US;

    /** Of {@code lateness}, from now on. */
    RecentLateness(Lateness lateness) {
        this.lateness = lateness;
    }

    /** Microseconds at a percentile, 0 to 100, of what was noted lately; 0 when nothing was. */
    long percentileUs(long nowUs, double percentile) {
        lateness.copyInto(now);
        recent.reset();
        recent.add(now);
        recent.subtract(then);
        if (nowUs >= nextUs) {
            nextUs = nowUs + STEP_US;
            Histogram oldest = then;
            then = next;
            next = oldest;
            next.reset();
            next.add(now);
        }
        return recent.getValueAtPercentile(percentile);
    }
}
