package io.turngap.load;

import io.turngap.time.Timeline;

/**
 * A task that asks its timeline to run it each 10 ms, and notes how late it was: an event loop that is held by something comes late to it
 * by as much, whether or not a frame was due just then.
 */
final class LoopBeat {

    static final long PERIOD_NANOS = 10_000_000L;

    private final Timeline timeline;
    private final Stalls stalls;
    private final Runnable beat = this::beat;
    private volatile long dueNanos;
    private volatile boolean stopped;

    /** Begins to beat. */
    LoopBeat(Timeline timeline, Stalls stalls) {
        this.timeline = timeline;
        this.stalls = stalls;
        this.dueNanos = timeline.nowNanos() + PERIOD_NANOS;
        timeline.at(dueNanos, beat);
    }

    private void beat() {
        if (stopped) {
            return;
        }
        long now = timeline.nowNanos();
        stalls.note(now - dueNanos);
        // Counted from now: a stall is one stall, and not one for every beat that it swallowed.
        dueNanos = now + PERIOD_NANOS;
        timeline.at(dueNanos, beat);
    }

    /** Notes how late the beat is that should have come by now: a loop that is held does not say so itself. From any thread. */
    void look(long nowNanos) {
        long late = nowNanos - dueNanos;
        if (!stopped && late > PERIOD_NANOS) {
            stalls.note(late);
        }
    }

    void stop() {
        stopped = true;
    }
}
