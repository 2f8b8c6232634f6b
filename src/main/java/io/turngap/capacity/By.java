package io.turngap.capacity;

import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** What of the load is raised. */
public enum By {
    /** Calls at once (closed): each call that ends makes room for the next. */
    CONCURRENCY("calls at once", 1),
    /** Calls a second (open, Poisson): calls come whether or not others have ended. */
    RATE("calls a second", 0.01);

    /** The search stops where the loads that meet and miss the target are this close, relative to the lower. */
    static final double PRECISION = 0.05;

    private static final MathContext THREE_FIGURES = new MathContext(3, RoundingMode.DOWN);

    private final String unit;
    private final double least;

    By(String unit, double least) {
        this.unit = unit;
        this.least = least;
    }

    /** What is counted, in the plural. */
    public String unit() {
        return unit;
    }

    /** The name in files and options. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The smallest load that is tried. */
    public double least() {
        return least;
    }

    /** A load that can be made, not above {@code load}: whole calls, or a rate of three figures. */
    public double floor(double load) {
        return this == CONCURRENCY
                ? Math.floor(load)
                : load <= 0 ? 0 : new BigDecimal(load).round(THREE_FIGURES).doubleValue();
    }

    /** True where nothing worth a step lies between two loads. */
    boolean isFine(double low, double high) {
        return high - low <= Math.max(this == CONCURRENCY ? 1 : 0, PRECISION * low);
    }

    /** The load half-way. */
    double middle(double low, double high) {
        return floor((low + high) / 2);
    }

    /** A load as text, such as {@code 48} or {@code 2.35}. */
    public String format(double load) {
        return this == CONCURRENCY
                ? String.format(Locale.ROOT, "%.0f", load)
                : BigDecimal.valueOf(load).stripTrailingZeros().toPlainString();
    }
}
