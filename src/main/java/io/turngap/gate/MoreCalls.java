package io.turngap.gate;

import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How an undecided gate says what would decide it, in words and as a number. The figures are rough: they take the rest of the world to be
 * like this run.
 *
 * @param calls further calls, at least 1; empty where no number of them would tell
 * @param said the same in words
 */
record MoreCalls(OptionalLong calls, String said) {

    /** Beyond this many a value is as good as on its limit. */
    static final long MOST = 100_000;

    /** {@code calls} further calls. */
    static MoreCalls about(long calls) {
        long least = Math.max(1, calls);
        return calls > MOST
                ? untold("the value is too close to the limit for any number of calls to tell")
                : of(
                        least,
                        String.format(
                                Locale.ROOT, "about %d more %s would tell", least, least == 1 ? "call" : "calls"));
    }

    /** {@code calls} further calls, in words of their own. */
    static MoreCalls of(long calls, String said) {
        return new MoreCalls(calls > MOST ? OptionalLong.empty() : OptionalLong.of(Math.max(1, calls)), said);
    }

    /** No number of calls would tell, and why. */
    static MoreCalls untold(String said) {
        return new MoreCalls(OptionalLong.empty(), said);
    }

    /** So many calls in all as {@code factor} times those made. */
    static MoreCalls byFactor(int calls, double factor) {
        double more = calls * (factor - 1);
        return about(Double.isFinite(more) && more < MOST ? (long) Math.ceil(more) : MOST + 1);
    }

    /** The number as it stands in {@code run.json}. */
    @Nullable
    Long number() {
        return calls.isPresent() ? (Long) calls.getAsLong() : null;
    }
}
