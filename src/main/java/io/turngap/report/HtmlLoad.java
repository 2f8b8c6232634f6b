package io.turngap.report;

import io.turngap.measure.RecordingIndex.Recording;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** The section of the page on a run under load: over its time, against its calls in flight, what failed, and how the instrument did. */
final class HtmlLoad {

    private static final int STRIP_PX = 52;

    private HtmlLoad() {}

    /**
     * The section; empty for a handful of calls, of which the rest of the page says all.
     *
     * @param recordings what sound was kept
     */
    static Optional<Markup> of(UnderLoad load, List<Recording> recordings) {
        if (!load.speaks()) {
            return Optional.empty();
        }
        Optional<LoadBands> bands = load.bands();
        LoadOverTime overTime = load.overTime();
        Markup out = new Markup().open("section", "class", "load").element("h2", "Under load");
        out.element("p", lead(load), "class", "lead");
        time(out, load, overTime);
        bands.ifPresent(it -> concurrency(out, load, it));
        List<LoadFailures.Kind> failures = load.failures(recordings);
        if (!failures.isEmpty()) {
            heading(out, "What failed", "By kind, with the first and the last of each, by time since the run began.");
            out.add(LoadTables.failures(failures, overTime.slices()));
        }
        List<TurnContrast> contrasts = load.contrasts();
        if (!contrasts.isEmpty()) {
            heading(
                    out,
                    "First and later, cold and warm",
                    "TTFA in ms. The difference is to the line above, with its 95 % interval where there are turns enough for one.");
            out.add(LoadTables.contrasts(contrasts));
        }
        if (!load.series().health().isEmpty()) {
            heading(out, "The instrument over time", "Where these rise, it is Turngap or its machine that was slow.");
            out.open("div", "class", "plot").add(LoadHealth.of(load)).close("div");
            out.add(LoadHealth.growth(load));
        }
        return Optional.of(out.close("section"));
    }

    private static void heading(Markup out, String title, String lead) {
        out.element("h3", title).element("p", lead, "class", "soft");
    }

    private static String lead(UnderLoad load) {
        StringBuilder said = new StringBuilder();
        load.load().ifPresent(it -> said.append(ProbeStory.upper(it)).append(". "));
        Double goodput = load.run().rates().goodput();
        if (goodput != null && load.sloMs().isPresent()) {
            said.append(Figures.percent(goodput))
                    .append(" of the turns were answered within the target of ")
                    .append(Figures.span((double) load.sloMs().getAsLong()))
                    .append('.');
        }
        return said.toString().strip();
    }

    private static void time(Markup out, UnderLoad load, LoadOverTime overTime) {
        heading(
                out,
                "TTFA over time",
                "Each column is " + overTime.slices().since(overTime.slices().widthUs())
                        + " of the run; waits in ms on a logarithmic scale. Below it, on the same axis, what the agent was given to do.");
        out.add(HeatMap.legend(overTime)).open("div", "class", "plot");
        out.add(HeatMap.of(overTime, load.sloMs(), said(overTime)));
        for (TimeStrip.Shown strip : strips(load, overTime)) {
            out.add(TimeStrip.of(strip, STRIP_PX, "the figures stand in the table below"));
        }
        out.add(TimeStrip.axis(overTime.slices())).close("div");
        out.open("details").element("summary", "These columns as a table");
        out.add(LoadTables.slices(
                        overTime, load.sloMs().isPresent(), load.concurrency().calls() > 0))
                .close("details");
    }

    private static List<TimeStrip.Shown> strips(UnderLoad load, LoadOverTime overTime) {
        List<TimeStrip.Shown> strips = new ArrayList<>();
        double widthS = overTime.slices().widthS();
        if (load.concurrency().calls() > 0) {
            double[] inFlight = values(overTime, LoadOverTime.Slice::inFlight);
            strips.add(shown("calls in flight, most", inFlight));
            double[] started = values(overTime, slice -> slice.started() / widthS);
            double[] due = values(overTime, slice -> slice.due() / widthS);
            double top = TimeStrip.top(Math.max(most(started), most(due)));
            List<TimeStrip.Line> lines = Arrays.equals(started, due)
                    ? List.of(TimeStrip.Line.of(started, TimeStrip.Look.AREA))
                    : List.of(
                            TimeStrip.Line.of(started, TimeStrip.Look.AREA),
                            TimeStrip.Line.of(due, TimeStrip.Look.OVER));
            strips.add(new TimeStrip.Shown(
                    "calls started a second" + (lines.size() == 1 ? "" : "; dashed: due"),
                    top,
                    TimeStrip.number(top),
                    lines));
        }
        if (load.sloMs().isPresent()) {
            strips.add(new TimeStrip.Shown(
                    "goodput, %",
                    100,
                    "100",
                    List.of(TimeStrip.Line.of(
                            values(
                                    overTime,
                                    slice -> slice.turns() == 0 ? Double.NaN : 100.0 * slice.good() / slice.turns()),
                            TimeStrip.Look.AREA))));
        }
        return strips;
    }

    private static TimeStrip.Shown shown(String title, double[] values) {
        double top = TimeStrip.top(most(values));
        return new TimeStrip.Shown(
                title, top, TimeStrip.number(top), List.of(TimeStrip.Line.of(values, TimeStrip.Look.AREA)));
    }

    private static double[] values(LoadOverTime overTime, Function<LoadOverTime.Slice, Number> figure) {
        return overTime.slice().stream()
                .mapToDouble(slice -> figure.apply(slice).doubleValue())
                .toArray();
    }

    private static double most(double[] values) {
        return Arrays.stream(values).filter(Double::isFinite).max().orElse(0);
    }

    /** The map for those who do not see it: how much there is, and between what its lines run. */
    private static String said(LoadOverTime overTime) {
        int turns =
                overTime.slice().stream().mapToInt(LoadOverTime.Slice::turns).sum();
        return "Heat map of the TTFA of " + Figures.count(turns, "turn") + " in "
                + Figures.count(overTime.slices().count(), "slice") + " of the run"
                + range(", P50 between ", overTime, LoadOverTime.Slice::p50Ms)
                + range(", P95 between ", overTime, LoadOverTime.Slice::p95Ms) + "; the table below has the figures";
    }

    private static String range(
            String name, LoadOverTime overTime, Function<LoadOverTime.Slice, OptionalDouble> figure) {
        var range = overTime.slice().stream()
                .map(figure)
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .summaryStatistics();
        return range.getCount() == 0
                ? ""
                : name + Figures.span(range.getMin()) + " and " + Figures.span(range.getMax());
    }

    private static void concurrency(Markup out, UnderLoad load, LoadBands bands) {
        heading(
                out,
                "TTFA against calls in flight",
                "In flight as the caller began to speak, this call included. TTFA in ms.");
        out.add(BandChart.legend(load.sloMs())).add(BandChart.of(bands.bands(), load.sloMs()));
        load.ends()
                .ifPresent(ends -> out.element(
                        "p",
                        "A third of the turns against a third: " + UnderLoad.ends(ends)
                                + (ends.p95().isSure() || UnderLoad.isLost(ends)
                                        ? "."
                                        : ends.p95().ci95().isEmpty()
                                                ? "; too few turns to tell it from chance."
                                                : "; chance makes such, too."),
                        "class",
                        "soft"));
    }
}
