package io.turngap.load;

import java.util.Locale;

/**
 * The most that may be asked of an agent which is not on this machine and so may cost somebody money.
 *
 * @param calls calls of a run
 * @param concurrency calls at once
 * @param minutes time of all calls of a run together, minutes; a run that comes to it ends its calls
 */
public record Ceiling(int calls, int concurrency, double minutes) {

    /** What is allowed without asking: enough to see whether an agent answers. */
    public static final Ceiling SMALL = new Ceiling(10, 4, 15);

    /** For agents of one's own machine. */
    public static final Ceiling NONE = new Ceiling(Integer.MAX_VALUE, Integer.MAX_VALUE, Double.POSITIVE_INFINITY);

    /** True when a run of so many calls does not go beyond it from the start. */
    public boolean allows(int plannedCalls, int plannedConcurrency) {
        return plannedCalls <= calls && Math.min(plannedConcurrency, plannedCalls) <= concurrency;
    }

    /** What each of so many agents may be asked where this is allowed for all of them together; the calls at once are of all in any case. */
    public Ceiling sharedBy(int agents) {
        return new Ceiling(calls / agents, concurrency, minutes / agents);
    }

    /** True when calls that took so long together have come to it. */
    boolean reached(long callNanos) {
        return callNanos >= minutes * 60e9;
    }

    /** Such as {@code 10 calls, 4 at once, 15 minutes of calls}. */
    @Override
    public String toString() {
        return calls + " calls, " + concurrency + " at once, " + String.format(Locale.ROOT, "%.4g", minutes)
                + " minutes of calls";
    }
}
