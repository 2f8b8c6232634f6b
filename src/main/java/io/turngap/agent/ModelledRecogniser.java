package io.turngap.agent;

import io.turngap.time.Latency;
import io.turngap.time.Seeds;
import io.turngap.time.Timeline;
import java.util.function.Consumer;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Waits for words, which it is told rather than hears; emits them again, without an error, once a hosted recogniser would have had them.
 *
 * <p>Streaming, the final transcript comes a finalisation after the end of the turn, whatever its length; in batch it comes after {@code
 * overhead + rtf · length}, because nothing was done while the caller spoke. Partials come so long after the words, and only streaming.
 *
 * <p>The latency of an utterance depends on the seed, the call and the utterance's number in it, and on nothing else. All is modelled.
 */
final class ModelledRecogniser implements Recogniser {

    /** Word to the partial transcript that has it. An assumption: 100 to 300 ms, as Sphinx takes here. */
    private static final Latency PARTIAL = Latency.ofRange(100, 300);

    private static final double CONFIDENCE = 0.9;
    private static final int MOST_CHARACTERS = 4_000;

    private final Timeline timeline;
    private final boolean streaming;
    private final boolean tellsPartials;
    private final ModelFigures.Stt figures;
    private final Seeds seeds;
    private final StringBuilder said = new StringBuilder();

    private Consumer<Transcript> partials = transcript -> {};
    private Timeline.Scheduled task = () -> {};
    private UniformRandomProvider random;
    private double heardMs;
    private int utterances;
    private int generation;

    private ModelledRecogniser(Timeline timeline, AgentConfig config, ModelFigures.Stt figures, Seeds seeds) {
        this.timeline = timeline;
        this.streaming = config.stt().streaming();
        this.tellsPartials = streaming && wantsPartials(config);
        this.figures = figures;
        this.seeds = seeds;
        this.random = seeds.random();
    }

    /** Whether the agent does anything with a transcript before it is final: where not, nobody is told. */
    static boolean wantsPartials(AgentConfig config) {
        return config.stt().partials().act() || config.endpointing().model();
    }

    /** An engine for callers without sound. */
    static Engine engine(AgentConfig config, ModelFigures.Stt figures, Seeds seeds) {
        return new Engine() {
            @Override
            public Recogniser open(Timeline timeline) {
                return open(timeline, 0);
            }

            @Override
            public Recogniser open(Timeline timeline, long call) {
                return new ModelledRecogniser(timeline, config, figures, seeds.at(call));
            }

            @Override
            public String name() {
                return config.stt().streaming() ? "modelled streaming" : "modelled batch";
            }

            @Override
            public boolean modelled() {
                return true;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void begin(Consumer<Transcript> to) {
        generation++;
        random = seeds.at(++utterances).random();
        partials = to;
        said.setLength(0);
        heardMs = 0;
    }

    @Override
    public void accept(short[] samples, int count) {
        throw new IllegalStateException(count + " samples of sound for stt.engine modelled, which is told words;"
                + " give it callers without sound, or set stt.engine to one that hears");
    }

    @Override
    public void words(String words, double ms) {
        heardMs += ms;
        append(said, words);
        if (tellsPartials) {
            String text = said.toString();
            int mine = generation;
            timeline.after(PARTIAL.nextNanos(random), () -> {
                if (mine == generation) {
                    partials.accept(new Transcript(text, CONFIDENCE));
                }
            });
        }
    }

    @Override
    public void finish(Consumer<Transcript> result) {
        generation++;
        Transcript transcript = new Transcript(said.toString(), CONFIDENCE);
        long nanos = streaming
                ? figures.streaming().nextNanos(random)
                : figures.batchOverhead().nextNanos(random) + Math.round(figures.batchRealTimeFactor() * heardMs * 1e6);
        task = timeline.after(nanos, () -> result.accept(transcript));
    }

    @Override
    public void cancel() {
        generation++;
        task.cancel();
    }

    @Override
    public String engine() {
        return streaming ? "modelled streaming" : "modelled batch";
    }

    @Override
    public void close() {
        cancel();
    }

    private static void append(StringBuilder to, String words) {
        if (!words.isEmpty() && to.length() < MOST_CHARACTERS) {
            to.append(to.isEmpty() ? "" : " ").append(words);
        }
    }
}
