package io.turngap.scenario;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads rates and times with their units, of texts that the schema has passed. */
final class Quantity {

    private static final Pattern FORM = Pattern.compile("\\s*([0-9]+(?:\\.[0-9]+)?)\\s*(/?)\\s*([a-z]+)\\s*");

    private static final Pattern TIME = Pattern.compile("[0-9]{1,12}(?:\\.[0-9]{1,9})?\\s*(?:ms|s|m|min|h|d)");

    private Quantity() {}

    /** Calls a second, of {@code 2/s}, {@code 90/min} or {@code 7200/h}. */
    static double callsASecond(String text) {
        Matcher parts = parts(text);
        return Double.parseDouble(parts.group(1)) * 1_000 / unitMs(parts.group(3));
    }

    /** True for a text that {@link #ms} reads, within what a scenario allows for its own keys of milliseconds. */
    static boolean isTime(String text) {
        return TIME.matcher(text).matches() && ms(text) <= LoadPhase.MOST_MS;
    }

    /** Milliseconds, rounded, of {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h} or {@code 1d}. */
    static long ms(String text) {
        Matcher parts = parts(text);
        return Math.round(Double.parseDouble(parts.group(1)) * unitMs(parts.group(3)));
    }

    private static Matcher parts(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no number with a unit; the schema should have refused it");
        }
        return matcher;
    }

    private static double unitMs(String unit) {
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m", "min" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            default -> throw new IllegalArgumentException("\"" + unit + "\" is no unit of time; the schema should have refused it");
        };
    }
}
