package io.turngap.agent;

import edu.cmu.sphinx.decoder.scorer.AcousticScorer;
import edu.cmu.sphinx.decoder.scorer.Scoreable;
import edu.cmu.sphinx.frontend.Data;
import edu.cmu.sphinx.frontend.DataProcessor;
import edu.cmu.sphinx.frontend.FloatData;
import edu.cmu.sphinx.frontend.FrontEnd;
import edu.cmu.sphinx.frontend.denoise.Denoise;
import edu.cmu.sphinx.frontend.endpoint.SpeechEndSignal;
import edu.cmu.sphinx.frontend.feature.DeltasFeatureExtractor;
import edu.cmu.sphinx.frontend.filter.Preemphasizer;
import edu.cmu.sphinx.frontend.frequencywarp.MelFrequencyFilterBank;
import edu.cmu.sphinx.frontend.transform.DiscreteCosineTransform2;
import edu.cmu.sphinx.frontend.transform.DiscreteFourierTransform;
import edu.cmu.sphinx.frontend.transform.Lifter;
import edu.cmu.sphinx.frontend.window.RaisedCosineWindower;
import edu.cmu.sphinx.util.props.PropertySheet;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Scores search states against the sound of one utterance after another: cepstra as the acoustic model was trained with (its {@code
 * feat.params}), without Sphinx's own endpointer, which gives up under babble. The phone loop looks at a frame first and leaves it for the
 * search.
 */
final class SphinxScorer implements AcousticScorer {

    /** More than the frames between the phone loop and the search. */
    private static final int FRAMES_ALIVE = 12;

    private final SphinxFeature[] ring = new SphinxFeature[FRAMES_ALIVE];
    private final ArrayDeque<SphinxFeature> waiting = new ArrayDeque<>();
    private @Nullable DataProcessor frontEnd;
    private long frames;
    private double bestSum;
    private @Nullable Data end;

    SphinxScorer(SphinxAcousticModel model) {
        for (int i = 0; i < FRAMES_ALIVE; i++) {
            ring[i] = new SphinxFeature(model);
        }
    }

    /** The next recognition is of {@code utterance}, from a line as {@code channel} remembers it. */
    void begin(SphinxUtterance utterance, SphinxChannel.Memory channel) {
        frontEnd = frontEnd(utterance, channel);
        frames = 0;
        bestSum = 0;
        end = null;
        waiting.clear();
    }

    private static FrontEnd frontEnd(SphinxUtterance utterance, SphinxChannel.Memory channel) {
        return new FrontEnd(List.of(
                utterance,
                new Preemphasizer(0.97),
                new RaisedCosineWindower(0.46, 25.625f, 10f),
                new DiscreteFourierTransform(-1, false),
                new MelFrequencyFilterBank(130, 6800, 25),
                new Denoise(0.7, 0.995, 0.5, 0.85, 0.2, 20, 4),
                new DiscreteCosineTransform2(25, 13),
                new Lifter(22),
                new SphinxChannel(channel),
                new DeltasFeatureExtractor(3)));
    }

    @Override
    public @Nullable Data calculateScoresAndStoreData(List<? extends Scoreable> states) {
        SphinxFeature feature = next();
        if (feature == null) {
            return end;
        }
        waiting.add(feature);
        return bestOf(states, feature);
    }

    @Override
    public @Nullable Data calculateScores(List<? extends Scoreable> states) {
        SphinxFeature waited = waiting.poll();
        SphinxFeature feature = waited == null ? next() : waited;
        if (feature == null) {
            return end;
        }
        Data best = bestOf(states, feature);
        bestSum += feature.best();
        frames++;
        return best;
    }

    private @Nullable SphinxFeature next() {
        while (end == null && frontEnd != null) {
            Data data = frontEnd.getData();
            if (data instanceof FloatData values) {
                return ring[(int) ((frames + waiting.size()) % FRAMES_ALIVE)].take(values);
            }
            if (data == null || data instanceof SpeechEndSignal) {
                end = new SpeechEndSignal(0);
            }
        }
        return null;
    }

    private static @Nullable Data bestOf(List<? extends Scoreable> states, SphinxFeature feature) {
        Scoreable best = null;
        float bestScore = -Float.MAX_VALUE;
        for (Scoreable state : states) {
            state.calculateScore(feature);
            if (state.getScore() > bestScore) {
                bestScore = state.getScore();
                best = state;
            }
        }
        return best;
    }

    /** Frames that the search has seen of this utterance. */
    long frames() {
        return frames;
    }

    /** Sum over the frames of the best score that any sound of the model had, in Sphinx's logarithm: what no words could exceed. */
    double bestSum() {
        return bestSum;
    }

    @Override
    public void startRecognition() {
        waiting.clear();
    }

    @Override
    public void stopRecognition() {
        frontEnd = null;
    }

    @Override
    public void allocate() {
        // Made whole.
    }

    @Override
    public void deallocate() {
        // Garbage collected.
    }

    @Override
    public void newProperties(PropertySheet properties) {
        // Made by constructor, not from Sphinx's configuration.
    }
}
