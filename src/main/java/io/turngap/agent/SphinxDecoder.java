package io.turngap.agent;

import edu.cmu.sphinx.decoder.pruner.SimplePruner;
import edu.cmu.sphinx.decoder.search.ActiveListFactory;
import edu.cmu.sphinx.decoder.search.PartitionActiveListFactory;
import edu.cmu.sphinx.decoder.search.SearchManager;
import edu.cmu.sphinx.decoder.search.SimpleActiveListManager;
import edu.cmu.sphinx.decoder.search.Token;
import edu.cmu.sphinx.decoder.search.WordPruningBreadthFirstLookaheadSearchManager;
import edu.cmu.sphinx.linguist.lextree.LexTreeLinguist;
import edu.cmu.sphinx.result.Result;
import io.turngap.agent.Recogniser.Transcript;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The search for the words of one utterance at a time: a tree of the vocabulary's pronunciations, walked frame by frame with the language
 * model at each word's end, behind a phone loop that looks {@link #AHEAD} frames ahead. Confined to the thread that decodes.
 */
final class SphinxDecoder {

    private static final int BEAM = 5000;
    private static final double RELATIVE_BEAM = 1e-60;
    private static final int WORD_BEAM = 200;
    private static final double RELATIVE_WORD_BEAM = 1e-40;
    private static final double PHONE_BEAM = 1e-12;
    private static final int AHEAD = 5;
    private static final float AHEAD_WEIGHT = 6;
    private static final float ACOUSTIC_AHEAD = 1.7f;
    private static final float LANGUAGE_WEIGHT = 8;

    /** Frames between two partial results. */
    private static final int BLOCK = 10;

    private final SphinxScorer scorer;
    private final SearchManager search;

    SphinxDecoder(SphinxModels models) {
        scorer = new SphinxScorer(models.sounds());
        LexTreeLinguist words = new LexTreeLinguist(
                models.acoustics(),
                models.units(),
                models.language(),
                models.dictionary(),
                true,
                true,
                0.1,
                0.1,
                1e-2,
                1,
                LANGUAGE_WEIGHT,
                true,
                false,
                1,
                0);
        ActiveListFactory states = new PartitionActiveListFactory(BEAM, RELATIVE_BEAM);
        ActiveListFactory wordEnds = new PartitionActiveListFactory(WORD_BEAM, RELATIVE_WORD_BEAM);
        search = new WordPruningBreadthFirstLookaheadSearchManager(
                words,
                models.phones(),
                models.sounds(),
                new SimplePruner(),
                scorer,
                new SimpleActiveListManager(List.of(states, wordEnds, wordEnds, states, states, states), false),
                new PartitionActiveListFactory(BEAM, PHONE_BEAM),
                false,
                RELATIVE_BEAM,
                0,
                false,
                false,
                AHEAD,
                AHEAD_WEIGHT,
                0,
                ACOUSTIC_AHEAD,
                false);
        search.allocate();
    }

    /**
     * Decodes {@code utterance} while it is being spoken; returns when it is finished or cancelled.
     *
     * @param partials gets what is recognised so far, about each 100 ms of speech
     */
    Transcript decode(SphinxUtterance utterance, SphinxChannel.Memory channel, Consumer<Transcript> partials) {
        scorer.begin(utterance, channel);
        search.startRecognition();
        try {
            Transcript latest = new Transcript("", 0);
            boolean more = true;
            while (more && !utterance.cancelled()) {
                Result result = search.recognize(BLOCK);
                more = result != null && !result.isFinal();
                if (result != null) {
                    latest = transcript(result.getBestToken());
                    partials.accept(latest);
                }
            }
            return latest;
        } finally {
            search.stopRecognition();
        }
    }

    /**
     * Confidence is what the words scored, acoustics and language together, below what free sounds could have scored, as a mean per frame
     * in nats, mapped to 0 to 1.
     */
    private Transcript transcript(@Nullable Token best) {
        if (best == null || scorer.frames() == 0) {
            return new Transcript("", 0);
        }
        double lostNats = (scorer.bestSum() - best.getScore()) / scorer.frames() * Math.log(1.0001);
        double confidence = Math.exp(-Math.max(0, lostNats) / 10);
        return new Transcript(best.getWordPathNoFiller(), confidence);
    }
}
