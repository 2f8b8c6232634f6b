package io.turngap.time;

import java.util.PriorityQueue;

/**
 * A timeline whose clock jumps to the next task: nothing sleeps, and the same tasks give the same history to the bit.
 *
 * <p>Confined to the thread that runs it.
 */
public final class VirtualTimeline implements Timeline {

    private final PriorityQueue<Task> queue = new PriorityQueue<>();
    private long nowNanos;
    private long sequence;

    @Override
    public long nowNanos() {
        return nowNanos;
    }

    @Override
    public Scheduled at(long dueNanos, Runnable task) {
        Task entry = new Task(Math.max(dueNanos, nowNanos), sequence++, task);
        queue.add(entry);
        return entry;
    }

    /** Runs every task due up to and including {@code endNanos} and leaves the clock there. */
    public void runUntil(long endNanos) {
        for (Task next = queue.peek(); next != null && next.dueNanos <= endNanos; next = queue.peek()) {
            queue.poll();
            next.run(this);
        }
        nowNanos = Math.max(nowNanos, endNanos);
    }

    /**
     * Runs until no task is left.
     *
     * @throws IllegalStateException when more than {@code mostTasks} ran: a loop that would never end
     */
    public void runAll(long mostTasks) {
        long ran = 0;
        for (Task next = queue.poll(); next != null; next = queue.poll()) {
            if (++ran > mostTasks) {
                throw new IllegalStateException("more than " + mostTasks + " tasks ran and some are left at "
                        + nowNanos / 1_000_000 + " ms: a loop?");
            }
            next.run(this);
        }
    }

    private static final class Task implements Scheduled, Comparable<Task> {
        private final long dueNanos;
        private final long sequence;
        private final Runnable body;
        private boolean cancelled;

        Task(long dueNanos, long sequence, Runnable body) {
            this.dueNanos = dueNanos;
            this.sequence = sequence;
            this.body = body;
        }

        void run(VirtualTimeline timeline) {
            timeline.nowNanos = Math.max(timeline.nowNanos, dueNanos);
            if (!cancelled) {
                body.run();
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public int compareTo(Task other) {
            int byDue = Long.compare(dueNanos, other.dueNanos);
            return byDue != 0 ? byDue : Long.compare(sequence, other.sequence);
        }
    }
}
