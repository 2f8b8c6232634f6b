package io.turngap.report;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/** TTFA against the time of a run: each slice a column, darker where more turns waited so long, with the slices' P50 and P95 over it. */
final class HeatMap {

    private static final int HEIGHT_PX = 252;
    private static final int RAIL_PX = 14;
    private static final int GAP_PX = 6;
    private static final int TOP_PX = RAIL_PX + GAP_PX;
    private static final int LEVELS = 6;
    /** From which share of a slice's turns on that failed the rail is darker. */
    private static final double[] BAD_SHARES = {0.001, 0.01, 0.05, 0.2, 0.5};

    private final LoadOverTime load;
    private final OptionalLong sloMs;

    private HeatMap(LoadOverTime load, OptionalLong sloMs) {
        this.load = load;
        this.sloMs = sloMs;
    }

    /**
     * Draws the map.
     *
     * @param said the same for those who do not see it
     */
    static Markup of(LoadOverTime load, OptionalLong sloMs, String said) {
        return new HeatMap(load, sloMs).drawn(said);
    }

    private Markup drawn(String said) {
        Markup out = new Markup();
        String whole = String.valueOf(TOP_PX + HEIGHT_PX + 2);
        out.open("svg", "width", "100%", "height", whole, "role", "img", "aria-label", said);
        for (double mark : load.bins().marks()) {
            String y = Figures.at(y(mark));
            out.shape("line", "x1", "0", "x2", "100%", "y1", y, "y2", y, "class", "grid");
            out.element("text", Figures.ms(mark), "x", "-8", "y", y, "dy", "4", "text-anchor", "end", "class", "tick");
        }
        nested(out, 0, RAIL_PX, load.slices().count() + " 1", this::rail);
        nested(out, TOP_PX, HEIGHT_PX, load.slices().count() + " " + load.bins().rows(), this::cells);
        sloMs.ifPresent(slo -> {
            String y = Figures.at(y((double) slo));
            out.shape("line", "x1", "0", "x2", "100%", "y1", y, "y2", y, "class", "limit");
            out.element(
                    "text",
                    "target " + Figures.ms((double) slo) + " ms",
                    "x",
                    "100%",
                    "y",
                    y,
                    "dx",
                    "-6",
                    "dy",
                    "-6",
                    "text-anchor",
                    "end",
                    "class",
                    "tick limit-name");
        });
        line(out, LoadOverTime.Slice::p50Ms, "ld-p50");
        line(out, LoadOverTime.Slice::p95Ms, "ld-p95");
        columns(out);
        return out.close("svg");
    }

    private interface Drawing {
        void into(Markup out);
    }

    private static void nested(Markup out, int y, int heightPx, String box, Drawing drawing) {
        out.open(
                "svg",
                "x",
                "0",
                "y",
                String.valueOf(y),
                "width",
                "100%",
                "height",
                String.valueOf(heightPx),
                "viewBox",
                "0 0 " + box,
                "preserveAspectRatio",
                "none",
                "shape-rendering",
                "crispEdges");
        drawing.into(out);
        out.close("svg");
    }

    /** One path a level: thousands of cells cost a dozen characters each. */
    private void cells(Markup out) {
        StringBuilder[] levels = new StringBuilder[LEVELS];
        int fullest = load.fullest();
        int rows = load.bins().rows();
        for (int x = 0; x < load.cells().size(); x++) {
            for (int row = 0; row < rows; row++) {
                int count = load.cells().get(x)[row];
                if (count > 0) {
                    cell(levels, level(count, fullest), x, rows - 1 - row);
                }
            }
        }
        paint(out, levels, "ld-h");
    }

    private void rail(Markup out) {
        StringBuilder[] levels = new StringBuilder[LEVELS];
        List<LoadOverTime.Slice> slices = load.slice();
        for (int x = 0; x < slices.size(); x++) {
            LoadOverTime.Slice slice = slices.get(x);
            if (slice.bad() > 0) {
                double share = slice.bad() / (double) slice.turns();
                int level = 0;
                for (double from : BAD_SHARES) {
                    level += share >= from ? 1 : 0;
                }
                cell(levels, level, x, 0);
            }
        }
        out.shape("rect", "width", String.valueOf(slices.size()), "height", "1", "class", "ld-rail");
        paint(out, levels, "ld-b");
    }

    private static void cell(StringBuilder[] levels, int level, int x, int y) {
        if (levels[level] == null) {
            levels[level] = new StringBuilder();
        }
        levels[level].append('M').append(x).append(' ').append(y).append("h1v1h-1z");
    }

