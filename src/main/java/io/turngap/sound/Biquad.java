package io.turngap.sound;

/**
 * One second-order filter section, transposed direct form II; coefficients by the bilinear transform with prewarping (Robert
 * Bristow-Johnson, Cookbook formulae for audio EQ biquad filter coefficients). Runs at {@link Pcm#RATE_HZ}.
 */
final class Biquad {
    private final double b0;
    private final double b1;
    private final double b2;
    private final double a1;
    private final double a2;
    private double s1;
    private double s2;

    Biquad(boolean lowPass, double hz, double q) {
        double w = 2 * Math.PI * hz / Pcm.RATE_HZ;
        double alpha = Math.sin(w) / (2 * q);
        double cos = Math.cos(w);
        double a0 = 1 + alpha;
        double edge = (lowPass ? 1 - cos : 1 + cos) / 2 / a0;
        b0 = edge;
        b1 = lowPass ? 2 * edge : -2 * edge;
        b2 = edge;
        a1 = -2 * cos / a0;
        a2 = (1 - alpha) / a0;
    }

    /** The sections of a Butterworth filter of even order: their poles lie at equal angles, so Q is 1 / (2 cos angle). */
    static Biquad[] butterworth(boolean lowPass, double hz, int order) {
        Biquad[] sections = new Biquad[order / 2];
        for (int k = 0; k < sections.length; k++) {
            double angle = Math.PI * (2 * k + 1) / (2 * order);
            sections[k] = new Biquad(lowPass, hz, 1 / (2 * Math.cos(angle)));
        }
        return sections;
    }

    double next(double x) {
        double y = b0 * x + s1;
        s1 = b1 * x - a1 * y + s2;
        // A denormal number would make silence cost fifty times what sound costs.
        double tail = b2 * x - a2 * y;
        s2 = Math.abs(tail) < 1e-20 ? 0 : tail;
        return y;
    }
}
