package io.turngap.agent;

/** Voice activity detection on one caller's audio. Stateful; used on the call's timeline; must cost well under a millisecond a frame. */
public interface VoiceActivity extends AutoCloseable {

    /** Takes 20 ms (320 samples at 16 kHz) and gives the probability, 0 to 1, that the newest audio judged so far is speech. */
    float accept(short[] frame);

    /** Forgets what was heard. */
    void reset();

    @Override
    void close();

    /** Makes one detector a call. Engines are shared and thread-safe. */
    interface Engine extends AutoCloseable {
        /** A new detector. */
        VoiceActivity open();

        /** Name and version, for the agent to say of itself, such as {@code silero-v5}. */
        String name();

        @Override
        void close();
    }
}
