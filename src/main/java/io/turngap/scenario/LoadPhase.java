package io.turngap.scenario;

import java.nio.file.Path;

/**
 * A stretch of a schedule, as it is written: rates in calls a second, times in milliseconds from the stretch's start. The formula of each
 * shape stands with the curve that room {@code load} makes of it.
 */
public sealed interface LoadPhase {

    /** The highest rate that may be written, calls a second. */
    double MOST_CALLS_A_SECOND = 100_000;

    /** The longest time that may be written, ms: 31 days. */
    long MOST_MS = 31L * 24 * 3_600_000;

    /** How long it lasts, ms; of a trace 0, since its file says so. */
    long durationMs();

    /** True for a Poisson stream, in which the time between two starts is exponential; false for starts evenly spaced along the curve. */
    boolean random();

    /**
     * A constant rate.
     *
     * @param callsASecond calls that start a second
     * @param random true for a Poisson stream, in which the time between two starts is exponential; false for equal gaps
     */
    record Constant(double callsASecond, long durationMs, boolean random) implements LoadPhase {}

    /** A rate that changes evenly from one to another. */
    record Ramp(double fromCallsASecond, double toCallsASecond, long durationMs, boolean random) implements LoadPhase {}

    /** A staircase of {@code steps} rates, the first and the last among them, each as long as the others. */
    record Step(double fromCallsASecond, double toCallsASecond, int steps, long durationMs, boolean random)
            implements LoadPhase {}

    /**
     * A rate that for a while is another.
     *
     * @param callsASecond before and after
     * @param peakCallsASecond between
     * @param afterMs when it begins to rise
     * @param riseMs how long it rises, and how long it falls again
     * @param holdMs how long it stays at its peak
     */
    record Spike(
            double callsASecond,
            double peakCallsASecond,
            long afterMs,
            long riseMs,
            long holdMs,
            long durationMs,
            boolean random)
            implements LoadPhase {}

    /** A rate that is held for long, after a rise from nothing that takes {@code rampMs} of the time. */
    record Soak(double callsASecond, long rampMs, long durationMs, boolean random) implements LoadPhase {}

    /**
     * The curve of a day, or of a shorter time that stands for one.
     *
     * @param leastCallsASecond half a day off the peak
     * @param peakCallsASecond at the peak
     * @param peakAtMs when the peak is
     * @param dayMs from one peak to the next
     */
    record Diurnal(
            double leastCallsASecond,
            double peakCallsASecond,
            long peakAtMs,
            long dayMs,
            long durationMs,
            boolean random)
            implements LoadPhase {}

    /**
     * Starts from a file, as they were seen once.
     *
     * @param file a CSV file
     * @param column name of the column with the starts; empty for the first
     * @param speed 2 for twice as fast
     * @param repeat how many times over
     */
    record Trace(Path file, String column, double speed, int repeat) implements LoadPhase {
        @Override
        public long durationMs() {
            return 0;
        }

        @Override
        public boolean random() {
            return false;
        }
    }
}
