package io.turngap.load;

import java.util.ArrayList;
import java.util.List;

/** A staircase from a to b in k steps of T / k seconds: λ(t) = a + (b − a) ⌊k t / T⌋ / (k − 1). */
final class StepRate {
    private StepRate() {}

    static RateCurve of(double from, double to, int steps, double seconds) {
        List<RateCurve> pieces = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            pieces.add(new ConstantRate(from + (to - from) * step / (steps - 1), seconds / steps));
        }
        return new PiecewiseRate(pieces);
    }
}
