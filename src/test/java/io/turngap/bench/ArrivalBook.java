package io.turngap.bench;

import io.turngap.time.FrameWheel;
import org.HdrHistogram.Histogram;

/**
 * What the sink sees of the callers' frames, all connections together, on the sink's one thread.
 *
 * <p>A connection that keeps its promise sends frame {@code k} at {@code start + k * 20 ms}. Nobody tells the sink that start, so it is
 * taken from the frame that came earliest against it so far: lateness is against that schedule, and a client that drifts or leaves frames
 * out is later and later. The gap is that of two frames less 20 ms, without its sign: it forgives a drift.
 */
final class ArrivalBook {

    private static final long HIGHEST_US = 60_000_000;

    private final Histogram lateUs = new Histogram(HIGHEST_US, 3);
    private final Histogram gapUs = new Histogram(HIGHEST_US, 3);
    private long frames;
    private long bytes;
    private long sinceNanos = System.nanoTime();
    private long sinceCpuNanos = cpuNanos();
    private int open;

    /** One connection's schedule. */
    final class Schedule {
        private long count;
        private long earliestNanos = Long.MAX_VALUE;
        private long lastNanos;

        /** A frame arrived. */
        void arrived(long atNanos, int size) {
            long onTime = atNanos - count * FrameWheel.FRAME_NANOS;
            if (count++ == 0) {
                earliestNanos = onTime;
            } else {
                earliestNanos = Math.min(earliestNanos, onTime);
                gapUs.recordValue(us(Math.abs(atNanos - lastNanos - FrameWheel.FRAME_NANOS)));
            }
            lateUs.recordValue(us(onTime - earliestNanos));
            lastNanos = atNanos;
            frames++;
            bytes += size;
        }

        long count() {
            return count;
        }
    }

    private static long us(long nanos) {
        return Math.min(HIGHEST_US, nanos / 1_000);
    }

    private static long cpuNanos() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(java.time.Duration::toNanos)
                .orElse(0L);
    }

    void opened() {
        open++;
    }

    void closed() {
        open--;
    }

    /** Forgets what was counted, and keeps the schedules. */
    void restart() {
        lateUs.reset();
        gapUs.reset();
        frames = 0;
        bytes = 0;
        sinceNanos = System.nanoTime();
        sinceCpuNanos = cpuNanos();
    }

    /** One JSON object. */
    String told() {
        double seconds = (System.nanoTime() - sinceNanos) / 1e9;
        return "{\"open\":%d,\"frames\":%d,\"bytes\":%d,\"seconds\":%.3f,\"late_p50_us\":%d,\"late_p99_us\":%d,\"late_p999_us\":%d,\"gap_p99_us\":%d,\"sink_cores\":%.3f}"
                .formatted(
                        open,
                        frames,
                        bytes,
                        seconds,
                        lateUs.getValueAtPercentile(50),
                        lateUs.getValueAtPercentile(99),
                        lateUs.getValueAtPercentile(99.9),
                        gapUs.getValueAtPercentile(99),
                        (cpuNanos() - sinceCpuNanos) / 1e9 / Math.max(1e-9, seconds));
    }
}
