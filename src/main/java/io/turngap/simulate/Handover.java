package io.turngap.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands things over from one thread to another, in their order and in batches: handing over one by one would cost more than the work. At most
 * {@value #BATCHES} batches wait; whoever gives then waits, too, which costs a virtual timeline no time. So what is done with the turns of a
 * simulated run is done on a second core, and what comes of it does not depend on how fast either thread was.
 *
 * <p>{@link #give} and {@link #close} are for one thread.
 */
final class Handover<T> implements AutoCloseable {

    private static final int BATCH = 512;
    private static final int BATCHES = 32;
    private static final long LOOK_MS = 50;

    private final BlockingQueue<List<T>> queue = new ArrayBlockingQueue<>(BATCHES);
    private final Consumer<? super T> taker;
    private final Thread thread;
    private volatile @Nullable Throwable failure;
    private List<T> batch = new ArrayList<>(BATCH);
    private boolean closed;

    /** Begins to take; {@code taker} works on a thread of this name. */
    Handover(String name, Consumer<? super T> taker) {
        this.taker = taker;
        this.thread = Thread.ofPlatform().daemon().name(name).start(this::take);
    }

    /**
     * Hands over one thing; waits while too much waits.
     *
     * @throws IllegalStateException when the taker has failed
     */
    void give(T thing) {
        batch.add(thing);
        if (batch.size() == BATCH) {
            pass(batch);
            batch = new ArrayList<>(BATCH);
        }
    }

    /**
     * Waits until everything was taken.
     *
     * @throws IllegalStateException when the taker has failed
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (!batch.isEmpty()) {
            pass(batch);
        }
        // An empty batch is the last.
        pass(List.of());
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        check();
    }

    private void pass(List<T> full) {
        boolean interrupted = false;
        boolean taken = false;
        while (!taken && thread.isAlive()) {
            try {
                taken = queue.offer(full, LOOK_MS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        check();
    }

    private void check() {
        Throwable cause = failure;
        if (cause != null) {
            throw new IllegalStateException("the turns of the run could not be counted: " + cause, cause);
        }
    }

    private void take() {
        try {
            for (List<T> next = queue.take(); !next.isEmpty(); next = queue.take()) {
                next.forEach(taker);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure = e;
        } catch (RuntimeException | Error e) {
            failure = e;
        }
    }
}
