package io.turngap.load;

import java.util.concurrent.locks.LockSupport;

/**
 * A thread that does nothing but sleep for 10 ms and note how late it woke, after Gil Tene's jHiccup. It shares nothing with the event
 * loops: where it is late too, not a loop was held but all of the process, by a pause of the JVM or by a machine that gave it no processor.
 */
final class ProcessBeat implements AutoCloseable {

    private static final long PERIOD_NANOS = LoopBeat.PERIOD_NANOS;

    private final Stalls stalls;
    private final Thread thread;
    private volatile boolean stopped;

    /** Begins to beat. */
    ProcessBeat(Stalls stalls) {
        this.stalls = stalls;
        this.thread = Thread.ofPlatform().name("turngap-beat").daemon().start(this::beat);
    }

    private void beat() {
        while (!stopped) {
            long due = System.nanoTime() + PERIOD_NANOS;
            for (long left = PERIOD_NANOS; left > 0 && !stopped; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            stalls.note(Math.max(0, System.nanoTime() - due));
        }
    }

    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
    }
}
