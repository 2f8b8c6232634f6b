package io.turngap.agent;

import edu.cmu.sphinx.linguist.WordSequence;
import edu.cmu.sphinx.util.LogMath;
import edu.cmu.sphinx.util.props.PropertySheet;
import java.util.Set;

/** Shows a {@link LanguageModel} to Sphinx, in Sphinx's logarithm. Immutable and shared, where Sphinx's own models belong to one decoder. */
final class SphinxLanguageModel implements edu.cmu.sphinx.linguist.language.ngram.LanguageModel {

    private static final int DEPTH = 3;

    /** What ARPA files give a sentence's start as a word to be foreseen: never. */
    private static final double NEVER = 1e-99;

    private final LanguageModel model;
    private final LogMath logarithms = LogMath.getLogMath();

    SphinxLanguageModel(LanguageModel model) {
        this.model = model;
    }

    @Override
    public float getProbability(WordSequence words) {
        int size = words.size();
        int word = id(words, size - 1);
        if (word == model.idOf(LanguageModel.START)) {
            return logarithms.linearToLog(NEVER);
        }
        return logarithms.linearToLog(model.probability(id(words, size - 3), id(words, size - 2), word));
    }

    private int id(WordSequence words, int index) {
        return index < 0 ? LanguageModel.NONE : model.idOf(words.getWord(index).getSpelling());
    }

    @Override
    public float getSmear(WordSequence words) {
        return 0;
    }

    @Override
    public Set<String> getVocabulary() {
        return model.vocabulary();
    }

    @Override
    public int getMaxDepth() {
        return DEPTH;
    }

    @Override
    public void allocate() {
        // Made whole.
    }

    @Override
    public void deallocate() {
        // Shared; garbage collected.
    }

    @Override
    public void onUtteranceEnd() {
        // Keeps nothing of an utterance.
    }

    @Override
    public void newProperties(PropertySheet properties) {
        // Made by constructor, not from Sphinx's configuration.
    }
}
