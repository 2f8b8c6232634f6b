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

    /** The {@code p}-quantile of the second sample less that of the first, type 8 of Hyndman and Fan, or Kaplan–Meier. */
    static Effect difference(double p) {
        return (first, firstWeights, second, secondWeights) -> {
            double was = Effect.quantile(first, firstWeights, p);
            double is = Effect.quantile(second, secondWeights, p);
            return was == is ? 0 : is - was;
        };
    }

    /** True where both samples can carry an interval of this quantile. */
    static boolean carried(double p, Clustered was, Clustered is) {
        return Math.min(was.clusters(), is.clusters()) >= ClusterBootstrap.FEWEST_CLUSTERS
                && Math.min(was.independent(), is.independent()) >= OrderStatistics.needed(p);
    }

    /** All of them as they stand in {@code run.json}, in their order. */
    static List<Row> rows(List<PercentileChange> changes, Design design, Seeds seeds) {
        List<Row> rows = new ArrayList<>();
        for (PercentileChange change : changes) {
            rows.add(change.row(design, seeds.at(change.name + " " + change.p)));
        }
        return rows;
    }

    private Row row(Design design, Seeds seeds) {
        List<PermutationTest.Question> asked = new ArrayList<>(List.of(new PermutationTest.Question(was, is, effect())));
        Exceedance.question(was, is, p).ifPresent(asked::add);
        double chance =
                PermutationTest.test(asked, design, Comparisons.DRAWS, seeds.at("permutation").random()).stream()
                        .mapToDouble(PermutationTest.Answer::p)
                        .min()
                        .orElse(1);
        Optional<Interval> interval = interval(design, seeds.at("bootstrap"));
        return new Row(
                name,
                "p" + Math.round(p() * 100),
                Comparisons.ms(wasUs),
                Comparisons.ms(isUs),
                isRatio() ? (Double) rounded(percent(Math.log(Math.max(LEAST_US, isUs) / wasUs))) : null,
                interval.filter(unused -> isRatio())
                        .map(i -> List.of(rounded(percent(i.low())), rounded(percent(i.high()))))
                        .orElse(List.of()),
                Math.round(chance * 1e6) / 1e6,
                interval.map(this::verdict).orElse("unsure"));
    }

    private Optional<Interval> interval(Design design, Seeds seeds) {
        if (!carried(p, was, is)) {
            return Optional.empty();
        }
        double seen = new PermutationTest.Question(was, is, effect()).seen();
        return Optional.of(
                        ClusterBootstrap.interval(was, is, effect(), design, Comparisons.DRAWS, seeds.random()))
                .filter(Interval::isBounded)
                .map(drawn -> drawn.holding(seen));
    }

    private boolean isRatio() {
        return wasUs >= LEAST_US;
    }

    private Effect effect() {
        return isRatio() ? Effect.logRatio(p, LEAST_US) : difference(p);
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
