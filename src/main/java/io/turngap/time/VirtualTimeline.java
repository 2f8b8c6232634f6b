package io.turngap.time;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A timeline whose clock jumps to the next task: nothing sleeps, and the same tasks give the same history to the bit.
 *
 * <p>Tasks wait in a heap of four children a node, which is half as deep as one of two; due times and sequence stand in arrays of their
 * own, so that finding a task's place touches no task. A cancelled task leaves at once: most are timeouts of seconds that nobody meets, and would
 * otherwise be what the heap is full of.
 *
 * <p>Confined to the thread that runs it.
 */
public final class VirtualTimeline implements Timeline {

    private static final int CHILDREN = 4;
    private static final int SMALLEST = 64;

    private long[] dues = new long[SMALLEST];
    private long[] sequences = new long[SMALLEST];
    private @Nullable Task[] tasks = new Task[SMALLEST];
    private int size;
    private long nowNanos;
    private long sequence;

    @Override
    public long nowNanos() {
        return nowNanos;
    }

    @Override
    public Scheduled at(long dueNanos, Runnable task) {
        long due = Math.max(dueNanos, nowNanos);
        Task entry = new Task(this, task);
        if (size == dues.length) {
            dues = Arrays.copyOf(dues, size * 2);
            sequences = Arrays.copyOf(sequences, size * 2);
            tasks = Arrays.copyOf(tasks, size * 2);
        }
        up(size++, due, sequence++, entry);
        return entry;
    }

    /** Runs every task due up to and including {@code endNanos} and leaves the clock there. */
    public void runUntil(long endNanos) {
        while (size > 0 && dues[0] <= endNanos) {
            runFirst();
        }
        nowNanos = Math.max(nowNanos, endNanos);
    }

    /**
     * Runs the next tasks, at most so many.
     *
     * @return false when none is left
     */
    public boolean run(long mostTasks) {
        for (long ran = 0; ran < mostTasks && size > 0; ran++) {
            runFirst();
        }
        return size > 0;
    }

    /**
     * Runs until no task is left.
     *
     * @throws IllegalStateException when more than {@code mostTasks} ran: a loop that would never end
     */
    public void runAll(long mostTasks) {
        if (run(mostTasks)) {
            throw new IllegalStateException("more than " + mostTasks + " tasks ran and some are left at "
                    + nowNanos / 1_000_000 + " ms: a loop?");
        }
    }

    private void runFirst() {
        Task first = task(0);
        nowNanos = dues[0];
        remove(0);
        first.body.run();
    }

    private void remove(int place) {
        task(place).place = Task.GONE;
        Task last = task(--size);
        tasks[size] = null;
        if (place < size) {
            if (place > 0 && before(size, (place - 1) / CHILDREN)) {
                up(place, dues[size], sequences[size], last);
            } else {
                down(place, dues[size], sequences[size], last);
            }
        }
    }

    /** Puts a task at {@code from} or above. */
    private void up(int from, long due, long number, Task task) {
        int place = from;
        while (place > 0) {
            int parent = (place - 1) / CHILDREN;
            if (!before(due, number, parent)) {
                break;
            }
            move(parent, place);
            place = parent;
        }
        put(place, due, number, task);
    }

    /** Puts a task at {@code from} or below. */
    private void down(int from, long due, long number, Task task) {
        int place = from;
        for (int child = place * CHILDREN + 1; child < size; child = place * CHILDREN + 1) {
            int first = child;
            int end = Math.min(child + CHILDREN, size);
            for (int other = child + 1; other < end; other++) {
                first = before(other, first) ? other : first;
            }
            if (before(due, number, first)) {
                break;
            }
            move(first, place);
            place = first;
        }
        put(place, due, number, task);
    }

    private void move(int from, int to) {
        put(to, dues[from], sequences[from], task(from));
    }

    private void put(int place, long due, long number, Task task) {
        dues[place] = due;
        sequences[place] = number;
        tasks[place] = task;
        task.place = place;
    }

    private boolean before(int one, int other) {
        return before(dues[one], sequences[one], other);
    }

    /** Tasks due at the same instant run in the order in which they were given. */
    private boolean before(long due, long number, int other) {
        return due < dues[other] || due == dues[other] && number < sequences[other];
    }

    private Task task(int place) {
        Task task = tasks[place];
        if (task == null) {
            throw new IllegalStateException("no task at place " + place + " of " + size + "; the heap is broken");
        }
        return task;
    }

    private static final class Task implements Scheduled {
        private static final int GONE = -1;

        private final VirtualTimeline timeline;
        private final Runnable body;
        private int place;

        Task(VirtualTimeline timeline, Runnable body) {
            this.timeline = timeline;
            this.body = body;
        }

        @Override
        public void cancel() {
            if (place != GONE) {
                timeline.remove(place);
            }
        }
    }
}
