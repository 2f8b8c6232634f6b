package io.turngap.gate;

import io.turngap.measure.Comparison;
import io.turngap.measure.Comparison.Decile;
import io.turngap.measure.Comparison.Grown;
import io.turngap.measure.Comparison.Row;
import io.turngap.measure.Comparison.Side;
import io.turngap.measure.Distribution;
import io.turngap.measure.Evaluation;
import io.turngap.measure.Metrics;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Stage;
import io.turngap.stats.Design;
import io.turngap.stats.ShiftFunction;
import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A run beside its baseline, for people to read: every percentile that both have, where in the distribution it got slower, and which stage
 * grew. Nothing here decides a gate; the same samples, designs and effects do.
 */
public final class Comparisons {

    /** Draws of what is shown and decides nothing. */
    static final int DRAWS = 2_000;

    private static final double[] OF_METRICS = {0.5, 0.9, 0.95, 0.99};
    private static final double[] OF_STAGES = {0.5, 0.95};
    private static final double[] SHIFT = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95};
    private static final double US_A_MS = 1_000;

    private Comparisons() {}

    /**
     * Compares all that both have.
     *
     * @param headline the metric whose shift function is shown
     * @param seed the run's, from which the draws come
     * @return empty where the two have no value of any metric in common
     */
    public static Optional<Comparison> of(Evaluation run, Baseline baseline, String headline, long seed) {
        Design design = baseline.origin().design();
        Seeds seeds = new Seeds(seed).at("comparison");
        Evaluation before = baseline.evaluation();
        List<Row> rows =
                rows(Metrics.ALL, before.distributions(), run.distributions(), OF_METRICS, design, seeds.at("metrics"));
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        List<Row> stages = rows(
                Stage.names(),
                before.stageDistributions(),
                run.stageDistributions(),
                OF_STAGES,
                design,
                seeds.at("stages"));
        List<String> notes = new ArrayList<>();
        if (!baseline.origin().interleaved()) {
            notes.add(Baseline.DRIFT);
        }
        notes.addAll(baseline.notes());
        return Optional.of(new Comparison(
                baseline.origin().interleaved() ? Comparison.INTERLEAVED : Comparison.STORED,
                sides(baseline),
                notes,
                rows,
                stages,
                shift(before, run, headline, design, seeds.at("shift")),
                StageGrowth.of(before, run, design, seeds.at("growth"))));
    }

    private static List<Side> sides(Baseline baseline) {
        if (!baseline.origin().runs().isEmpty()) {
            return baseline.origin().runs().stream()
                    .map(Baseline.Origin.Run::side)
                    .toList();
        }
        Map<String, Long> counts = baseline.evaluation().counts();
        return List.of(
                new Side(baseline.name(), "", "", counts.getOrDefault("calls", 0L), counts.getOrDefault("turns", 0L)));
    }

    private static List<Row> rows(
            List<String> names,
            Map<String, Distribution> before,
            Map<String, Distribution> after,
            double[] percentiles,
            Design design,
            Seeds seeds) {
        List<Row> rows = new ArrayList<>();
        for (String name : names) {
            Distribution then = before.get(name);
            Distribution now = after.get(name);
            if (then == null
                    || now == null
                    || then.data().n() == 0
                    || now.data().n() == 0) {
                continue;
            }
            List<PercentileChange> changes = new ArrayList<>();
            for (double p : percentiles) {
                PercentileChange.of(name, p, then.data(), now.data()).ifPresent(changes::add);
            }
            rows.addAll(PercentileChange.rows(changes, design, seeds.at(name)));
        }
        return rows;
    }

    private static List<Decile> shift(
            Evaluation before, Evaluation after, String headline, Design design, Seeds seeds) {
        Distribution then = before.distributions().get(headline);
        Distribution now = after.distributions().get(headline);
        if (then == null || now == null) {
            return List.of();
        }
        return ShiftFunction.of(then.data(), now.data(), design, SHIFT, DRAWS, seeds.random()).stream()
                .map(shift -> new Decile(
                        shift.q(),
                        ms(shift.was()),
                        ms(shift.shift()),
                        shift.ci95()
                                .map(interval -> List.of(ms(interval.low()), ms(interval.high())))
                                .orElse(List.of())))
                .toList();
    }

    /**
     * The results of the gates, those that failed for a slower reply with the stage that grew most in their reasons.
     *
     * @param headline the metric that the stages add up to
     */
    public static List<GateResult> explained(List<GateResult> gates, Comparison comparison, String headline) {
        if (comparison.grew().isEmpty()) {
            return gates;
        }
        String grew = sentence(comparison.grew().getFirst());
        return gates.stream()
                .map(gate -> isSlower(gate, headline) ? saying(gate, grew) : gate)
                .toList();
    }

    private static boolean isSlower(GateResult gate, String headline) {
        boolean ofReplies = Stream.of(headline, Metrics.TTFA, Metrics.ANSWER, Metrics.FIRST_PACKET)
                .anyMatch(gate.metric()::equals);
        return gate.verdict() == Verdict.FAIL
                && ofReplies
                && gate.rule().contains("regresses")
                && !gate.reason().contains(GREW);
    }

    private static final String GREW = "it is stage ";

    /** Which stage grew, and how much of the whole that is. */
    private static String sentence(Grown most) {
        Double share = most.shareOfGrowth();
        String whole =
                share == null || share == 0 ? "" : String.format(Locale.ROOT, " of %+.0f ms", most.meanMs() / share);
        return GREW + most.stage() + String.format(Locale.ROOT, " that grew: %+.0f ms", most.meanMs()) + whole
                + " in the mean";
    }

    private static GateResult saying(GateResult gate, String more) {
        return new GateResult(
                gate.metric(),
                gate.rule(),
                gate.value(),
                gate.limit(),
                gate.unit(),
                gate.ci95(),
                gate.verdict(),
                RegressionGate.saying(gate.reason(), more),
                gate.was(),
                gate.is(),
                gate.p(),
                gate.moreCalls());
    }

    static double ms(double us) {
        return Math.round(us) / US_A_MS;
    }
}
