package io.turngap.agent;

import io.turngap.time.Timeline;
import java.util.List;
import java.util.Optional;

/** A language model in one conversation. Used on the call's timeline and never blocks it. */
public interface Llm {

    /**
     * Asks for a reply.
     *
     * @return cancels it; nothing comes afterwards
     */
    Runnable ask(Timeline timeline, Prompt prompt, Sink sink);

    /**
     * What the model would do about these words, guessed without asking it and without remembering them; empty where nobody can tell
     * without asking. Costs no time worth counting.
     */
    default Optional<Intent> intent(String heard) {
        return Optional.empty();
    }

    /** An exchange took place without the model, which may remember it: a cached answer, say. */
    default void exchanged(int turn, String heard, String said) {}

    /**
     * A guess of what the model will do.
     *
     * @param tool name of the tool that it will want called; empty for an answer without one
     * @param argument what is looked up
     */
    record Intent(String tool, String argument) {
        /** An answer without a tool. */
        static final Intent PLAIN = new Intent("", "");
    }

    /**
     * What is asked.
     *
     * @param turn index of the turn within the call, from 1
     * @param pass 1 for the caller's words, 2 once the tool that the first pass asked for has answered
     * @param heard the caller's words; empty when nothing was understood
     * @param tool what the tool answered, on the second pass
     */
    record Prompt(int turn, int pass, String heard, Optional<Tool.Result> tool) {}

    /** Takes what the model says: tokens or one tool call, then {@link #done}. */
    interface Sink {
        /** The next piece of text, spaces included. */
        void token(String text);

        /** The model wants a tool called and the answer told in a second pass. */
        void tool(String name, String argument);

        /** What the reply cost; a model that is not hosted does not say. */
        default void usage(int promptTokens, int completionTokens) {}

        /** The model has nothing more to say. */
        void done();

        /** The model failed, perhaps in the middle of its reply; nothing follows. */
        void failed(String why);

        /** What a lever did to this request, as in {@link AgentEvents#lever}; at any time before the end. */
        default void lever(String name, String value) {}
    }

    /** Makes one conversation a call. Thread-safe. */
    interface Engine extends AutoCloseable {
        /** A conversation with no history; {@code call} splits the seed. */
        Llm open(long call);

        /** As {@link #open(long)} for a call that begins now, so that something may be done on its timeline before anybody asks. */
        default Llm open(long call, Timeline timeline) {
            return open(call);
        }

        /** Name, for the agent to say of itself. */
        String name();

        /** True when the latency is drawn from a distribution rather than spent. */
        boolean modelled();

        /** What modelled machines behind it did since this was last asked; empty where there are none that could be waited for. */
        default List<FleetLoad> loads(long nowNanos) {
            return List.of();
        }

        @Override
        default void close() {}
    }
}
