package io.turngap.measure;

import io.turngap.stats.Clustered;
import io.turngap.stats.Interval;
import io.turngap.stats.IntraclassCorrelation;
import io.turngap.stats.Proportions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many of how many, and how far calls tend to do it together.
 *
 * @param name one of {@link #NAMES}
 * @param hits how many
 * @param total of how many
 * @param unit what is counted: {@code turns} or {@code calls}
 * @param calls how many calls they came from
 * @param designEffect how many of them tell as much as one independent one; at least 1
 * @param trials each of them in its call: 1 for a hit, 0 for none
 */
public record Share(String name, int hits, int total, String unit, int calls, double designEffect, Clustered trials) {

    /** Missed turns, of those whose call did not break in them. */
    public static final String MISSED = "missed";
    /** Turns in which the agent started before the caller was done. */
    public static final String FALSE_CUT_OFF = "false_cut_off";
    /** Turns, answered or with a backchannel, in which the agent stopped for noise, a cough or a backchannel. */
    public static final String FALSE_BARGE_IN = "false_barge_in";
    /** Calls that could not be made or broke. */
    public static final String FAILED_CALLS = "failed_calls";

    /** Turns of a call, or requests of a probe, that were refused because too much was asked. */
    public static final String RATE_LIMITED = "rate_limited";

    /** Turns whose reply was heard within the target (SLO); of what was asked, not of what was heard. The one rate of which more is better. */
    public static final String GOODPUT = "goodput";

    /** Every rate of calls, in the order of reports. */
    public static final List<String> OF_CALLS =
            List.of(MISSED, FALSE_CUT_OFF, FALSE_BARGE_IN, FAILED_CALLS, RATE_LIMITED, GOODPUT);

    /** Words that a probed recogniser took for others, left out or made up, of those that were said. */
    public static final String WORD_ERRORS = "word_errors";

    /** Every rate of calls and of probes. */
    public static final List<String> NAMES =
            List.of(MISSED, FALSE_CUT_OFF, FALSE_BARGE_IN, FAILED_CALLS, RATE_LIMITED, GOODPUT, WORD_ERRORS);

    /**
     * One thing that happened or did not.
     *
     * @param call in which
     */
    record Trial(int call, boolean hit) {}

    /** True for a rate that a gate wants high. */
    public static boolean moreIsBetter(String name) {
        return name.equals(GOODPUT);
    }

    static Share of(String name, String unit, List<Trial> trials) {
        Map<Integer, Integer> dense = new HashMap<>();
        int[] call = trials.stream()
                .mapToInt(trial -> dense.computeIfAbsent(trial.call(), unused -> dense.size()))
                .toArray();
        double[] hit = trials.stream().mapToDouble(trial -> trial.hit() ? 1 : 0).toArray();
        int[] sizes = new int[dense.size()];
        for (int c : call) {
            sizes[c]++;
        }
        double icc = IntraclassCorrelation.of(hit, call, sizes.length);
        int hits = (int) trials.stream().filter(Trial::hit).count();
        Clustered clustered = Clustered.of(trials.stream()
                .map(trial -> new Clustered.Point(trial.call(), trial.hit() ? 1 : 0, false))
                .toList());
        return new Share(
                name,
                hits,
                trials.size(),
                unit,
                sizes.length,
                IntraclassCorrelation.designEffect(icc, sizes),
                clustered);
    }

    /** From 0 to 1; 0 of 0 is 0. */
    public double rate() {
        return total == 0 ? 0 : (double) hits / total;
    }

    /** Wilson's 95 % interval of the rate, from 0 to 1, on as many trials as these are worth; empty for 0 of 0. */
    public Optional<Interval> ci95() {
        return total == 0
                ? Optional.empty()
                : Optional.of(Proportions.wilson(hits, total, designEffect).holding(rate()));
    }
}
