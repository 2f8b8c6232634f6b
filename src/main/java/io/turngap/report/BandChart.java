package io.turngap.report;

import io.turngap.measure.RunRecord.Summary;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** P50 and P95 of TTFA with their intervals, a row for each band of calls in flight. */
final class BandChart {

    private static final int ROW_PX = 34;
    private static final int P50_Y = 11;
    private static final int P95_Y = 24;
    private static final double DOT_PX = 4;

    private final OptionalLong sloMs;
    private final Axis axis;

    private BandChart(List<LoadBands.Band> bands, OptionalLong sloMs) {
        this.sloMs = sloMs;
        double most = sloMs.isPresent() ? sloMs.getAsLong() * 1.1 : 0;
        for (LoadBands.Band band : bands) {
            most = Math.max(most, largest(band.ttfa()));
        }
        this.axis = Axis.whole(most, 5);
    }

    private static double largest(Summary ttfa) {
        double most = 0;
        for (String key : List.of("p50_ms", "p95_ms")) {
            Double value = Story.percentile(ttfa, key);
            most = Math.max(most, value == null ? 0 : value);
            for (double end : ttfa.ci95().getOrDefault(key, List.of())) {
                most = Math.max(most, end);
            }
        }
        return most;
    }

    /** The rows of these bands, at least one, with an axis below. */
    static Markup of(List<LoadBands.Band> bands, OptionalLong sloMs) {
        BandChart chart = new BandChart(bands, sloMs);
        Markup out = new Markup().open("div", "class", "wf ab ld-bands");
        for (LoadBands.Band band : bands) {
            chart.row(out, band);
        }
        return out.add(chart.axisRow()).close("div");
    }

    private void row(Markup out, LoadBands.Band band) {
        Summary ttfa = band.ttfa();
        out.open("div", "class", "wf-row").open("div", "class", "wf-name");
        out.element("b", band.name());
        out.element(
                        "span",
                        Figures.count(band.turns(), "turn")
                                + (sloMs.isPresent()
                                        ? ", " + Figures.percent(band.good() / (double) band.turns()) + " in time"
                                        : ""))
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
                band.name() + " calls in flight: " + said(ttfa, "p50_ms") + "; " + said(ttfa, "p95_ms"));
        for (double mark : axis.marks()) {
            vertical(out, mark, "grid");
        }
        sloMs.ifPresent(slo -> vertical(out, (double) slo, "limit"));
        point(out, ttfa, "p50_ms", P50_Y, "ld-dot50");
        point(out, ttfa, "p95_ms", P95_Y, "ld-dot95");
        out.close("svg");
        out.open("div", "class", "wf-total")
                .open("span", "class", "ld-small")
                .text(Figures.ms(ttfa.p50Ms()))
                .close()
                .element("small", Figures.ms(ttfa.p95Ms()))
                .close();
        out.close("div");
    }

    private void vertical(Markup out, double ms, String style) {
        String x = Figures.percentAt(axis.at(ms));
        out.shape("line", "x1", x, "x2", x, "y1", "0", "y2", String.valueOf(ROW_PX), "class", style);
    }

    private void point(Markup out, Summary ttfa, String key, int y, String style) {
        List<Double> ci = ttfa.ci95().getOrDefault(key, List.of());
        if (ci.size() == 2) {
            out.shape(
                    "line",
                    "x1",
                    Figures.percentAt(axis.at(ci.get(0))),
                    "x2",
                    Figures.percentAt(axis.at(ci.get(1))),
                    "y1",
                    String.valueOf(y),
                    "y2",
                    String.valueOf(y),
                    "class",
                    style + " ld-ci");
        }
        @Nullable Double ms = Story.percentile(ttfa, key);
        if (ms != null) {
            out.titled(
                    "circle",
                    said(ttfa, key),
                    "cx",
                    Figures.percentAt(axis.at(Math.max(0, ms))),
                    "cy",
                    String.valueOf(y),
                    "r",
                    Figures.at(DOT_PX),
                    "class",
                    style + (ci.size() == 2 ? "" : " ld-weak"));
        }
    }

    private static String said(Summary ttfa, String key) {
        List<Double> ci = ttfa.ci95().getOrDefault(key, List.of());
        return Story.percentileName(key) + " " + Figures.span(Story.percentile(ttfa, key))
                + (ci.size() == 2 ? ", 95 % interval " + HtmlTables.interval(ci, "ms") : "")
                + (ttfa.notes().containsKey(key) ? " (" + ttfa.notes().get(key) + ")" : "");
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
    static Markup legend(OptionalLong sloMs) {
        Markup out = new Markup().open("div", "class", "legend");
        key(out, "P50 (upper)", "ld-dot50");
        key(out, "P95 (lower), with 95 % intervals", "ld-dot95");
        key(out, "hollow: too few turns for an interval", "ld-dot95 ld-weak");
        sloMs.ifPresent(slo -> out.open("span", "class", "key")
                .open("svg", "width", "4", "height", "14", "aria-hidden", "true")
                .shape("line", "x1", "2", "x2", "2", "y1", "0", "y2", "14", "class", "limit")
                .close()
                .text("target " + Figures.span((double) slo))
                .close());
        return out.close("div");
    }

    private static void key(Markup out, String name, String style) {
        out.open("span", "class", "key")
                .open("svg", "width", "12", "height", "12", "aria-hidden", "true")
                .shape("circle", "cx", "6", "cy", "6", "r", Figures.at(DOT_PX), "class", style)
                .close()
                .text(name)
                .close();
    }
}
