package io.turngap.report;

import io.turngap.measure.Metrics;
import io.turngap.measure.ProbeKind;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.Summary;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Totals;
import io.turngap.measure.Turn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a run says, in sentences: the same in every form of the report. */
final class Story {

    /** Metrics in the order in which they are shown, each with its meaning. */
    private static final int MOST_EVENTS_NAMED = 8;

    static final Map<String, String> METRICS = metrics();

    private Story() {}

    private static Map<String, String> metrics() {
        Map<String, String> metrics = new LinkedHashMap<>();
        metrics.put("ttfa", "caller's last word to first audible reply");
        metrics.put("answer", "caller's last word to the substantive answer");
        metrics.put("first_packet", "caller's last word to the first audio bytes");
        metrics.put("greeting", "call connected to first audible greeting");
        metrics.put("connect", "intended start of the call to the open conversation");
        metrics.put("barge_in_stop", "caller interrupts until the agent is silent");
        metrics.put("recovery", "end of the interruption to the next settled reply");
        metrics.put("dead_air", "both silent beyond the threshold");
        metrics.put("tool_dead_air", "both silent while a tool runs");
        metrics.put("talk_over", "both audible at once");
        return java.util.Collections.unmodifiableMap(metrics);
    }

    /** The metrics that a run of this kind can have, in the order in which they are shown, each with its meaning. */
    static Map<String, String> meanings(RunRecord run) {
        return run.probe().map(ProbeKind::metrics).orElse(METRICS);
    }

    /** The metrics of a run in the order in which they are shown, those without values left out. */
    static Map<String, Summary> shown(RunRecord run) {
        Map<String, Summary> shown = new LinkedHashMap<>();
        for (String name : meanings(run).keySet()) {
            Summary summary = run.metrics().get(name);
            if (summary != null && summary.n() > 0) {
                shown.put(name, summary);
            }
        }
        run.metrics().forEach((name, summary) -> {
            if (!meanings(run).containsKey(name) && summary.n() > 0) {
                shown.put(name, summary);
            }
        });
        return shown;
    }

    /** What the callers of this run lived through, in a sentence or two. */
    static String callers(RunRecord run, Picks picks) {
        Optional<ProbeKind> probed = run.probe();
        if (probed.isPresent()) {
            return ProbeStory.of(run, probed.get(), picks);
        }
        Summary ttfa = run.metrics().get("ttfa");
        if (ttfa == null || ttfa.n() == ttfa.censored()) {
            return "No caller of this run heard a reply.";
        }
        String half = run.verdict() == Verdict.INVALID ? "If the figures could be trusted: half" : "Half";
        StringBuilder story = new StringBuilder(half)
                .append(
                        ttfa.p50Ms() == null
                                ? " of the time callers hear no reply in time"
                                : ttfa.p50Ms() < 0
                                        ? " of the time the agent begins before the caller is done"
                                        : " of the time callers wait less than " + Figures.span(ttfa.p50Ms()));
        if (ttfa.p95Ms() != null && ttfa.n() >= 20) {
            story.append(
                            ttfa.notes().containsKey("p95_ms")
                                    ? ", roughly 1 time in 20 longer than "
                                    : ", 1 time in 20 longer than ")
                    .append(Figures.span(ttfa.p95Ms()));
        } else if (ttfa.maxMs() != null && ttfa.censored() == 0) {
            story.append(", the longest ").append(Figures.span(ttfa.maxMs()));
        }
        if (ttfa.censored() > 0) {
            story.append(", and ")
                    .append(Figures.grouped(ttfa.censored()))
                    .append(" of ")
                    .append(Figures.count(ttfa.n(), "turn"))
                    .append(ttfa.censored() == 1 ? " was" : " were")
                    .append(" never answered");
        }
        double unexplained = picks.unexplained();
        picks.biggest()
                .filter(e -> e.getValue() >= unexplained)
                .ifPresentOrElse(
                        e -> story.append("; the biggest part is ")
                                .append(e.getKey().wireName())
                                .append(" (")
                                .append(StageLook.meaning(e.getKey()))
                                .append(", ")
                                .append(Figures.percent(e.getValue()))
                                .append(" of the wait)"),
                        () -> story.append("; where ")
                                .append(Figures.percent(unexplained))
                                .append(
                                        " of the wait goes, no milestone of the agent's tells (docs/traces.md says how its traces can)"));
        return story.append('.').toString();
    }

