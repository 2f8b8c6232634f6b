package io.turngap.report;

import io.turngap.measure.Comparison;
import io.turngap.measure.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The percentile spectrum: waits over percentiles, with an axis that gives each further nine the same room, as HdrHistogram's plots do:
 * x = log10(1 / (1 − p)).
 */
final class SpectrumChart {

    private static final int HEIGHT_PX = 240;
    private static final int POINTS = 240;
    private static final double[] MARKS = {0, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999};

    private SpectrumChart() {}

    /**
     * A percentile of what the spectrum is held against.
     *
     * @param p as a share, between 0 and 1
     */
    record Point(double p, double ms) {}

    /** Percentiles of a run's baseline: those of the shift function, and P99; none where it was held against nothing. */
    static List<Point> baseline(RunRecord run) {
        Comparison comparison = run.comparison();
        if (comparison == null) {
            return List.of();
        }
        List<Point> points = new ArrayList<>();
        ComparisonWords.shift(comparison).forEach(d -> points.add(new Point(d.quantile(), d.wasMs())));
        comparison.rows().stream()
                .filter(row -> row.name().equals(run.headline()) && "p99".equals(row.statistic()))
                .forEach(row -> points.add(new Point(0.99, row.wasMs())));
        return points.stream().filter(point -> Double.isFinite(point.ms())).toList();
    }

    /**
     * Draws the spectrum.
     *
     * @param sortedUs waits, µs, ascending, at least one
     * @param limitMs a line to hold the waits against
     * @param beside percentiles to hold it against, as circles; those beyond the picture are left out
     */
    static Markup of(List<Long> sortedUs, OptionalDouble limitMs, List<Point> beside) {
        int n = sortedUs.size();
        double depth = Math.log10(Math.max(n, 10));
        double maxMs = Math.max(sortedUs.getLast() / 1_000.0, limitMs.orElse(0) * 1.05);
        for (Point point : beside) {
            maxMs = Math.max(maxMs, point.ms());
        }
        Axis y = Axis.whole(maxMs, 5);
        Markup out = new Markup();
        out.open("div", "class", "plot");
        out.open(
                "svg",
                "width",
                "100%",
                "height",
                String.valueOf(HEIGHT_PX + 24),
                "role",
                "img",
                "aria-label",
                "Percentile spectrum of TTFA; the same figures stand in the table of percentiles");
        for (double mark : y.marks()) {
            String at = Figures.at(HEIGHT_PX * (1 - y.at(mark)));
            out.shape("line", "x1", "0", "x2", "100%", "y1", at, "y2", at, "class", "grid");
            out.element("text", Figures.ms(mark), "x", "-8", "y", at, "dy", "4", "text-anchor", "end", "class", "tick");
        }
        for (double mark : MARKS) {
            double x = mark == 0 ? 0 : Math.log10(1 / (1 - mark)) / depth;
            if (x <= 1) {
                String at = Figures.percentAt(x);
                out.shape("line", "x1", at, "x2", at, "y1", "0", "y2", String.valueOf(HEIGHT_PX), "class", "grid");
                String minor = mark == 0.75 || mark == 0.95 ? "tick wide" : "tick";
                out.element(
                        "text",
                        label(mark),
                        "x",
                        at,
                        "y",
                        String.valueOf(HEIGHT_PX + 18),
                        "text-anchor",
                        mark == 0 ? "start" : x > 0.97 ? "end" : "middle",
                        "class",
                        minor);
            }
        }
        limitMs.ifPresent(limit -> limit(out, y, limit));
        out.open(
                "svg",
                "x",
                "0",
                "y",
                "0",
                "width",
                "100%",
                "height",
                String.valueOf(HEIGHT_PX),
                "viewBox",
                "0 0 1000 " + HEIGHT_PX,
                "preserveAspectRatio",
                "none");
        String line = path(sortedUs, depth, y);
        out.bulky("path", "d", line + "V" + HEIGHT_PX + "H0Z", "class", "area");
        out.bulky("path", "d", line, "class", "line");
        out.close("svg");
        for (Point point : beside) {
            double x = Math.log10(1 / (1 - point.p())) / depth;
            if (x <= 1) {
                out.titled(
                        "circle",
                        "baseline " + label(point.p()) + ": " + Figures.span(point.ms()),
                        "cx",
                        Figures.percentAt(x),
                        "cy",
                        Figures.at(HEIGHT_PX * (1 - Math.clamp(y.at(point.ms()), 0, 1))),
                        "r",
                        "4",
                        "class",
                        "cmp-dot");
            }
        }
        return out.close("svg").close("div");
    }

    private static void limit(Markup out, Axis y, double limitMs) {
        String at = Figures.at(HEIGHT_PX * (1 - y.at(limitMs)));
        out.shape("line", "x1", "0", "x2", "100%", "y1", at, "y2", at, "class", "limit");
        out.element(
                "text",
                "limit " + Figures.ms(limitMs) + " ms",
                "x",
                "100%",
                "y",
                at,
                "dx",
                "-6",
                "dy",
                "-6",
                "text-anchor",
                "end",
                "class",
                "tick limit-name");
    }

    private static String path(List<Long> sortedUs, double depth, Axis y) {
        StringBuilder d = new StringBuilder();
        for (int[] point : points(sortedUs.size(), depth)) {
            double ms = Math.max(0, sortedUs.get(point[1]) / 1_000.0);
            d.append(d.isEmpty() ? 'M' : 'L')
                    .append(point[0])
                    .append(' ')
                    .append(Figures.at(HEIGHT_PX * (1 - y.at(ms))));
        }
        return d.toString();
    }

    /** Pairs of x (0 to 1000) and rank (from 0); the last is the maximum. */
    static List<int[]> points(int n, double depth) {
        List<int[]> points = new ArrayList<>();
        for (int i = 0; i <= POINTS; i++) {
            double p = 1 - Math.pow(10, -depth * i / POINTS);
            int rank = i == POINTS ? n - 1 : Math.clamp((long) Math.ceil(p * n) - 1, 0, n - 1);
            points.add(new int[] {Math.round(1_000f * i / POINTS), rank});
        }
        return points;
    }

    private static String label(double mark) {
        return mark == 0
                ? "min"
                : "P" + String.format(Locale.ROOT, "%.2f", mark * 100).replaceAll("\\.?0+$", "");
    }
}
