package io.turngap.agent;

/** What the agent does in one call, told on the call's timeline in the order in which it happens. */
public interface AgentEvents {

    /**
     * The caller speaks and the agent yields: audio sent and not yet played must be dropped. Not told of speech that the agent passes
     * over, a backchannel.
     *
     * @param turn index of the caller's turn, from 1; a turn that is passed over has an index too
     * @param streamMs onset, ms of received audio
     */
    void speechStarted(int turn, long streamMs);

    /** The agent took the turn for over; {@code streamMs} of audio had been received. */
    void turnEnded(int turn, long streamMs);

    /** What is understood so far of a turn that is not over; the words may still change. */
    default void partial(int turn, String text) {}

    /** The words of a turn; empty when nothing was understood. */
    void transcript(int turn, String text);

    /** The agent began to work on a reply. */
    void replyStarted(int reply);

    /** The model said the next piece of a reply's text; fillers are told here too. */
    void text(int reply, String piece);

    /** The next audio of a reply, 16 kHz mono; may be kept. */
    void audio(int reply, short[] samples);

    /** A filler came first, and with the next audio of this reply the answer proper begins. */
    void answer(int reply);

    /** The reply is complete or was given up; nothing follows in it. */
    void replyEnded(int reply, Ending ending);

    /** A milestone, by {@link io.turngap.measure.Milestone} name without pass suffix, at an instant of the timeline now or before. */
    void milestone(String name, long atNanos);

    /**
     * The last frame of a turn that was taken for speech, told once the turn is over: {@link io.turngap.measure.Milestone#AGENT_SPEECH_END}
     * with its place in the stream, from which a caller who knows where speech truly ended can tell how far the detector was off.
     *
     * @param atNanos arrival of that frame
     * @param audioMs audio received by then, that frame included, ms
     */
    default void speechEnded(long atNanos, double audioMs) {
        milestone(io.turngap.measure.Milestone.AGENT_SPEECH_END, atNanos);
    }

    /**
     * What a lever did in the turn at hand, such as {@code cache} {@code hit}; for the journal.
     *
     * @param name the lever, lower case with underscores
     * @param value what it did, short
     */
    default void lever(String name, String value) {}

    /**
     * The reply waits for a function that the caller's side is to call: {@link ClientTools}.
     *
     * @param name of the function, as the caller's side offered it
     * @param callId names this call of it
     * @param arguments a JSON object
     */
    default void functionCalled(String name, String callId, String arguments) {}

    /** Something failed and the call goes on. */
    void trouble(String what);

    /** How a reply ended. */
    enum Ending {
        /** Everything was generated. */
        COMPLETED,
        /** The caller spoke. */
        INTERRUPTED,
        /** The client asked for it. */
        CANCELLED
    }
}
