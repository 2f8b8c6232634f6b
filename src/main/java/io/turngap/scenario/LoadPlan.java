package io.turngap.scenario;

import java.util.List;

/**
 * When calls start, as the block {@code load:} of a scenario says.
 *
 * @param phases one after another; empty for a closed model, in which a call that ends makes room for the next
 */
public record LoadPlan(List<LoadPhase> phases) {

    /** A closed model: {@code concurrency} calls at once. */
    public static final LoadPlan CLOSED = new LoadPlan(List.of());

    public LoadPlan {
        phases = List.copyOf(phases);
    }

    /** True where calls come by a schedule, whether or not others have ended. */
    public boolean isOpen() {
        return !phases.isEmpty();
    }
}
