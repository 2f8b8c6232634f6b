package io.turngap.load;

import io.turngap.time.Seeds;

/**
 * Which call is made on which agent, by the order in which calls start. Of one agent, start n is call n. Of two, starts 2n and 2n + 1 are
 * call n on either of them: the same words, the same noise, and the same minute, so that whatever drifts meets both alike. Which of the two
 * comes first is drawn for each pair from the run's seed, so that neither is always the one that finds a machine just left idle.
 */
final class Pairs {

    /** The agent that is measured. */
    static final int CANDIDATE = 0;

    /** The one that it is held against. */
    static final int BASELINE = 1;

    private final int sides;
    private final Seeds seeds;

    /**
     * Calls on so many agents, one or two.
     *
     * @param seeds the run's
     */
    Pairs(int sides, Seeds seeds) {
        this.sides = sides;
        this.seeds = seeds.at("against");
    }

    /** How many calls start, of so many on each agent. */
    int starts(int calls) {
        return Math.multiplyExact(sides, calls);
    }

    /** Number of the call on its agent. */
    int call(int start) {
        return start / sides;
    }

    /** Whom it is made on: {@link #CANDIDATE} or {@link #BASELINE}. */
    int side(int start) {
        if (sides == 1) {
            return CANDIDATE;
        }
        boolean baselineFirst = seeds.at(call(start)).random().nextBoolean();
        return baselineFirst == (start % 2 == 0) ? BASELINE : CANDIDATE;
    }
}
