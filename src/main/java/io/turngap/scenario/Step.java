package io.turngap.scenario;

import java.util.List;
import java.util.Optional;

/** One thing that the caller does. Steps run in order. */
public sealed interface Step {

    /**
     * Speaks an utterance, which opens a turn. Waits first until the agent owes nothing: the turn before was answered and the answer was
     * heard to its end, or was missed.
     *
     * @param overlap true to speak at once, whatever the agent does
     * @param conditions overrides of the scenario's conditions
     */
    record Say(List<Part> parts, boolean overlap, Optional<Conditions> conditions) implements Step {
        public Say {
            parts = List.copyOf(parts);
        }
    }

    /**
     * Interrupts: speaks once the agent has been audible for {@code afterMs} in its current reply. Opens a turn.
     *
     * @param afterMs milliseconds of agent speech heard
     */
    record Interrupt(List<Part> parts, long afterMs, Optional<Conditions> conditions) implements Step {
        public Interrupt {
            parts = List.copyOf(parts);
        }
    }

    /** Says something like "uh-huh" once the agent has been audible for {@code afterMs}; the agent should go on. Opens no turn. */
    record Backchannel(List<Part> parts, long afterMs, Optional<Conditions> conditions) implements Step {
        public Backchannel {
            parts = List.copyOf(parts);
        }
    }

    /** Waits until the agent starts or finishes, or until the limit for a reply (for a greeting, when nothing was said yet) has passed. */
    record WaitFor(Event event) implements Step {
        /** What is waited for. */
        public enum Event {
            /** The agent becomes audible. */
            AGENT_START,
            /** The agent has started and finished. */
            AGENT_END
        }
    }

    /** Says nothing for so long; the background goes on. */
    record Silence(long ms) implements Step {}

    /**
     * Presses keys of a telephone, at once and whatever the agent does. Opens no turn.
     *
     * @param keys of {@code 0-9 * # A-D}, one after another
     */
    record Press(String keys) implements Step {}

    /** Ends the call; a script that ends without it hangs up once the last reply was heard to its end. */
    record HangUp() implements Step {}

    /** A piece of an utterance. */
    sealed interface Part {
        /**
         * Recorded speech.
         *
         * @param source a fixture id ({@code where-is-my-order.slt}), a phrase that several voices speak (one is picked by seed) or a path
         *     to a WAV file
         * @param voice picks among the voices of a phrase
         * @param label where speech starts and ends in a WAV file of the user's, when the detected label is wrong
         */
        record Speech(String source, Optional<String> voice, Optional<Label> label) implements Part {}

        /** Silence inside the turn: the caller hesitates and is not done. */
        record Pause(long ms) implements Part {}
    }

    /**
     * First and last speech sample of a file, in milliseconds from its start.
     *
     * @param speechStartMs start of speech
     * @param speechEndMs end of speech
     */
    record Label(double speechStartMs, double speechEndMs) {}
}
