package io.turngap.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Goodput: the share of turns whose reply was heard within a target (SLO). What a caller did not get in time counts against it, whatever
 * the reason: a late reply, a missed turn, a cut-off, a refusal, and the turns of a call that broke, those that it did not come to included.
 *
 * <p>How many those are, the journal tells: the callers of a run speak one script, so a call that broke owed as many turns as the most
 * that a whole call of the run had, and at least one.
 */
public final class Goodput {

    private static final long US_A_MS = 1_000;

    private Goodput() {}

    /**
     * True when a turn's reply was heard within the target.
     *
     * @param sloMs the target, ms of TTFA
     */
    public static boolean isGood(Turn turn, long sloMs) {
        return turn.outcome() == Outcome.ANSWERED && turn.at(turn.headline()).orElse(Long.MAX_VALUE) <= sloMs * US_A_MS;
    }

    /** True of a turn that is a trial: an utterance that was made. */
    static boolean counts(Turn turn) {
        return !turn.isGreeting() && !turn.isEmptyError();
    }

    /**
     * The turns of a run as trials of {@link Share#GOODPUT}: utterances, greetings apart.
     *
     * @param turns a run's journal, in any order
     * @param sloMs the target, ms of TTFA
     */
    static Share share(List<Turn> turns, long sloMs) {
        Map<Integer, Integer> spoken = new TreeMap<>();
        Map<Integer, Boolean> broken = new TreeMap<>();
        List<Share.Trial> trials = new ArrayList<>();
        for (Turn turn : turns) {
            boolean counts = counts(turn);
            spoken.merge(turn.call(), counts ? 1 : 0, Integer::sum);
            broken.merge(turn.call(), turn.outcome() == Outcome.ERROR, Boolean::logicalOr);
            if (counts) {
                trials.add(new Share.Trial(turn.call(), isGood(turn, sloMs)));
            }
        }
        int owed = 1;
        for (Map.Entry<Integer, Integer> call : spoken.entrySet()) {
            owed = Math.max(owed, Boolean.TRUE.equals(broken.get(call.getKey())) ? 1 : call.getValue());
        }
        for (Map.Entry<Integer, Integer> call : spoken.entrySet()) {
            for (int i = call.getValue(); i < owed && Boolean.TRUE.equals(broken.get(call.getKey())); i++) {
                trials.add(new Share.Trial(call.getKey(), false));
            }
        }
        return Share.of(Share.GOODPUT, "turns", trials);
    }
}
