package io.turngap.load;

/**
 * A rate that changes evenly from a to b in T seconds: λ(t) = a + (b − a) t / T, Λ(t) = a t + (b − a) t² / 2T.
 *
 * <p>Its inverse is the root of a quadratic equation, in the form that does not subtract nearly equal numbers: Λ⁻¹(n) = 2 n / (a + √(a² + 2
 * n (b − a) / T)).
 */
record RampRate(double from, double to, double seconds) implements RateCurve {

    @Override
    public double callsASecond(double second) {
        return from + (to - from) * second / seconds;
    }

    @Override
    public double calls(double second) {
        return from * second + (to - from) * second * second / (2 * seconds);
    }

    @Override
    public double secondOf(double calls) {
        double root = Math.sqrt(Math.max(0, from * from + 2 * calls * (to - from) / seconds));
        double below = from + root;
        return calls == 0 || below == 0 ? 0 : Math.min(seconds, 2 * calls / below);
    }
}
