package io.turngap.time;

/**
 * A monotonic clock and a scheduler that belong together. The same code runs on a {@link RealTimeline} and, a day of traffic in
 * seconds, on a {@link VirtualTimeline}.
 *
 * <p>A timeline is confined to one thread: tasks run one after another, never at the same time, and a task may schedule others. A
 * component that lives on a timeline therefore needs no locks.
 */
public interface Timeline {

    /** Nanoseconds on a monotonic clock with an arbitrary origin; only differences mean anything. */
    long nowNanos();

    /**
     * Runs {@code task} on this timeline's thread at {@code dueNanos} or as soon after as possible; at once when that has passed, but
     * never within this call. Tasks due at the same instant run in the order in which they were given.
     *
     * @return a handle that keeps the task from running when cancelled in time
     */
    Scheduled at(long dueNanos, Runnable task);

    /**
     * As {@link #at}, for a task whose instant matters to the microsecond: a timeline on a real clock may wake a little early and wait the
     * rest awake. It costs processor time; only the frame wheel is worth it.
     */
    default Scheduled precisely(long dueNanos, Runnable task) {
        return at(dueNanos, task);
    }

    /** As {@link #at} with a delay in nanoseconds from now. */
    default Scheduled after(long delayNanos, Runnable task) {
        return at(nowNanos() + delayNanos, task);
    }

    /** A task that waits for its instant. */
    interface Scheduled {
        /** Keeps the task from running if it has not started; otherwise does nothing. */
        void cancel();
    }
}
