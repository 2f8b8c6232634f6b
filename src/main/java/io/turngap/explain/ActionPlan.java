package io.turngap.explain;

import io.turngap.measure.Stage;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * The action plan of "How to Fix Latency Issues in AI Voice Assistants in 2026?", as far as it names a stage and a figure. Where the article
 * gives a range, the cautious and the hopeful end of a saving are taken from it; where it gives none, the saving is an upper bound and says
 * so.
 */
final class ActionPlan {

    private static final LongUnaryOperator GONE = us -> 0;

    private ActionPlan() {}

    /**
     * All remedies, in the article's order.
     *
     * @param slowLlmUs the run's own 90th percentile of the {@code llm} stage, µs: what a tail is cut to
     * @param slowToolUs the same of {@code tool}
     */
    static List<Remedy> remedies(long slowLlmUs, long slowToolUs) {
        return List.of(
                new Remedy(
                        "streaming_stt",
                        "Recognise while the caller speaks (streaming STT)",
                        List.of("L1", "L2"),
                        "week 2",
                        List.of(Stage.STT),
                        less(100, 200),
                        less(200, 200),
                        "the article: streaming saves 100 to 200 ms a turn; up to 200 ms it is taken to stream already",
                        "partials are less accurate than final transcripts"),
                new Remedy(
                        "streaming_reply",
                        "Speak the first phrase while the rest is generated (streaming LLM and TTS)",
                        List.of("L9", "L20"),
                        "week 2",
                        List.of(Stage.PHRASE),
                        less(200, 200),
                        less(400, 200),
                        "the article: streaming synthesis saves 200 to 400 ms; a phrase within 200 ms is taken to stream already",
                        "interruptions, corrections and errors come in the middle of a reply"),
                new Remedy(
                        "endpointing_500",
                        "Wait 500 ms of silence, not more, before the turn is over",
                        List.of("L15"),
                        "week 3",
                        List.of(Stage.ENDPOINTING),
                        most(500),
                        most(500),
                        "the article's threshold for conversational agents",
                        "callers who pause are cut off: watch false_cut_off"),
                new Remedy(
                        "endpointing_400",
                        "Wait 400 ms of silence (quick question and answer)",
                        List.of("L15"),
                        "week 3",
                        List.of(Stage.ENDPOINTING),
                        most(400),
                        most(400),
                        "the article's threshold for quick Q&A bots",
                        "callers who pause are cut off: watch false_cut_off"),
                new Remedy(
                        "end_of_turn_model",
                        "Let a model of words and pitch decide when the turn is over",
                        List.of("L16"),
                        "week 3",
                        List.of(Stage.ENDPOINTING),
                        most(400),
                        most(240),
                        "between the article's 400 ms and the bundled agent's 240 ms after words that sound complete; an upper bound: turns that do"
                                + " not sound complete wait longer",
                        "a wrong guess cuts the caller off"),
                new Remedy(
                        "caching",
                        "Answer what was answered before from a semantic cache, with its sound",
                        List.of("L11", "L14"),
                        "week 4",
                        List.of(Stage.PREPARE, Stage.LLM, Stage.PHRASE, Stage.TTS),
                        most(50),
                        most(50),
                        "the article: a hit takes about 50 ms; an upper bound, as if every turn were a hit",
                        "wrong or stale answers where the guard is loose"),
                new Remedy(
                        "fast_tier",
                        "Send turns to a fast language model",
                        List.of("L5", "L6"),
                        "month 2",
                        List.of(Stage.LLM),
                        most(400),
                        most(200),
                        "the article's fast tier: first token after 200 to 400 ms",
                        "less accurate on hard questions"),
                new Remedy(
                        "llm_tail",
                        "Keep the language model warm, bound its queue and time it out",
                        List.of("L19", "L23", "L24"),
                        "month 2",
                        List.of(Stage.LLM),
                        us -> Math.min(us, slowLlmUs),
                        us -> Math.min(us, slowLlmUs),
                        "this run: its own slowest tenth as quick as its 90th percentile",
                        "instances that wait cost money"),
                new Remedy(
                        "preload",
                        "Fetch the caller's record while it rings",
                        List.of("L18"),
                        "month 2",
                        List.of(Stage.PREPARE),
                        GONE,
                        GONE,
                        "the article: retrieval from memory takes microseconds; an upper bound",
                        "records are fetched of callers who hang up"),
                new Remedy(
                        "tool_tail",
                        "Time slow tools out and answer without them",
                        List.of("L23"),
                        "month 2",
                        List.of(Stage.TOOL),
                        us -> Math.min(us, slowToolUs),
                        us -> Math.min(us, slowToolUs),
                        "this run: its own slowest tenth as quick as its 90th percentile",
                        "some questions get a default answer"),
                new Remedy(
                        "thinking_phrase",
                        "Say a thinking phrase while a tool runs",
                        List.of("L17"),
                        "month 2",
                        List.of(Stage.TOOL),
                        most(600),
                        most(200),
                        "a phrase 600 to 200 ms into the wait; the answer itself comes no sooner",
                        "repetitive when overused"),
                new Remedy(
                        "fast_voice",
                        "Use a streaming synthesis of the fastest tier",
                        List.of("L10"),
                        "month 2",
                        List.of(Stage.TTS),
                        most(100),
                        most(40),
                        "the article's fastest tier: first byte after 40 to 100 ms",
                        "the voice sounds less natural"),
                new Remedy(
                        "edge",
                        "Serve callers from their own region, all services in one",
                        List.of("L12", "L13"),
                        "month 3",
                        List.of(Stage.UPLINK, Stage.DOWNLINK),
                        us -> us / 2,
                        GONE,
                        "half to all of the time on the way; hops between the agent's own services hide in its other stages",
                        "more regions to run"),
                new Remedy(
                        "small_chunks",
                        "Send audio in chunks of 20 ms",
                        List.of("L3"),
                        "week 2",
                        List.of(Stage.UPLINK),
                        most(20),
                        most(20),
                        "a chunk waits until it is full",
                        "more packets"),
                new Remedy(
                        "leading_silence",
                        "Cut the silence before the first word of a reply, and the jitter buffer",
                        List.of("L13"),
                        "week 2",
                        List.of(Stage.PLAYOUT),
                        most(60),
                        most(10),
                        "a jitter buffer of three frames, or none",
                        "a bad line is heard"),
                new Remedy(
                        "speech_to_speech",
                        "Replace recognition, language model and synthesis by one speech-to-speech model",
                        List.of("L22"),
                        "beyond the plan",
                        List.of(Stage.STT, Stage.PREPARE, Stage.LLM, Stage.PHRASE, Stage.TTS),
                        most(400),
                        most(160),
                        "the article: 160 to 400 ms from end to end; an upper bound: it replaces the whole chain",
                        "less control over what is said, tools are harder"));
    }

    /** Shorter by {@code ms}, but not below {@code fromMs}, up to which nothing is gained. */
    private static LongUnaryOperator less(long ms, long fromMs) {
        return us -> us <= fromMs * 1_000 ? us : Math.max(fromMs * 1_000, us - ms * 1_000);
    }

    private static LongUnaryOperator most(long ms) {
        return us -> Math.min(us, ms * 1_000);
    }
}
