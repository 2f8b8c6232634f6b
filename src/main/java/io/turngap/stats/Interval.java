package io.turngap.stats;

/**
 * A closed interval. Its upper end may be infinite: then the data, being censored, do not bound it.
 *
 * @param low lower end, in the unit of the values
 * @param high upper end, not below {@code low}
 */
public record Interval(double low, double high) {

    public Interval {
        if (!(low <= high)) {
            throw new IllegalArgumentException(
                    "An interval was given ends " + low + " and " + high + "; expected low <= high. Give them in order.");
        }
    }

    /** The smallest interval that holds this one and {@code value}. */
    public Interval holding(double value) {
        return new Interval(Math.min(low, value), Math.max(high, value));
    }

    /** True when both ends are finite. */
    public boolean isBounded() {
        return Double.isFinite(low) && Double.isFinite(high);
    }
}