    private static void paint(Markup out, StringBuilder[] levels, String style) {
        for (int level = 0; level < levels.length; level++) {
            if (levels[level] != null) {
                out.bulky("path", "d", levels[level].toString(), "class", style + (level + 1));
            }
        }
    }

    /** The shade of a count: steps of equal ratio up to the fullest cell, which has the darkest. */
    static int level(int count, int fullest) {
        if (fullest <= 1) {
            return LEVELS / 2;
        }
        return Math.clamp((long) Math.floor(LEVELS * Math.log(count) / Math.log(fullest)), 0, LEVELS - 1);
    }

    private void line(Markup out, Function<LoadOverTime.Slice, OptionalDouble> figure, String style) {
        StringBuilder d = new StringBuilder();
        int n = load.slice().size();
        boolean drawing = false;
        for (int i = 0; i < n; i++) {
            OptionalDouble ms = figure.apply(load.slice().get(i));
            if (ms.isPresent()) {
                // A stroke of no length is drawn as a dot: so is a slice whose neighbours have no figure.
                String at = Figures.at(1_000 * (i + 0.5) / n) + " " + Figures.at(y(ms.getAsDouble()) - TOP_PX);
                d.append(drawing ? "L" : "M").append(at).append(drawing ? "" : "h0");
            }
            drawing = ms.isPresent();
        }
        if (d.isEmpty()) {
            return;
        }
        out.open(
                "svg",
                "x",
                "0",
                "y",
                String.valueOf(TOP_PX),
                "width",
                "100%",
                "height",
                String.valueOf(HEIGHT_PX),
                "viewBox",
                "0 0 1000 " + HEIGHT_PX,
                "preserveAspectRatio",
                "none");
        out.bulky("path", "d", d.toString(), "class", "ld-halo");
        out.bulky("path", "d", d.toString(), "class", style);
        out.close("svg");
    }

    /** What a slice holds, where the pointer rests. */
    private void columns(Markup out) {
        int n = load.slice().size();
        for (int i = 0; i < n; i++) {
            LoadOverTime.Slice slice = load.slice().get(i);
            if (slice.turns() > 0) {
                out.titled(
                        "rect",
                        load.slices().name(i) + ": " + Figures.count(slice.turns(), "turn") + ", P50 "
                                + text(slice.p50Ms()) + ", P95 " + text(slice.p95Ms())
                                + (slice.bad() == 0 ? "" : ", " + Figures.grouped(slice.bad()) + " failed"),
                        "x",
                        Figures.percentAt(i / (double) n),
                        "width",
                        Figures.percentAt(1.0 / n),
                        "height",
                        String.valueOf(TOP_PX + HEIGHT_PX),
                        "class",
                        "ld-hit");
            }
        }
    }

    /** A percentile with its unit, or a dash. */
    static String text(OptionalDouble ms) {
        return ms.isPresent() ? Figures.span(ms.getAsDouble()) : Figures.NONE;
    }

    private double y(double ms) {
        return TOP_PX + HEIGHT_PX * (1 - load.bins().share(ms));
    }

    /** What shades and lines mean. */
    static Markup legend(LoadOverTime load) {
        Markup out = new Markup().open("div", "class", "legend");
        int fullest = load.fullest();
        out.open("span", "class", "key").text("1");
        out.open("svg", "width", String.valueOf(LEVELS * 14), "height", "12", "aria-hidden", "true");
        for (int level = 0; level < LEVELS; level++) {
            out.shape(
                    "rect",
                    "x",
                    String.valueOf(level * 14),
                    "width",
                    "14",
                    "height",
                    "12",
                    "class",
                    "ld-h" + (level + 1));
        }
        out.close()
                .text(fullest <= 1 ? "turn" : "to " + Figures.count(fullest, "turn"))
                .close();
        key(out, "P50", "ld-p50");
        key(out, "P95, of columns with " + LoadOverTime.FEWEST_FOR_P95 + " turns or more", "ld-p95");
        out.open("span", "class", "key")
                .open("svg", "width", "14", "height", "12", "aria-hidden", "true")
                .shape("rect", "width", "14", "height", "12", "class", "ld-b4")
                .close()
                .text("above: turns that failed, darker where more did")
                .close();
        return out.close("div");
    }

    private static void key(Markup out, String name, String style) {
        out.open("span", "class", "key")
                .open("svg", "width", "18", "height", "12", "aria-hidden", "true")
                .shape("path", "d", "M1 6H17", "class", style)
                .close()
                .text(name)
                .close();
    }
}
