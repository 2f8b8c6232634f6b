package io.turngap.report;

import io.turngap.measure.Growth;
import io.turngap.measure.HealthLine;
import io.turngap.measure.Holdings;
import io.turngap.measure.InstrumentFacts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** How the instrument did over the time of a run, as strips: late frames, late starts, stalls, processors. */
final class LoadHealth {

    private static final int STRIP_PX = 44;
    private static final int MOST_SLICES = 120;
    private static final double US_A_MS = 1_000;

    private final List<HealthLine> lines;
    private final TimeSlices slices;
    private final @Nullable InstrumentFacts facts;

    private LoadHealth(List<HealthLine> lines, @Nullable InstrumentFacts facts) {
        this.lines = lines;
        this.facts = facts;
        this.slices = TimeSlices.of(
                lines.getFirst().startEpochUs(),
                Math.max(
                        lines.getLast().startEpochUs(),
                        lines.getLast().startEpochUs() + lines.getLast().spanUs() - 1),
                MOST_SLICES);
    }

    /** The strips with their axis; the run must have at least one line of health. */
    static Markup of(UnderLoad load) {
        List<HealthLine> lines = load.series().health().stream()
                .sorted(Comparator.comparingLong(HealthLine::startEpochUs))
                .toList();
        return new LoadHealth(lines, load.run().validity().instrument()).drawn();
    }

    private Markup drawn() {
        Markup out = new Markup();
        strip(
                out,
                "frames late at P99, ms",
                worst(line -> line.frames() == 0 ? Double.NaN : line.frameLatenessP99Us() / US_A_MS),
                "frame_lateness_p99_ms");
        strip(out, "calls that were due and had not started", behind(), "");
        strip(
                out,
                "longest stall of an event loop, ms",
                worst(line -> line.loopStallMaxUs() / US_A_MS),
                "stall_max_ms");
        processors(out);
        held(out);
        return out.add(TimeStrip.axis(slices));
    }

    private void strip(Markup out, String title, double[] values, String budget) {
        OptionalDouble most = Arrays.stream(values).filter(Double::isFinite).max();
        if (most.isEmpty()) {
            return;
        }
        double limit = facts == null ? Double.NaN : facts.budgets().getOrDefault(budget, Double.NaN);
        // A budget far above all that happened would press it flat: then it is only named.
        double top = TimeStrip.top(
                limit <= 4 * most.getAsDouble() ? Math.max(limit * 1.05, most.getAsDouble()) : most.getAsDouble());
        String budgetText = Double.isNaN(limit) ? "" : ", budget " + Figures.ms(limit);
        out.add(TimeStrip.of(
                new TimeStrip.Shown(
                        title + "; most " + TimeStrip.number(most.getAsDouble()) + budgetText,
                        top,
                        TimeStrip.number(top),
                        limit,
                        "",
                        List.of(TimeStrip.Line.of(values, TimeStrip.Look.AREA))),
                STRIP_PX,
                "most " + TimeStrip.number(most.getAsDouble()) + " in the slice that begins at " + when(values)
                        + budgetText));
    }

    private String when(double[] values) {
        int worst = 0;
        for (int i = 1; i < values.length; i++) {
            worst = Double.isNaN(values[worst]) || values[i] > values[worst] ? i : worst;
        }
        return slices.since(worst * slices.widthUs());
    }

    private void processors(Markup out) {
        double[] busy = worst(line -> percent(line.machineBusy()));
        double[] core = worst(line -> percent(line.busiestCore()));
        boolean told = Arrays.stream(busy).anyMatch(Double::isFinite);
        if (!told) {
            strip(out, "processors used by the instrument", worst(line -> orNone(line.instrumentCores())), "");
            return;
        }
        List<TimeStrip.Line> drawn = new ArrayList<>(List.of(TimeStrip.Line.of(busy, TimeStrip.Look.AREA)));
        boolean cores = Arrays.stream(core).anyMatch(Double::isFinite);
        if (cores) {
            drawn.add(TimeStrip.Line.of(core, TimeStrip.Look.OVER));
        }
        out.add(TimeStrip.of(
                new TimeStrip.Shown("machine busy, %" + (cores ? "; dashed: its busiest core" : ""), 100, "100", drawn),
                STRIP_PX,
                "most "
                        + TimeStrip.number(Arrays.stream(busy)
                                .filter(Double::isFinite)
                                .max()
                                .orElse(0))));
    }

    private void held(Markup out) {
        double[] resident = worst(line -> held(line, Holdings::residentMb));
        double[] heap = worst(line -> held(line, Holdings::heapAfterGcMb));
        boolean collected = Arrays.stream(heap).anyMatch(Double::isFinite);
        double most = Arrays.stream(resident).filter(Double::isFinite).max().orElse(0);
        if (most > 0) {
            List<TimeStrip.Line> drawn = new ArrayList<>(List.of(TimeStrip.Line.of(resident, TimeStrip.Look.AREA)));
            if (collected) {
                drawn.add(TimeStrip.Line.of(heap, TimeStrip.Look.OVER));
            }
            double top = TimeStrip.top(most);
            out.add(TimeStrip.of(
                    new TimeStrip.Shown(
                            "memory of the process, MB" + (collected ? "; dashed: heap after collections" : ""),
                            top,
                            TimeStrip.number(top),
                            drawn),
                    STRIP_PX,
                    "most " + TimeStrip.number(most)));
        } else {
            strip(out, "heap after collections, MB", heap, "");
        }
        strip(out, "open files and sockets", worst(line -> held(line, Holdings::descriptors)), "");
    }

    private static double held(HealthLine line, Function<Holdings, @Nullable Number> figure) {
        Holdings holds = line.holds();
        Number value = holds == null ? null : figure.apply(holds);
        return value == null ? Double.NaN : value.doubleValue();
    }

    /** Whether it leaked, in a line a thing that it holds; nothing for a run too short to tell. */
    static Markup growth(UnderLoad load) {
        Markup out = new Markup();
        Growth.of(load.series().health()).ifPresent(growth -> {
            out.element("p", growth.verdict() + ".", "class", "soft");
            out.open("details")
                    .element("summary", "What the instrument held, and how it grew")
                    .open("ul");
            growth.figures().forEach(figure -> out.element("li", figure.words()));
            out.close("ul").close("details");
        });
        return out;
    }

    private static double percent(@Nullable Double share) {
        return 100 * orNone(share);
    }

    private static double orNone(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }

    /** The worst second of each slice; NaN for a slice without one. */
    private double[] worst(ToDoubleFunction<HealthLine> figure) {
        double[] worst = new double[slices.count()];
        Arrays.fill(worst, Double.NaN);
        for (HealthLine line : lines) {
            int i = slices.of(line.startEpochUs());
            double value = figure.applyAsDouble(line);
            worst[i] = Double.isNaN(worst[i]) ? value : Double.isNaN(value) ? worst[i] : Math.max(worst[i], value);
        }
        return worst;
    }

    private double[] behind() {
        double[] behind = new double[slices.count()];
        Arrays.fill(behind, Double.NaN);
        long owed = 0;
        for (HealthLine line : lines) {
            owed = Math.max(0, owed + line.arrivalsDue() - line.arrivalsStarted());
            int i = slices.of(line.startEpochUs());
            behind[i] = Double.isNaN(behind[i]) ? (double) owed : Math.max(behind[i], (double) owed);
        }
        return behind;
    }
}
