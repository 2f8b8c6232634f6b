package io.turngap.sound;

/**
 * Low-pass kernel for resampling: a sinc under a Kaiser window (Kaiser 1974; the Bessel function by its series, Abramowitz and Stegun
 * 9.6.10).
 *
 * @param crossings zero crossings of the sinc on each side; the kernel ends with the last
 * @param beta shape of the window: higher damps what lies beyond the band more and makes the edge less steep
 * @param cutoff edge of the band (−6 dB) over half the lower of both rates
 */
record Sinc(int crossings, double beta, double cutoff) {

    /** For single recordings: over 80 dB of damping, flat to 92 % of the band. */
    static final Sinc FINE = new Sinc(32, 8, 0.96);

    /** For streams: half a millisecond of delay at 16 kHz, 53 dB of damping. */
    static final Sinc SHORT = new Sinc(8, 5, 0.93);

    /** The kernel at {@code x} samples of the lower rate from its centre, for a gain of 1 at that rate. */
    double at(double x) {
        double inside = 1 - x * x / ((double) crossings * crossings);
        if (inside <= 0) {
            return 0;
        }
        double angle = Math.PI * cutoff * x;
        double sinc = Math.abs(angle) < 1e-9 ? 1 : Math.sin(angle) / angle;
        return cutoff * sinc * bessel(beta * Math.sqrt(inside)) / bessel(beta);
    }

    private static double bessel(double x) {
        double quarter = x * x / 4;
        double term = 1;
        double sum = 1;
        for (int k = 1; k < 60 && term > 1e-12 * sum; k++) {
            term *= quarter / ((double) k * k);
            sum += term;
        }
        return sum;
    }
}