    /**
     * How many replies said that something failed instead of answering, and why: such a reply is quick, and no answer. Empty where the agent
     * told of none.
     */
    static Optional<String> fallbacks(RunRecord run, List<Turn> turns) {
        if (turns.stream().anyMatch(turn -> turn.probe() != null)) {
            return ProbeStory.failures(turns);
        }
        Map<String, Integer> counts = new TreeMap<>();
        int all = 0;
        String example = "";
        for (Turn turn : turns) {
            all += turn.isGreeting() ? 0 : 1;
            String what = turn.levers().get(Metrics.FALLBACK);
            if (what != null) {
                counts.merge(what, 1, Integer::sum);
                example = example.isEmpty() ? turn.detail() : example;
            }
        }
        int fallen = counts.values().stream().mapToInt(Integer::intValue).sum();
        if (fallen == 0) {
            return Optional.empty();
        }
        String kinds = counts.entrySet().stream()
                .map(kind -> kind.getKey() + " " + Figures.grouped(kind.getValue()))
                .collect(Collectors.joining(", "));
        return Optional.of("In " + Figures.grouped(fallen) + " of " + Figures.count(all, "turn")
                + (isSample(run) ? " in the journal's sample" : "")
                + " the agent gave its fallback phrase and no answer (" + kinds + ")"
                + (example.isEmpty() ? "" : "; the first: " + example) + ".");
    }

    /** True where the journal holds the turns of some calls only, and figures of all of them stand beside it. */
    static boolean isSample(RunRecord run) {
        return run.counts().getOrDefault(Totals.ONE_CALL_IN, 1L) != 1;
    }

    /** The verdict in one sentence. */
    static String verdict(RunRecord run) {
        long failed = with(run, Verdict.FAIL);
        long unsure = with(run, Verdict.UNSURE);
        int all = run.gates().size();
        return switch (run.verdict()) {
            case PASS ->
                all == 0
                        ? run.analysed()
                                ? "The recordings were analysed. There are no gates."
                                : "The run is valid. It has no gates."
                        : all == 1
                                ? "The gate passed."
                                : all == 2 ? "Both gates passed." : "All " + all + " gates passed.";
            case FAIL ->
                (all == 1 ? "The gate failed" : failed + " of " + Figures.count(all, "gate") + " failed")
                        + (unsure == 0 ? "." : ", " + unsure + " could not be decided.");
            case UNSURE ->
                (all == 1 ? "The gate" : unsure + " of " + Figures.count(all, "gate"))
                        + " could not be decided with this many " + things(run) + ".";
            case INVALID ->
                run.analysed()
                        ? "No turn was found in the recordings: there is nothing to offer to a gate."
                        : "This run is invalid: no percentile of it is offered to a gate.";
        };
    }

    /** Why, first things first: reasons of an invalid run, then the gates that did not pass. */
    static List<String> reasons(RunRecord run) {
        List<String> reasons = new ArrayList<>(run.validity().reasons());
        for (Verdict verdict : List.of(Verdict.FAIL, Verdict.UNSURE)) {
            for (GateResult gate : run.gates()) {
                if (gate.verdict() == verdict) {
                    reasons.add(gate.rule() + ": " + gate.reason());
                }
            }
        }
        return reasons;
    }

    /**
     * A rate with what it was counted from.
     *
     * @param share from 0 to 1; null where there was nothing to count
     * @param counted such as {@code 1 of 52 turns}; empty where the run does not say
     */
    record Rate(String name, @Nullable Double share, String counted, String meaning) {

        /** The share in percent, or that there was nothing to count. */
        String text() {
            return counted.startsWith("0 of 0 ") ? Figures.NONE : Figures.percent(share);
        }
    }

