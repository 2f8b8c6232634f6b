package io.turngap.agent;

/**
 * How turns are taken in one call; a client may change it while the call runs.
 *
 * @param automatic true when the agent finds the ends of turns itself; false when the client commits its audio
 * @param threshold probability from which a frame is speech
 * @param silenceMs silence that ends a turn
 * @param responds true when a turn's end brings a reply; false when the client asks for each
 * @param yields true when the caller's speech stops the agent
 */
public record TurnTaking(boolean automatic, double threshold, long silenceMs, boolean responds, boolean yields) {

    /** As the agent is configured. */
    public static TurnTaking of(AgentConfig config) {
        return new TurnTaking(
                true,
                config.vad().threshold(),
                config.endpointing().silenceMs(),
                true,
                config.bargeIn().enabled());
    }
}
