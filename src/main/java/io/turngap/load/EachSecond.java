package io.turngap.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Runs a task once a second on a thread of its own; a second in which the task took longer is passed over. */
final class EachSecond implements AutoCloseable {

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MOST_WAIT_MS = 2_000;

    private final Thread thread;
    private volatile boolean stopped;

    /** Begins; the task runs for the first time in a second. */
    EachSecond(Runnable task) {
        this.thread = Thread.ofPlatform().name("turngap-health").daemon().start(() -> turn(task));
    }

    private void turn(Runnable task) {
        long due = System.nanoTime() + SECOND_NANOS;
        while (!stopped) {
            for (long left = due - System.nanoTime(); left > 0 && !stopped; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            if (!stopped) {
                task.run();
                due += SECOND_NANOS * Math.max(1, Math.ceilDiv(System.nanoTime() - due, SECOND_NANOS));
            }
        }
    }

    /** No run of the task begins after this, and none is under way, unless a disk holds it for seconds. */
    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
        try {
            thread.join(MOST_WAIT_MS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
