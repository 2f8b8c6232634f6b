package io.turngap.measure;

import io.turngap.time.Seeds;

/**
 * Which calls stand in a journal that does not hold all: of each {@code oneIn} calls in a row one, drawn evenly. So every call has the same
 * chance, a day is covered evenly, and the same seed keeps the same calls.
 *
 * @param oneIn 1 keeps all, 0 none
 * @param seed the run's
 */
public record JournalSample(int oneIn, long seed) {

    public JournalSample {
        if (oneIn < 0) {
            throw new IllegalArgumentException("A journal was to hold one call in " + oneIn
                    + "; 0 (none) or more is allowed. Give 1 to keep all.");
        }
    }

    /** True when the turns of {@code call} are kept. */
    public boolean keeps(int call) {
        if (oneIn <= 1) {
            return oneIn == 1;
        }
        long draw = new Seeds(seed).at("journal").at(call / oneIn).seed();
        return call % oneIn == (int) Math.unsignedMultiplyHigh(draw, oneIn);
    }
}
