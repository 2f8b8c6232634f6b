package io.turngap.bench;

import io.turngap.bench.GateCell.Design;
import io.turngap.bench.GateCell.Family;
import io.turngap.bench.GateCell.Outcome;
import io.turngap.bench.GateData.Effect;
import io.turngap.bench.GateData.Shape;
import io.turngap.bench.GateData.Slower;
import io.turngap.gate.Gates;
import io.turngap.stats.Interval;
import io.turngap.stats.Proportions;
import io.turngap.time.Seeds;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How often regression gates stop a release that changed nothing (false alarms), and how often one that is slower (power): journals are
 * drawn at random and judged by the code that judges a release, beside two rules that people use instead. Prints Markdown. Not a test; run
 * its {@code main} ({@code --help} says how).
 */
@Command(name = "GateBench", mixinStandardHelpOptions = true, sortOptions = false)
public final class GateBench implements Callable<Integer> {

    private static final int QUICK = 60;
    private static final int ROUNDS = 8;

    @Option(
            names = "--cell",
            defaultValue = "",
            description = "Only rows in whose data, design, gates, calls or effect this pattern is found.")
    private String cell = "";

    @Option(names = "--repetitions", defaultValue = "400", description = "A row. Default: ${DEFAULT-VALUE}.")
    private int repetitions;

    @Option(
            names = "--draws",
            defaultValue = "600",
            description =
                    "Deals and draws of each judgement; a release is judged with 10000. Default: ${DEFAULT-VALUE}.")
    private int draws;

    @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--quick", description = QUICK + " repetitions a row.")
    private boolean quick;

    @Option(
            names = "--speed",
            description = "Only how long one judgement takes: 15 gates, 10000 draws, 200 calls of five turns an arm.")
    private boolean speed;

    private GateBench() {}

