package io.turngap.agent;

import edu.cmu.sphinx.frontend.BaseDataProcessor;
import edu.cmu.sphinx.frontend.Data;
import edu.cmu.sphinx.frontend.DoubleData;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Takes what the telephone line does out of the cepstra: subtracts their mean, which is estimated as the speech goes on.
 *
 * <p>It begins with the mean of this call's earlier utterances, at first of clean speech, and looks {@link #AHEAD} frames ahead before it
 * gives the first, so it needs no whole utterance as a batch would and no two seconds as Sphinx's own does. What it learns belongs to one
 * call: no call's result depends on another's.
 */
final class SphinxChannel extends BaseDataProcessor {

    private static final int AHEAD = 20;

    /** Frames that the earlier mean counts for. */
    private static final double PRIOR_FRAMES = 60;

    private final Memory memory;
    private final ArrayDeque<Data> ahead = new ArrayDeque<>();
    private boolean looking = true;

    SphinxChannel(Memory memory) {
        this.memory = memory;
    }

    @Override
    public @Nullable Data getData() {
        if (looking) {
            lookAhead();
        }
        if (!ahead.isEmpty()) {
            return normalised(ahead.remove());
        }
        Data data = getPredecessor().getData();
        if (data instanceof DoubleData frame) {
            memory.learn(frame.getValues());
        }
        return normalised(data);
    }

    private void lookAhead() {
        int frames = 0;
        while (looking && frames < AHEAD) {
            Data data = getPredecessor().getData();
            ahead.add(data);
            if (data instanceof DoubleData frame) {
                memory.learn(frame.getValues());
                frames++;
            } else if (data instanceof edu.cmu.sphinx.frontend.endpoint.SpeechEndSignal) {
                looking = false;
            }
        }
        looking = false;
    }

    private @Nullable Data normalised(@Nullable Data data) {
        if (data instanceof DoubleData frame) {
            memory.subtract(frame.getValues());
        }
        return data;
    }

    /** What is known of one call's line. Confined to the thread that decodes. */
    static final class Memory {
        private final double[] sum;
        private double frames = PRIOR_FRAMES;

        /** What earlier utterances taught; it counts for {@link #PRIOR_FRAMES}. */
        Memory(double[] mean) {
            sum = mean.clone();
            for (int i = 0; i < sum.length; i++) {
                sum[i] *= PRIOR_FRAMES;
            }
        }

        void learn(double[] cepstrum) {
            if (cepstrum[0] < 0) {
                return;
            }
            for (int i = 0; i < sum.length; i++) {
                sum[i] += cepstrum[i];
            }
            frames++;
        }

        void subtract(double[] cepstrum) {
            for (int i = 0; i < sum.length; i++) {
                cepstrum[i] -= sum[i] / frames;
            }
        }

        /** The mean now, for the call's next utterance. */
        double[] mean() {
            double[] mean = sum.clone();
            for (int i = 0; i < mean.length; i++) {
                mean[i] /= frames;
            }
            return mean;
        }
    }
}
