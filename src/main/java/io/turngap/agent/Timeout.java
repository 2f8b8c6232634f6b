package io.turngap.agent;

import io.turngap.time.Timeline;

/**
 * Waits for a sign of life from something outside; runs its task once when none came for too long.
 *
 * <p>A sign of life costs an assignment: the timer is set anew only when it rings too early, so a stream of tokens makes no stream of
 * timers.
 */
final class Timeout {

    private final Timeline timeline;
    private final long patienceNanos;
    private final Runnable expired;
    private long aliveNanos;
    private Timeline.Scheduled timer;
    private boolean over;

    /** Begins to wait now. */
    Timeout(Timeline timeline, long patienceMs, Runnable expired) {
        this.timeline = timeline;
        this.patienceNanos = patienceMs * 1_000_000;
        this.expired = expired;
        this.aliveNanos = timeline.nowNanos();
        this.timer = timeline.after(patienceNanos, this::rang);
    }

    /** Something came: patience begins anew. */
    void alive() {
        aliveNanos = timeline.nowNanos();
    }

    void cancel() {
        over = true;
        timer.cancel();
    }

    private void rang() {
        if (over) {
            return;
        }
        long dueNanos = aliveNanos + patienceNanos;
        if (timeline.nowNanos() - dueNanos >= 0) {
            over = true;
            expired.run();
        } else {
            timer = timeline.at(dueNanos, this::rang);
        }
    }
}
