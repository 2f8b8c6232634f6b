package io.turngap.report;

import io.turngap.measure.Comparison;
import io.turngap.measure.Comparison.Decile;
import io.turngap.measure.Comparison.Grown;
import io.turngap.measure.Comparison.Row;
import io.turngap.measure.Comparison.Side;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Turn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs that were held against something: endpointing 200 ms slower, the same build twice, names that mean harm. */
final class ComparisonSamples {

    private ComparisonSamples() {}

    static final Side SIDE = new Side("2026-11-20T09-00-00-order-status", "2026-11-20T09:00:00Z", "bundled", 60, 300);

    /** A run over these turns with this comparison and, where it did not pass, gates of a regression. */
    static RunRecord run(List<Turn> turns, Verdict verdict, Comparison comparison) {
        RunRecord plain = Samples.run(turns, verdict, "order status");
        return with(plain, comparison, gates(verdict));
    }

    static RunRecord with(RunRecord plain, Comparison comparison, List<GateResult> gates) {
        return new RunRecord(
                plain.schemaVersion(),
                plain.runId(),
                plain.complete(),
                plain.startedAt(),
                plain.wallMs(),
                plain.scenario(),
                plain.seed(),
                plain.agent(),
                plain.environment(),
                plain.definitions(),
                plain.validity(),
                plain.metrics(),
                plain.stages(),
                plain.rates(),
                plain.counts(),
                gates,
                plain.verdict(),
                plain.traces(),
                plain.inputs(),
                comparison);
    }

    static List<GateResult> gates(Verdict verdict) {
        GateResult failed = new GateResult(
                "ttfa",
                "ttfa p95 regresses < 5 %",
                20.06,
                5,
                "%",
                List.of(14.02, 27.3),
                Verdict.FAIL,
                "ttfa p95 is 1215 ms, and 1012 ms in the baseline: worse by more than 5 % and by 20 ms",
                1_012.0,
                1_215.0,
                0.0002,
                null);
        GateResult unsure = new GateResult(
                "missed",
                "missed regresses < 1 %",
                0.4,
                1,
                "%",
                List.of(-0.9, 1.7),
                Verdict.UNSURE,
                "worse by 1 point is not ruled out",
                1.6,
                2.0,
                0.31,
                62L);
        return switch (verdict) {
            case PASS -> List.of();
            case FAIL -> List.of(failed, unsure);
            case UNSURE -> List.of(unsure);
            case INVALID -> Samples.gates(Verdict.INVALID);
        };
    }

    /** Endpointing takes 200 ms longer, in pairs of one run. */
    static Comparison slower() {
        return of(Comparison.INTERLEAVED, List.of(SIDE), List.of(), "ttfa", "endpointing", 201);
    }

    /** The same build again, against one stored run. */
    static Comparison same() {
        return of(
                Comparison.STORED,
                List.of(SIDE),
                List.of("the baseline is a stored run, so drift between the two runs is not controlled"),
                "ttfa",
                "endpointing",
                0);
    }

    /** Names of metrics, stages, runs and agents that mean harm. */
    static Comparison hostile() {
        Side side = new Side(Samples.HOSTILE, Samples.HOSTILE, Samples.HOSTILE, 1, 2);
        Comparison it =
                of(Samples.HOSTILE, List.of(side, side), List.of(Samples.HOSTILE), "ttfa", Samples.HOSTILE, 201);
        List<Row> rows = new ArrayList<>(it.rows());
        rows.add(row(Samples.HOSTILE, "p95", 100, 300, Samples.HOSTILE));
        return new Comparison(it.design(), it.baselines(), it.notes(), rows, it.stages(), it.shift(), it.grew());
    }

    private static Comparison of(
            String design, List<Side> sides, List<String> notes, String metric, String grown, double byMs) {
        boolean slower = byMs > 0;
        List<Row> rows = new ArrayList<>();
        rows.add(row(metric, "p50", 742, 742 + byMs, slower ? "slower" : "same"));
        rows.add(row(metric, "p90", 931, 931 + byMs, slower ? "slower" : "same"));
        rows.add(row(metric, "p95", 1_012, 1_014 + byMs, slower ? "slower" : "unsure"));
        rows.add(new Row(metric, "p99", 1_377, 1_602, 16.3, List.of(), null, "unsure"));
        rows.add(row("greeting", "p50", 310, 281, "faster"));
        rows.add(new Row("dead_air", "p50", 0, 0, null, List.of(), 1.0, "same"));
        rows.add(new Row("talk_over", "p50", -12, 8, null, List.of(), 0.4, "unsure"));
        List<Row> stages = List.of(
                row("uplink", "p50", 21.4, 21.7, "same"),
                row("uplink", "p95", 33.1, 32.8, "same"),
                row(grown, "p50", 430, 430 + byMs, slower ? "slower" : "same"),
                row(grown, "p95", 488, 488 + byMs, slower ? "slower" : "same"),
                row("llm", "p50", 262, 257, "same"),
                row("llm", "p95", 655, 671, "unsure"),
                row("tts", "p50", 71, 72, "same"),
                row("tts", "p95", 131, 128, "same"),
                row("tool", "p50", 0, 0, "same"),
                row("tool", "p95", 0.2, 0.1, "same"));
        List<Decile> shift = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            double quantile = i == 10 ? 0.95 : i / 10.0;
            double at = byMs + 6 * Math.sin(i);
            double half = 8 + 3 * i * i / 4.0;
            shift.add(new Decile(quantile, 520 + 46 * i, at, List.of(at - half, at + half)));
        }
        List<Grown> grew = slower ? List.of(new Grown(grown, byMs, byMs, List.of(192.0, 211.0), 0.97)) : List.of();
        return new Comparison(design, sides, notes, rows, stages, shift, grew);
    }

    static Row row(String name, String statistic, double was, double is, String verdict) {
        double change = 100 * (is / was - 1);
        @Nullable Double percent = was > 0 ? (Double) change : null;
        return new Row(
                name,
                statistic,
                was,
                is,
                percent,
                was > 0 ? List.of(change - 6, change + 7) : List.of(),
                0.0003,
                verdict);
    }
}
