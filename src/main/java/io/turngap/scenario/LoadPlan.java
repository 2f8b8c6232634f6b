package io.turngap.scenario;

import java.util.List;

/**
 * When calls start, as the block {@code load:} of a scenario says.
 *
 * @param phases one after another; empty for a closed model, in which a call that ends makes room for the next
 * @param mostInFlight an open model starts no call while so many are under way: a bound of this program's memory and sockets. Such a call
 *     is counted as not started. Without effect on a virtual timeline
 */
public record LoadPlan(List<LoadPhase> phases, int mostInFlight) {

    /** What holds where a scenario says nothing. */
    public static final int MOST_IN_FLIGHT = 5_000;

    /** A closed model: {@code concurrency} calls at once. */
    public static final LoadPlan CLOSED = new LoadPlan(List.of());

    public LoadPlan {
        phases = List.copyOf(phases);
    }

    /** With the usual bound. */
    public LoadPlan(List<LoadPhase> phases) {
        this(phases, MOST_IN_FLIGHT);
    }

    /** True where calls come by a schedule, whether or not others have ended. */
    public boolean isOpen() {
        return !phases.isEmpty();
    }
}
