package io.turngap.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
        return of(turns, calls, seed, Optional.empty());
    }

    /**
     * Computes everything of a run of which the journal holds a sample of calls: percentiles, rates and counts from all turns, and from the
     * sample how alike the turns of one call are, which intervals depend on.
     *
     * @param turns the journal, as above
     * @param calls its list of calls, as above
     * @param totals what all turns add up to; empty where the journal holds them all
     */
    public static Evaluation of(List<Turn> turns, List<CallLine> calls, long seed, Optional<Totals> totals) {
        return of(turns, calls, seed, totals, true);
    }

    /**
     * Computes all but the summaries, whose intervals take the most time and which gates do not read: for those who judge many runs.
     *
     * @param turns a run's journal, as above
     */
    public static Evaluation unsummarised(List<Turn> turns, long seed) {
        return of(turns, List.of(), seed, Optional.empty(), false);
    }

    private static Evaluation of(
            List<Turn> turns, List<CallLine> calls, long seed, Optional<Totals> totals, boolean summarised) {
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
            Optional<Tally> all = totals.flatMap(whole -> whole.metric(name));
            if (values.containsKey(name) || all.isPresent()) {
                distributions.put(name, distribution(name, values.getOrDefault(name, List.of()), seed, all, totals));
            }
        }
        Map<String, Distribution> stageDistributions = new LinkedHashMap<>();
        for (Stage stage : Stage.values()) {
            Optional<Tally> all = totals.flatMap(whole -> whole.stage(stage));
            if (stageValues.containsKey(stage) || all.isPresent()) {
                stageDistributions.put(
                        stage.wireName(),
                        distribution(
                                "stage." + stage.wireName(),
                                stageValues.getOrDefault(stage, List.of()),
                                seed,
                                all,
                                totals));
            }
        }
        boolean probe = ordered.stream().anyMatch(turn -> turn.probe() != null);
        Map<String, Share> journalled = probe ? ProbeCounts.shares(ordered) : shares(ordered);
        Map<String, Share> shares =
                totals.map(whole -> shares(journalled, whole)).orElse(journalled);
        Map<String, Long> counts = probe
                ? ProbeCounts.counts(ordered, shares, clamped(values))
                : totals.map(whole -> whole.counts(shares)).orElseGet(() -> counts(ordered, shares, values));
        return new Evaluation(
                distributions,
                stageDistributions,
                summarised ? summaries(distributions) : Map.of(),
                summarised ? summaries(stageDistributions) : Map.of(),
                shares,
                counts);
    }

    /**
     * Rates and counts alone: no distribution, and so no interval of a percentile, which is what takes time.
     *
     * @param turns a run's journal, as above
     */
    public static Evaluation ofCounts(List<Turn> turns) {
        Map<String, List<Metrics.Value>> values = new LinkedHashMap<>();
        for (Turn turn : turns) {
            Metrics.each(
                    turn,
                    (name, value) -> values.computeIfAbsent(name, unused -> new ArrayList<>())
                            .add(value));
        }
        boolean probe = turns.stream().anyMatch(turn -> turn.probe() != null);
        Map<String, Share> shares = probe ? ProbeCounts.shares(turns) : shares(turns);
        Map<String, Long> counts =
                probe ? ProbeCounts.counts(turns, shares, clamped(values)) : counts(turns, shares, values);
        return new Evaluation(Map.of(), Map.of(), Map.of(), Map.of(), shares, counts);
    }

    private static Distribution distribution(
            String name, List<Metrics.Value> journal, long seed, Optional<Tally> all, Optional<Totals> totals) {
        Distribution ofJournal = Distribution.of(name, journal, seed);
        return all.isPresent() && totals.isPresent()
                ? ofJournal.within(all.get(), Math.toIntExact(totals.get().calls()))
                : ofJournal;
    }

    /** The rates of all turns; the trials are those of the journal. */
    private static Map<String, Share> shares(Map<String, Share> journalled, Totals totals) {
        Map<String, Share> shares = new LinkedHashMap<>(journalled);
        shares.replaceAll((name, share) ->
                totals.counts(name) ? totals.share(name).share(name, share.unit(), share.trials()) : share);
        return shares;
    }

    /**
     * This evaluation with {@link Share#GOODPUT}; unchanged for a run without a target.
     *
     * @param turns the same journal
     * @param sloMs the run's target, ms of TTFA, where it has one
     */
    public Evaluation withGoodput(List<Turn> turns, OptionalLong sloMs) {
        return withGoodput(turns, sloMs, Optional.empty());
    }

    /**
     * The same of a run of which the journal may hold a sample: the share is of all turns, the trials are those of the journal.
     *
     * @param totals what all turns add up to; empty where the journal holds them all
     */
    public Evaluation withGoodput(List<Turn> turns, OptionalLong sloMs, Optional<Totals> totals) {
        if (sloMs.isEmpty()) {
            return this;
        }
        Share journalled = Goodput.share(turns, sloMs.getAsLong());
        Share goodput = totals.flatMap(whole -> whole.goodput(sloMs.getAsLong()))
                .map(sums -> sums.share(Share.GOODPUT, journalled.unit(), journalled.trials()))
                .orElse(journalled);
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
        Map<String, List<Share.Trial>> trials = new LinkedHashMap<>();
        Map<Integer, Boolean> failed = new TreeMap<>();
        for (Turn turn : turns) {
            ShareTrials.each(
                    turn,
                    (name, hit) -> trials.computeIfAbsent(name, unused -> new ArrayList<>())
                            .add(new Share.Trial(turn.call(), hit)));
            failed.merge(turn.call(), turn.outcome() == Outcome.ERROR, Boolean::logicalOr);
        }
        List<Share.Trial> failedCalls = failed.entrySet().stream()
                .map(call -> new Share.Trial(call.getKey(), call.getValue()))
                .toList();
        Map<String, Share> shares = new LinkedHashMap<>();
        for (String name : List.of(Share.MISSED, Share.FALSE_CUT_OFF, Share.FALSE_BARGE_IN)) {
            shares.put(name, Share.of(name, "turns", trials.getOrDefault(name, List.of())));
        }
        shares.put(Share.FAILED_CALLS, Share.of(Share.FAILED_CALLS, "calls", failedCalls));
        shares.put(
                Share.RATE_LIMITED,
                Share.of(Share.RATE_LIMITED, "turns", trials.getOrDefault(Share.RATE_LIMITED, List.of())));
        shares.put(Share.GOODPUT, Share.of(Share.GOODPUT, "turns", List.of()));
        shares.put(Share.WORD_ERRORS, Share.of(Share.WORD_ERRORS, "words", List.of()));
        return shares;
    }

    private static Map<String, Long> counts(
            List<Turn> turns, Map<String, Share> shares, Map<String, List<Metrics.Value>> values) {
        TurnCounts counts = new TurnCounts();
        turns.forEach(counts::add);
        return counts.counts(
                turns.stream().mapToInt(Turn::call).distinct().count(),
                shares,
                values.getOrDefault(Metrics.GREETING, List.of()).stream()
                        .filter(value -> !value.censored())
                        .count(),
                values.getOrDefault(Metrics.TTFA, List.of()).stream()
                        .filter(value -> value.us() < 0)
                        .count(),
                clamped(values));
    }

    private static long clamped(Map<String, List<Metrics.Value>> values) {
        return values.values().stream()
                .flatMap(List::stream)
                .filter(value -> value.us() > Distribution.LARGEST_US)
                .count();
    }
}
