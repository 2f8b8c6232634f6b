package io.turngap.report;

import io.turngap.measure.Stage;
import io.turngap.measure.Turn;
import java.util.List;
import java.util.Map;

/** Replies as rows of stages, on one common scale from the caller's last word. */
final class WaterfallChart {

    private static final int BAR_PX = 24;
    private static final int WIDE_PX = 720;
    private static final int PHONE_PX = 300;
    private static final double LETTER_PX = 6.4;
    private static final int PADDING_PX = 10;

    private WaterfallChart() {}

    /**
     * A row.
     *
     * @param name what it stands for, such as {@code median turn}
     * @param turn a turn with a reply
     */
    record Row(String name, Turn turn) {}

    /** Rows with an axis below. */
    static Markup rows(List<Row> rows) {
        long max = rows.stream().mapToLong(r -> Picks.ttfaUs(r.turn())).max().orElse(1);
        Axis axis = Axis.tight(max, 6);
        Markup out = new Markup();
        out.open("div", "class", "wf");
        for (Row row : rows) {
            out.open("div", "class", "wf-row");
            out.open("div", "class", "wf-name")
                    .element("b", row.name())
                    .element(
                            "span",
                            row.turn().probe() != null
                                    ? "request " + row.turn().call()
                                    : "call " + row.turn().call() + " · turn "
                                            + row.turn().turn())
                    .close();
            out.add(bar(row, axis));
            out.element("div", Figures.usAsMs(Picks.ttfaUs(row.turn())), "class", "wf-total");
            out.close("div");
        }
        out.open("div", "class", "wf-row wf-axis")
                .open("div", "class", "wf-name")
                .close();
        out.open("svg", "class", "wf-bar", "width", "100%", "height", "18", "aria-hidden", "true");
        for (double mark : axis.marks()) {
            boolean last = axis.at(mark) > 0.94;
            out.element(
                    "text",
                    Figures.usAsMs(Math.round(mark)),
                    "x",
                    Figures.percentAt(axis.at(mark)),
                    "y",
                    "13",
                    "class",
                    "tick",
                    "text-anchor",
                    mark == 0 ? "start" : last ? "end" : "middle");
        }
        out.close("svg").element("div", "ms", "class", "wf-total").close("div");
        return out.close("div");
    }

    private static Markup bar(Row row, Axis axis) {
        List<Segment> segments = Segment.of(row.turn());
        Markup out = new Markup();
        out.open(
                "svg",
                "class",
                "wf-bar",
                "width",
                "100%",
                "height",
                String.valueOf(BAR_PX),
                "role",
                "img",
                "aria-label",
                row.name() + ": " + describe(segments));
        for (double mark : axis.marks()) {
            String x = Figures.percentAt(axis.at(mark));
            out.shape("line", "x1", x, "x2", x, "y1", "0", "y2", "100%", "class", "grid");
        }
        for (Segment segment : segments) {
            if (segment.lengthUs() > 0) {
                out.add(segment(segment, axis, Picks.ttfaUs(row.turn())));
            }
        }
        return out.close("svg");
    }

    private static Markup segment(Segment segment, Axis axis, long ttfaUs) {
        String name = segment.name();
        double share = axis.at(segment.lengthUs());
        String x = Figures.percentAt(axis.at(segment.startUs()));
        String width = Figures.percentAt(share);
        String title = name + ": " + Figures.spanUs(segment.lengthUs()) + ", "
                + Figures.percent(segment.lengthUs() / (double) ttfaUs) + (segment.modelled() ? ", modelled" : "")
                + "\n" + StageLook.meaning(segment.stage());
        Markup out = new Markup();
        out.open("g", "class", "seg", "data-stage", Clean.token(name));
        out.titled(
                "rect",
                title,
                "x",
                x,
                "y",
                "2",
                "width",
                width,
                "height",
                "20",
                "class",
                StageLook.style(segment.stage()));
        if (segment.modelled()) {
            out.shape("rect", "x", x, "y", "2", "width", width, "height", "20", "fill", "url(#dots)", "class", "over");
        }
        double labelPx = name.length() * LETTER_PX + PADDING_PX;
        if (share * WIDE_PX > labelPx) {
            String fits = share * PHONE_PX > labelPx ? "lab" : "lab wide";
            out.element(
                    "text",
                    name,
                    "x",
                    Figures.percentAt(axis.at(segment.startUs() + segment.lengthUs() / 2.0)),
                    "y",
                    "16",
                    "class",
                    fits + " on-" + StageLook.style(segment.stage()),
                    "text-anchor",
                    "middle");
        }
        return out.close();
    }

    /** The stages in words. */
    static String describe(List<Segment> segments) {
        StringBuilder words = new StringBuilder();
        for (Segment segment : segments) {
            if (segment.lengthUs() > 0) {
                words.append(words.isEmpty() ? "" : ", ")
                        .append(segment.name())
                        .append(' ')
                        .append(Figures.spanUs(segment.lengthUs()));
            }
        }
        return words.toString();
    }

    /** The stages that occur, as buttons that light a stage up everywhere. */
    static Markup legend(Map<Stage, Double> shares, boolean anyModelled) {
        Markup out = new Markup();
        out.open("div", "class", "legend", "role", "group", "aria-label", "Stages: press one to light it up");
        for (Stage stage : shares.keySet()) {
            out.open(
                            "button",
                            "type",
                            "button",
                            "class",
                            "key",
                            "aria-pressed",
                            "false",
                            "data-stage",
                            Clean.token(stage.wireName()),
                            "title",
                            StageLook.meaning(stage))
                    .open("svg", "width", "12", "height", "12", "aria-hidden", "true")
                    .shape("rect", "width", "12", "height", "12", "rx", "2", "class", StageLook.style(stage))
                    .close()
                    .text(stage.wireName())
                    .close();
        }
        if (anyModelled) {
            out.open("span", "class", "key")
                    .open("svg", "width", "22", "height", "12", "aria-hidden", "true")
                    .shape("rect", "width", "22", "height", "12", "rx", "2", "class", "s-modelled")
                    .shape("rect", "width", "22", "height", "12", "rx", "2", "fill", "url(#dots)")
                    .close()
                    .text("dotted: modelled, not real")
                    .close();
        }
        return out.close("div");
    }
}
