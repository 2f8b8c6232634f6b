package io.turngap.time;

import java.util.PriorityQueue;

/** A virtual timeline whose tasks may take time: {@link #stall} moves the clock on while a task runs, as a stopped machine would. */
public final class StallingTimeline implements Timeline {

    private record Task(long dueNanos, long sequence, Runnable body, boolean[] cancelled) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            int byDue = Long.compare(dueNanos, other.dueNanos);
            return byDue != 0 ? byDue : Long.compare(sequence, other.sequence);
        }
    }

    private final PriorityQueue<Task> queue = new PriorityQueue<>();
    private long nowNanos;
    private long sequence;
    int tasksRun;

    @Override
    public long nowNanos() {
        return nowNanos;
    }

    @Override
    public Scheduled at(long dueNanos, Runnable task) {
        boolean[] cancelled = new boolean[1];
        queue.add(new Task(dueNanos, sequence++, task, cancelled));
        return () -> cancelled[0] = true;
    }

    public void stall(long nanos) {
        nowNanos += nanos;
    }

    public void runUntil(long endNanos) {
        for (Task next = queue.peek(); next != null && next.dueNanos <= endNanos; next = queue.peek()) {
            queue.poll();
            nowNanos = Math.max(nowNanos, next.dueNanos);
            if (!next.cancelled[0]) {
                tasksRun++;
                next.body.run();
            }
        }
        nowNanos = Math.max(nowNanos, endNanos);
    }
}
