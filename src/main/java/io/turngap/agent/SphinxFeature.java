package io.turngap.agent;

import edu.cmu.sphinx.frontend.Data;
import edu.cmu.sphinx.frontend.FloatData;
import java.util.Arrays;

/**
 * What a frame of 10 ms sounds like, and what was computed of it so far. A frame is looked at twice, by the phone loop that looks ahead
 * and by the search behind it, and the second look costs nothing.
 */
final class SphinxFeature implements Data {

    private final SphinxAcousticModel model;
    private final float[] senoneScores;
    private final boolean[] codebookDone;
    private final int[] gaussians;
    private final float[] gaussianScores;
    private float[] values = {};
    private float best;

    SphinxFeature(SphinxAcousticModel model) {
        this.model = model;
        senoneScores = new float[model.senones()];
        codebookDone = new boolean[model.codebooks()];
        gaussians = new int[model.kept()];
        gaussianScores = new float[model.kept()];
    }

    /** Forgets the frame before and takes {@code data}. */
    SphinxFeature take(FloatData data) {
        values = data.getValues();
        Arrays.fill(senoneScores, Float.NaN);
        Arrays.fill(codebookDone, false);
        best = Float.NEGATIVE_INFINITY;
        return this;
    }

    float score(SphinxSenone senone) {
        float score = senoneScores[senone.number];
        if (Float.isNaN(score)) {
            if (!codebookDone[senone.codebook]) {
                model.best(values, senone.codebook, gaussians, gaussianScores);
                codebookDone[senone.codebook] = true;
            }
            score = model.mix(senone, gaussians, gaussianScores);
            senoneScores[senone.number] = score;
            best = Math.max(best, score);
        }
        return score;
    }

    /** The best score of all senones that were asked for, in Sphinx's logarithm. */
    float best() {
        return best;
    }
}
