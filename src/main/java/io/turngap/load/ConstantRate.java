package io.turngap.load;

/** A constant rate: λ(t) = r, Λ(t) = r t, Λ⁻¹(n) = n / r. */
record ConstantRate(double rate, double seconds) implements RateCurve {

    @Override
    public double callsASecond(double second) {
        return rate;
    }

    @Override
    public double calls(double second) {
        return rate * second;
    }

    @Override
    public double secondOf(double calls) {
        return rate == 0 ? seconds : calls / rate;
    }
}
