package io.turngap.gate;

import java.util.Locale;

/** How an undecided gate says what would decide it. The figures are rough: they take the rest of the world to be like this run. */
final class MoreCalls {

    /** Beyond this many a value is as good as on its limit. */
    private static final long MOST = 100_000;

    private MoreCalls() {}

    /** {@code calls} further calls. */
    static String about(long calls) {
        return calls > MOST
                ? "the value is too close to the limit for any number of calls to tell"
                : String.format(Locale.ROOT, "about %d more calls would tell", Math.max(1, calls));
    }

    /** So many calls in all as {@code factor} times those made. */
    static String byFactor(int calls, double factor) {
        double more = calls * (factor - 1);
        return about(Double.isFinite(more) && more < MOST ? (long) Math.ceil(more) : MOST + 1);
    }
}
