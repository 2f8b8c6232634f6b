package io.turngap.agent;

import io.turngap.time.Latency;
import io.turngap.time.Seeds;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Modelled durations of one thing, one after another: the n-th draw of the same branch of the seed is always the same. Thread-safe.
 */
final class Draws {

    private final UniformRandomProvider random;

    Draws(Seeds seeds) {
        random = seeds.random();
    }

    /** The next duration, ns. */
    synchronized long nextNanos(Latency latency) {
        return latency.nextNanos(random);
    }
}
