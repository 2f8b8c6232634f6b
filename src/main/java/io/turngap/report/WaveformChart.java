package io.turngap.report;

import io.turngap.measure.Milestone;
import io.turngap.measure.Turn;
import java.util.List;

/** The sound of a turn, caller above and agent below, with the stages of the reply laid over it and a playhead for the script to move. */
final class WaveformChart {

    private static final int HEIGHT_PX = 172;
    private static final int CALLER_Y = 47;
    private static final int AGENT_Y = 125;
    private static final int REACH_PX = 29;
    private static final double MOST_GAIN = 8;

    private WaveformChart() {}

    /**
     * Draws a clip.
     *
     * @param zeroUs position of the turn's origin within the clip, µs
     */
    static Markup of(Turn turn, SoundClip clip, long zeroUs) {
        double length = clip.lengthUs();
        Markup out = new Markup();
        out.open(
                "svg",
                "class",
                "wave",
                "width",
                "100%",
                "height",
                String.valueOf(HEIGHT_PX + 20),
                "role",
                "img",
                "aria-label",
                "Waveform, caller above, agent below. " + WaterfallChart.describe(Segment.of(turn)));
        List<Segment> segments = Segment.of(turn);
        for (Segment segment : segments) {
            band(out, segment, zeroUs, length);
        }
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
                "0 0 " + SoundClip.BINS + " " + HEIGHT_PX,
                "preserveAspectRatio",
                "none");
        out.bulky("path", "d", outline(clip.caller(), CALLER_Y), "class", "caller");
        out.bulky("path", "d", outline(clip.agent(), AGENT_Y), "class", "agent");
        out.close("svg");
        marker(out, zeroUs / length, turn.isGreeting() ? "connected" : "last word", true);
        turn.at(Milestone.FIRST_AUDIBLE).ifPresent(us -> marker(out, (zeroUs + us) / length, "first audible", false));
        out.element("text", "caller", "x", "4", "y", "12", "class", "tick side");
        out.element("text", "agent", "x", "4", "y", String.valueOf(HEIGHT_PX - 3), "class", "tick side");
        seconds(out, zeroUs, length);
        out.shape("line", "class", "playhead", "x1", "0", "x2", "0", "y1", "0", "y2", String.valueOf(HEIGHT_PX));
        return out.close("svg");
    }

    private static void band(Markup out, Segment segment, long zeroUs, double length) {
        double from = (zeroUs + segment.startUs()) / length;
        double share = segment.lengthUs() / length;
        if (share <= 0 || from >= 1) {
            return;
        }
        String x = Figures.percentAt(from);
        String width = Figures.percentAt(Math.min(share, 1 - from));
        String title =
                segment.name() + ": " + Figures.spanUs(segment.lengthUs()) + (segment.modelled() ? ", modelled" : "");
        out.open("g", "class", "seg", "data-stage", Clean.token(segment.name()));
        out.shape(
                "rect",
                "x",
                x,
                "y",
                "0",
                "width",
                width,
                "height",
                String.valueOf(HEIGHT_PX),
                "class",
                "tint " + StageLook.style(segment.stage()));
        out.titled(
                "rect",
                title,
                "x",
                x,
                "y",
                "80",
                "width",
                width,
                "height",
                "12",
                "class",
                StageLook.style(segment.stage()));
        if (segment.modelled()) {
            out.shape("rect", "x", x, "y", "80", "width", width, "height", "12", "fill", "url(#dots)", "class", "over");
        }
        out.close();
    }

    private static void marker(Markup out, double share, String name, boolean before) {
        if (share < 0 || share > 1) {
            return;
        }
        String x = Figures.percentAt(share);
        out.shape("line", "class", "marker", "x1", x, "x2", x, "y1", "0", "y2", String.valueOf(HEIGHT_PX));
        boolean left = before || share > 0.75;
        out.element(
                "text",
                name,
                "x",
                x,
                "dx",
                left ? "-4" : "4",
                "y",
                before ? "12" : String.valueOf(HEIGHT_PX - 3),
                "text-anchor",
                left ? "end" : "start",
                "class",
                "tick marker-name");
    }

    private static void seconds(Markup out, long zeroUs, double length) {
        long first = -(zeroUs / 1_000_000);
        for (long s = first; s < first + 20 && zeroUs + s * 1_000_000 <= length; s++) {
            double share = (zeroUs + s * 1_000_000) / length;
            if (share > 0.02 && share < 0.98) {
                out.element(
                        "text",
                        s == 0 ? "0 s" : s < 0 ? "−" + -s : "+" + s,
                        "x",
                        Figures.percentAt(share),
                        "y",
                        String.valueOf(HEIGHT_PX + 15),
                        "text-anchor",
                        "middle",
                        "class",
                        "tick");
            }
        }
    }

    private static String outline(float[] peaks, int middle) {
        float loudest = 0;
        for (float peak : peaks) {
            loudest = Math.max(loudest, peak);
        }
        double gain = REACH_PX * Math.min(MOST_GAIN, loudest == 0 ? 1 : 1 / loudest);
        StringBuilder upper = new StringBuilder("M0 ").append(middle);
        StringBuilder lower = new StringBuilder();
        for (int i = 0; i < peaks.length; i++) {
            double reach = Math.max(0.4, peaks[i] * gain);
            upper.append('L').append(i).append(' ').append(tenth(middle - reach));
            int back = peaks.length - 1 - i;
            lower.append('L').append(back).append(' ').append(tenth(middle + Math.max(0.4, peaks[back] * gain)));
        }
        return upper.append(lower).append('Z').toString();
    }

    private static String tenth(double value) {
        return Figures.at(Math.round(value * 10) / 10.0);
    }
}
