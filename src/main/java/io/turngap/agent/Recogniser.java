package io.turngap.agent;

import io.turngap.time.Timeline;
import java.util.function.Consumer;

/**
 * Streaming speech recognition of one caller. Used on the call's timeline and never blocks it: an engine that computes does so on its own
 * threads and comes back to the timeline with what it found.
 */
public interface Recogniser extends AutoCloseable {

    /** Begins an utterance; audio before was not speech. {@code partials} gets what is recognised so far, whenever it changes. */
    void begin(Consumer<Transcript> partials);

    /** The next samples of the utterance, 16 kHz mono; copied. */
    void accept(short[] samples, int count);

    /**
     * As {@link #accept} where there is no sound: the next words of the utterance, and how long they took. Only an engine that is told what
     * was said, and does not hear it, can do with that.
     */
    default void words(String words, double ms) {
        throw new IllegalStateException("\"" + words + "\" without its sound for recogniser " + engine()
                + ", which has to hear it; set stt.engine to modelled for callers who make no sound");
    }

    /** Ends the utterance. {@code result} is called exactly once, on the timeline, unless {@link #cancel} or {@link #close} comes first. */
    void finish(Consumer<Transcript> result);

    /** Throws the utterance away. */
    void cancel();

    /** Tells {@code to}, on the timeline, why an utterance gave no words when that was no fault of the caller: an engine that failed. */
    default void troubles(Consumer<String> to) {}

    /** Name of the engine that serves this call: where an engine chooses among others, the one it chose. Empty when unknown. */
    default String engine() {
        return "";
    }

    @Override
    void close();

    /**
     * What was recognised.
     *
     * @param text lower case words without punctuation; empty when nothing was
     * @param confidence 0 to 1, comparable within one engine only
     * @param failed whether the engine failed, so that the missing words are no fault of the caller
     */
    record Transcript(String text, double confidence, boolean failed) {
        Transcript(String text, double confidence) {
            this(text, confidence, false);
        }

        /** Nothing, for the engine failed. */
        static Transcript failure() {
            return new Transcript("", 0, true);
        }
    }

    /** Makes one recogniser a call. Engines are shared and thread-safe. */
    interface Engine extends AutoCloseable {
        /** A recogniser whose results come back on {@code timeline}. */
        Recogniser open(Timeline timeline);

        /** As {@link #open(Timeline)}; {@code call} splits the seed of what is modelled. */
        default Recogniser open(Timeline timeline, long call) {
            return open(timeline);
        }

        /** True when a latency is drawn from a distribution rather than spent. */
        default boolean modelled() {
            return false;
        }

        /** Name and version, for the agent to say of itself, such as {@code sphinx4 trigram}. */
        String name();

        @Override
        void close();
    }
}
