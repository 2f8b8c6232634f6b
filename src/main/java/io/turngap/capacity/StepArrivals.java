package io.turngap.capacity;

import io.turngap.load.Arrivals;
import io.turngap.time.Seeds;

/** The arrivals of a step: those of a model until the load is let go, then none. */
final class StepArrivals implements Arrivals {

    private final Arrivals model;
    private volatile boolean letGo;
    private volatile int asked;

    private StepArrivals(Arrivals model) {
        this.model = model;
    }

    /**
     * Arrivals that go on until {@link #letGo}.
     *
     * @param rampMs over how long the first calls of a closed model start
     */
    static StepArrivals of(By by, double load, long rampMs, Seeds seeds) {
        return new StepArrivals(
                by == By.CONCURRENCY ? Arrivals.closed((int) Math.round(load), rampMs) : Arrivals.poisson(load, seeds));
    }

    /** No other call begins; those under way go on. From any thread. */
    void letGo() {
        letGo = true;
    }

    /** Calls that were given an instant, or a place, so far. */
    int asked() {
        return asked;
    }

    @Override
    public long startNanos(int index) {
        if (letGo) {
            return NO_MORE;
        }
        asked = index + 1;
        return model.startNanos(index);
    }

    @Override
    public String name() {
        return model.name() + ", until the step is decided";
    }
}
