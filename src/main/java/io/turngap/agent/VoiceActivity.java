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

        /** Hears nothing; for callers who make no sound, of whom a {@link ModelledEar} knows when they speak. */
        static Engine deaf() {
            return new Deaf();
        }

        @Override
        void close();
    }

    /** Hears nothing. */
    record Deaf() implements Engine, VoiceActivity {
        @Override
        public VoiceActivity open() {
            return this;
        }

        @Override
        public float accept(short[] frame) {
            return 0;
        }

        @Override
        public void reset() {}

        @Override
        public String name() {
            return "modelled ear";
        }

        @Override
        public void close() {}
    }
}
