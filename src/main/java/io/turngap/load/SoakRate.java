package io.turngap.load;

import java.util.List;

/** A soak: a rise from 0 to r that takes {@code ramp} seconds, and then r to the end. */
final class SoakRate {
    private SoakRate() {}

    static RateCurve of(double rate, double ramp, double seconds) {
        return new PiecewiseRate(List.of(new RampRate(0, rate, ramp), new ConstantRate(rate, seconds - ramp)));
    }
}
