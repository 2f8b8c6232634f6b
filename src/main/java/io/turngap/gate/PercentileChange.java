package io.turngap.gate;

import io.turngap.measure.Comparison.Row;
import io.turngap.stats.ClusterBootstrap;
import io.turngap.stats.Clustered;
import io.turngap.stats.Design;
import io.turngap.stats.Effect;
import io.turngap.stats.Exceedance;
import io.turngap.stats.Interval;
import io.turngap.stats.OrderStatistics;
import io.turngap.stats.PermutationTest;
import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One percentile of a run beside its baseline's. The effect is the log of their ratio; where the baseline's is below a millisecond, or
 * negative as of overlaps, a ratio means nothing, and it is their difference.
 *
 * @param name metric or stage
 * @param p the percentile as a share
 * @param was values of the baseline
 * @param is values of this run
 * @param wasUs the baseline's percentile, finite
 * @param isUs this run's, finite
 */
record PercentileChange(String name, double p, Clustered was, Clustered is, double wasUs, double isUs) {

    /** What the instrument can tell apart. */
    static final double LEAST_US = 1_000;

    private static final double SAME_PERCENT = 5;

    /** Empty where censoring keeps the percentile of either out of reach. */
    static Optional<PercentileChange> of(String name, double p, Clustered was, Clustered is) {
        double wasUs = Effect.quantile(was, p);
        double isUs = Effect.quantile(is, p);
        return Double.isFinite(wasUs) && Double.isFinite(isUs)
                ? Optional.of(new PercentileChange(name, p, was, is, wasUs, isUs))
                : Optional.empty();
    }

    /** True where both samples can carry an interval of this quantile. */
    static boolean carried(double p, Clustered was, Clustered is) {
        return Math.min(was.clusters(), is.clusters()) >= ClusterBootstrap.FEWEST_CLUSTERS
                && Math.min(was.independent(), is.independent()) >= OrderStatistics.needed(p);
    }

    /**
     * All of them as they stand in {@code run.json}, in their order; intervals of one metric come from the same draws.
     *
     * @param changes of one metric or stage
     */
    static List<Row> rows(List<PercentileChange> changes, Design design, Seeds seeds) {
        if (changes.isEmpty()) {
            return List.of();
        }
        PercentileChange any = changes.getFirst();
        List<ClusterBootstrap.Estimate> estimates = ClusterBootstrap.estimates(
                any.was,
                any.is,
                changes.stream().map(PercentileChange::effect).toList(),
                design,
                Comparisons.DRAWS,
                OrderStatistics.TAIL,
                seeds.at("bootstrap").random());
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            rows.add(changes.get(i).row(estimates.get(i), design, seeds.at("permutation")));
        }
        return rows;
    }

    private Row row(ClusterBootstrap.Estimate estimate, Design design, Seeds seeds) {
        Seeds deals = seeds.at(String.valueOf(p));
        OptionalDouble above = Exceedance.question(was, is, p).stream()
                .mapToDouble(question -> chance(List.of(question), design, deals))
                .findFirst();
        // As a gate on this percentile alone is put to chance.
        double size = chance(Contrast.sizes(new PermutationTest.Question(was, is, effect()), p), design, deals);
        double chance = Exceedance.p(size, above);
        Optional<Interval> interval = carried(p, was, is)
                ? Optional.of(estimate.interval().holding(estimate.effect())).filter(Interval::isBounded)
                : Optional.empty();
        return new Row(
                name,
                "p" + Math.round(p * 100),
                Comparisons.ms(wasUs),
                Comparisons.ms(isUs),
                isRatio() ? (Double) rounded(percent(estimate.effect())) : null,
                interval.filter(unused -> isRatio())
                        .map(i -> List.of(rounded(percent(i.low())), rounded(percent(i.high()))))
                        .orElse(List.of()),
                Math.round(chance * 1e6) / 1e6,
                interval.map(this::verdict).orElse("unsure"));
    }

    private static double chance(List<PermutationTest.Question> ways, Design design, Seeds deals) {
        return PermutationTest.test(ways, design, Comparisons.DRAWS, deals.random()).stream()
                .mapToDouble(PermutationTest.Answer::p)
                .min()
                .orElse(1);
    }

    private boolean isRatio() {
        return wasUs >= LEAST_US;
    }

    private Effect effect() {
        return isRatio() ? Effect.logRatio(p, LEAST_US) : Effect.shift(p);
    }

    private String verdict(Interval interval) {
        if (interval.low() > 0) {
            return "slower";
        }
        if (interval.high() < 0) {
            return "faster";
        }
        boolean same = isRatio()
                ? percent(interval.low()) >= -SAME_PERCENT && percent(interval.high()) <= SAME_PERCENT
                : interval.low() >= -LEAST_US && interval.high() <= LEAST_US;
        return same ? "same" : "unsure";
    }

    private static double percent(double logRatio) {
        return 100 * Math.expm1(logRatio);
    }

    private static double rounded(double percent) {
        return Math.round(percent * 1000) / 1000.0;
    }
}
