package io.turngap.agent;

import edu.cmu.sphinx.decoder.pruner.SimplePruner;
import edu.cmu.sphinx.decoder.search.ActiveListFactory;
import edu.cmu.sphinx.decoder.search.PartitionActiveListFactory;
import edu.cmu.sphinx.decoder.search.SimpleActiveListManager;
import edu.cmu.sphinx.decoder.search.Token;
import edu.cmu.sphinx.decoder.search.WordPruningBreadthFirstLookaheadSearchManager;
import edu.cmu.sphinx.linguist.lextree.LexTreeLinguist;
import java.util.List;

/**
 * Sphinx's search with the beams that a small vocabulary needs: a tree of its pronunciations, walked frame by frame with the language
 * model at each word's end, behind a phone loop that looks {@link #AHEAD} frames ahead. Keeps no lattice.
 */
final class SphinxSearch extends WordPruningBreadthFirstLookaheadSearchManager {

    private static final int BEAM = 5000;
    private static final double RELATIVE_BEAM = 1e-60;
    private static final int WORD_BEAM = 200;
    private static final double RELATIVE_WORD_BEAM = 1e-40;
    private static final double PHONE_BEAM = 1e-12;
    private static final int AHEAD = 5;
    private static final float AHEAD_WEIGHT = 6;
    private static final float ACOUSTIC_AHEAD = 1.7f;
    private static final float LANGUAGE_WEIGHT = 8;
    private static final double WORD_INSERTION = 0.1;
    private static final double SILENCE_INSERTION = 0.1;
    private static final double FILLER_INSERTION = 1e-2;

    SphinxSearch(SphinxModels models, SphinxScorer scorer) {
        super(
                words(models),
                models.phones(),
                models.sounds(),
                new SimplePruner(),
                scorer,
                lists(),
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
    }

    private static LexTreeLinguist words(SphinxModels models) {
        return new LexTreeLinguist(
                models.acoustics(),
                models.units(),
                models.language(),
                models.dictionary(),
                true,
                true,
                WORD_INSERTION,
                SILENCE_INSERTION,
                FILLER_INSERTION,
                1,
                LANGUAGE_WEIGHT,
                true,
                false,
                1,
                0);
    }

    private static SimpleActiveListManager lists() {
        ActiveListFactory states = new PartitionActiveListFactory(BEAM, RELATIVE_BEAM);
        ActiveListFactory wordEnds = new PartitionActiveListFactory(WORD_BEAM, RELATIVE_WORD_BEAM);
        return new SimpleActiveListManager(List.of(states, wordEnds, wordEnds, states, states, states), false);
    }

    /**
     * No: between two sounds of the tree or of the phone loop there is no way round. Sphinx's own walks back to the last sound, which needs
     * every token to be kept.
     */
    @Override
    protected boolean isVisited(Token token) {
        return false;
    }
}
