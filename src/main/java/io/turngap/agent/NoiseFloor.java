package io.turngap.agent;

import java.util.Arrays;

/**
 * The power of the noise in each bin of a spectrum, followed through speech: a bin's power counts as noise as far as speech is improbable
 * in it.
 *
 * <p>Gerkmann and Hendriks 2012, "Unbiased MMSE-based noise power estimation with low complexity and low tracking delay". With speech 15 dB above the
 * noise where there is any, speech and silence equally likely, the probability of speech is
 * {@code 1 / (1 + (1 + ξ) exp(-P / σ² · ξ / (1 + ξ)))}, ξ = 10^1.5; the noise is smoothed over {@code p σ² + (1 - p) P}. It needs no window
 * of seconds as minimum statistics (Martin 2001) do, so it follows a passing car, and it needs no correction for its bias.
 */
final class NoiseFloor {

    private static final double XI = Math.pow(10, 1.5);
    private static final double EXPONENT = XI / (1 + XI);

    /** Smoothing of noise and of probability: the paper's 0.8 and 0.9 for steps of 16 ms, here for 10 ms. */
    private static final double SMOOTHING = Math.pow(0.8, 10 / 16.0);

    private static final double PROBABILITY_SMOOTHING = Math.pow(0.9, 10 / 16.0);

    /** A bin that was speech for so long on average may be noise that rose: it is doubted. */
    private static final double MOST_CERTAIN = 0.99;

    /** Windows at the start whose mean is the first estimate. */
    private static final int FIRST_WINDOWS = 8;

    /** Below the rounding of 16 bits, so that digital silence divides nothing by zero. */
    private static final double LEAST_POWER = 1;

    private final double[] noise;
    private final double[] probability;
    private int windows;

    NoiseFloor(int bins) {
        noise = new double[bins];
        probability = new double[bins];
        Arrays.fill(noise, LEAST_POWER);
    }

    /** Takes the power of the next window's bins and gives the noise in them; the array is reused. */
    double[] next(double[] power) {
        if (windows < FIRST_WINDOWS) {
            windows++;
            for (int bin = 0; bin < noise.length; bin++) {
                noise[bin] = Math.max(LEAST_POWER, noise[bin] + (power[bin] - noise[bin]) / windows);
            }
            return noise;
        }
        for (int bin = 0; bin < noise.length; bin++) {
            double speech = 1 / (1 + (1 + XI) * Math.exp(-power[bin] / noise[bin] * EXPONENT));
            probability[bin] = PROBABILITY_SMOOTHING * probability[bin] + (1 - PROBABILITY_SMOOTHING) * speech;
            if (probability[bin] > MOST_CERTAIN) {
                speech = Math.min(speech, MOST_CERTAIN);
            }
            double expected = speech * noise[bin] + (1 - speech) * power[bin];
            noise[bin] = Math.max(LEAST_POWER, SMOOTHING * noise[bin] + (1 - SMOOTHING) * expected);
        }
        return noise;
    }
}
