package io.turngap.load;

import io.turngap.measure.HealthLine;
import io.turngap.measure.InstrumentFacts;
import io.turngap.measure.RunRecord.Validity;
import io.turngap.scenario.Budgets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Why a run's instrument did not keep up: what it noted of itself against what it owes. A reason says what happened, by how much, what is
 * allowed and under which key of the scenario, whose fault it was, and what to do; causes stand before what follows from them. What
 * several reasons have in common is said once.
 */
final class HealthReasons {

    private static final String MORE_HEAP = "give it more heap, such as TURNGAP_JAVA_OPTS=-Xmx4g";

    private final Validity seen;
    private final InstrumentFacts facts;
    private final Budgets budgets;
    private final Optional<HealthLine> worst;
    private final List<String> reasons = new ArrayList<>();
    private boolean blamed;

    private HealthReasons(Validity seen, InstrumentFacts facts, Budgets budgets, Optional<HealthLine> worst) {
        this.seen = seen;
        this.facts = facts;
        this.budgets = budgets;
        this.worst = worst;
    }

    /**
     * All of them; empty where everything is within its budget.
     *
     * @param seen what was noted, not judged yet
     * @param worst the second in which the instrument was worst, where there was one
     */
    static List<String> of(Validity seen, InstrumentFacts facts, Budgets budgets, Optional<HealthLine> worst) {
        HealthReasons reasons = new HealthReasons(seen, facts, budgets, worst);
        reasons.collector();
        reasons.heap();
        reasons.stalls();
        reasons.frames();
        reasons.arrivals();
        reasons.idle();
        reasons.clock();
        return reasons.reasons;
    }

    private void collector() {
        double ms = seen.gcPausesMs().getOrDefault("max", 0.0);
        if (ms * 1e3 > budgets.gcPauseMaxUs()) {
            add(
                    "the garbage collector held this program for " + ms(ms * 1e3),
                    atMost(ms(budgets.gcPauseMaxUs()), "gc_pause_max_ms"),
                    "Not the agent was slow then: " + MORE_HEAP + ", or make fewer calls at once.");
        }
    }

    private void heap() {
        double used = facts.memoryMb().getOrDefault("heap_after_gc_max", 0.0);
        double limit = facts.memoryMb().getOrDefault("heap_limit", 0.0);
        if (limit > 0 && used / limit > budgets.heapShareMax()) {
            add(
                    text(
                            "%s of this program's heap was still in use after %d collections in a row (%.0f of %.0f MB)",
                            percent(used / limit), GcPauses.IN_A_ROW, used, limit),
                    atMost(percent(budgets.heapShareMax()), "heap_share_max"),
                    text(
                            "It was about to stand still for want of memory: %s, or make fewer calls at once.",
                            MORE_HEAP));
        }
    }

    private void stalls() {
        long loopUs = facts.stallsUs().getOrDefault("loop_max", 0L);
        long beside = facts.stallsUs().getOrDefault("loop_max_process", 0L);
        long processUs = facts.stallsUs().getOrDefault("process_max", 0L);
        if (processUs > budgets.stallMaxUs()) {
            boolean collector = seen.gcPausesMs().getOrDefault("max", 0.0) * 1e3 >= processUs / 2.0;
            add(
                    "the whole program, and not only a part of it, stood still for " + ms(processUs),
                    atMost(ms(budgets.stallMaxUs()), "stall_max_ms"),
                    collector ? "Its garbage collector did that: " + MORE_HEAP + "." : blame());
        }
        if (loopUs > budgets.stallMaxUs() && (processUs <= budgets.stallMaxUs() || beside < loopUs / 2)) {
            add(
                    "an event loop was held for " + ms(loopUs)
                            + " while the rest of the program went on, and every call on it" + " with it",
                    atMost(ms(budgets.stallMaxUs()), "stall_max_ms"),
                    blame());
        }
    }

    private void frames() {
        boolean told = late("frames left", "p99", " at the 99th percentile", budgets.frameLatenessP99Us(), "p99")
                || late("frames left", "p999", " at the 99.9th percentile", budgets.frameLatenessP999Us(), "p999");
        if (!told) {
            late("a frame left", "max", "", budgets.frameLatenessMaxUs(), "max");
        }
    }

