package io.turngap.trace;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How one clock is read.
 *
 * @param state what is known of its offset
 * @param guessNanos first guess, where there is one: good for telling turns apart
 * @param offset the interval, where turns bound it
 * @param offsetNanos what is subtracted from the agent's instants; 0 where nothing is known
 * @param uncertaintyNanos half-width of that
 */
record ClockReading(
        State state, OptionalLong guessNanos, Optional<ClockOffset> offset, long offsetNanos, long uncertaintyNanos) {

    /** Clocks of one machine are one; what is left are the microseconds to which both sides read it, and its being slewed. */
    private static final long ONE_MACHINE_NANOS = 1_000_000;

    /** Beyond this a milestone could stand in any stage. */
    static final long MOST_UNCERTAIN_NANOS = 250_000_000;

    /** What is known. */
    enum State {
        /** The exporter is on this machine, and no turn contradicts that its clock is ours. */
        SAME("same clock"),
        /** Bounded on both sides by most turns. */
        ESTIMATED("estimated"),
        /** Bounded so loosely, or on one side only, that milestones cannot be placed. */
        LOOSE("too uncertain"),
        /** The turns contradict each other. */
        INCONSISTENT("inconsistent"),
        /** Nothing to go by. */
        UNKNOWN("unknown");

        private final String words;

        State(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** True when instants may be placed. */
    boolean placeable() {
        return state == State.SAME || state == State.ESTIMATED;
    }

    /** Reads a clock by its offset. */
    static ClockReading of(OptionalLong guessNanos, Optional<ClockOffset> offset, boolean thisMachine) {
        long guess = guessNanos.orElse(0);
        if (offset.isEmpty()) {
            return new ClockReading(State.UNKNOWN, guessNanos, offset, guess, 0);
        }
        ClockOffset found = offset.get();
        if (!found.consistent()) {
            return new ClockReading(State.INCONSISTENT, guessNanos, offset, guess, 0);
        }
        if (thisMachine && found.contains(0) && found.bounded()) {
            return new ClockReading(State.SAME, guessNanos, offset, 0, ONE_MACHINE_NANOS);
        }
        if (!found.bounded() || found.halfWidthNanos() > MOST_UNCERTAIN_NANOS) {
            return new ClockReading(State.LOOSE, guessNanos, offset, guess, 0);
        }
        return new ClockReading(State.ESTIMATED, guessNanos, offset, found.middleNanos(), found.halfWidthNanos());
    }
}
