package io.turngap.report;

import io.turngap.measure.Comparison;
import io.turngap.measure.Comparison.Decile;
import io.turngap.measure.Comparison.Row;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A run beside its baseline, on the page: the sentence, metrics by percentiles, stages in pairs, the shift function. */
final class HtmlComparison {

    private static final List<String> STATISTICS = List.of("p50", "p90", "p95", "p99");
    private static final int MOST_METRICS = 30;

    private final RunRecord run;
    private final Comparison comparison;

    private HtmlComparison(RunRecord run, Comparison comparison) {
        this.run = run;
        this.comparison = comparison;
    }

    /** The section; empty for a run that was held against nothing. */
    static Optional<Markup> of(RunRecord run) {
        return Optional.ofNullable(run.comparison()).map(it -> new HtmlComparison(run, it).section());
    }

    private Markup section() {
        Markup out = new Markup().open("section", "class", "cmp").element("h2", ComparisonWords.TITLE);
        out.open("p", "class", "lead")
                .text(ComparisonWords.who(run, comparison) + " ")
                .element("span", ComparisonWords.design(comparison), "class", "chip")
                .close("p");
        ComparisonWords.headline(run, comparison).ifPresent(said -> out.element("p", said, "class", "cmp-said"));
        if (run.verdict() == Verdict.INVALID) {
            out.element("p", "The run is invalid: read this as a hint, not as a measurement.", "class", "soft");
        }
        metrics(out);
        stages(out);
        shift(out);
        out.open("ul", "class", "notes");
        ComparisonWords.notes(comparison).forEach(note -> out.element("li", note));
        out.element(
                "li",
                "Percentiles of both are interpolated here (Hyndman–Fan type 8); those of the run by itself are counted, and may differ a little.");
        return out.close("ul").close("section");
    }

    private void metrics(Markup out) {
        Map<String, Map<String, Row>> byMetric = new LinkedHashMap<>();
        comparison
                .rows()
                .forEach(row -> byMetric.computeIfAbsent(row.name(), name -> new LinkedHashMap<>())
                        .put(row.statistic(), row));
        if (byMetric.isEmpty()) {
            out.element("p", "The two have no metric in common.", "class", "soft");
            return;
        }
        List<String> heads = new ArrayList<>(List.of("Metric, ms"));
        STATISTICS.forEach(statistic -> heads.add(ComparisonWords.percentile(statistic)));
        Markup table = HtmlTables.open("Metrics beside the baseline", heads.toArray(String[]::new));
        List<String> silent = new ArrayList<>();
        byMetric.entrySet().stream().limit(MOST_METRICS).forEach(entry -> {
            if (entry.getValue().values().stream().allMatch(row -> row.wasMs() == 0 && row.isMs() == 0)) {
                silent.add(entry.getKey());
                return;
            }
            table.open("tr").open("th", "scope", "row").element("code", entry.getKey());
            table.element("small", Story.meanings(run).getOrDefault(entry.getKey(), ""))
                    .close();
            STATISTICS.forEach(statistic ->
                    cell(table, Optional.ofNullable(entry.getValue().get(statistic))));
            table.close("tr");
        });
        out.add(HtmlTables.shut(table));
        if (!silent.isEmpty()) {
            out.element("p", "0 ms in both: " + String.join(", ", silent) + ".", "class", "notes");
        }
        if (byMetric.size() > MOST_METRICS) {
            out.element("p", (byMetric.size() - MOST_METRICS) + " more metrics are in run.json.", "class", "soft");
        }
    }

    private static void cell(Markup out, Optional<Row> found) {
        out.open("td", "class", "num");
        if (found.isEmpty()) {
            out.element("span", Figures.NONE, "class", "soft").close();
            return;
        }
        Row row = found.get();
        out.element(
                "span",
                ComparisonWords.change(row),
                "class",
                "cmp-change cmp-" + Clean.token(row.verdict()),
                "title",
                "p " + ComparisonWords.p(row.p()) + ", not adjusted for other rows");
        out.element("small", Figures.ms(row.wasMs()) + " → " + Figures.ms(row.isMs()));
        out.element("small", ComparisonWords.interval(row).orElse("no interval"));
        out.element("small", ComparisonWords.marked(row.verdict()), "class", "cmp-" + Clean.token(row.verdict()))
                .close();
    }

    private void stages(Markup out) {
        if (comparison.stages().isEmpty()) {
            return;
        }
        out.element("h3", "Stages side by side");
        out.add(StagePairs.legend()).add(StagePairs.of(comparison));
    }

    private void shift(Markup out) {
        List<Decile> deciles = ComparisonWords.shift(comparison);
        if (deciles.size() < 2) {
            return;
        }
        out.element("h3", "Where it got slower");
        out.element(
                "p",
                "The shift function: at each percentile of " + ProbeStory.headline(run)
                        + ", how many ms slower this run is than the baseline, with its 95 % interval. A level line is a delay that"
                        + " every wait has; one that rises is a slow end that got slower.",
                "class",
                "soft");
        out.add(ShiftChart.of(deciles));
        Markup table = HtmlTables.open(
                "Shift function", "Percentile", "Baseline, ms", "This run, ms", "Slower by, ms", "95 % interval");
        for (Decile decile : deciles) {
            table.open("tr").element("th", ComparisonWords.quantile(decile.quantile()), "scope", "row");
            table.element("td", Figures.ms(decile.wasMs()), "class", "num");
            table.element("td", Figures.ms(decile.wasMs() + decile.shiftMs()), "class", "num");
            table.element("td", ComparisonWords.signedMs(decile.shiftMs()), "class", "num strong");
            table.element("td", ComparisonWords.rangeMs(decile.ci95Ms()).orElse(Figures.NONE), "class", "num soft")
                    .close("tr");
        }
        out.open("details")
                .element("summary", "The same as a table")
                .add(HtmlTables.shut(table))
                .close("details");
    }
}
