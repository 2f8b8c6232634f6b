package io.turngap.time;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * A modelled duration, log-normal: {@code median · exp(sigma · z)} with z standard normal. Its 95th percentile is
 * {@code median · exp(1.6449 · sigma)}; with sigma 0 it is constant.
 *
 * @param medianMs median, ms
 * @param sigma standard deviation of the logarithm
 */
public record Latency(double medianMs, double sigma) {

    /** The 0.95 quantile of the standard normal distribution. */
    private static final double Z95 = 1.6448536269514722;

    /** Always the same. */
    public static Latency constant(double ms) {
        return new Latency(ms, 0);
    }

    /** By median and 95th percentile, both in ms and above 0. */
    public static Latency ofP95(double medianMs, double p95Ms) {
        return new Latency(medianMs, Math.log(p95Ms / medianMs) / Z95);
    }

    /** By its central 90 %: a range of {@code lowMs} to {@code highMs}, both above 0, read as 5th and 95th percentile. */
    public static Latency ofRange(double lowMs, double highMs) {
        return new Latency(Math.sqrt(lowMs * highMs), Math.log(highMs / lowMs) / (2 * Z95));
    }

    /** The next duration, ns; draws one number from {@code random} whatever sigma is. */
    public long nextNanos(UniformRandomProvider random) {
        double z = ZigguratSampler.NormalizedGaussian.of(random).sample();
        return Math.round(medianMs * Math.exp(sigma * z) * 1e6);
    }
}
