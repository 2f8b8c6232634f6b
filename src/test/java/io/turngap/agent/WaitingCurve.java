package io.turngap.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * What waiting costs: callers who pause once inside their sentence, and how often an agent cuts them off against how long it waits after
 * their last word. Silence is counted in frames of 20 ms.
 */
public final class WaitingCurve {

    private static final int FRAME_MS = 20;
    private static final int LONGEST_MS = 10_000;

    /**
     * One caller's turn with one pause: the evidence at the pause and at the end, as known at once and once the recogniser has caught up.
     *
     * @param pauseMs how long the pause is
     * @param atPause log-odds in the pause, all words known
     * @param atEnd log-odds at the end, all words known
     * @param early log-odds in the pause while the last word is not known yet
     * @param earlyEnd log-odds at the end while the last word is not known yet
     */
    record Trial(double pauseMs, double atPause, double atEnd, double early, double earlyEnd) {}

    /**
     * What a rule does to all trials.
     *
     * @param rule its name
     * @param cutOff share of turns that are cut off in their pause
     * @param meanMs mean wait after the last word
     * @param medianMs median wait
     * @param p95Ms 95th percentile of the wait
     */
    public record Point(String rule, double cutOff, double meanMs, double medianMs, double p95Ms) {}

    private WaitingCurve() {}

    /** Any silence of {@code ms} ends the turn. */
    static Point plain(List<Trial> trials, int ms) {
        long cut = trials.stream().filter(trial -> trial.pauseMs() >= ms).count();
        return new Point("silence " + ms, (double) cut / trials.size(), ms, ms, ms);
    }

    /** The silence needed lies between the two, nearer to {@code completeMs} the likelier the turn is over. */
    static Point model(List<Trial> trials, int completeMs, int incompleteMs, int lagMs) {
        int cut = 0;
        List<Integer> waits = new ArrayList<>();
        for (Trial trial : trials) {
            int inPause = wait(trial.early(), trial.atPause(), completeMs, incompleteMs, lagMs);
            cut += inPause <= trial.pauseMs() ? 1 : 0;
            waits.add(wait(trial.earlyEnd(), trial.atEnd(), completeMs, incompleteMs, lagMs));
        }
        waits.sort(null);
        return new Point(
                completeMs + "–" + incompleteMs,
                (double) cut / trials.size(),
                waits.stream().mapToInt(Integer::intValue).average().orElse(0),
                waits.get(waits.size() / 2),
                waits.get((int) (0.95 * (waits.size() - 1))));
    }

    private static int wait(double early, double late, int completeMs, int incompleteMs, int lagMs) {
        double earlyMs = needed(early, completeMs, incompleteMs);
        double lateMs = needed(late, completeMs, incompleteMs);
        for (int ms = FRAME_MS; ms < LONGEST_MS; ms += FRAME_MS) {
            if (ms >= (ms < lagMs ? earlyMs : lateMs)) {
                return ms;
            }
        }
        return LONGEST_MS;
    }

    private static double needed(double logOdds, int completeMs, int incompleteMs) {
        return incompleteMs - LogisticRegression.probability(logOdds) * (incompleteMs - completeMs);
    }

    /**
     * Turns of a sentence with a pause after each word in turn, {@code draws} times, some of them after an "um".
     *
     * @param judge log-odds of words so far; those of the whole sentence where the words are the sentence
     */
    static List<Trial> trials(
            String sentence, int draws, UniformRandomProvider random, ToDoubleFunction<String> judge) {
        int words = TurnCases.words(sentence);
        List<Trial> trials = new ArrayList<>();
        for (int draw = 0; draw < draws; draw++) {
            int cut = 1 + random.nextInt(Math.max(1, words - 1));
            boolean um = random.nextDouble() < TurnCases.UM_SHARE;
            String before = TurnCases.prefix(sentence, cut);
            String said = um ? before + " um" : before;
            String known = um ? before : TurnCases.prefix(sentence, cut - 1);
            trials.add(new Trial(
                    EndOfTurnTrainer.Pauses.draw(random),
                    judge.applyAsDouble(said),
                    judge.applyAsDouble(sentence),
                    judge.applyAsDouble(known),
                    judge.applyAsDouble(TurnCases.prefix(sentence, words - 1))));
        }
        return trials;
    }
}
