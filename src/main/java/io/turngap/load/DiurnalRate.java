package io.turngap.load;

/**
 * The curve of a day of D seconds, with its peak b at p and its least rate a half a day off: λ(t) = m + A cos(ω (t − p)) with m = (a + b) /
 * 2, A = (b − a) / 2 and ω = 2π / D, so Λ(t) = m t + A / ω (sin(ω (t − p)) + sin(ω p)).
 *
 * <p>Its inverse has no closed form. Newton's method finds it, kept within an interval that is known to hold it and that shrinks with every
 * step; where a step would leave it, as where λ is nearly 0, the middle is taken instead.
 */
record DiurnalRate(double least, double peak, double peakAt, double day, double seconds) implements RateCurve {

    private static final int MOST_STEPS = 100;

    /** A tenth of a nanosecond. */
    private static final double EXACT_SECONDS = 1e-10;

    @Override
    public double callsASecond(double second) {
        return middle() + half() * Math.cos(omega() * (second - peakAt));
    }

    @Override
    public double calls(double second) {
        return middle() * second
                + half() / omega() * (Math.sin(omega() * (second - peakAt)) + Math.sin(omega() * peakAt));
    }

    @Override
    public double secondOf(double calls) {
        double low = 0;
        double high = seconds;
        double second = Math.clamp(calls / middle(), low, high);
        for (int step = 0; step < MOST_STEPS && high - low > EXACT_SECONDS; step++) {
            double excess = calls(second) - calls;
            if (excess > 0) {
                high = second;
            } else {
                low = second;
            }
            double next = second - excess / callsASecond(second);
            next = next > low && next < high ? next : (low + high) / 2;
            if (Math.abs(next - second) < EXACT_SECONDS) {
                return next;
            }
            second = next;
        }
        return second;
    }

    private double middle() {
        return (least + peak) / 2;
    }

    private double half() {
        return (peak - least) / 2;
    }

    private double omega() {
        return 2 * Math.PI / day;
    }
}
