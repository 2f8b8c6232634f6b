package io.turngap.claims;

import io.turngap.stats.Interval;

/**
 * What the article states, as a range.
 *
 * @param low lower end, in the unit of what is measured; negative infinity where it has none
 * @param high upper end; infinity where it has none
 * @param reading how a figure that is no range was read as one; empty where it is one
 */
public record ClaimBand(double low, double high, String reading) {

    public ClaimBand {
        if (!(low <= high)) {
            throw new IllegalArgumentException(
                    "A range was given ends " + low + " and " + high + "; expected low <= high. Give them in order.");
        }
    }

    /** A range as it stands. */
    public static ClaimBand of(double low, double high) {
        return new ClaimBand(low, high, "");
    }

    /** Less than {@code high}. */
    public static ClaimBand below(double high) {
        return of(Double.NEGATIVE_INFINITY, high);
    }

    /** {@code low} or more. */
    public static ClaimBand from(double low) {
        return of(low, Double.POSITIVE_INFINITY);
    }

    /** A single figure, taken with so much on either side. */
    public static ClaimBand about(double value, double give) {
        return new ClaimBand(value - give, value + give, "read as give or take " + plain(give));
    }

    /** Inside: holds. Outside: does not. Across an end: nobody knows. */
    public FindingVerdict judge(Interval measured) {
        if (measured.low() >= low && measured.high() <= high) {
            return FindingVerdict.HOLDS;
        }
        return measured.high() < low || measured.low() > high ? FindingVerdict.DOES_NOT_HOLD : FindingVerdict.UNDECIDED;
    }

    /** Where something lies to it: {@code within}, {@code below}, {@code above} or {@code across an end}. */
    public String where(Interval measured) {
        return switch (judge(measured)) {
            case HOLDS -> "within";
            case DOES_NOT_HOLD -> measured.high() < low ? "below" : "above";
            default -> "across an end";
        };
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString(Math.round(value)) : Double.toString(value);
    }
}
