package io.turngap.report;

import io.turngap.measure.Comparison.Decile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The shift function (Doksum 1974): over each quantile of the waits, how many ms slower this run is than the baseline there; with a band
 * for the 95 % intervals and a line at 0.
 */
final class ShiftChart {

    private static final int HEIGHT_PX = 200;
    private static final int LEFT_PX = 52;
    private static final double DOT_PX = 4;
    private static final double FROM = 0.05;
    /** Marks that a narrow page has no room for. */
    private static final List<String> MINOR = List.of("P20", "P40", "P60", "P80", "P90");

    private final List<Decile> deciles;
    private final double low;
    private final double high;
    private final double step;

    private ShiftChart(List<Decile> deciles) {
        this.deciles = deciles;
        double least = Math.min(0, values().min().orElse(0));
        double most = Math.max(0, values().max().orElse(0));
        double room = Math.max(1, most - least);
        this.step = Axis.whole(room, 5).step();
        this.low = Math.floor(least / step) * step;
        this.high = Math.max(low + step, Math.ceil(most / step) * step);
    }

    private DoubleStream values() {
        return deciles.stream()
                .flatMapToDouble(d -> DoubleStream.concat(
                        DoubleStream.of(d.shiftMs()), d.ci95Ms().stream().mapToDouble(Double::doubleValue)))
                .filter(Double::isFinite);
    }

    /** The picture of these quantiles, at least two, ascending. */
    static Markup of(List<Decile> deciles) {
        return new ShiftChart(deciles).picture();
    }

    private Markup picture() {
        Markup out = new Markup().open("div", "class", "plot cmp-shift");
        out.open(
                "svg",
                "width",
                "100%",
                "height",
                String.valueOf(HEIGHT_PX + 24),
                "role",
                "img",
                "aria-labelledby",
                "shift-title shift-desc");
        out.element("title", "Shift function: ms slower than the baseline, by percentile", "id", "shift-title");
        out.element("desc", said(), "id", "shift-desc");
        int marks = (int) Math.round((high - low) / step);
        for (int i = 0; i <= Math.min(marks, 40); i++) {
            double mark = low + i * step;
            boolean zero = Math.abs(mark) < step / 2;
            String at = Figures.at(y(mark));
            out.shape("line", "x1", "0", "x2", "100%", "y1", at, "y2", at, "class", zero ? "grid ab-zero" : "grid");
            out.element(
                    "text",
                    zero ? "0" : ComparisonWords.signedMs(mark),
                    "x",
                    "-8",
                    "y",
                    at,
                    "dy",
                    "4",
                    "text-anchor",
                    "end",
                    "class",
                    "tick");
        }
        out.element("text", "ms slower", "x", String.valueOf(6 - LEFT_PX), "y", "-12", "class", "tick");
        for (Decile decile : deciles) {
            String name = ComparisonWords.quantile(decile.quantile());
            out.element(
                    "text",
                    name,
                    "x",
                    Figures.percentAt(x(decile)),
                    "y",
                    String.valueOf(HEIGHT_PX + 18),
                    "text-anchor",
                    "middle",
                    "class",
                    MINOR.contains(name) ? "tick wide" : "tick");
        }
        curve(out);
        deciles.forEach(decile -> dot(out, decile));
        return out.close("svg").close("div");
    }

    private void curve(Markup out) {
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
        List<Decile> stretch = new ArrayList<>();
        for (Decile decile : deciles) {
            if (hasInterval(decile)) {
                stretch.add(decile);
            } else {
                band(out, stretch);
                stretch.clear();
            }
        }
        band(out, stretch);
        StringBuilder line = new StringBuilder();
        deciles.forEach(d -> line.append(line.isEmpty() ? 'M' : 'L').append(point(d, d.shiftMs())));
        out.bulky("path", "d", line.toString(), "class", "line");
        out.close("svg");
    }

    private static boolean hasInterval(Decile decile) {
        return decile.ci95Ms().size() == 2 && decile.ci95Ms().stream().allMatch(Double::isFinite);
    }

    private void band(Markup out, List<Decile> stretch) {
        if (stretch.size() < 2) {
            return;
        }
        StringBuilder path = new StringBuilder();
        stretch.forEach(d -> path.append(path.isEmpty() ? 'M' : 'L')
                .append(point(d, d.ci95Ms().get(1))));
        stretch.reversed()
                .forEach(d -> path.append('L').append(point(d, d.ci95Ms().get(0))));
        out.bulky("path", "d", path.append('Z').toString(), "class", "cmp-band");
    }

    private String point(Decile decile, double ms) {
        return Figures.at(x(decile) * 1_000) + " " + Figures.at(y(ms));
    }

    private void dot(Markup out, Decile decile) {
        out.titled(
                "circle",
                said(decile),
                "cx",
                Figures.percentAt(x(decile)),
                "cy",
                Figures.at(y(decile.shiftMs())),
                "r",
                Figures.at(DOT_PX),
                "class",
                "cmp-dot cmp-" + ComparisonWords.side(decile));
    }

    private String said() {
        return String.join("; ", deciles.stream().map(ShiftChart::said).toList());
    }

    private static String said(Decile decile) {
        return ComparisonWords.quantile(decile.quantile()) + " " + ComparisonWords.signedMs(decile.shiftMs()) + " ms"
                + ComparisonWords.rangeMs(decile.ci95Ms())
                        .map(range -> " (" + range + ")")
                        .orElse("");
    }

    private static double x(Decile decile) {
        return (decile.quantile() - FROM) / (1 - FROM);
    }

    private double y(double ms) {
        return HEIGHT_PX * (high - ms) / (high - low);
    }
}
