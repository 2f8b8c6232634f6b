package io.turngap.agent;

import java.util.Optional;

/**
 * Lever L16, model-assisted end of turn: says of a silence how likely the turn is over, from the words so far ({@link TurnWords}) and from
 * how the last of them sounded ({@link Prosody}). With it the agent waits a short while after "when will it arrive" and a long while after
 * "my order number is".
 *
 * <p>What it costs: after words that sound complete and are not ("I need help … with my order") it cuts in sooner than a plain threshold
 * would, and after words that it does not know it waits longer. How much of both: {@code EndOfTurnBench}.
 *
 * <p>The answer is a logistic function of a sum of evidence: words alone where there is no sound, sound alone where the recogniser gives no
 * partial words, even odds where there is nothing. The odds are those of a silence that is as often a pause as an end. How long the silence
 * lasts is left to the policy that asks, whose waiting is that evidence: counted here as well, it cut off a third more callers at the same
 * mean wait. Words are judged when they change, sound once a silence, by about 25 pitch estimates, less than a millisecond together.
 */
public final class EndOfTurnModel implements EndOfTurn {

    /** A shorter gap is the closure of a consonant: the sound is not judged in it. */
    private static final long LEAST_SILENCE_MS = 60;

    private final EndOfTurnWeights weights;
    private final Prosody prosody = new Prosody();
    private String words = "";
    private double wordsLogOdds;
    private Optional<double[]> sounded = Optional.empty();
    private boolean listened;
    private double likely = 0.5;

    private EndOfTurnModel(EndOfTurnWeights weights) {
        this.weights = weights;
    }

    /** The model that comes with the agent, read once; its calls share it. */
    public static EndOfTurn.Engine engine() {
        return engine(EndOfTurnWeights.bundled());
    }

    static EndOfTurn.Engine engine(EndOfTurnWeights weights) {
        return new EndOfTurn.Engine() {
            @Override
            public EndOfTurn open() {
                return new EndOfTurnModel(weights);
            }

            @Override
            public String name() {
                return "turngap end-of-turn model";
            }
        };
    }

    @Override
    public void frame(short[] samples, boolean speech) {
        prosody.frame(samples, speech);
        listened &= !speech;
    }

    @Override
    public void begin() {
        prosody.begin();
        listened = false;
        sounded = Optional.empty();
        words = "";
        wordsLogOdds = 0;
        likely = 0.5;
    }

    @Override
    public double complete(String heardWords, long silentMs) {
        boolean changed = !words.equals(heardWords);
        if (changed) {
            words = heardWords;
            wordsLogOdds = weights.ofWords(heardWords);
        }
        if (!listened && silentMs >= LEAST_SILENCE_MS) {
            listened = true;
            changed = true;
            sounded = prosody.heard() ? prosody.figures() : Optional.empty();
        }
        if (changed) {
            double logOdds = sounded.map(figures ->
                            words.isEmpty() ? weights.ofSound(figures) : weights.ofBoth(wordsLogOdds, figures))
                    .orElse(wordsLogOdds);
            likely = 1 / (1 + Math.exp(-logOdds));
        }
        return likely;
    }
}
