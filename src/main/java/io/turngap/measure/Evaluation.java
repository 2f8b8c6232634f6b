package io.turngap.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that is computed from a journal: distributions of metrics and stages, rates, counts. The same turns, in any order, and the same
 * seed give the same evaluation, while the run goes on, when it has ended, or years later.
 *
 * @param distributions by metric name, in the order of {@link Metrics#ALL}; a metric without a value is absent
 * @param stageDistributions by stage name, in the order of {@link Stage}; over turns whose TTFA is not negative and in which the stage
 *     was seen
 * @param metrics summaries by metric name
 * @param stages summaries by stage name
 * @param shares by name, in the order of {@link Share#NAMES}
 * @param counts {@code calls}, {@code failed_calls}, {@code turns} (utterances, greetings apart), {@code
 *     turns_unbroken} (those whose call did not break in them), {@code answered}, {@code missed},
 *     {@code cut_off}, {@code rate_limited}, {@code rate_limited_trials} (turns that the agent might have refused), {@code good} and {@code good_trials} (where the run has a target), {@code errors}, {@code greetings}, {@code interruptions}, {@code backchannels}, {@code false_barge_ins}, {@code
 *     false_barge_in_trials}, {@code overlaps} (negative TTFA), {@code clamped} (values beyond what a histogram holds, but for overlaps), {@code frames_late};
 *     of a probe, see {@link ProbeCounts}
 */
public record Evaluation(
        Map<String, Distribution> distributions,
        Map<String, Distribution> stageDistributions,
        Map<String, RunRecord.Summary> metrics,
        Map<String, RunRecord.Summary> stages,
        Map<String, Share> shares,
        Map<String, Long> counts) {

    /**
     * Computes everything.
     *
     * @param turns a run's journal; a call that failed before its first turn stands in it as a turn 0 with outcome {@code error}
     * @param seed the run's seed, from which the bootstrap's draws come
     */
    public static Evaluation of(List<Turn> turns, long seed) {
        return of(turns, List.of(), seed);
    }

    /**
     * Computes everything.
     *
     * @param turns a run's journal, as above
     * @param calls its list of calls, which gives {@link Metrics#CONNECT}; empty where there is none, as in an old run
     * @param seed the run's seed
     */
    public static Evaluation of(List<Turn> turns, List<CallLine> calls, long seed) {
        List<Turn> ordered = turns.stream()
                .sorted(Comparator.comparingInt(Turn::call).thenComparingInt(Turn::turn))
                .toList();
        Map<String, List<Metrics.Value>> values = new LinkedHashMap<>();
        Map<Stage, List<Metrics.Value>> stageValues = new TreeMap<>();
        for (Turn turn : ordered) {
            Metrics.each(
                    turn,
                    (name, value) -> values.computeIfAbsent(name, unused -> new ArrayList<>())
                            .add(value));
            Waterfall.of(turn)
                    .filter(waterfall -> waterfall.totalUs() >= 0)
                    .ifPresent(waterfall -> waterfall
                            .stagesUs()
                            .forEach((stage, us) -> stageValues
                                    .computeIfAbsent(stage, unused -> new ArrayList<>())
                                    .add(new Metrics.Value(turn.call(), us, false))));
        }
        List<Metrics.Value> connect = Metrics.connect(calls);
        if (!connect.isEmpty()) {
            values.put(Metrics.CONNECT, connect);
        }
        // Where no answer could be told from a filler all through the run, a missed turn says nothing of answers
        // either.
        values.computeIfPresent(
                Metrics.ANSWER, (name, of) -> of.stream().allMatch(Metrics.Value::censored) ? null : of);
        Map<String, Distribution> distributions = new LinkedHashMap<>();
        for (String name : Metrics.ALL) {
            Optional.ofNullable(values.get(name))
                    .ifPresent(of -> distributions.put(name, Distribution.of(name, of, seed)));
        }
        Map<String, Distribution> stageDistributions = new LinkedHashMap<>();
        stageValues.forEach((stage, of) ->
                stageDistributions.put(stage.wireName(), Distribution.of("stage." + stage.wireName(), of, seed)));
        boolean probe = ordered.stream().anyMatch(turn -> turn.probe() != null);
        Map<String, Share> shares = probe ? ProbeCounts.shares(ordered) : shares(ordered);
        return new Evaluation(
                distributions,
                stageDistributions,
                summaries(distributions),
                summaries(stageDistributions),
                shares,
                probe ? ProbeCounts.counts(ordered, shares, clamped(values)) : counts(ordered, shares, values));
    }

    /**
     * This evaluation with {@link Share#GOODPUT}; unchanged for a run without a target.
     *
     * @param turns the same journal
     * @param sloMs the run's target, ms of TTFA, where it has one
     */
    public Evaluation withGoodput(List<Turn> turns, OptionalLong sloMs) {
        if (sloMs.isEmpty()) {
            return this;
        }
        Share goodput = Goodput.share(turns, sloMs.getAsLong());
        Map<String, Share> all = new LinkedHashMap<>(shares);
        all.put(Share.GOODPUT, goodput);
        Map<String, Long> more = new LinkedHashMap<>(counts);
        more.put("good", (long) goodput.hits());
        more.put("good_trials", (long) goodput.total());
        return new Evaluation(distributions, stageDistributions, metrics, stages, all, more);
    }

    /** The rates as they stand in {@code run.json}. */
    public RunRecord.Rates rates() {
        return new RunRecord.Rates(
                rate(Share.MISSED),
                rate(Share.FALSE_CUT_OFF),
                rate(Share.FALSE_BARGE_IN),
                rate(Share.FAILED_CALLS),
                rate(Share.RATE_LIMITED),
                rate(Share.WORD_ERRORS),
                rate(Share.GOODPUT));
    }

    private @Nullable Double rate(String name) {
        Share share = share(name);
        return share.total() == 0 ? null : (Double) share.rate();
    }

    /** The share of this name, one of {@link Share#NAMES}. */
    public Share share(String name) {
        Share share = shares.get(name);
        if (share == null) {
            throw new IllegalArgumentException(
                    "There is no rate '" + name + "'; allowed are " + Share.NAMES + ". Give one of these.");
        }
        return share;
    }

    private static Map<String, RunRecord.Summary> summaries(Map<String, Distribution> distributions) {
        Map<String, RunRecord.Summary> summaries = new LinkedHashMap<>();
        distributions.forEach((name, distribution) -> summaries.put(name, distribution.summary()));
        return summaries;
    }

    private static Map<String, Share> shares(List<Turn> turns) {
        List<Share.Trial> missed = new ArrayList<>();
        List<Share.Trial> cutOff = new ArrayList<>();
        List<Share.Trial> stopped = new ArrayList<>();
        List<Share.Trial> limited = new ArrayList<>();
        Map<Integer, Boolean> failed = new TreeMap<>();
        for (Turn turn : turns) {
            if (!turn.isGreeting() && turn.outcome() != Outcome.ERROR) {
                limited.add(new Share.Trial(turn.call(), turn.outcome() == Outcome.RATE_LIMITED));
            }
            if (!turn.isGreeting() && turn.outcome() != Outcome.ERROR && turn.outcome() != Outcome.RATE_LIMITED) {
                missed.add(new Share.Trial(turn.call(), turn.outcome() == Outcome.MISSED));
                cutOff.add(new Share.Trial(turn.call(), turn.outcome() == Outcome.CUT_OFF));
            }
            if (couldStopForNothing(turn)) {
                stopped.add(new Share.Trial(turn.call(), stoppedForNothing(turn)));
            }
            failed.merge(turn.call(), turn.outcome() == Outcome.ERROR, Boolean::logicalOr);
        }
        List<Share.Trial> failedCalls = failed.entrySet().stream()
                .map(call -> new Share.Trial(call.getKey(), call.getValue()))
                .toList();
        Map<String, Share> shares = new LinkedHashMap<>();
        shares.put(Share.MISSED, Share.of(Share.MISSED, "turns", missed));
        shares.put(Share.FALSE_CUT_OFF, Share.of(Share.FALSE_CUT_OFF, "turns", cutOff));
        shares.put(Share.FALSE_BARGE_IN, Share.of(Share.FALSE_BARGE_IN, "turns", stopped));
        shares.put(Share.FAILED_CALLS, Share.of(Share.FAILED_CALLS, "calls", failedCalls));
        shares.put(Share.RATE_LIMITED, Share.of(Share.RATE_LIMITED, "turns", limited));
        shares.put(Share.GOODPUT, Share.of(Share.GOODPUT, "turns", List.of()));
        shares.put(Share.WORD_ERRORS, Share.of(Share.WORD_ERRORS, "words", List.of()));
        return shares;
    }

    /** The agent was heard to answer, or was given or taken a reason to stop: it could have stopped for what was no interruption. */
    private static boolean couldStopForNothing(Turn turn) {
        Turn.BargeIn bargeIn = turn.bargeIn();
        return (!turn.isGreeting() && turn.outcome() == Outcome.ANSWERED)
                || (bargeIn != null && (bargeIn.falseBargeIn() || Metrics.BACKCHANNEL.equals(bargeIn.kind())));
    }

    private static boolean stoppedForNothing(Turn turn) {
        Turn.BargeIn bargeIn = turn.bargeIn();
        return bargeIn != null && bargeIn.falseBargeIn();
    }

    private static Map<String, Long> counts(
            List<Turn> turns, Map<String, Share> shares, Map<String, List<Metrics.Value>> values) {
        List<Turn> spoken = turns.stream()
                .filter(turn -> !turn.isGreeting() && !turn.isEmptyError())
                .toList();
        Set<Integer> calls = new HashSet<>();
        turns.forEach(turn -> calls.add(turn.call()));
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("calls", (long) calls.size());
        counts.put(
                "failed_calls",
                shares.values().stream()
                        .filter(share -> share.name().equals(Share.FAILED_CALLS))
                        .mapToLong(Share::hits)
                        .sum());
        counts.put("turns", (long) spoken.size());
        counts.put("turns_unbroken", trials(shares, Share.MISSED));
        counts.put("answered", count(spoken, Outcome.ANSWERED));
        counts.put("missed", count(spoken, Outcome.MISSED));
        counts.put("cut_off", count(spoken, Outcome.CUT_OFF));
        counts.put("rate_limited", count(spoken, Outcome.RATE_LIMITED));
        counts.put("rate_limited_trials", trials(shares, Share.RATE_LIMITED));
        counts.put("errors", count(turns, Outcome.ERROR));
        counts.put(
                "greetings",
                values.getOrDefault(Metrics.GREETING, List.of()).stream()
                        .filter(value -> !value.censored())
                        .count());
        counts.put("interruptions", bargeIns(turns, Metrics.INTERRUPTION));
        counts.put("backchannels", bargeIns(turns, Metrics.BACKCHANNEL));
        counts.put(
                "false_barge_ins",
                shares.values().stream()
                        .filter(share -> share.name().equals(Share.FALSE_BARGE_IN))
                        .mapToLong(Share::hits)
                        .sum());
        counts.put("false_barge_in_trials", trials(shares, Share.FALSE_BARGE_IN));
        counts.put(
                "overlaps",
                values.getOrDefault(Metrics.TTFA, List.of()).stream()
                        .filter(value -> value.us() < 0)
                        .count());
        counts.put("clamped", clamped(values));
        counts.put("frames_late", turns.stream().mapToLong(Turn::framesLate).sum());
        return counts;
    }

    private static long clamped(Map<String, List<Metrics.Value>> values) {
        return values.values().stream()
                .flatMap(List::stream)
                .filter(value -> value.us() > Distribution.LARGEST_US)
                .count();
    }

    private static long trials(Map<String, Share> shares, String name) {
        Share share = shares.get(name);
        return share == null ? 0 : share.total();
    }

    private static long count(List<Turn> turns, Outcome outcome) {
        return turns.stream().filter(turn -> turn.outcome() == outcome).count();
    }

    private static long bargeIns(List<Turn> turns, String kind) {
        return turns.stream()
                .map(Turn::bargeIn)
                .filter(bargeIn -> bargeIn != null && kind.equals(bargeIn.kind()))
                .count();
    }
}
