package io.turngap.agent;

import io.turngap.time.Timeline;
import java.util.ArrayDeque;

/**
 * Hands events on after a delay and in the order in which they came: a timer of a real clock may be late and overtake another, and sound
 * must not. Confined to its timeline; as many events wait as its owner hands in.
 */
final class InOrder {

    private final Timeline timeline;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean cancelled;

    InOrder(Timeline timeline) {
        this.timeline = timeline;
    }

    /** Runs {@code event} in so many ns, 0 for now where nothing waits; never before one that was given earlier. */
    void after(long delayNanos, Runnable event) {
        if (cancelled) {
            return;
        }
        if (delayNanos <= 0 && waiting.isEmpty()) {
            event.run();
        } else {
            waiting.add(event);
            timeline.after(Math.max(0, delayNanos), this::next);
        }
    }

    /** Drops what waits and what comes. */
    void cancel() {
        cancelled = true;
        waiting.clear();
    }

    private void next() {
        Runnable event = waiting.poll();
        if (event != null) {
            event.run();
        }
    }
}
