package io.turngap.report;

import io.turngap.capacity.Capacity;
import io.turngap.capacity.Scaling;
import io.turngap.capacity.Step;
import io.turngap.capacity.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Steps as dots against the load, with intervals, a limit or a law's band, and the knee as an upright line. */
final class CapacityChart {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 228;
    private static final int LEFT = 52;
    private static final int RIGHT = 12;
    private static final int TOP = 12;
    private static final int BOTTOM = 42;
    private static final double DOT = 4.2;

    private final Axis x;
    private final Axis y;
    private final Markup out = new Markup();

    private CapacityChart(double mostX, double mostY, String label, String unitX) {
        this.x = Axis.whole(mostX, 8);
        this.y = Axis.whole(mostY, 4);
        out.open(
                "svg",
                "class",
                "cap",
                "viewBox",
                "0 0 " + WIDTH + " " + HEIGHT,
                "width",
                "100%",
                "role",
                "img",
                "aria-label",
                label);
        for (double mark : y.marks()) {
            line("grid", 0, mark, x.end(), mark);
            text(LEFT - 6, top(mark) + 4, number(mark), "end");
        }
        for (double mark : x.marks()) {
            text(left(mark), HEIGHT - BOTTOM + 16, number(mark), "middle");
        }
        text(LEFT + (WIDTH - LEFT - RIGHT) / 2.0, HEIGHT - 4, unitX, "middle");
    }

    /** Goodput in percent against the load. */
    static Markup goodput(Capacity of) {
        CapacityChart chart = new CapacityChart(
                most(of, Step::load), 100, "Goodput against load", of.by().unit());
        chart.knee(of);
        chart.line(
                "cap-limit",
                0,
                100 * of.target().goodput(),
                chart.x.end(),
                100 * of.target().goodput());
        for (Step step : shown(of)) {
            if (step.turns() > 0 && !step.goodputCi95().isEmpty()) {
                chart.dot(
                        step,
                        step.load(),
                        100 * step.goodput(),
                        100 * step.goodputCi95().getFirst(),
                        100 * step.goodputCi95().getLast(),
                        CapacityWords.goodput(step));
            }
        }
        return chart.done();
    }

    /** P95 of TTFA in ms against the load. */
    static Markup p95(Capacity of) {
        double most = shown(of).stream()
                .mapToDouble(step -> step.p95Ms() == null ? 0 : orZero(step.p95Ms()))
                .max()
                .orElse(0);
        CapacityChart chart = new CapacityChart(
                most(of, Step::load),
                Math.max(most, (double) of.target().sloMs()) * 1.05,
                "P95 of TTFA against load",
                of.by().unit());
        chart.knee(of);
        chart.line("cap-limit", 0, (double) of.target().sloMs(), chart.x.end(), (double)
                of.target().sloMs());
        for (Step step : shown(of)) {
            Double p95 = step.p95Ms();
            if (p95 != null) {
                List<Double> ci = step.p95Ci95Ms();
                chart.dot(
                        step,
                        step.load(),
                        p95,
                        ci.isEmpty() ? p95 : ci.getFirst(),
                        ci.isEmpty() ? p95 : ci.getLast(),
                        Figures.span(p95));
            }
        }
        return chart.done();
    }

    /** Turns a second against calls at once, with the law and its band. */
    static Markup throughput(Capacity of, Scaling scaling) {
        double most =
                scaling.curve().stream().mapToDouble(Scaling.At::high).max().orElse(1);
        double seen = most(of, Step::turnsASecond);
        CapacityChart chart = new CapacityChart(
                Math.max(most(of, Step::inFlight), scaling.curve().getLast().load()),
                Math.max(Math.min(most, 2 * seen), seen) * 1.02,
                "Throughput against calls at once",
                "calls at once, on average");
        chart.curve(scaling.curve());
        for (Step step : shown(of)) {
            if (step.turnsASecond() > 0) {
                chart.dot(
                        step,
                        step.inFlight(),
                        step.turnsASecond(),
                        step.turnsASecond(),
                        step.turnsASecond(),
                        Figures.at(step.turnsASecond()) + " turns/s");
            }
        }
        return chart.done();
    }

