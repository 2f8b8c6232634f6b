package io.turngap.trace;

import io.turngap.measure.Milestone;
import java.util.OptionalLong;

/** What a span tells, on the agent's clock, nanoseconds since 1970. */
sealed interface Telling {

    /** By which the telling is given to a turn. */
    long atNanos();

    /** An instant that has a milestone's name. */
    record Instant(String milestone, long atNanos) implements Telling {}

    /**
     * A piece of work with a milestone at its beginning and one at its end or first result.
     *
     * @param untilNanos empty when the span does not tell
     */
    record Step(String begin, long atNanos, String end, OptionalLong untilNanos) implements Telling {

        static Step llm(long atNanos, OptionalLong firstTokenNanos) {
            return new Step(Milestone.LLM_REQUEST, atNanos, Milestone.LLM_FIRST_TOKEN, firstTokenNanos);
        }

        static Step tool(long atNanos, long endNanos) {
            return new Step(Milestone.TOOL_START, atNanos, Milestone.TOOL_END, OptionalLong.of(endNanos));
        }

        static Step tts(long atNanos, OptionalLong firstByteNanos) {
            return new Step(Milestone.TTS_REQUEST, atNanos, Milestone.TTS_FIRST_BYTE, firstByteNanos);
        }
    }

    /** The end of a stretch of the caller's speech, by the agent's detector; not yet the end of a turn. */
    record SpeechPause(long atNanos) implements Telling {}

    /** The agent's voice goes out. */
    record Speaking(long atNanos) implements Telling {}

    /** A latency that the agent claims. */
    record Claim(String name, double ms, long atNanos) implements Telling {}

    /** The latency of a stage is drawn from a distribution, not spent. */
    record Modelled(String stage, long atNanos) implements Telling {}
}
