package io.turngap.call;

import io.turngap.scenario.Conditions;
import io.turngap.time.Seeds;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * One direction of an emulated network: when something sent now arrives. The further delay is exponential with the given standard
 * deviation, {@code -σ ln(1 - u)}, which has σ for its mean too; nothing overtakes what was sent before.
 */
final class NetworkPath {

    private final UniformRandomProvider random;
    private long delayNanos;
    private double jitterNanos;
    private long lastNanos = Long.MIN_VALUE;

    NetworkPath(Seeds seeds) {
        this.random = seeds.random();
    }

    /** The network from now on. */
    void conditions(Conditions.Network network) {
        delayNanos = Math.round(network.oneWayDelayMs() * SampleClock.MS);
        jitterNanos = network.jitterMs() * SampleClock.MS;
    }

    /** When what is sent at {@code sentNanos} arrives. */
    long arrival(long sentNanos) {
        long jitter = jitterNanos == 0 ? 0 : Math.round(-jitterNanos * Math.log1p(-random.nextDouble()));
        lastNanos = Math.max(lastNanos, sentNanos + delayNanos + jitter);
        return lastNanos;
    }

    /** True when something sent at {@code sentNanos} arrives at that instant, whatever chance says. */
    boolean transparent(long sentNanos) {
        return delayNanos == 0 && jitterNanos == 0 && lastNanos <= sentNanos;
    }
}
