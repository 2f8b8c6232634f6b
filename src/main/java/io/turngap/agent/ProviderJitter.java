package io.turngap.agent;

import io.turngap.time.Seeds;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Provider jitter: now and then a request to somebody else's model is several times as slow, for no reason that the caller's side can see.
 * A seeded share of requests is slower by a seeded factor; the figures stand in {@code models.yaml} under {@code llm.spikes}.
 */
final class ProviderJitter {

    private final ModelFigures.Spikes figures;

    ProviderJitter(ModelFigures figures) {
        this.figures = figures.spikes();
    }

    /** By what the latency of a request is multiplied, 1 or more; the same seed gives the same factor. */
    double factor(Seeds request) {
        UniformRandomProvider random = request.at("jitter").random();
        if (random.nextDouble() >= figures.share()) {
            return 1;
        }
        return Math.max(1, figures.factor().nextNanos(random) / 1e6);
    }
}
