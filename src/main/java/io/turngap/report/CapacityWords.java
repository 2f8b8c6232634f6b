package io.turngap.report;

import io.turngap.capacity.Answer;
import io.turngap.capacity.By;
import io.turngap.capacity.Capacity;
import io.turngap.capacity.Knee;
import io.turngap.capacity.Plan;
import io.turngap.capacity.Scaling;
import io.turngap.capacity.Step;
import io.turngap.capacity.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What every form of a search for capacity says in the same words. */
final class CapacityWords {

    /** Smaller shares are not worth figures. */
    private static final double LEAST_SHARE = 0.0005;

    private CapacityWords() {}

    /** A load with its unit: {@code 48 calls at once}. */
    static String load(By by, double load) {
        return by.format(load) + " " + (by == By.CONCURRENCY && load == 1 ? "call at once" : by.unit());
    }

    /** The answer, in a sentence. */
    static String answer(Capacity of) {
        By by = of.by();
        Knee knee = of.knee();
        String least = load(by, knee.load());
        return switch (of.answer()) {
            case KNEE ->
                "The knee is " + least + ": the highest load at which the target is met; " + interval(of) + ".";
            case NO_KNEE -> "No knee up to " + least + ": the target is met all the way.";
            case NEVER -> "The target is missed at the smallest load, " + load(by, by.least()) + ".";
            case INSTRUMENT ->
                "The instrument was the limit" + limit(of)
                        + (knee.load() > 0
                                ? ": at least " + least + ", and what lies above is unknown."
                                : ", before any load met the target: nothing is said of the agent.")
                        + " Free this machine's processors, give the agent a machine of its own, or allow more with"
                        + " --set load.budgets.KEY=….";
            case CEILING -> "What may be asked of the agent was used up" + soFar(knee, least) + ".";
            case UNREACHABLE -> "No call came to its end at the first load; its step says why.";
            case STOPPED -> "The search was not finished" + soFar(knee, least) + ".";
        };
    }

    private static String soFar(Knee knee, String least) {
        return knee.load() > 0 ? ": at least " + least + " so far" : ", and no load met the target so far";
    }

    /** Where the instrument was late. */
    private static String limit(Capacity of) {
        return of.steps().stream()
                .filter(step -> step.verdict() == Verdict.INSTRUMENT)
                .reduce((earlier, later) -> later)
                .map(step -> " at " + load(of.by(), step.load()))
                .orElse("");
    }

    private static String interval(Capacity of) {
        Knee knee = of.knee();
        String surely = knee.low() > 0
                ? "surely met up to " + of.by().format(knee.low())
                : "surely met at no load that was tried";
        Double high = knee.high();
        return surely
                + (high == null
                        ? ", surely missed at none that was tried"
                        : ", surely missed at " + of.by().format(high))
                + (knee.confirmed() ? ", nine tenths confirmed" : ", nine tenths not confirmed");
    }

    /** What the second pass found; empty where there was none. */
    static String hysteresis(Capacity of) {
        Double overload = of.knee().overload();
        Double above = of.knee().fromAbove();
        if (overload == null || above == null) {
            return "";
        }
        String after = "After an overload of " + load(of.by(), overload) + " ";
        if (above >= of.knee().load()) {
            return after + "the agent carries the same: no hysteresis.";
        }
        return after
                + (above > 0
                        ? "it carries only " + of.by().format(above) + ": it remembers the overload (hysteresis)."
                        : "it carries not even half of that: it remembers the overload (hysteresis).");
    }

    /** How throughput scales, in sentences. */
    static List<String> scaling(Capacity of) {
        Scaling scaling = of.scaling();
        List<String> lines = new ArrayList<>();
        if (scaling == null) {
            lines.add(
                    "Too few loads for the Universal Scalability Law: it needs 4 different ones at which calls neither pile up nor"
                            + " are cut.");
            return lines;
        }
        lines.add("Universal Scalability Law, turns a second against calls at once: contention "
                + small(scaling.law().sigma()) + ends(scaling.sigmaCi95()) + ", coherency "
                + small(scaling.law().kappa()) + ends(scaling.kappaCi95()) + ", one call alone "
                + small(scaling.law().lambda()) + ends(scaling.lambdaCi95()) + " turns a second.");
        Double peak = scaling.peakLoad();
        lines.add(
                peak == null
                        ? "Throughput only rises with load, as far as these steps tell."
                        : "Throughput is highest at " + Figures.grouped(Math.round(peak))
                                + " calls at once, by the law.");
        Scaling.HeldOut held = scaling.heldOut();
        lines.add(
                held == null
                        ? "No step could be held out to test the law: that takes 5 different loads."
                        : String.format(
                                Locale.ROOT,
                                "Held out: %.3g calls at once gave %.3g turns a second, the law of the other steps says %.3g"
                                        + " (%+.1f %%).",
                                held.load(),
                                held.measured(),
                                held.predicted(),
                                100 * held.error()));
        return lines;
    }

