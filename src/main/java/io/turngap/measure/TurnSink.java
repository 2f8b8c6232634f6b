package io.turngap.measure;

/** Takes finished turns, in any order of calls. Implementations must not block the thread that hands them over. */
@FunctionalInterface
public interface TurnSink {
    /** Notes a finished turn. */
    void turn(Turn turn);
}
