package io.turngap.time;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The timeline of one single-threaded executor, such as a Netty event loop, on {@link System#nanoTime()}.
 *
 * @param loop an executor with exactly one thread
 */
public record RealTimeline(ScheduledExecutorService loop) implements Timeline {

    @Override
    public long nowNanos() {
        return System.nanoTime();
    }

    @Override
    public Scheduled at(long dueNanos, Runnable task) {
        ScheduledFuture<?> future = loop.schedule(task, dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }
}
