package io.turngap.report;

import io.turngap.claims.Ablation;
import java.util.List;
import java.util.stream.DoubleStream;

/** Levers as rows of two bars, their shares of the gain at P50 and at P95, with intervals and the two single figures as dots. */
final class AblationChart {

    private static final int ROW_PX = 40;
    private static final int BAR_PX = 13;
    private static final int P50_Y = 5;
    private static final int P95_Y = 22;
    private static final double DOT_PX = 3.6;

    private final double low;
    private final double high;
    private final double step;

    private AblationChart(List<Ablation.Row> rows) {
        double least = Math.min(0, values(rows).min().orElse(0));
        double most = Math.max(1, values(rows).max().orElse(1));
        this.step = Axis.whole(most - least, 7).step();
        this.low = Math.floor(least / step) * step;
        this.high = Math.ceil(most / step) * step;
    }

    private static DoubleStream values(List<Ablation.Row> rows) {
        return rows.stream()
                .flatMapToDouble(row -> DoubleStream.of(
                        row.p50().lowMs(),
                        row.p50().highMs(),
                        row.p50().onAloneMs(),
                        row.p50().offAloneMs(),
                        row.p95().lowMs(),
                        row.p95().highMs(),
                        row.p95().onAloneMs(),
                        row.p95().offAloneMs()));
    }

    /** The picture of these levers, at least one, with an axis below. */
    static Markup of(List<Ablation.Row> rows) {
        AblationChart chart = new AblationChart(rows);
        Markup out = new Markup().open("div", "class", "wf ab");
        for (Ablation.Row row : rows) {
            out.open("div", "class", "wf-row");
            out.open("div", "class", "wf-name")
                    .element("b", row.id())
                    .element("span", row.title())
                    .close();
            out.add(chart.bars(row));
            out.open("div", "class", "wf-total")
                    .text(Figures.ms(row.p50().shareMs()))
                    .element("small", Figures.ms(row.p95().shareMs()))
                    .close();
            out.close("div");
        }
        return out.add(chart.axis()).close("div");
    }

    /** What the marks mean. */
    static Markup legend() {
        Markup out = new Markup().open("div", "class", "legend");
        key(out, "share at P50 (upper bar, upper figure)", "rect", "ab-p50");
        key(out, "share at P95 (lower bar, lower figure)", "rect", "ab-p95");
        key(out, "95 % interval over orders", "line", "ab-ci");
        key(out, "on alone", "circle", "ab-on");
        key(out, "off alone", "circle", "ab-off");
        return out.close("div");
    }

    private static void key(Markup out, String name, String shape, String style) {
        out.open("span", "class", "key").open("svg", "width", "16", "height", "12", "aria-hidden", "true");
        switch (shape) {
            case "rect" -> out.shape("rect", "width", "16", "height", "12", "rx", "2", "class", style);
            case "line" -> out.shape("line", "x1", "0", "x2", "16", "y1", "6", "y2", "6", "class", style);
            default -> out.shape("circle", "cx", "8", "cy", "6", "r", Figures.at(DOT_PX), "class", style);
        }
        out.close().text(name).close();
    }

    private Markup bars(Ablation.Row row) {
        Markup out = new Markup()
                .open(
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
                        row.id() + " " + row.title() + ": " + said("P50", row.p50()) + "; " + said("P95", row.p95()));
        for (double mark = low; mark <= high + step / 2; mark += step) {
            out.shape(
                    "line",
                    "x1",
                    at(mark),
                    "x2",
                    at(mark),
                    "y1",
                    "0",
                    "y2",
                    String.valueOf(ROW_PX),
                    "class",
                    Math.abs(mark) < step / 2 ? "grid ab-zero" : "grid");
        }
        saving(out, "P50", row.p50(), P50_Y, "ab-p50");
        saving(out, "P95", row.p95(), P95_Y, "ab-p95");
        return out.close("svg");
    }

    private void saving(Markup out, String percentile, Ablation.Saving saving, int y, String style) {
        double from = Math.min(0, saving.shareMs());
        double to = Math.max(0, saving.shareMs());
        String middle = Figures.at(y + BAR_PX / 2.0);
        out.titled(
                "rect",
                said(percentile, saving),
                "x",
                at(from),
                "width",
                Figures.percentAt((to - from) / (high - low)),
                "y",
                String.valueOf(y),
                "height",
                String.valueOf(BAR_PX),
                "rx",
                "2",
                "class",
                style);
        if (saving.highMs() > saving.lowMs()) {
            out.shape(
                    "line",
                    "x1",
                    at(saving.lowMs()),
                    "x2",
                    at(saving.highMs()),
                    "y1",
                    middle,
                    "y2",
                    middle,
                    "class",
                    "ab-ci");
        }
        dot(out, percentile + " on alone", saving.onAloneMs(), middle, "ab-on");
        dot(out, percentile + " off alone", saving.offAloneMs(), middle, "ab-off");
    }

    private void dot(Markup out, String name, double ms, String y, String style) {
        out.titled(
                "circle",
                name + ": " + Figures.span(ms),
                "cx",
                at(ms),
                "cy",
                y,
                "r",
                Figures.at(DOT_PX),
                "class",
                style);
    }

    private static String said(String percentile, Ablation.Saving saving) {
        return percentile + " share " + AblationWords.share(saving) + " ms, on alone " + Figures.ms(saving.onAloneMs())
                + ", off alone " + Figures.ms(saving.offAloneMs());
    }

    private Markup axis() {
        Markup out = new Markup().open("div", "class", "wf-row wf-axis");
        out.open("div", "class", "wf-name").close();
        out.open("svg", "class", "wf-bar", "width", "100%", "height", "18", "aria-hidden", "true");
        for (double mark = low; mark <= high + step / 2; mark += step) {
            double share = (mark - low) / (high - low);
            out.element(
                    "text",
                    Math.abs(mark) < step / 2 ? "0" : Figures.ms(mark),
                    "x",
                    at(mark),
                    "y",
                    "13",
                    "class",
                    "tick",
                    "text-anchor",
                    share < 0.02 ? "start" : share > 0.96 ? "end" : "middle");
        }
        return out.close("svg").element("div", "ms", "class", "wf-total").close("div");
    }

    private String at(double ms) {
        return Figures.percentAt((ms - low) / (high - low));
    }
}
