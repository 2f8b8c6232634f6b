package io.turngap.agent;

import io.turngap.time.Seeds;
import io.turngap.time.Timeline;
import java.util.function.Consumer;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Waits for words, which it is told rather than hears; emits them again once a hosted recogniser would have had them. Right or, with a word
 * error rate, wrong: then a word is left out.
 *
 * <p>Streaming, the final transcript comes a finalisation after the end of the turn, whatever its length; in batch it comes after {@code
 * overhead + rtf · length}, because nothing was done while the caller spoke. Partials come so long after the words, and only streaming.
 *
 * <p>The latency of an utterance depends on the seed, the call and the utterance's number in it, and on nothing else. All is modelled.
 */
final class ModelledRecogniser implements Recogniser {

    /**
     * What is drawn.
     *
     * @param finalisation end of turn to final transcript, streaming
     * @param overhead end of turn to final transcript in batch, for an utterance of no length
     * @param realTimeFactor time for a second of speech in batch, s
     * @param partial word to partial transcript that has it
     * @param wordErrorRate share of words that are left out
     */
    record Figures(
            Latency finalisation, Latency overhead, double realTimeFactor, Latency partial, double wordErrorRate) {

        /**
         * Streaming finalisation 100 to 300 ms, batch overhead 150 to 400 ms with a real-time factor of 0.1, partials 100 to 300 ms behind
         * the words, each range the central 90 % of a log-normal: assumptions within the 200 to 400 ms that the article gives to speech
         * recognition as a whole. No word errors.
         */
        static Figures standard() {
            return new Figures(range(100, 300), range(150, 400), 0.1, range(100, 300), 0);
        }

        /** A log-normal whose 5th and 95th percentiles are these: {@code median = sqrt(a·b)}. */
        private static Latency range(double p5Ms, double p95Ms) {
            return Latency.ofP95(Math.sqrt(p5Ms * p95Ms), p95Ms);
        }
    }

    private static final double CONFIDENCE = 0.9;
    private static final int MOST_CHARACTERS = 4_000;

    private final Timeline timeline;
    private final boolean streaming;
    private final boolean tellsPartials;
    private final Figures figures;
    private final Seeds seeds;
    private final StringBuilder said = new StringBuilder();

    private Consumer<Transcript> partials = transcript -> {};
    private Timeline.Scheduled task = () -> {};
    private UniformRandomProvider random;
    private double heardMs;
    private int utterances;
    private int generation;

    private ModelledRecogniser(Timeline timeline, AgentConfig config, Figures figures, Seeds seeds) {
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
    static Engine engine(AgentConfig config, Figures figures, Seeds seeds) {
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
        if (figures.wordErrorRate == 0) {
            append(said, words);
        } else {
            for (int from = 0; from < words.length(); ) {
                int space = words.indexOf(' ', from);
                int to = space < 0 ? words.length() : space;
                if (random.nextDouble() >= figures.wordErrorRate) {
                    append(said, words.substring(from, to));
                }
                from = to + 1;
            }
        }
        if (tellsPartials) {
            String text = said.toString();
            int mine = generation;
            timeline.after(figures.partial.nextNanos(random), () -> {
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
                ? figures.finalisation.nextNanos(random)
                : figures.overhead.nextNanos(random) + Math.round(figures.realTimeFactor * heardMs * 1e6);
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
