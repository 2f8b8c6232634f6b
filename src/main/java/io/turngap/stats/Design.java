package io.turngap.stats;

import java.util.function.IntUnaryOperator;

/**
 * How the calls of two arms came about, the baseline being the first: which of them could as well have been in the other arm, and which are
 * drawn together when they are resampled. A cluster is named by its number within its arm.
 */
public final class Design {

    private static final IntUnaryOperator ONE = cluster -> 0;

    private final boolean blocked;
    private final boolean severalRuns;
    private final IntUnaryOperator blockOfFirst;
    private final IntUnaryOperator blockOfSecond;
    private final IntUnaryOperator runOfFirst;

    private Design(
            boolean blocked,
            boolean severalRuns,
            IntUnaryOperator blockOfFirst,
            IntUnaryOperator blockOfSecond,
            IntUnaryOperator runOfFirst) {
        this.blocked = blocked;
        this.severalRuns = severalRuns;
        this.blockOfFirst = blockOfFirst;
        this.blockOfSecond = blockOfSecond;
        this.runOfFirst = runOfFirst;
    }

    /** Two runs, one after the other: any call could have been in either. */
    public static Design apart() {
        return new Design(false, false, ONE, ONE, ONE);
    }

    /** One run in which both arms were called in blocks; calls are dealt out anew, and drawn together, within theirs. */
    public static Design blocks(IntUnaryOperator ofFirst, IntUnaryOperator ofSecond) {
        return new Design(true, false, ofFirst, ofSecond, ONE);
    }

    /** One run in which call n of either arm says the same and was made beside the other's: a block of two. */
    public static Design pairs() {
        return blocks(IntUnaryOperator.identity(), IntUnaryOperator.identity());
    }

    /** The first arm is several runs: they are resampled first, then the calls of each. */
    public static Design runs(IntUnaryOperator ofFirst) {
        return new Design(false, true, ONE, ONE, ofFirst);
    }

    /** True where calls are exchanged within blocks only. */
    public boolean isBlocked() {
        return blocked;
    }

    /** True where the first arm is several runs. */
    public boolean isSeveralRuns() {
        return severalRuns;
    }

    /** The block of a call of the first arm; blocks of both arms have the same numbers. */
    public int blockOfFirst(int cluster) {
        return blockOfFirst.applyAsInt(cluster);
    }

    /** The block of a call of the second arm. */
    public int blockOfSecond(int cluster) {
        return blockOfSecond.applyAsInt(cluster);
    }

    /** The run that a call of the first arm was made in. */
    public int runOfFirst(int cluster) {
        return runOfFirst.applyAsInt(cluster);
    }
}
