package io.turngap.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Calls that were asked for against calls that were made. A call is due at its intended start, whatever the instrument was doing then; it
 * has started once its attempt was made. Thread-safe; met once a call, never by a frame.
 */
final class ArrivalCount {

    /** Intended starts of which the instant has not come, ns; bounded by how many are planned ahead. */
    private final PriorityQueue<Long> ahead = new PriorityQueue<>();

    private long due;
    private long started;
    private long heldBack;
    private boolean stopped;
    private long dueInSecond;
    private long startedInSecond;
    private long firstDueNanos;
    private long lastDueNanos;
    private long firstStartNanos;
    private long lastStartNanos;

    /** Calls of a second. */
    record Second(long due, long started) {}

    /** Calls so far. */
    record Sum(long due, long started, long heldBack) {}

    /** What has come by now. */
    synchronized Sum sum(long nowNanos) {
        comeDue(nowNanos);
        return new Sum(due, started, heldBack);
    }

    /** A call is to start then. */
    synchronized void planned(long dueNanos) {
        if (!stopped) {
            ahead.add(dueNanos);
        }
    }

    /** A call that was due does not start, for a bound on calls under way. */
    synchronized void heldBack() {
        heldBack++;
    }

    /** Calls that were planned for these instants are no longer wanted: they are not missed, also where an instant has just come. */
    synchronized void withdrawn(List<Long> dueNanos) {
        for (Long one : dueNanos) {
            if (!ahead.remove(one) && !stopped) {
                due--;
            }
        }
    }

    /** The run ends early: what has not come due by now never will. */
    synchronized void stopped(long nowNanos) {
        comeDue(nowNanos);
        stopped = true;
        ahead.clear();
    }

    /** A call starts now. */
    synchronized void started(long nowNanos) {
        firstStartNanos = started == 0 ? nowNanos : Math.min(firstStartNanos, nowNanos);
        lastStartNanos = started == 0 ? nowNanos : Math.max(lastStartNanos, nowNanos);
        started++;
        startedInSecond++;
    }

    /** What fell due and what started since this was last asked. */
    synchronized Second second(long nowNanos) {
        comeDue(nowNanos);
        Second second = new Second(dueInSecond, startedInSecond);
        dueInSecond = 0;
        startedInSecond = 0;
        return second;
    }

    /** Share of the calls due by now that did not start, 0 to 1; 0 where none was due. */
    synchronized double shortfall(long nowNanos) {
        comeDue(nowNanos);
        return due == 0 ? 0 : Math.max(0, due - started) / (double) due;
    }

    /** As {@code validity.instrument.arrivals} of {@code run.json} has it. */
    synchronized Map<String, Double> summary(long nowNanos) {
        Map<String, Double> summary = new LinkedHashMap<>();
        double shortfall = shortfall(nowNanos);
        summary.put("due", (double) due);
        summary.put("started", (double) started);
        summary.put("held_back", (double) heldBack);
        summary.put("shortfall", shortfall);
        rate(summary, "due_per_s", due, lastDueNanos - firstDueNanos);
        rate(summary, "started_per_s", started, lastStartNanos - firstStartNanos);
        return summary;
    }

    private static void rate(Map<String, Double> summary, String name, long calls, long spanNanos) {
        if (calls > 1 && spanNanos > 0) {
            summary.put(name, Math.round((calls - 1) * 1e12 / spanNanos) / 1e3);
        }
    }

    private void comeDue(long nowNanos) {
        for (Long next = ahead.peek(); next != null && next - nowNanos <= 0; next = ahead.peek()) {
            ahead.poll();
            firstDueNanos = due == 0 ? next : firstDueNanos;
            lastDueNanos = next;
            due++;
            dueInSecond++;
        }
    }
}
