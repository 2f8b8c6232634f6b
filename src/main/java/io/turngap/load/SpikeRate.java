package io.turngap.load;

import java.util.List;

/**
 * A spike: the rate r, from t = {@code after} on a rise to the peak p, p for {@code hold} seconds, a fall as long as the rise, and r again to
 * the end. Without a rise it jumps.
 */
final class SpikeRate {
    private SpikeRate() {}

    static RateCurve of(double rate, double peak, double after, double rise, double hold, double seconds) {
        double rest = Math.max(0, seconds - after - 2 * rise - hold);
        return new PiecewiseRate(List.of(
                new ConstantRate(rate, after),
                new RampRate(rate, peak, rise),
                new ConstantRate(peak, hold),
                new RampRate(peak, rate, rise),
                new ConstantRate(rate, rest)));
    }
}
