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
     */
    record Transcript(String text, double confidence) {}

    /** Makes one recogniser a call. Engines are shared and thread-safe. */
    interface Engine extends AutoCloseable {
        /** A recogniser whose results come back on {@code timeline}. */
        Recogniser open(Timeline timeline);

        /** Name and version, for the agent to say of itself, such as {@code sphinx4 trigram}. */
        String name();

        @Override
        void close();
    }
}