    /** The plan, in sentences; empty where there is none. */
    static List<String> plan(Capacity of) {
        Plan plan = of.plan();
        List<String> lines = new ArrayList<>();
        if (plan == null) {
            return lines;
        }
        String free = Math.round(plan.headroom() * 100) + " % of the knee free";
        Double peak = plan.peakCallsAnHour();
        if (peak == null) {
            lines.add(String.format(
                    Locale.ROOT,
                    "One instance carries %s%.0f calls an hour of %.1f s each, %.1f at once on average, with %s.",
                    of.answer() == Answer.KNEE ? "" : "at least ",
                    plan.callsAnHourAnInstance(),
                    plan.callSeconds(),
                    plan.atOnceAtPeak(),
                    free));
        } else {
            lines.add(String.format(
                    Locale.ROOT,
                    "%.0f calls an hour of %.1f s each are %.1f at once on average (Little): %d %s of %.0f calls an hour each,"
                            + " with %s.",
                    peak,
                    plan.callSeconds(),
                    plan.atOnceAtPeak(),
                    plan.instances(),
                    plan.instances() == 1 ? "instance" : "instances",
                    plan.callsAnHourAnInstance(),
                    free));
        }
        Double wait = plan.meanWaitSeconds();
        lines.add(String.format(
                Locale.ROOT,
                "As a check, Erlang C: were the %d calls at once that %s before callers notice so many lines, %s of calls would"
                        + " find them all busy%s; %d lines keep that below 1 %%.",
                plan.lines(),
                plan.instances() == 1 ? "it takes" : "they take",
                share(plan.waits()),
                wait == null || plan.waits() < LEAST_SHARE
                        ? ""
                        : String.format(Locale.ROOT, " and a call wait %.2g s on average", wait),
                plan.linesForOnePercent()));
        return lines;
    }

    /** What a step says of its load. */
    static String verdict(Step step) {
        return step.verdict().words()
                + (step.verdict() == Verdict.MEETS
                                || step.verdict() == Verdict.MISSES
                                || !step.verdict().judged()
                        ? ""
                        : ", undecided");
    }

    /** Failed calls by kind, the most frequent first; empty for none that counts. */
    static String failures(Step step) {
        return step.failedCalls() == 0 || step.endings().isEmpty()
                ? ""
                : "calls that failed, warm-up included: "
                        + step.endings().entrySet().stream()
                                .sorted(Map.Entry.<String, Integer>comparingByValue()
                                        .reversed()
                                        .thenComparing(Map.Entry.comparingByKey()))
                                .map(kind ->
                                        kind.getValue() + " " + kind.getKey().replace('_', ' '))
                                .collect(Collectors.joining(", "));
    }

    /** A share with its interval: {@code 96.2 % (94.1–97.6)}. */
    static String goodput(Step step) {
        if (step.turns() == 0) {
            return Figures.NONE;
        }
        List<Double> ci = step.goodputCi95();
        return String.format(Locale.ROOT, "%.1f\u00a0%%", 100 * step.goodput())
                + (ci.isEmpty()
                        ? ""
                        : String.format(Locale.ROOT, " (%.1f–%.1f)", 100 * ci.getFirst(), 100 * ci.getLast()));
    }

    private static String share(double share) {
        return share < LEAST_SHARE ? "fewer than 0.1 %" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String small(double value) {
        return value == 0 ? "0" : String.format(Locale.ROOT, "%.3g", value);
    }

    private static String ends(List<Double> ci) {
        return ci.isEmpty() ? "" : " (" + small(ci.getFirst()) + " to " + small(ci.getLast()) + ")";
    }
}
