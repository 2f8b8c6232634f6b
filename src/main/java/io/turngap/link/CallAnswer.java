package io.turngap.link;

import java.util.List;

/** What a telephone agent's answer to a call comes to. */
sealed interface CallAnswer {

    /** A stream is to be dialled, after a pause. */
    record Connect(StreamOrder order, long pauseMs) implements CallAnswer {}

    /**
     * Another answer is to be asked for, after a pause.
     *
     * @param notes what was passed over until here
     */
    record Redirect(AgentAddress to, String method, long pauseMs, List<String> notes) implements CallAnswer {
        public Redirect {
            notes = List.copyOf(notes);
        }
    }

    /** There will be no stream; {@code detail} says what the answer says, as the end of a sentence that names the agent. */
    record Ended(Link.Ending.Kind kind, String detail) implements CallAnswer {}
}
