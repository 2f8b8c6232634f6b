package io.turngap.agent;

import io.turngap.time.Timeline;

/** Streaming speech synthesis. Thread-safe; an engine that computes does so on its own threads. */
public interface Synthesiser extends AutoCloseable {

    /**
     * Speaks {@code text}. Chunks come on {@code timeline} in order, the first as soon as it exists.
     *
     * @return cancels the rest
     */
    Runnable speak(Timeline timeline, String text, Sink sink);

    /** Name and version, for the agent to say of itself, such as {@code freetts kevin16}. */
    String name();

    /** True when the latency is drawn from a distribution rather than spent. */
    default boolean modelled() {
        return false;
    }

    @Override
    void close();

    /** Takes synthesised audio, 16 kHz mono. */
    interface Sink {
        /** The next chunk; the array may be kept. */
        void audio(short[] samples);

        /** No chunk follows. */
        void done();

        /** Synthesis failed; no chunk follows. */
        void failed(String why);
    }
}
