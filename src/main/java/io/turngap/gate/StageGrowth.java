package io.turngap.gate;

import io.turngap.measure.Comparison.Grown;
import io.turngap.measure.Distribution;
import io.turngap.measure.Evaluation;
import io.turngap.measure.Stage;
import io.turngap.stats.Clustered;
import io.turngap.stats.Design;
import io.turngap.stats.Effect;
import io.turngap.stats.Interval;
import io.turngap.stats.Means;
import io.turngap.stats.PermutationTest;
import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which stages made a reply slower? Percentiles of stages do not add up to that of the whole; means do, so growth is told in means over
 * all turns that have a waterfall, a stage that a turn did without being 0 in it. A stage grew when its mean did by more than a
 * millisecond, and by more than chance gives: by dealing calls out anew, all stages together (max-T at 5 %); where the baseline is several
 * runs, only when the interval lies above 0, too.
 */
final class StageGrowth {

    private static final double LEVEL = 0.05;
    private static final double LEAST_US = PercentileChange.LEAST_US;

    /**
     * One stage in both runs.
     *
     * @param was values of the baseline, one a turn with a waterfall
     * @param is of this run
     */
    private record Both(String stage, Clustered was, Clustered is) {
        PermutationTest.Question question() {
            return new PermutationTest.Question(was, is, Effect.difference());
        }
    }

    private StageGrowth() {}

    /** The stages that grew, by the growth of their means, largest first. */
    static List<Grown> of(Evaluation before, Evaluation after, Design design, Seeds seeds) {
        List<Both> stages = new ArrayList<>();
        for (String stage : Stage.names()) {
            Optional<Clustered> was = perTurn(before, stage);
            Optional<Clustered> is = perTurn(after, stage);
            if (was.isPresent() && is.isPresent() && (has(before, stage) || has(after, stage))) {
                stages.add(new Both(stage, was.get(), is.get()));
            }
        }
        if (stages.isEmpty()) {
            return List.of();
        }
        List<PermutationTest.Answer> answers = PermutationTest.test(
                stages.stream().map(Both::question).toList(),
                design,
                Comparisons.DRAWS,
                seeds.at("permutation").random());
        double whole =
                answers.stream().mapToDouble(PermutationTest.Answer::effect).sum();
        List<Grown> grown = new ArrayList<>();
        for (int i = 0; i < stages.size(); i++) {
            PermutationTest.Answer answer = answers.get(i);
            if (answer.p() < LEVEL && answer.effect() >= LEAST_US) {
                Both both = stages.get(i);
                Optional<Interval> interval =
                        interval(both, design, seeds.at("bootstrap").at(both.stage()));
                if (!design.isSeveralRuns() || interval.map(Interval::low).orElse(0.0) > 0) {
                    grown.add(grown(both, answer.effect(), whole, interval));
                }
            }
        }
        return grown.stream()
                .sorted(Comparator.comparingDouble(Grown::meanMs).reversed())
                .toList();
    }

    private static Grown grown(Both it, double meanUs, double wholeUs, Optional<Interval> interval) {
        double median = Effect.quantile(it.is(), 0.5) - Effect.quantile(it.was(), 0.5);
        @Nullable Double share = wholeUs < LEAST_US ? null : (Double) (Math.round(1000 * meanUs / wholeUs) / 1000.0);
        return new Grown(
                it.stage(),
                Comparisons.ms(median),
                Comparisons.ms(meanUs),
                interval.map(i -> List.of(Comparisons.ms(i.low()), Comparisons.ms(i.high())))
                        .orElse(List.of()),
                share);
    }

    private static Optional<Interval> interval(Both it, Design design, Seeds seeds) {
        return Means.difference(it.was(), it.is(), design, Comparisons.DRAWS, seeds.random())
                .flatMap(Means.Difference::ci95);
    }

    private static boolean has(Evaluation evaluation, String stage) {
        return evaluation.stageDistributions().containsKey(stage);
    }

    /** A stage's time in every turn with a waterfall, µs; empty where no turn has one. */
    private static Optional<Clustered> perTurn(Evaluation evaluation, String stage) {
        // Every waterfall has this stage, be it 0.
        Distribution turns = evaluation.stageDistributions().get(Stage.UNATTRIBUTED.wireName());
        if (turns == null || turns.data().n() == 0) {
            return Optional.empty();
        }
        Map<Integer, Integer> without = new HashMap<>();
        turns.data().points().forEach(point -> without.merge(point.cluster(), 1, Integer::sum));
        List<Clustered.Point> points = new ArrayList<>();
        Distribution seen = evaluation.stageDistributions().get(stage);
        if (seen != null) {
            for (Clustered.Point point : seen.data().points()) {
                points.add(point);
                without.merge(point.cluster(), -1, Integer::sum);
            }
        }
        without.forEach((call, turnsWithout) -> {
            for (int i = 0; i < turnsWithout; i++) {
                points.add(new Clustered.Point(call, 0, false));
            }
        });
        return Optional.of(Clustered.of(points));
    }
}
