package io.turngap.agent;

import edu.cmu.sphinx.frontend.Data;
import edu.cmu.sphinx.linguist.acoustic.tiedstate.MixtureComponent;
import edu.cmu.sphinx.linguist.acoustic.tiedstate.Senone;

/** A tied state of the acoustic model: a number. What a frame scores in it, the frame knows. */
final class SphinxSenone implements Senone {
    private static final long serialVersionUID = 1L;

    final int number;

    /** The phone's codebook; set once, while the model is loaded. */
    int codebook;

    SphinxSenone(int number) {
        this.number = number;
    }

    @Override
    public float getScore(Data feature) {
        return ((SphinxFeature) feature).score(this);
    }

    @Override
    public float[] calculateComponentScore(Data feature) {
        return new float[] {getScore(feature)};
    }

    @Override
    public long getID() {
        return number;
    }

    @Override
    public void dump(String message) {
        // Only Sphinx's debugging asks.
    }

    @Override
    public MixtureComponent[] getMixtureComponents() {
        return new MixtureComponent[0];
    }

    @Override
    public float[] getLogMixtureWeights() {
        return new float[0];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SphinxSenone senone && senone.number == number;
    }

    /** The number, so that the search's tables have the same order in every run. */
    @Override
    public int hashCode() {
        return number;
    }
}