    /** Prints the table. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new GateBench()).execute(arguments));
    }

    @Override
    public Integer call() {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        if (speed) {
            speed(out);
            return 0;
        }
        Pattern wanted = Pattern.compile(cell);
        int times = quick ? QUICK : repetitions;
        List<GateCell> cells = cells().stream()
                .filter(one -> wanted.matcher(one.name()).find())
                .toList();
        out.println(
                "| turns | arms | gates | calls an arm | slower | FAIL (95 %) | PASS | UNSURE | \"P95 > 10 % above\" | Mann-Whitney on turns |");
        out.println("|---|---|---|---:|---|---:|---:|---:|---:|---:|");
        Outcome alike = new Outcome(0, 0, 0, 0, 0);
        for (GateCell one : cells) {
            Outcome outcome = one.judged(times, draws, seed);
            out.println("| " + one.name() + " | " + figures(outcome) + " |");
            alike = one.isAa() && one.design() == Design.APART ? alike.plus(outcome) : alike;
        }
        if (alike.repetitions() > times) {
            out.println("| **all rows above without drift in which nothing differs** | | | | none | " + figures(alike)
                    + " |");
        }
        out.printf("%n%d repetitions a row, %d draws each, seed %d%n", times, draws, seed);
        return 0;
    }

    /** First in a fresh machine, as a command has it, then the median of further rounds; what one thread does, by the clock. */
    private void speed(PrintWriter out) {
        for (Design design : List.of(Design.APART, Design.PAIRS_DRIFT, Design.RUNS_DRIFT)) {
            GateCell fifteen = GateCell.of(Shape.LOG_NORMAL, 0.3, design, Family.FIFTEEN, 200, Effect.NONE);
            double[] ms = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                Gates.Case drawn = fifteen.drawn(new Seeds(seed).at(round));
                long start = System.nanoTime();
                Gates.judge(drawn);
                ms[round] = (System.nanoTime() - start) / 1e6;
            }
            double first = ms[0];
            Arrays.sort(ms, 1, ROUNDS);
            out.printf(
                    Locale.ROOT,
                    "%s: first %.0f ms, then %.0f ms (median of %d)%n",
                    fifteen.name(),
                    first,
                    ms[1 + (ROUNDS - 1) / 2],
                    ROUNDS - 1);
        }
    }

    private static String figures(Outcome it) {
        Interval sure = Proportions.wilson(it.failed(), it.repetitions());
        return String.format(
                Locale.ROOT,
                "**%.1f %%** (%.1f to %.1f) | %s | %s | %s | %s",
                100.0 * it.failed() / it.repetitions(),
                100 * sure.low(),
                100 * sure.high(),
                percent(it.passed(), it),
                percent(it.repetitions() - it.failed() - it.passed(), it),
                percent(it.tenPercent(), it),
                percent(it.mannWhitney(), it));
    }

    private static String percent(int hits, Outcome it) {
        return String.format(Locale.ROOT, "%.0f %%", 100.0 * hits / it.repetitions());
    }

    /** All rows: first those in which nothing differs. */
    private static List<GateCell> cells() {
        List<GateCell> cells = new ArrayList<>();
        alike(cells);
        slower(cells);
        return cells;
    }

    private static void alike(List<GateCell> cells) {
        for (Family family : Family.values()) {
            for (int calls : new int[] {24, 60, 120, 200}) {
                cells.add(GateCell.of(0.3, family, calls, Effect.NONE));
            }
            for (double icc : new double[] {0, 0.5}) {
                cells.add(GateCell.of(icc, family, 24, Effect.NONE));
                cells.add(GateCell.of(icc, family, 120, Effect.NONE));
            }
        }
        for (Shape shape : List.of(Shape.BIMODAL, Shape.TIES, Shape.HEAVY_TAIL, Shape.MISSED)) {
            for (int calls : new int[] {24, 120}) {
                cells.add(GateCell.of(shape, 0.3, Design.APART, Family.P50_P95, calls, Effect.NONE));
            }
        }
        for (Shape shape : List.of(Shape.BIMODAL, Shape.TIES)) {
            cells.add(GateCell.of(shape, 0.3, Design.APART, Family.FIFTEEN, 60, Effect.NONE));
        }
        for (Design design : List.of(Design.APART_DRIFT, Design.PAIRS_DRIFT, Design.RUNS_DRIFT)) {
            cells.add(GateCell.of(Shape.LOG_NORMAL, 0.3, design, Family.P50_P95, 60, Effect.NONE));
            cells.add(GateCell.of(Shape.LOG_NORMAL, 0.3, design, Family.P50_P95, 120, Effect.NONE));
        }
        cells.add(GateCell.of(Shape.LOG_NORMAL, 0.3, Design.PAIRS_DRIFT, Family.FIFTEEN, 120, Effect.NONE));
    }

    private static void slower(List<GateCell> cells) {
        for (int calls : new int[] {24, 60, 120, 200}) {
            for (double share : new double[] {0.1, 0.2, 0.3}) {
                cells.add(GateCell.of(0.3, Family.P95, calls, new Effect(Slower.TAIL, share)));
            }
        }
        Effect tail = new Effect(Slower.TAIL, 0.2);
        Effect all = new Effect(Slower.ALL, 0.2);
        cells.add(GateCell.of(0, Family.P95, 120, tail));
        cells.add(GateCell.of(0.5, Family.P95, 120, tail));
        for (Family family : List.of(Family.P50_P95, Family.FIFTEEN)) {
            cells.add(GateCell.of(0.3, family, 120, tail));
            cells.add(GateCell.of(0.3, family, 200, tail));
        }
        for (Family family : Family.values()) {
            cells.add(GateCell.of(0.3, family, 120, all));
        }
        for (Shape shape : List.of(Shape.BIMODAL, Shape.TIES, Shape.HEAVY_TAIL, Shape.MISSED)) {
            cells.add(GateCell.of(shape, 0.3, Design.APART, Family.P95, 120, tail));
        }
        for (Design design : List.of(Design.APART_DRIFT, Design.PAIRS_DRIFT, Design.RUNS_DRIFT)) {
            cells.add(GateCell.of(Shape.LOG_NORMAL, 0.3, design, Family.P95, 120, tail));
        }
    }
}
