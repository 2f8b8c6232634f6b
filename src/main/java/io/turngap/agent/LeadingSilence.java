package io.turngap.agent;

import io.turngap.sound.Audibility;
import io.turngap.sound.Level;
import io.turngap.sound.Pcm;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * Cuts the silence before speech down to {@value #KEPT_MS} ms: waits for the first sample as loud as {@link Audibility#STANDARD} asks a
 * window to be, which is never after the first audible one, and passes on all from {@value #KEPT_MS} ms before it. A sound that is silent
 * throughout ends with nothing passed on.
 */
final class LeadingSilence implements Predicate<short[]> {

    static final int KEPT_MS = 10;

    private static final int KEPT = KEPT_MS * Pcm.RATE_HZ / 1_000;
    private static final int LOUD = Math.max(1, (int) Level.amplitude(Audibility.STANDARD.levelDbfs()));

    private final Predicate<short[]> taker;
    private short[] before = {};
    private boolean begun;

    /** {@code taker} takes what is left, and says whether more is wanted. */
    LeadingSilence(Predicate<short[]> taker) {
        this.taker = taker;
    }

    @Override
    public boolean test(short[] chunk) {
        if (begun) {
            return taker.test(chunk);
        }
        int silent = before.length;
        short[] all = Arrays.copyOf(before, silent + chunk.length);
        System.arraycopy(chunk, 0, all, silent, chunk.length);
        int loud = silent;
        while (loud < all.length && Math.abs(all[loud]) < LOUD) {
            loud++;
        }
        short[] rest = Arrays.copyOfRange(all, Math.max(0, loud - KEPT), all.length);
        if (loud < all.length) {
            begun = true;
            before = new short[0];
            return taker.test(rest);
        }
        before = rest;
        return true;
    }
}
