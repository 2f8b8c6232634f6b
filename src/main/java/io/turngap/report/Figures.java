package io.turngap.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers as people read them. Three figures are kept: more would claim what a measurement does not hold. */
final class Figures {

    /** What stands where there is no value. */
    static final String NONE = "–";

    private static final char THIN = '\u202f';

    private Figures() {}

    /** Milliseconds for a column whose head names the unit: {@code 3.4}, {@code 812}, {@code 1 240}. */
    static String ms(@Nullable Double ms) {
        if (ms == null || ms.isNaN()) {
            return NONE;
        }
        double size = Math.abs(ms);
        return size < 10 && size >= 0.05 ? signed(String.format(Locale.ROOT, "%.1f", ms)) : grouped(Math.round(ms));
    }

    /** Milliseconds from microseconds, for a column. */
    static String usAsMs(long us) {
        return ms(us / 1_000.0);
    }

    /** A span with its unit, for a sentence: {@code 3.4 ms}, {@code 812 ms}, {@code 1.24 s}. */
    static String span(@Nullable Double ms) {
        if (ms == null || ms.isNaN()) {
            return NONE;
        }
        return Math.abs(ms) < 999.5
                ? ms(ms) + "\u00a0ms"
                : signed(String.format(Locale.ROOT, "%.2f", ms / 1_000)) + "\u00a0s";
    }

    /** A span in microseconds with its unit: {@code 40 µs}, {@code 1.9 ms}, {@code 1.24 s}. */
    static String spanUs(double us) {
        return Math.abs(us) < 1_000 ? grouped(Math.round(us)) + "\u00a0µs" : span(us / 1_000);
    }

    /** A share of 1 as percent: {@code 0 %}, {@code 0.8 %}, {@code 12 %}; a dash where there was nothing to count. */
    static String percent(@Nullable Double share) {
        if (share == null) {
            return NONE;
        }
        double percent = share * 100;
        boolean whole = percent == 0 || Math.abs(percent) >= 9.95;
        return String.format(Locale.ROOT, whole ? "%.0f" : "%.1f", percent) + "\u00a0%";
    }

    /** The value of a gate in its unit. */
    static String gate(@Nullable Double value, String unit) {
        if (value == null) {
            return NONE;
        }
        String number = unit.equals("ms") ? ms(value) : trimmed(value);
        return number + "\u00a0" + unit;
    }

    /** A whole number with thin separators. */
    static String grouped(long value) {
        String digits = Long.toString(Math.abs(value));
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < digits.length(); i++) {
            if (i > 0 && (digits.length() - i) % 3 == 0 && digits.length() > 3) {
                out.append(THIN);
            }
            out.append(digits.charAt(i));
        }
        return value < 0 ? "−" + out : out.toString();
    }

    /** How long a run took: {@code 48 s}, {@code 3 min 20 s}. */
    static String duration(long ms) {
        long s = Math.round(ms / 1_000.0);
        if (s < 120) {
            return s + "\u00a0s";
        }
        return s < 7_200
                ? s / 60 + "\u00a0min " + s % 60 + "\u00a0s"
                : s / 3_600 + "\u00a0h " + s / 60 % 60 + "\u00a0min";
    }

    /** A count with its noun: {@code 1 turn}, {@code 3 turns}. */
    static String count(long n, String noun) {
        return grouped(n) + " " + noun + (n == 1 ? "" : "s");
    }

    /** A coordinate for SVG. */
    static String at(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }

    /** A share of 100 for SVG, bounded to the picture. */
    static String percentAt(double share) {
        return at(Math.clamp(share, 0, 1) * 100) + "%";
    }

    private static String trimmed(double value) {
        return signed(String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.1f" : "%.0f", value)
                .replaceAll("\\.0$", ""));
    }

    private static String signed(String number) {
        return number.startsWith("-") ? "−" + number.substring(1) : number;
    }
}
