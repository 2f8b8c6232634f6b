package io.turngap.agent;

/**
 * Says how complete a caller's turn sounds. Stateful, one a call; used on the call's timeline; must cost well under a millisecond a frame.
 */
public interface EndOfTurn {

    /** The next 20 ms of the caller's sound, 16 kHz mono, and whether the detector takes it for speech. Not called where there is no sound. */
    void frame(short[] samples, boolean speech);

    /** A turn begins. */
    void begin();

    /**
     * How likely the turn is over, were nothing more to come.
     *
     * @param words what is recognised so far, lower case; empty when nothing is
     * @param silentMs silence since the last speech, ms
     * @return 0 to 1
     */
    double complete(String words, long silentMs);

    /** Makes one a call. Thread-safe. */
    interface Engine {
        /** A new model. */
        EndOfTurn open();

        /** Name, for the agent to say of itself. */
        String name();

        /** Knows nothing: every turn sounds half complete. */
        static Engine none() {
            return new Engine() {
                @Override
                public EndOfTurn open() {
                    return new EndOfTurn() {
                        @Override
                        public void frame(short[] samples, boolean speech) {}

                        @Override
                        public void begin() {}

                        @Override
                        public double complete(String words, long silentMs) {
                            return 0.5;
                        }
                    };
                }

                @Override
                public String name() {
                    return "none";
                }
            };
        }
    }
}
