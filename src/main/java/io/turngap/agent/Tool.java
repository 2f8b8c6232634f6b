package io.turngap.agent;

import io.turngap.time.Timeline;
import java.util.function.Consumer;

/** Something outside that the language model can have called. Used on the call's timeline and never blocks it. */
public interface Tool extends AutoCloseable {

    /**
     * Calls the tool; {@code answer} comes on the timeline, at most once, perhaps never: the caller of a tool keeps a timeout.
     *
     * @return gives the call up
     */
    Runnable call(Timeline timeline, Call call, Consumer<Result> answer);

    /** True when the latency is drawn from a distribution rather than spent. */
    boolean modelled();

    /** True when calling this tool changes nothing in the world, so that it may be called on a guess and its answer thrown away. */
    default boolean readOnly(String name) {
        return false;
    }

    /** Name, for the agent to say of itself. */
    default String name() {
        return "scripted";
    }

    @Override
    default void close() {}

    /**
     * Which call it is.
     *
     * @param call index of the phone call
     * @param turn index of the turn within it
     * @param name name of the tool
     * @param argument what is looked up
     */
    record Call(long call, int turn, String name, String argument) {}

    /** What came of a tool call. */
    sealed interface Result {
        /** It answered. */
        record Found(String text) implements Result {}

        /** It answered in words of its own, which are to be said as they are. */
        record Told(String sentence) implements Result {}

        /** It answered with an error. */
        record Failed(String why) implements Result {}

        /** It did not answer in time and was given up. */
        record TimedOut() implements Result {}
    }
}
