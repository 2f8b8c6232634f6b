package io.turngap.capacity;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What callers must get for a load to count as carried.
 *
 * @param sloMs a reply is good when it is heard within so many ms of the caller's last word (TTFA)
 * @param goodput least share of turns with a good reply
 * @param failedCalls share of calls below which failures must stay
 */
public record Target(long sloMs, double goodput, double failedCalls) {

    private static final Pattern RULE =
            Pattern.compile("\\s*ttfa\\s*<=?\\s*(\\d{1,6}(?:\\.\\d+)?)\\s*(ms|s)\\s*", Pattern.CASE_INSENSITIVE);

    /** The usual: 95 % of turns, fewer than 1 % of calls failed. */
    public static Target of(long sloMs) {
        return new Target(sloMs, 0.95, 0.01);
    }

    /**
     * The usual with the SLO of a rule such as {@code ttfa < 800 ms}.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static Target parse(String rule) {
        Matcher matcher = RULE.matcher(rule);
        if (matcher.matches()) {
            double ms = Double.parseDouble(matcher.group(1)) * (matcher.group(2).equalsIgnoreCase("s") ? 1_000 : 1);
            if (ms >= 1 && ms <= 600_000) {
                return of(Math.round(ms));
            }
        }
        throw new IllegalArgumentException(
                "the SLO \"" + rule + "\"; TTFA below 1 ms to 600 s is allowed: write it like \"ttfa < 800 ms\"");
    }

    /** In words. */
    @Override
    public String toString() {
        return Math.round(goodput * 100) + " % of turns answered within " + sloMs + " ms, fewer than "
                + Math.round(failedCalls * 100) + " % of calls failed";
    }
}
