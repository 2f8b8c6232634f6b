package io.turngap.report;

import io.turngap.measure.Outcome;
import io.turngap.measure.Turn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/** Every turn over the time of the run: drift, warm-up and bad moments show here. Long runs are thinned, extremes kept. */
final class TimelineChart {

    private static final int HEIGHT_PX = 240;
    private static final int RAIL_PX = 22;
    private static final int SLICES = 200;
    private static final int MAX_ANSWERED = 600;
    private static final int MAX_FAILED = 300;

    private TimelineChart() {}

    /**
     * A chart and how many turns it leaves out.
     *
     * @param left turns not drawn
     */
    record Drawn(Markup markup, int left) {}

    /**
     * Draws the turns with an utterance.
     *
     * @param fromUs when the time axis begins, on the clock of the turns' starts
     */
    static Drawn of(List<Turn> turns, Picks picks, OptionalDouble limitMs, long fromUs) {
        List<Turn> all = picks.heard().stream()
                .filter(t -> t.outcome() == Outcome.ANSWERED)
                .toList();
        List<Turn> answered = thin(all);
        List<Turn> failed =
                picks.failed().subList(0, Math.min(MAX_FAILED, picks.failed().size()));
        long to = turns.stream().mapToLong(Turn::startEpochUs).max().orElse(1);
        double slowestMs = all.isEmpty() ? 1_000 : Picks.ttfaUs(all.getLast()) / 1_000.0;
        Axis y = Axis.whole(Math.max(slowestMs, limitMs.orElse(0) * 1.05), 5);
        Axis x = Axis.tight(Math.max(1, (to - fromUs) / 1e6), 6);
        Markup out = new Markup();
        out.open("div", "class", "plot");
        out.open(
                "svg",
                "width",
                "100%",
                "height",
                String.valueOf(RAIL_PX + HEIGHT_PX + 24),
                "role",
                "img",
                "aria-label",
                "the wait of each turn over the time of the run; turns that failed stand on the rail above");
        for (double mark : y.marks()) {
            String at = Figures.at(yPx(y, mark));
            out.shape("line", "x1", "0", "x2", "100%", "y1", at, "y2", at, "class", "grid");
            out.element("text", Figures.ms(mark), "x", "-8", "y", at, "dy", "4", "text-anchor", "end", "class", "tick");
        }
        for (double mark : x.marks()) {
            out.element(
                    "text",
                    Figures.ms(mark) + (mark == 0 ? " s" : ""),
                    "x",
                    Figures.percentAt(x.at(mark)),
                    "y",
                    String.valueOf(RAIL_PX + HEIGHT_PX + 18),
                    "text-anchor",
                    mark == 0 ? "start" : x.at(mark) > 0.97 ? "end" : "middle",
                    "class",
                    "tick");
        }
        limitMs.ifPresent(limit -> {
            String at = Figures.at(yPx(y, limit));
            out.shape("line", "x1", "0", "x2", "100%", "y1", at, "y2", at, "class", "limit");
        });
        for (Turn turn : answered) {
            double ms = Picks.ttfaUs(turn) / 1_000.0;
            out.titled(
                    "circle",
                    name(turn) + "\n" + Figures.span(ms),
                    "cx",
                    Figures.percentAt(x.at((turn.startEpochUs() - fromUs) / 1e6)),
                    "cy",
                    Figures.at(yPx(y, Math.max(0, ms))),
                    "r",
                    "3.2",
                    "class",
                    "dot");
        }
        for (Turn turn : failed) {
            out.add(mark(turn, Figures.percentAt(x.at((turn.startEpochUs() - fromUs) / 1e6))));
        }
        out.close("svg").close("div");
        return new Drawn(out, all.size() + picks.failed().size() - answered.size() - failed.size());
    }

    private static double yPx(Axis y, double ms) {
        return RAIL_PX + HEIGHT_PX * (1 - y.at(ms));
    }

    private static String name(Turn turn) {
        String place =
                turn.probe() != null ? "request " + turn.call() : "call " + turn.call() + ", turn " + turn.turn();
        return place + (turn.utterance().isEmpty() ? "" : ", " + turn.utterance());
    }

    /** A failed turn on the rail: its own shape for each outcome, as colour alone does not reach everybody. */
    private static Markup mark(Turn turn, String x) {
        String path = switch (turn.outcome()) {
            case MISSED -> "M-4 -4L4 4M4 -4L-4 4";
            case CUT_OFF -> "M-4.5 4L0 -4.5L4.5 4Z";
            case RATE_LIMITED -> "M0 -5L5 0L0 5L-5 0Z";
            case ERROR, ANSWERED -> "M-4 -4H4V4H-4Z";
        };
        String detail = turn.detail().isEmpty() ? "" : "\n" + turn.detail();
        return new Markup()
                .open("svg", "x", x, "y", "10", "overflow", "visible", "width", "1", "height", "1")
                .titled(
                        "path",
                        name(turn) + "\n" + turn.outcome().wireName() + detail,
                        "d",
                        path,
                        "class",
                        "mark m-" + Clean.token(turn.outcome().wireName()))
                .close();
    }

    /** The legend of the marks: a probe's request is no call, and cuts nobody off; in a recording nothing breaks or is refused. */
    static Markup legend(boolean probe, boolean analysed) {
        Markup out = new Markup().open("div", "class", "legend");
        out.open("span", "class", "key")
                .open("svg", "width", "12", "height", "12", "aria-hidden", "true")
                .shape("circle", "cx", "6", "cy", "6", "r", "3.5", "class", "dot")
                .close()
                .text("answered")
                .close();
        key(out, Outcome.MISSED, "M2 2L10 10M10 2L2 10", "missed");
        if (!probe) {
            key(out, Outcome.CUT_OFF, "M1.5 10L6 1.5L10.5 10Z", "cut off");
        }
        if (!analysed) {
            key(out, Outcome.RATE_LIMITED, "M6 1L11 6L6 11L1 6Z", "rate limited");
            key(out, Outcome.ERROR, "M2 2H10V10H2Z", probe ? "failed" : "call broke");
        }
        return out.close("div");
    }

    private static void key(Markup out, Outcome outcome, String path, String name) {
        out.open("span", "class", "key")
                .open("svg", "width", "12", "height", "12", "aria-hidden", "true")
                .shape("path", "d", path, "class", "mark m-" + Clean.token(outcome.wireName()))
                .close()
                .text(name)
                .close();
    }

    /** At most {@link #MAX_ANSWERED} turns: of each slice of the run the quickest, the middle and the slowest. */
    static List<Turn> thin(List<Turn> sorted) {
        if (sorted.size() <= MAX_ANSWERED) {
            return sorted;
        }
        List<Turn> byTime = sorted.stream()
                .sorted(Comparator.comparingLong(Turn::startEpochUs))
                .toList();
        Set<Turn> kept = new LinkedHashSet<>();
        for (int i = 0; i < SLICES; i++) {
            List<Turn> slice = new ArrayList<>(byTime.subList(
                    (int) ((long) i * byTime.size() / SLICES), (int) ((i + 1L) * byTime.size() / SLICES)));
            slice.sort(Comparator.comparingLong(Picks::ttfaUs));
            kept.add(slice.getFirst());
            kept.add(slice.get(slice.size() / 2));
            kept.add(slice.getLast());
        }
        return List.copyOf(kept);
    }
}