    private boolean late(String what, String statistic, String where, long budgetUs, String key) {
        long lateUs = seen.frameLatenessUs().getOrDefault(statistic, 0L);
        if (lateUs > budgetUs) {
            add(
                    what + " " + ms(lateUs) + " late" + where,
                    atMost(ms(budgetUs), "frame_lateness_" + key + "_ms"),
                    blame());
        }
        return lateUs > budgetUs;
    }

    private void arrivals() {
        long lateUs = seen.arrivalLatenessUs().getOrDefault("p99", 0L);
        if (lateUs > budgets.arrivalLatenessP99Us()) {
            add(
                    "calls started " + ms(lateUs) + " late at the 99th percentile",
                    atMost(ms(budgets.arrivalLatenessP99Us()), "arrival_lateness_p99_ms")
                            + " The load was not the one asked for.",
                    blame());
        }
        Map<String, Double> calls = facts.arrivals();
        double due = calls.getOrDefault("due", 0.0);
        // Those that a bound of the scenario's held back are no fault of the instrument's; the run says so itself.
        double missing = due - calls.getOrDefault("started", 0.0) - calls.getOrDefault("held_back", 0.0);
        if (missing > budgets.arrivalShortfall() * due) {
            add(
                    text("%.0f of %.0f calls that were due never started (%s)", missing, due, percent(missing / due)),
                    atMost(percent(budgets.arrivalShortfall()), "arrival_shortfall")
                            + " The load was not the one asked for.",
                    blame());
        }
    }

    private void idle() {
        double idle = seen.cpu().getOrDefault("idle_share", 1.0);
        if (idle < budgets.idleShareMin()) {
            add(
                    "the processors were idle for " + percent(idle) + " of the time",
                    "at least " + percent(budgets.idleShareMin()) + " is asked for (load.budgets.idle_share_min).",
                    blame());
        }
    }

    private void clock() {
        long stepUs = facts.clockUs().getOrDefault("step_max", 0L);
        if (stepUs > budgets.clockStepUs()) {
            add(
                    "the wall clock stepped by " + ms(stepUs) + " against the monotonic clock",
                    atMost(ms(budgets.clockStepUs()), "clock_step_ms"),
                    "It was set, or the machine was suspended, and the run's instants cannot be laid beside the agent's: keep the"
                            + " machine awake, let its clock settle, and run again.");
        }
    }

    /** Who had the processors in the worst second, and what to do about it; said once. */
    private String blame() {
        if (blamed) {
            return "";
        }
        blamed = true;
        String fault = "The instrument was the bottleneck, not the agent";
        double mine = seen.cpu().getOrDefault("cores", 1.0);
        // The system counts processor time in ticks: over a short stretch there may seem to be more of it than there
        // was.
        double used = Math.min(
                mine, worst.map(HealthLine::instrumentCores).orElse(seen.cpu().getOrDefault("instrument_cores", 0.0)));
        double busy = worst.map(HealthLine::machineBusy).orElse(seen.cpu().getOrDefault("machine_share", 0.0));
        double stolen = worst.map(HealthLine::stolen).orElse(seen.cpu().getOrDefault("stolen_share", 0.0));
        if (used >= 0.8 * mine) {
            return text(
                    "%s: it needed %.1f of the %.0f processors that it may use itself. Make fewer calls at once, or give it more"
                            + " processors.",
                    fault, used, mine);
        }
        if (stolen >= 0.1) {
            return text(
                    "%s: the hypervisor gave %s of the processors to others when it was worst. Use a machine whose processors are"
                            + " its own, or make fewer calls at once.",
                    fault, percent(stolen));
        }
        if (busy >= 0.85) {
            return text(
                    "%s: the processors were %s busy when it was worst, and it had %.1f of them; other programs had the"
                            + " rest, and an agent on this machine is one. Stop them, or run the agent elsewhere, or make fewer"
                            + " calls at once.",
                    fault, percent(busy), used);
        }
        return fault + ": make fewer calls at once, or free the processor.";
    }

    private void add(String what, String allowed, String doing) {
        reasons.add(what + "; " + allowed + (doing.isEmpty() ? "" : " " + doing));
    }

    private static String atMost(String budget, String key) {
        return "at most " + budget + " is allowed (load.budgets." + key + ").";
    }

    private static String ms(double us) {
        return text("%.1f ms", us / 1e3);
    }

    private static String percent(double share) {
        return text("%.3g %%", share * 100).replaceFirst("\\.0+ ", " ");
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
