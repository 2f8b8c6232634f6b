package io.turngap.load;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Watches the wall clock against the monotonic one. Both run at nearly the same rate; where they part by more than a clock that is being
 * slewed may, the wall clock was set, or the machine was suspended, during which only the wall clock goes on. For one thread.
 */
final class ClockWatch {

    /** NTP slews a clock by at most 500 parts in a million (ntp_adjtime(3)). */
    static final double SLEW = 500e-6;

    private static final int READINGS = 5;

    private final Reading first;
    private Reading last;
    private long stepMaxNanos;

    /**
     * Both clocks at one instant.
     *
     * @param wideNanos how far apart the monotonic clock was before and after the wall clock was read
     */
    record Reading(long monotonicNanos, long wallNanos, long wideNanos) {
        /** The narrowest of a few: one that was interrupted between the clocks tells of the interruption. */
        static Reading now() {
            Reading best = once();
            for (int i = 1; i < READINGS; i++) {
                Reading other = once();
                best = other.wideNanos < best.wideNanos ? other : best;
            }
            return best;
        }

        private static Reading once() {
            long before = System.nanoTime();
            Instant wall = Instant.now();
            long after = System.nanoTime();
            return new Reading(
                    before + (after - before) / 2,
                    TimeUnit.SECONDS.toNanos(wall.getEpochSecond()) + wall.getNano(),
                    after - before);
        }

        private long offsetNanos() {
            return wallNanos - monotonicNanos;
        }
    }

    ClockWatch(Reading first) {
        this.first = first;
        this.last = first;
    }

    /** How far the wall clock stepped since the last look, µs, either way; 0 where it was only slewed. */
    long look(Reading now) {
        long apart = Math.abs(now.offsetNanos() - last.offsetNanos());
        long tolerated = Math.round(SLEW * Math.abs(now.monotonicNanos - last.monotonicNanos))
                + (now.wideNanos + last.wideNanos) / 2;
        long step = apart > tolerated ? apart : 0;
        stepMaxNanos = Math.max(stepMaxNanos, step);
        last = now;
        return step / 1_000;
    }

    /** Largest step of all looks, µs. */
    long stepMaxUs() {
        return stepMaxNanos / 1_000;
    }

    /** Wall clock less monotonic clock at the last look, less the same at the first, µs. */
    long driftUs() {
        return (last.offsetNanos() - first.offsetNanos()) / 1_000;
    }
}
