package io.turngap.report;

import io.turngap.measure.Comparison;
import io.turngap.measure.Comparison.Row;
import io.turngap.measure.RunRecord;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Which rows of a comparison a short form shows: the headline metric's, what else moved, and the stages that grew or moved. */
final class ComparisonRows {

    private static final int MOST_METRICS = 10;
    private static final int MOST_STAGES = 5;
    private static final Set<String> MOVED = Set.of(ComparisonWords.SLOWER, ComparisonWords.FASTER);

    /** Of other metrics than the headline. */
    private static final Set<String> BRIEF = Set.of("p50", "p95");

    private ComparisonRows() {}

    /** Rows of metrics, the headline metric's first; at most {@value #MOST_METRICS}. */
    static List<Row> metrics(RunRecord run, Comparison it) {
        Predicate<Row> headline = row -> row.name().equals(run.headline());
        return Stream.concat(
                        it.rows().stream().filter(headline),
                        it.rows().stream()
                                .filter(headline.negate())
                                .filter(row -> MOVED.contains(row.verdict()) && BRIEF.contains(row.statistic())))
                .limit(MOST_METRICS)
                .toList();
    }

    /** P50 of stages that grew, the largest first, then of others that moved; at most {@value #MOST_STAGES}. */
    static List<Row> stages(Comparison it) {
        List<String> grew = it.grew().stream().map(Comparison.Grown::stage).toList();
        List<Row> medians = it.stages().stream()
                .filter(row -> "p50".equals(row.statistic()))
                .toList();
        return Stream.concat(
                        grew.stream()
                                .flatMap(stage -> medians.stream()
                                        .filter(row -> row.name().equals(stage))
                                        .limit(1)),
                        medians.stream().filter(row -> !grew.contains(row.name()) && MOVED.contains(row.verdict())))
                .limit(MOST_STAGES)
                .toList();
    }

    /** How many rows of metrics are not shown, where there are such. */
    static Optional<String> left(RunRecord run, Comparison it) {
        int left = it.rows().size() - metrics(run, it).size();
        return left <= 0
                ? Optional.empty()
                : Optional.of(Figures.count(left, "more figure") + (left == 1 ? " is" : " are") + " in the report.");
    }
}
