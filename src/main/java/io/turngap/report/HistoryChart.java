package io.turngap.report;

import io.turngap.history.PastRun;
import io.turngap.history.Series;
import io.turngap.history.Shift;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Percentiles run after run, with intervals, the levels between changes, and an upright line where the level changed. */
final class HistoryChart {

    private static final int WIDTH = 960;
    private static final int HEIGHT = 300;
    private static final int LEFT = 56;
    private static final int RIGHT = 14;
    private static final int TOP = 22;
    private static final int BOTTOM = 46;
    private static final double DOT = 4;
    /** Runs of which no more are drawn: the last. */
    private static final int MOST = 200;

    private static final int MOST_DATES = 8;

    private final Series series;
    private final String percentile;
    private final String links;
    private final int first;
    private final Axis y;
    private final Markup out = new Markup();

    private HistoryChart(Series series, String percentile, String links) {
        this.series = series;
        this.percentile = percentile;
        this.links = links;
        this.first = Math.max(0, series.runs().size() - MOST);
        double most = 0;
        for (PastRun run : shown()) {
            for (PastRun.Point point : run.points().values()) {
                most = Math.max(most, point.ms());
            }
            most = Math.max(most, run.point(percentile).map(HistoryChart::high).orElse(0.0));
        }
        this.y = Axis.whole(Math.max(most, 1e-3), 5);
    }

    /**
     * The picture.
     *
     * @param links what stands before a run's folder in a link to its report
     */
    static Markup of(Series series, String percentile, String links) {
        return new HistoryChart(series, percentile, links).draw();
    }

    private List<PastRun> shown() {
        return series.runs().subList(first, series.runs().size());
    }

    private static double high(PastRun.Point point) {
        Double high = point.highMs();
        return high == null ? point.ms() : Math.max(high, point.ms());
    }

    private Markup draw() {
        out.open(
                "svg",
                "class",
                "his",
                "viewBox",
                "0 0 " + WIDTH + " " + HEIGHT,
                "width",
                "100%",
                "role",
                "img",
                "aria-label",
                HistoryWords.title(series) + ", run after run. " + HistoryWords.answer(series, percentile));
        for (double mark : y.marks()) {
            line("grid", LEFT, top(mark), WIDTH - RIGHT, top(mark));
            text(LEFT - 8, top(mark) + 4, Figures.ms(mark), "end", "tick");
        }
        dates();
        for (Shift shift : series.shifts()) {
            if (shift.at() > first) {
                shift(shift);
            }
        }
        levels();
        for (String name : PastRun.PERCENTILES) {
            curve(name);
        }
        for (int i = 0; i < shown().size(); i++) {
            dots(i);
        }
        return out.close("svg");
    }

    private void dates() {
        int n = shown().size();
        int step = Math.max(1, (int) Math.ceil((double) n / MOST_DATES));
        String before = "";
        for (int i = 0; i < n; i += step) {
            String[] when = HistoryWords.when(shown().get(i)).split(" ");
            text(left(i), HEIGHT - BOTTOM + 17, when[1], "middle", "tick");
            if (!when[0].equals(before)) {
                text(left(i), HEIGHT - BOTTOM + 37, when[0], "middle", "tick");
                before = when[0];
            }
        }
    }

    private void shift(Shift shift) {
        double x = (left(shift.at() - first) + left(shift.at() - first - 1)) / 2;
        line(shift.percent() > 0 ? "his-shift" : "his-shift his-down", x, TOP - 4, x, (double) HEIGHT - BOTTOM);
        boolean nearEnd = x > WIDTH - 130;
        String said = (shift.percent() > 0 ? "+" : "−") + Figures.percent(Math.abs(shift.percent()) / 100);
        out.open(
                        "text",
                        "x",
                        Figures.at(x + (nearEnd ? -5 : 5)),
                        "y",
                        "14",
                        "class",
                        shift.percent() > 0 ? "his-name" : "his-name his-down",
                        "text-anchor",
                        nearEnd ? "end" : "start")
                .element("title", HistoryWords.shift(shift, percentile))
                .text(percentile.toUpperCase(Locale.ROOT) + " " + said)
                .close();
    }

    /** The level of each stretch, where there is more than one. */
    private void levels() {
        List<Shift> shifts = series.shifts();
        for (int k = 0; k <= shifts.size() && !shifts.isEmpty(); k++) {
            double ms =
                    k == 0 ? shifts.getFirst().beforeMs() : shifts.get(k - 1).afterMs();
            int from = Math.max(first, k == 0 ? first : shifts.get(k - 1).at());
            int to = k == shifts.size() ? series.runs().size() : shifts.get(k).at();
            if (to > from) {
                line("his-level", left(from - first), top(ms), left(to - 1 - first), top(ms));
            }
        }
    }