    /** Which messages of the agent's were not understood and so ignored, the most frequent first. */
    static String unknownEvents(RunRecord run) {
        Map<String, Long> counts = run.agent().unknownEvents();
        String named = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_EVENTS_NAMED)
                .map(count -> count.getKey() + " (" + count.getValue() + ")")
                .collect(Collectors.joining(", "));
        return "messages of the agent's of types that this link does not know: " + named
                + (counts.size() > MOST_EVENTS_NAMED
                        ? " and " + (counts.size() - MOST_EVENTS_NAMED) + " more types"
                        : "");
    }

    /** The rates of a run; of recordings those that audio alone tells. */
    static List<Rate> rates(RunRecord run) {
        if (run.probe().isPresent()) {
            return ProbeStory.rates(run, run.probe().get());
        }
        List<Rate> all = ratesOfCalls(run);
        if (!run.analysed()) {
            return all;
        }
        Rate cutOff = all.get(1);
        return List.of(
                all.get(0),
                new Rate(
                        cutOff.name(),
                        cutOff.share(),
                        cutOff.counted(),
                        "candidates: the agent was audible before the caller was done, whatever either meant"));
    }

    private static List<Rate> ratesOfCalls(RunRecord run) {
        List<Rate> rates = new ArrayList<>(usualRates(run));
        run.scenario()
                .slo()
                .ifPresent(sloMs -> rates.add(rate(
                        run,
                        "goodput",
                        run.rates().goodput(),
                        "good",
                        "good_trials",
                        "turns",
                        "answered within the target of " + Figures.span((double) sloMs)
                                + "; late, missed, cut off and broken ones count against it")));
        if (run.counts().getOrDefault("rate_limited", 0L) > 0) {
            rates.add(rate(
                    run,
                    "rate_limited",
                    run.rates().rateLimited(),
                    "rate_limited",
                    "rate_limited_trials",
                    "turns",
                    "the agent refused to reply because too much was asked of it"));
        }
        return rates;
    }

    private static List<Rate> usualRates(RunRecord run) {
        return List.of(
                rate(
                        run,
                        "missed",
                        run.rates().missed(),
                        "missed",
                        "turns_unbroken",
                        "turns",
                        "no reply before the timeout"),
                rate(
                        run,
                        "false_cut_off",
                        run.rates().falseCutOff(),
                        "cut_off",
                        "turns_unbroken",
                        "turns",
                        "the agent started before the caller was done"),
                rate(
                        run,
                        "false_barge_in",
                        run.rates().falseBargeIn(),
                        "false_barge_ins",
                        "false_barge_in_trials",
                        "turns",
                        "the agent stopped for noise, a cough or a backchannel"),
                rate(
                        run,
                        "failed_calls",
                        run.rates().failedCalls(),
                        "failed_calls",
                        "calls",
                        "calls",
                        "could not be made, or broke"));
    }

    static Rate rate(
            RunRecord run,
            String name,
            @Nullable Double share,
            String hits,
            String trials,
            String unit,
            String meaning) {
        Long count = run.counts().get(hits);
        Long total = run.counts().get(trials);
        String counted = count == null || total == null
                ? ""
                : Figures.grouped(count) + " of " + Figures.grouped(total) + " " + unit;
        return new Rate(name, share, counted, meaning);
    }

    /** What must be said beside percentiles, each thing once, with the percentiles that it is about. */
    static List<String> notes(RunRecord run) {
        Map<String, List<String>> notes = new LinkedHashMap<>();
        shown(run)
                .forEach((metric, summary) -> summary.notes()
                        .forEach((percentile, note) -> notes.computeIfAbsent(note, n -> new ArrayList<>())
                                .add(metric + " " + percentileName(percentile))));
        return notes.entrySet().stream()
                .map(e -> String.join(", ", e.getValue()) + ": " + e.getKey())
                .toList();
    }

    /** {@code p95_ms} as P95. */
    static String percentileName(String key) {
        return key.equals("max_ms") ? "max" : key.replace("_ms", "").replace('p', 'P');
    }

    /** Value of a percentile by its key, such as {@code p95_ms}. */
    static @Nullable Double percentile(Summary summary, String key) {
        return switch (key) {
            case "p50_ms" -> summary.p50Ms();
            case "p90_ms" -> summary.p90Ms();
            case "p95_ms" -> summary.p95Ms();
            case "p99_ms" -> summary.p99Ms();
            case "max_ms" -> summary.maxMs();
            default -> null;
        };
    }

    /** Keys of the percentiles that are shown. */
    static final List<String> PERCENTILES = List.of("p50_ms", "p90_ms", "p95_ms", "p99_ms", "max_ms");

    /** The command that makes this run again. */
    static String reproduce(RunRecord run) {
        String known = run.environment().get("command");
        if (known != null && !known.isBlank()) {
            return Clean.line(known);
        }
        if (run.analysed()) {
            return analysis(run);
        }
        if (run.probe().isPresent()) {
            return "./turngap probe " + run.probe().get().wireName() + " "
                    + Clean.line(run.environment().getOrDefault("options", ""));
        }
        boolean simulated = run.agent().address().equals("bundled, simulated");
        StringBuilder command = new StringBuilder(simulated ? "./turngap simulate " : "./turngap run ")
                .append(Clean.shell(run.scenario().file()))
                .append(" --seed ")
                .append(run.seed())
                .append(" --calls ")
                .append(run.scenario().calls());
        if (!run.scenario().isScheduled()) {
            command.append(" --concurrency ").append(run.scenario().concurrency());
        }
        String options = run.environment().get("options");
        if (options != null && !options.isBlank()) {
            command.append(' ').append(Clean.line(options));
        }
        if (!simulated && !run.agent().address().equals("bundled")) {
            command.append(" --agent ").append(Clean.shell(run.agent().address()));
        }
        String baseline = run.environment().get("baseline");
        if (baseline != null && !baseline.isBlank()) {
            command.append(" --baseline ").append(Clean.shell(baseline));
        }
        return command.toString();
    }

    private static String analysis(RunRecord run) {
        String options = run.environment().getOrDefault("options", "");
        String baseline = run.environment().get("baseline");
        return "./turngap analyze " + Clean.line(options)
                + (baseline == null || baseline.isBlank() ? "" : " --baseline " + Clean.shell(baseline));
    }

    /** What a run makes: calls, or requests. */
    static String things(RunRecord run) {
        return run.probe().isPresent() ? "requests" : "calls";
    }

    private static long with(RunRecord run, Verdict verdict) {
        return run.gates().stream().filter(g -> g.verdict() == verdict).count();
    }
}
