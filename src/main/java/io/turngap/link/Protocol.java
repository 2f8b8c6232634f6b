package io.turngap.link;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * One way of speaking to an agent over WebSocket. It knows where to dial and what to say; sockets, encryption, time and how calls end are
 * {@link SocketLink}'s. One object serves all calls, from several threads.
 */
interface Protocol extends AutoCloseable {

    /** Its name in a run's record, such as {@code twilio-media-streams}. */
    String name();

    /** Where calls go, as far as that is known before the first; names no secret. */
    AgentAddress address();

    /**
     * Finds where to dial for one call; {@code found} hears of it once, on any thread, at once or later. It must not block the thread that
     * asks: a look-up over HTTP is made on another.
     */
    void locate(CallIdentity identity, Located found);

    /** The conversation of one call; made before anything is dialled, on the call's thread. */
    Conversation converse(Wire wire, CallIdentity identity, Link.Listener listener);

    /** Hides this protocol's secrets in what an agent sent. */
    Redaction redaction();

    /** What a person could do about an HTTP status with which the agent refused; begins with a separator, or is empty. */
    String hint(int status);

    /** The kind of ending that a close code means beyond what RFC 6455 says of it; empty for the usual. */
    default Optional<Link.Ending.Kind> meaning(int closeCode, String reason) {
        return Optional.empty();
    }

    /** What a close code of its own means, for people; empty where it is nothing special. */
    default String closeCode(int closeCode) {
        return "";
    }

    /** How many calls may share this agent at once, where the protocol itself bounds that. */
    default OptionalInt mostCalls() {
        return OptionalInt.empty();
    }

    @Override
    default void close() {}

    /** Hears where to dial, or why nowhere. */
    interface Located {
        /** There. */
        void at(Target target);

        /** Nowhere: {@code detail} says what happened, the value seen, what to do. */
        void nowhere(Link.Ending.Kind kind, String detail);
    }
}
