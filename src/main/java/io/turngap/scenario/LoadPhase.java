package io.turngap.scenario;

/** A stretch of a schedule; which shapes there are, and their formulas, is said by each. */
public sealed interface LoadPhase {

    /** How long it lasts, ms. */
    long durationMs();

    /**
     * A constant rate.
     *
     * @param callsASecond calls that start a second
     * @param random true for a Poisson stream, in which the time between two starts is exponential; false for equal gaps
     */
    record Constant(double callsASecond, long durationMs, boolean random) implements LoadPhase {}
}
