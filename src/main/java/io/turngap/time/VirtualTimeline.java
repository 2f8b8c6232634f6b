package io.turngap.time;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A timeline whose clock jumps to the next task: nothing sleeps, and the same tasks give the same history to the bit.
 *
 * <p>Tasks wait in a heap of four children a node, which is half as deep as one of two; the due times stand in an array of their own, so
 * that finding a task's place touches no task. A cancelled task leaves at once: most are timeouts of seconds that nobody meets, and would
 * otherwise be what the heap is full of.
 *
 * <p>Confined to the thread that runs it.
 */
public final class VirtualTimeline implements Timeline {

    private static final int CHILDREN = 4;
    private static final int SMALLEST = 64;

    private long[] dues = new long[SMALLEST];
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
        Task entry = new Task(this, sequence++, task);
        if (size == dues.length) {
            dues = Arrays.copyOf(dues, size * 2);
            tasks = Arrays.copyOf(tasks, size * 2);
        }
        up(size++, due, entry);
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
        long due = dues[size];
        tasks[size] = null;
        if (place < size) {
            if (place > 0 && before(due, last, (place - 1) / CHILDREN)) {
                up(place, due, last);
            } else {
                down(place, due, last);
            }
        }
    }

    /** Puts a task at {@code from} or above. */
    private void up(int from, long due, Task task) {
        int place = from;
        while (place > 0) {
            int parent = (place - 1) / CHILDREN;
            if (!before(due, task, parent)) {
                break;
            }
            put(place, dues[parent], task(parent));
            place = parent;
        }
        put(place, due, task);
    }

    /** Puts a task at {@code from} or below. */
    private void down(int from, long due, Task task) {
        int place = from;
        for (int child = place * CHILDREN + 1; child < size; child = place * CHILDREN + 1) {
            int first = child;
            int end = Math.min(child + CHILDREN, size);
            for (int other = child + 1; other < end; other++) {
                if (before(dues[other], task(other), first)) {
                    first = other;
                }
            }
            if (before(due, task, first)) {
                break;
            }
            put(place, dues[first], task(first));
            place = first;
        }
        put(place, due, task);
    }

    private void put(int place, long due, Task task) {
        dues[place] = due;
        tasks[place] = task;
        task.place = place;
    }

    /** Tasks due at the same instant run in the order in which they were given. */
    private boolean before(long due, Task task, int other) {
        return due < dues[other] || due == dues[other] && task.sequence < task(other).sequence;
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
        private final long sequence;
        private final Runnable body;
        private int place;

        Task(VirtualTimeline timeline, long sequence, Runnable body) {
            this.timeline = timeline;
            this.sequence = sequence;
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
