package io.turngap.trace;

import io.turngap.measure.Turn;
import java.util.List;

/**
 * A call as the caller saw it, to match an agent's spans to. Instants are the caller's wall clock, nanoseconds since 1970.
 *
 * @param call index within the run
 * @param name the name that the agent may have been told, such as {@code run/7}
 * @param traceId trace id sent at connect, 32 hexadecimal digits
 * @param spanId span id sent at connect as parent, 16 hexadecimal digits
 * @param session the agent's own name for the conversation; empty when it told none
 * @param startNanos the attempt to connect
 * @param endNanos no later than when the end of the call was noted
 * @param turns in order
 */
public record CallWindow(
        int call,
        String name,
        String traceId,
        String spanId,
        String session,
        long startNanos,
        long endNanos,
        List<TurnWindow> turns) {

    public CallWindow {
        turns = List.copyOf(turns);
    }

    /**
     * A turn and where it lies in time.
     *
     * @param startNanos first speech sample; of the greeting the open conversation
     * @param speechEndNanos last speech sample; of the greeting the open conversation
     */
    public record TurnWindow(Turn turn, long startNanos, long speechEndNanos) {}
}
