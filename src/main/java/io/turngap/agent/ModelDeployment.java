package io.turngap.agent;

import io.turngap.time.Seeds;
import java.util.List;

/**
 * What the modelled models run on, shared by all calls of an agent: for each tier in use its figures (L5), a {@link Fleet} of its own and the
 * provider's {@link PromptCache}.
 */
final class ModelDeployment {

    /**
     * A model that is served.
     *
     * @param tier its figures
     * @param stated whether {@code llm.latency} states the time to the first token; it is then taken as it is, whatever the prompt
     * @param fleet its machines
     * @param prompts its provider's cache of prompts
     */
    record Served(ModelFigures.Tier tier, boolean stated, Fleet fleet, PromptCache prompts) {
        /** Request to first token, ns, when so many tokens are to be read. */
        long firstTokenNanos(Seeds request, double tokens, ModelFigures.Prefill prefill) {
            long drawn = tier.firstToken().nextNanos(request.random());
            return stated ? drawn : Math.round(drawn * prefill.factor(tokens));
        }
    }

    private final AgentConfig.Llm config;
    private final ModelFigures figures;
    private final ModelFigures.Prefill prefill;
    private final ModelFigures.Tier checker;
    private final Served main;
    private final Served simple;
    private final ProviderJitter jitter;

    ModelDeployment(AgentConfig.Llm config, ModelFigures figures, Seeds seeds) {
        this.config = config;
        this.figures = figures;
        this.prefill = figures.prefill();
        this.checker = figures.llm("fast");
        this.jitter = new ProviderJitter(figures);
        ModelFigures.Tier tier = figures.llm(config.tier());
        ModelFigures.Tier used = config.latency()
                .map(stated -> new ModelFigures.Tier(config.tier(), stated.firstToken(), stated.perTokenMs()))
                .orElse(tier);
        this.main = served(used, config.latency().isPresent(), seeds);
        boolean same = !config.routing().enabled() || config.routing().simple().equals(config.tier());
        this.simple = same ? main : served(figures.llm(config.routing().simple()), false, seeds);
    }

    private Served served(ModelFigures.Tier tier, boolean stated, Seeds seeds) {
        Seeds fleet = seeds.at("fleet").at(tier.name());
        return new Served(tier, stated, new Fleet(config.fleet(), figures, fleet), new PromptCache(figures));
    }

    AgentConfig.Llm config() {
        return config;
    }

    ModelFigures figures() {
        return figures;
    }

    ModelFigures.Prefill prefill() {
        return prefill;
    }

    /** The model that looks over an answer where {@code llm.verify} is on: a fast one, with machines of its own. */
    ModelFigures.Tier checker() {
        return checker;
    }

    ProviderJitter jitter() {
        return jitter;
    }

    /** The model of {@code llm.tier}. */
    Served main() {
        return main;
    }

    /** The model of simple turns; {@link #main} where nothing is routed. */
    Served simple() {
        return simple;
    }

    /** Every model that is served, once. */
    List<Served> all() {
        return main.equals(simple) ? List.of(main) : List.of(main, simple);
    }
}
