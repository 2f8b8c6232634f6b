package io.turngap.gate;

import io.turngap.stats.ClusterBootstrap;
import io.turngap.stats.Design;
import io.turngap.stats.Effect;
import io.turngap.stats.OrderStatistics;
import io.turngap.stats.PermutationTest.Question;
import io.turngap.time.Seeds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The intervals of all regression rules of one judgement. All percentiles of a metric come from the same draws, made once when the first of
 * them asks; so do two confidences of one percentile.
 */
final class Drawing {

    private final List<Rule> rules;
    private final Design design;
    private final Looks looks;
    private final Seeds seeds;
    private final int mostDraws;
    private final Map<Asked, Map<Effect, ClusterBootstrap.Estimate>> known = new HashMap<>();

    private record Asked(String metric, boolean stage, double tail) {}

    /**
     * Nothing is drawn yet.
     *
     * @param rules all that may ask
     * @param seeds of the regressions
     * @param mostDraws draws are at most so many
     */
    Drawing(List<Rule> rules, Design design, Looks looks, Seeds seeds, int mostDraws) {
        this.rules = List.copyOf(rules);
        this.design = design;
        this.looks = looks;
        this.seeds = seeds;
        this.mostDraws = mostDraws;
    }

    Design design() {
        return design;
    }

    Looks looks() {
        return looks;
    }

    /** As this look is held to. */
    ClusterBootstrap.Estimate held(Rule rule, Question it) {
        return estimate(rule, it, looks.tail());
    }

    /** 95 %. */
    ClusterBootstrap.Estimate shown(Rule rule, Question it) {
        return estimate(rule, it, OrderStatistics.TAIL);
    }

    private ClusterBootstrap.Estimate estimate(Rule rule, Question it, double tail) {
        Map<Effect, ClusterBootstrap.Estimate> ofMetric = known.computeIfAbsent(
                new Asked(rule.metric(), rule.stage(), tail), unused -> estimates(rule, it, tail));
        return Objects.requireNonNull(ofMetric.get(it.effect()));
    }

    private Map<Effect, ClusterBootstrap.Estimate> estimates(Rule rule, Question it, double tail) {
        List<Effect> effects = Contrast.isRate(rule)
                ? List.of(it.effect())
                : rules.stream()
                        .filter(other -> other.kind() == Rule.Kind.REGRESSION
                                && other.metric().equals(rule.metric())
                                && other.stage() == rule.stage())
                        .map(other -> Contrast.effect(other.p()))
                        .distinct()
                        .toList();
        int draws = Math.min(
                mostDraws, ClusterBootstrap.draws(it.first().n() + it.second().n()));
        List<ClusterBootstrap.Estimate> drawn = ClusterBootstrap.estimates(
                it.first(),
                it.second(),
                effects,
                design,
                draws,
                tail,
                seeds.at("bootstrap").at(rule.metric()).random());
        Map<Effect, ClusterBootstrap.Estimate> estimates = new HashMap<>();
        for (int e = 0; e < effects.size(); e++) {
            estimates.put(effects.get(e), drawn.get(e));
        }
        return estimates;
    }
}