    /** What the marks mean. */
    static Markup legend() {
        Markup out = new Markup().open("div", "class", "legend");
        key(out, "cap-met", "met the target");
        key(out, "cap-missed", "missed it");
        key(out, "cap-other", "not judged");
        out.open("span", "class", "key")
                .open("svg", "width", "16", "height", "12", "aria-hidden", "true")
                .shape("circle", "cx", "8", "cy", "6", "r", Figures.at(DOT), "class", "cap-met cap-hollow")
                .close()
                .text("hollow: chance could not be ruled out")
                .close();
        return out.close("div");
    }

    private static void key(Markup out, String style, String text) {
        out.open("span", "class", "key")
                .open("svg", "width", "16", "height", "12", "aria-hidden", "true")
                .shape("circle", "cx", "8", "cy", "6", "r", Figures.at(DOT), "class", style)
                .close()
                .text(text)
                .close();
    }

    private static double orZero(@Nullable Double value) {
        return value == null ? 0 : value;
    }

    private static List<Step> shown(Capacity of) {
        return of.steps().stream()
                .filter(step -> step.verdict() != Verdict.CUT_SHORT && step.verdict() != Verdict.INSTRUMENT)
                .toList();
    }

    private static double most(Capacity of, ToDoubleFunction<Step> value) {
        return Math.max(1e-3, shown(of).stream().mapToDouble(value).max().orElse(1));
    }

    private double left(double value) {
        return LEFT + (WIDTH - LEFT - RIGHT) * Math.clamp(x.at(value), 0, 1);
    }

    private double top(double value) {
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - Math.clamp(y.at(value), 0, 1));
    }

    private static String number(double value) {
        return value >= 1_000 ? Figures.grouped(Math.round(value)) : Figures.at(value);
    }

    private void text(double atX, double atY, String text, String anchor) {
        out.element("text", text, "x", Figures.at(atX), "y", Figures.at(atY), "text-anchor", anchor);
    }

    private void line(String style, double fromX, double fromY, double toX, double toY) {
        out.shape(
                "line",
                "class",
                style,
                "x1",
                Figures.at(left(fromX)),
                "y1",
                Figures.at(top(fromY)),
                "x2",
                Figures.at(left(toX)),
                "y2",
                Figures.at(top(toY)));
    }

    private void knee(Capacity of) {
        double load = of.knee().load();
        if (load > 0) {
            line("cap-knee", load, 0, load, y.end());
            text(left(load) - 5, HEIGHT - BOTTOM - 8, "knee " + of.by().format(load), "end");
        }
    }

    private void dot(Step step, double atX, double value, double low, double high, String said) {
        String style = step.verdict().met() ? "cap-met" : step.verdict().judged() ? "cap-missed" : "cap-other";
        if (high > low) {
            line("cap-ci", atX, low, atX, high);
        }
        out.titled(
                "circle",
                step.index() + ", " + step.purpose() + ": " + said + ", " + CapacityWords.verdict(step),
                "class",
                style + (step.verdict().judged() && !step.verdict().decided() ? " cap-hollow" : ""),
                "cx",
                Figures.at(left(atX)),
                "cy",
                Figures.at(top(value)),
                "r",
                Figures.at(DOT));
    }

    private void curve(List<Scaling.At> curve) {
        List<String> upper = new ArrayList<>();
        List<String> lower = new ArrayList<>();
        List<String> middle = new ArrayList<>();
        for (Scaling.At at : curve) {
            upper.add(Figures.at(left(at.load())) + "," + Figures.at(top(at.high())));
            lower.addFirst(Figures.at(left(at.load())) + "," + Figures.at(top(at.low())));
            middle.add(Figures.at(left(at.load())) + "," + Figures.at(top(at.throughput())));
        }
        upper.addAll(lower);
        out.bulky("polygon", "points", String.join(" ", upper), "class", "cap-band");
        out.bulky("polyline", "points", String.join(" ", middle), "class", "cap-law");
    }

    private Markup done() {
        return out.close("svg");
    }
}
