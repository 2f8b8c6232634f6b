package io.turngap.report;

import io.turngap.measure.Comparison;
import io.turngap.measure.Comparison.Grown;
import io.turngap.measure.Comparison.Row;
import io.turngap.measure.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Stages as rows of two bars: the baseline's above, this run's below, each to its P50, with a line on to its P95. */
final class StagePairs {

    private static final int ROW_PX = 30;
    private static final int BAR_PX = 10;
    private static final int WAS_Y = 4;
    private static final int IS_Y = 16;
    /** A stage that is shorter than this in both is not drawn, unless it grew. */
    private static final double LEAST_MS = 0.5;

    private final Comparison comparison;
    private final Axis axis;

    private StagePairs(Comparison comparison, List<Row> rows) {
        this.comparison = comparison;
        this.axis = Axis.whole(
                rows.stream()
                        .mapToDouble(row -> Math.max(row.wasMs(), row.isMs()))
                        .filter(Double::isFinite)
                        .max()
                        .orElse(1),
                6);
    }

    /** The rows, with an axis below. */
    static Markup of(Comparison comparison) {
        StagePairs chart = new StagePairs(comparison, comparison.stages());
        Markup out = new Markup().open("div", "class", "wf ab");
        List<String> left = new ArrayList<>();
        for (String stage :
                comparison.stages().stream().map(Row::name).distinct().toList()) {
            Optional<Grown> grown = comparison.grew().stream()
                    .filter(g -> g.stage().equals(stage))
                    .findFirst();
            boolean seen = comparison.stages().stream()
                    .anyMatch(row -> row.name().equals(stage) && Math.max(row.wasMs(), row.isMs()) >= LEAST_MS);
            if (seen || grown.isPresent()) {
                chart.row(out, stage, grown);
            } else {
                left.add(stage);
            }
        }
        out.add(chart.axisRow()).close("div");
        if (!left.isEmpty()) {
            out.element("p", "Below half a millisecond in both: " + String.join(", ", left) + ".", "class", "notes");
        }
        return out;
    }

    private void row(Markup out, String stage, Optional<Grown> grown) {
        Optional<Row> p50 = find(stage, "p50");
        Optional<Row> p95 = find(stage, "p95");
        out.open("div", "class", grown.isPresent() ? "wf-row cmp-grew" : "wf-row");
        out.open("div", "class", "wf-name").element("b", stage);
        out.element(
                        "span",
                        grown.map(StagePairs::said)
                                .orElse(Stage.of(stage).map(StageLook::meaning).orElse("")))
                .close();
        out.open(
                "svg",
                "class",
                "wf-bar",
                "width",
                "100%",
                "height",
                String.valueOf(ROW_PX),
                "role",
                "img",
                "aria-label",
                stage + ": " + said("P50", p50) + "; " + said("P95", p95));
        for (double mark : axis.marks()) {
            String x = Figures.percentAt(axis.at(mark));
            out.shape("line", "x1", x, "x2", x, "y1", "0", "y2", String.valueOf(ROW_PX), "class", "grid");
        }
        bar(out, "baseline", p50.map(Row::wasMs), p95.map(Row::wasMs), WAS_Y, "cmp-was");
        String style = Stage.of(stage).map(StageLook::style).orElse("s-unattributed");
        bar(out, "this run", p50.map(Row::isMs), p95.map(Row::isMs), IS_Y, style);
        out.close("svg");
        out.open("div", "class", "wf-total")
                .text(change(p50))
                .element("small", change(p95))
                .close();
        out.close("div");
    }

    private Optional<Row> find(String stage, String statistic) {
        return comparison.stages().stream()
                .filter(row -> row.name().equals(stage) && statistic.equals(row.statistic()))
                .findFirst();
    }

    private void bar(Markup out, String who, Optional<Double> p50, Optional<Double> p95, int y, String style) {
        double to = Math.max(0, p50.orElse(0.0));
        String middle = Figures.at(y + BAR_PX / 2.0);
        p95.filter(ms -> ms > to)
                .ifPresent(ms -> out.shape(
                        "line",
                        "x1",
                        Figures.percentAt(axis.at(to)),
                        "x2",
                        Figures.percentAt(axis.at(ms)),
                        "y1",
                        middle,
                        "y2",
                        middle,
                        "class",
                        "cmp-tail"));
        out.titled(
                "rect",
                who + ": P50 " + Figures.span(p50.orElse(null)) + ", P95 " + Figures.span(p95.orElse(null)),
                "x",
                "0",
                "width",
                Figures.percentAt(axis.at(to)),
                "y",
                String.valueOf(y),
                "height",
                String.valueOf(BAR_PX),
                "rx",
                "2",
                "class",
                style);
    }

    private static String said(Grown grown) {
        return "grew: " + ComparisonWords.signedMs(grown.meanMs()) + " ms in the mean"
                + ComparisonWords.rangeMs(grown.ci95Ms())
                        .map(range -> " (" + range + ")")
                        .orElse("");
    }

    private static String said(String name, Optional<Row> row) {
        return row.map(it -> name + " " + Figures.span(it.wasMs()) + " in the baseline, " + Figures.span(it.isMs())
                        + " in this run, " + ComparisonWords.marked(it.verdict()))
                .orElse(name + " unknown");
    }

    private static String change(Optional<Row> row) {
        return row.map(it -> ComparisonWords.signedMs(it.isMs() - it.wasMs())).orElse(Figures.NONE);
    }

    private Markup axisRow() {
        Markup out = new Markup().open("div", "class", "wf-row wf-axis");
        out.element("div", "", "class", "wf-name");
        out.open("svg", "class", "wf-bar", "width", "100%", "height", "18", "aria-hidden", "true");
        for (double mark : axis.marks()) {
            double share = axis.at(mark);
            out.element(
                    "text",
                    mark == 0 ? "0" : Figures.ms(mark),
                    "x",
                    Figures.percentAt(share),
                    "y",
                    "13",
                    "class",
                    "tick",
                    "text-anchor",
                    share < 0.02 ? "start" : share > 0.96 ? "end" : "middle");
        }
        return out.close("svg").element("div", "ms", "class", "wf-total").close("div");
    }

    /** What the marks mean. */
    static Markup legend() {
        Markup out = new Markup().open("div", "class", "legend");
        key(out, "baseline (upper): bar to P50, line to P95", "cmp-was");
        key(out, "this run (lower), in the stage's colour", "s-endpointing");
        return out.element("span", "right: change of P50, below it of P95, ms", "class", "key")
                .close("div");
    }

    private static void key(Markup out, String name, String style) {
        out.open("span", "class", "key")
                .open("svg", "width", "16", "height", "12", "aria-hidden", "true")
                .shape("rect", "width", "16", "height", "12", "rx", "2", "class", style)
                .close()
                .text(name)
                .close();
    }
}
