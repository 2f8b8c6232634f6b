package io.turngap.agent;

import edu.cmu.sphinx.decoder.search.SearchManager;
import edu.cmu.sphinx.decoder.search.Token;
import edu.cmu.sphinx.result.Result;
import io.turngap.agent.Recogniser.Transcript;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds the words of one utterance at a time, while it is being spoken. Confined to the thread that decodes. */
final class SphinxDecoder {

    /** Frames between two partial results. */
    private static final int BLOCK = 10;

    private final SphinxScorer scorer;
    private final SearchManager search;

    SphinxDecoder(SphinxModels models) {
        scorer = new SphinxScorer(models.sounds());
        search = new SphinxSearch(models, scorer);
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