    private void curve(String name) {
        List<String> points = new ArrayList<>();
        for (int i = 0; i < shown().size(); i++) {
            PastRun run = shown().get(i);
            if (run.counts() && run.point(name).isPresent()) {
                double ms = run.point(name).orElseThrow().ms();
                points.add(Figures.at(left(i)) + "," + Figures.at(top(ms)));
            }
        }
        if (points.size() > 1) {
            out.bulky("polyline", "points", String.join(" ", points), "class", "his-line his-" + name);
        }
    }

    private void dots(int i) {
        PastRun run = shown().get(i);
        if (run.report()) {
            out.open("a", "href", links + HtmlHistory.path(run.folder()) + "/report.html");
        }
        for (String name : PastRun.PERCENTILES) {
            run.point(name).ifPresent(point -> dot(run, name, point, left(i)));
        }
        if (run.points().isEmpty()) {
            out.titled("path", said(run), "d", cross(left(i), (double) HEIGHT - BOTTOM - 6), "class", "his-none");
        }
        if (run.report()) {
            out.close("a");
        }
    }

    private void dot(PastRun run, String name, PastRun.Point point, double x) {
        Double low = point.lowMs();
        Double high = point.highMs();
        if (low != null && high != null && run.counts()) {
            line("his-ci his-" + name, x, top(high), x, top(low));
        }
        out.titled(
                "circle",
                name.toUpperCase(Locale.ROOT) + " " + HistoryWords.point(run, name) + " ms. " + said(run),
                "class",
                "his-dot his-" + name + (run.counts() ? "" : " his-left"),
                "cx",
                Figures.at(x),
                "cy",
                Figures.at(top(point.ms())),
                "r",
                Figures.at(DOT));
    }

    private static String said(PastRun run) {
        return run.runId() + ", " + HistoryWords.when(run) + " UTC, " + Figures.count(run.calls(), "call") + ", "
                + run.verdict().wireName() + (run.counts() ? "" : ", left out: " + run.left());
    }

    private static String cross(double x, double y) {
        return "M" + Figures.at(x - 4) + " " + Figures.at(y - 4) + "L" + Figures.at(x + 4) + " " + Figures.at(y + 4)
                + "M" + Figures.at(x + 4) + " " + Figures.at(y - 4) + "L" + Figures.at(x - 4) + " " + Figures.at(y + 4);
    }

    /** What the marks mean. */
    static Markup legend(String percentile) {
        Markup out = new Markup().open("div", "class", "legend");
        for (String name : PastRun.PERCENTILES) {
            key(out, "his-dot his-" + name, name.toUpperCase(Locale.ROOT));
        }
        key(out, "his-dot his-left his-p50", "hollow: left out of the search for changes");
        out.open("span", "class", "key")
                .open("svg", "width", "18", "height", "12", "aria-hidden", "true")
                .shape("line", "x1", "0", "x2", "18", "y1", "6", "y2", "6", "class", "his-level")
                .close()
                .text("level of " + percentile.toUpperCase(Locale.ROOT))
                .close();
        return out.close("div");
    }

    private static void key(Markup out, String style, String text) {
        out.open("span", "class", "key")
                .open("svg", "width", "12", "height", "12", "aria-hidden", "true")
                .shape("circle", "cx", "6", "cy", "6", "r", Figures.at(DOT), "class", style)
                .close()
                .text(text)
                .close();
    }

    private double left(int i) {
        int n = shown().size();
        double room = (double) WIDTH - LEFT - RIGHT;
        // Half a step of margin on either side, and few runs are not torn apart.
        return LEFT + room * (i + 0.5) / Math.max(n, 6);
    }

    private double top(double ms) {
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - Math.clamp(y.at(ms), 0, 1));
    }

    private void text(double atX, double atY, String text, String anchor, String style) {
        out.element("text", text, "x", Figures.at(atX), "y", Figures.at(atY), "text-anchor", anchor, "class", style);
    }

    private void line(String style, double fromX, double fromY, double toX, double toY) {
        out.shape(
                "line",
                "class",
                style,
                "x1",
                Figures.at(fromX),
                "y1",
                Figures.at(fromY),
                "x2",
                Figures.at(toX),
                "y2",
                Figures.at(toY));
    }
}
