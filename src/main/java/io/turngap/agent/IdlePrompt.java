package io.turngap.agent;

import io.turngap.time.Timeline;
import java.util.function.LongSupplier;

/**
 * Silence behind a reply: waits until it has been played and nobody has said anything for the session's {@code idle_timeout_ms}; emits that
 * it is time to ask. Any sound of speech and any reply ends the wait. Each reply begins one wait, so a silent caller is asked again and
 * again, once a timeout.
 */
final class IdlePrompt {

    /** What is asked. */
    static final String TEXT = "Are you still there?";

    private final Timeline timeline;
    private final LongSupplier idleMs;
    private final Runnable ask;
    private Timeline.Scheduled timer = () -> {};

    /** {@code idleMs} is asked when a wait begins; 0 for none. */
    IdlePrompt(Timeline timeline, LongSupplier idleMs, Runnable ask) {
        this.timeline = timeline;
        this.idleMs = idleMs;
        this.ask = ask;
    }

    /** A reply is complete, and will have been played at {@code playedNanos}. */
    void begin(long playedNanos) {
        timer.cancel();
        long ms = idleMs.getAsLong();
        if (ms > 0) {
            timer = timeline.at(playedNanos + ms * 1_000_000, ask);
        }
    }

    /** Somebody speaks, or the call is over. */
    void stop() {
        timer.cancel();
    }
}
