package io.turngap.claims;

import io.turngap.stats.Interval;
import java.util.Optional;

/**
 * One measured figure.
 *
 * @param what what it is, in words
 * @param unit {@code ms} or {@code %}
 * @param value the figure
 * @param n turns, or lookups, that it was computed from
 * @param calls calls that they came in
 * @param ci95 95 % interval; empty where too few calls allow none, and for an {@code exact} figure
 * @param exact true where the figure speaks of these very turns and of no others, as the largest of them does
 * @param stated what the article states of it, where it does
 * @param decides whether the verdict hangs on it; otherwise it stands beside
 */
public record Measurement(
        String what,
        String unit,
        double value,
        int n,
        int calls,
        Optional<Interval> ci95,
        boolean exact,
        Optional<ClaimBand> stated,
        boolean decides) {

    /** A figure with its interval, beside which nothing is stated. */
    public static Measurement of(String what, String unit, double value, int n, int calls, Optional<Interval> ci95) {
        return new Measurement(what, unit, value, n, calls, ci95, false, Optional.empty(), false);
    }

    /** A figure of these turns only. */
    public static Measurement exact(String what, String unit, double value, int n, int calls) {
        return new Measurement(what, unit, value, n, calls, Optional.empty(), true, Optional.empty(), false);
    }

    /** The same, and the verdict hangs on how it lies to {@code band}. */
    public Measurement against(ClaimBand band) {
        return new Measurement(what, unit, value, n, calls, ci95, exact, Optional.of(band), true);
    }

    /** The same with {@code band} to compare, without weight for the verdict. */
    public Measurement beside(ClaimBand band) {
        return new Measurement(what, unit, value, n, calls, ci95, exact, Optional.of(band), false);
    }

    /** How it lies to what is stated; empty where nothing is. Without an interval only an exact figure decides anything. */
    public Optional<FindingVerdict> verdict() {
        return stated.map(band -> known().map(band::judge).orElse(FindingVerdict.UNDECIDED));
    }

    /** Where it lies to what is stated, in words; empty where nothing is. */
    public Optional<String> where() {
        return stated.map(band -> known().map(band::where).orElse("too few to say"));
    }

    /** What is known of the figure. */
    private Optional<Interval> known() {
        return exact && !Double.isNaN(value) ? Optional.of(new Interval(value, value)) : ci95;
    }
}
