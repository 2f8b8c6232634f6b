package io.turngap.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;

/** A small chart of one thing over the time of a run, as wide as the others so that what happens together stands together. */
final class TimeStrip {

    private static final int TITLE_PX = 28;
    private static final int AXIS_PX = 24;

    private TimeStrip() {}

    /** How a line is drawn. */
    enum Look {
        /** The thing itself, filled to the bottom. */
        AREA("line", true),
        /** A second line over it. */
        OVER("ld-over", false);

        private final String style;
        private final boolean filled;

        Look(String style, boolean filled) {
            this.style = style;
            this.filled = filled;
        }
    }

    /**
     * A line of steps.
     *
     * @param values one a slice; NaN for none, which leaves a gap
     */
    record Line(List<Double> values, Look look) {

        static Line of(double[] values, Look look) {
            return new Line(Arrays.stream(values).boxed().toList(), look);
        }
    }

    /**
     * What a strip shows.
     *
     * @param title in words, with its unit
     * @param top the value at the upper edge, above 0
     * @param topText the same as written
     * @param limit a line to hold the values against; NaN for none
     * @param limitText what that is
     */
    record Shown(String title, double top, String topText, double limit, String limitText, List<Line> lines) {

        /** Without a limit. */
        Shown(String title, double top, String topText, List<Line> lines) {
            this(title, top, topText, Double.NaN, "", lines);
        }
    }

    /**
     * Draws a strip.
     *
     * @param heightPx of its lines
     * @param said the same for those who do not see it
     */
    static Markup of(Shown it, int heightPx, String said) {
        Markup out = new Markup();
        String whole = String.valueOf(TITLE_PX + heightPx + 4);
        out.open("svg", "width", "100%", "height", whole, "role", "img", "aria-label", it.title() + ": " + said);
        out.element("text", it.title(), "x", "0", "y", String.valueOf(TITLE_PX - 7), "class", "tick");
        String bottom = String.valueOf(TITLE_PX + heightPx);
        for (String y : List.of(String.valueOf(TITLE_PX), bottom)) {
            out.shape("line", "x1", "0", "x2", "100%", "y1", y, "y2", y, "class", "grid");
        }
        label(out, it.topText(), TITLE_PX);
        label(out, "0", TITLE_PX + heightPx);
        for (Line line : it.lines()) {
            int n = Math.max(1, line.values().size());
            out.open(
                    "svg",
                    "x",
                    "0",
                    "y",
                    String.valueOf(TITLE_PX),
                    "width",
                    "100%",
                    "height",
                    String.valueOf(heightPx),
                    "viewBox",
                    "0 0 " + n + " " + heightPx,
                    "preserveAspectRatio",
                    "none");
            if (line.look().filled) {
                out.bulky("path", "d", steps(line.values(), it.top(), heightPx, true), "class", "area");
            }
            out.bulky("path", "d", steps(line.values(), it.top(), heightPx, false), "class", line.look().style);
            out.close("svg");
        }
        if (!Double.isNaN(it.limit()) && it.limit() <= it.top()) {
            String y = Figures.at(TITLE_PX + heightPx * (1 - it.limit() / it.top()));
            out.shape("line", "x1", "0", "x2", "100%", "y1", y, "y2", y, "class", "limit");
            out.element(
                    "text",
                    it.limitText(),
                    "x",
                    "100%",
                    "y",
                    String.valueOf(TITLE_PX - 7),
                    "text-anchor",
                    "end",
                    "class",
                    "tick limit-name wide");
        }
        return out.close("svg");
    }

    private static void label(Markup out, String text, int y) {
        out.element("text", text, "x", "-8", "y", String.valueOf(y), "dy", "4", "text-anchor", "end", "class", "tick");
    }

    /** Steps from the left to the right, one unit a value; closed to the bottom where they are filled. */
    private static String steps(List<Double> values, double top, int heightPx, boolean filled) {
        StringBuilder d = new StringBuilder("M0 ").append(heightPx);
        boolean open = false;
        for (int i = 0; i <= values.size(); i++) {
            boolean there = i < values.size() && Double.isFinite(values.get(i));
            if (open && !there && filled) {
                d.append('V').append(heightPx).append('Z');
            }
            if (there) {
                String y = Figures.at(heightPx * (1 - Math.clamp(values.get(i) / top, 0, 1)));
                if (!open) {
                    d.append('M').append(i).append(' ').append(filled ? String.valueOf(heightPx) : y);
                }
                d.append('V').append(y).append('H').append(i + 1);
            }
            open = there;
        }
        return d.toString();
    }

    /** The axis below strips of the same slices. */
    static Markup axis(TimeSlices slices) {
        Markup out = new Markup();
        out.open("svg", "width", "100%", "height", String.valueOf(AXIS_PX), "aria-hidden", "true");
        for (TimeSlices.Mark mark : slices.marks()) {
            out.element(
                    "text",
                    mark.label(),
                    "x",
                    Figures.percentAt(mark.share()),
                    "y",
                    "14",
                    "text-anchor",
                    mark.share() == 0 ? "start" : mark.share() > 0.97 ? "end" : "middle",
                    "class",
                    "tick");
        }
        return out.close("svg");
    }

    /** A figure at an axis, such as {@code 0.5}, {@code 4} or {@code 1 200}. */
    static String number(double value) {
        return value < 10
                ? new BigDecimal(value)
                        .setScale(2, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString()
                : Figures.grouped(Math.round(value));
    }

    /** The upper edge for values up to this. */
    static double top(double most) {
        return Axis.whole(Math.max(most, 1e-3), 4).end();
    }
}
