package io.turngap.agent;

import io.turngap.time.Timeline;
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
    }

    /** Makes one conversation a call. Thread-safe. */
    interface Engine extends AutoCloseable {
        /** A conversation with no history; {@code call} splits the seed. */
        Llm open(long call);

        /** Name, for the agent to say of itself. */
        String name();

        /** True when the latency is drawn from a distribution rather than spent. */
        boolean modelled();

        @Override
        default void close() {}
    }
}
