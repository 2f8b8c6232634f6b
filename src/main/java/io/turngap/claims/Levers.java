package io.turngap.claims;

import java.util.List;
import java.util.Optional;

/** The catalogue of the bundled agent's levers, L1 to L25. Settings that stand in none of them are conditions and not techniques. */
public final class Levers {

    /** All levers, by number. */
    public static final List<Lever> ALL = List.of(
            lever(
                    "L1",
                    "streaming STT",
                    List.of("stt.streaming"),
                    List.of(),
                    "BatchRecogniser",
                    "a decoder for as long as the caller speaks"),
            lever(
                    "L2",
                    "acting on partials",
                    List.of("stt.partials.act", "stt.partials.confidence"),
                    List.of("L1"),
                    "PartialGuess",
                    "lookups and tool calls in vain where the guess was wrong"),
            lever("L3", "audio chunk size", List.of("audio.chunk_ms"), List.of(), "Chunks", "more messages"),
            lever(
                    "L4",
                    "noise suppression before STT",
                    List.of("audio.noise_suppression"),
                    List.of(),
                    "NoiseSuppressor",
                    "10 ms, and what is left of babble stands out more"),
            lever(
                    "L5",
                    "LLM tier",
                    List.of("llm.tier", "llm.latency"),
                    List.of(),
                    "ModelDeployment",
                    "a smaller model is less accurate on hard questions"),
            lever(
                    "L6",
                    "hybrid routing",
                    List.of("llm.routing.enabled", "llm.routing.simple"),
                    List.of(),
                    "HybridRouting",
                    "misroutes: a complex turn at the small model"),
            lever(
                    "L7",
                    "prompt length, rolling window, distillation",
                    List.of("llm.prompt.system_tokens", "llm.prompt.window_turns", "llm.prompt.distil"),
                    List.of(),
                    "PromptBudget",
                    "what left the window is forgotten"),
            lever(
                    "L8",
                    "prompt cache, KV reuse",
                    List.of("llm.prompt_cache", "llm.kv_reuse"),
                    List.of(),
                    "KvReuse",
                    "a call is bound to the machine that holds its states"),
            lever(
                    "L9",
                    "streaming LLM, phrase segmentation, streaming TTS",
                    List.of("llm.streaming", "tts.streaming", "phrase.min_chars", "phrase.max_chars"),
                    List.of(),
                    "PhraseSegmenter",
                    "errors and corrections come in the middle of a reply"),
            lever("L10", "TTS tier", List.of("tts.tier"), List.of(), "TieredSynthesiser", "a less natural voice"),
            lever(
                    "L11",
                    "phrase cache",
                    List.of("tts.phrase_cache"),
                    List.of(),
                    "PhraseCache",
                    "memory, and fixed words"),
            lever(
                    "L12",
                    "regions, edge, co-location",
                    List.of("network.agent", "network.stt", "network.llm", "network.tts", "network.caller"),
                    List.of(),
                    "Placement",
                    "more regions to run"),
            lever(
                    "L13",
                    "UDP or TCP transport, jitter buffer",
                    List.of("network.transport", "network.jitter_buffer_ms", "network.jitter_ms", "network.loss_rate"),
                    List.of(),
                    "Transport",
                    "UDP: concealed sound and a buffer on every turn; TCP: waits behind what was lost"),
            lever(
                    "L14",
                    "semantic cache",
                    List.of(
                            "cache.enabled",
                            "cache.threshold",
                            "cache.guard",
                            "cache.scope",
                            "cache.ttl_s",
                            "cache.audio",
                            "cache.file"),
                    List.of(),
                    "SemanticCache",
                    "a lookup on every miss; wrong or stale answers where the guard is loose"),
            lever(
                    "L15",
                    "endpointing threshold",
                    List.of("endpointing.silence_ms"),
                    List.of(),
                    "Endpointer",
                    "false cut-offs: callers who pause"),
            lever(
                    "L16",
                    "model-assisted end of turn",
                    List.of("endpointing.model", "endpointing.complete_ms", "endpointing.incomplete_ms"),
                    List.of(),
                    "EndOfTurnPolicy",
                    "false cut-offs where the model errs"),
            lever(
                    "L17",
                    "thinking phrases",
                    List.of("filler.enabled", "filler.when", "filler.after_ms"),
                    List.of(),
                    "ThinkingPhrase",
                    "the answer itself comes no sooner; repetitive when overused"),
            lever(
                    "L18",
                    "preloaded context",
                    List.of("context.preload"),
                    List.of(),
                    "CallerRecord",
                    "records fetched of callers who hang up"),
            lever(
                    "L19",
                    "LLM warm-up, warm pool",
                    List.of("llm.fleet.warm", "llm.fleet.warm_up", "llm.fleet.idle_s"),
                    List.of(),
                    "Fleet",
                    "machines paid for while nobody calls"),
            lever(
                    "L20",
                    "pipeline overlap",
                    List.of("pipeline.overlap"),
                    List.of(),
                    "Thinking",
                    "work begun that an interruption throws away"),
            lever(
                    "L21",
                    "barge-in",
                    List.of("barge_in.enabled", "barge_in.min_speech_ms"),
                    List.of(),
                    "AgentCall",
                    "false barge-ins: a cough stops the agent"),
            lever(
                    "L22",
                    "speech to speech",
                    List.of("speech_to_speech.enabled", "speech_to_speech.latency"),
                    List.of("L1", "L20"),
                    "SpeechToSpeech",
                    "no tools, no routing, no cache, less control over what is said"),
            lever(
                    "L23",
                    "timeouts, fallbacks",
                    List.of(
                            "llm.timeout_ms",
                            "stt.timeout_ms",
                            "tts.timeout_ms",
                            "tools.timeout_ms",
                            "fallback.enabled",
                            "fallback.text"),
                    List.of(),
                    "Timeout",
                    "the caller has to say it again"),
            lever(
                    "L24",
                    "autoscaling on queue depth or latency",
                    List.of("llm.fleet.scale_on", "llm.fleet.replicas", "llm.fleet.most_replicas", "llm.fleet.slots"),
                    List.of(),
                    "Autoscaler",
                    "machines; a fleet of finite size queues, which an endless one does not"),
            lever(
                    "L25",
                    "use-case profiles, verification",
                    List.of("profile", "llm.verify"),
                    List.of(),
                    "Profiles",
                    "a second model reads the whole answer before it is spoken"));

    private Levers() {}

    /** The lever of this id, whatever its case. */
    public static Optional<Lever> of(String id) {
        return ALL.stream().filter(lever -> lever.id().equalsIgnoreCase(id)).findFirst();
    }

    private static Lever lever(
            String id, String title, List<String> keys, List<String> needs, String source, String cost) {
        return new Lever(id, title, keys, needs, source, cost);
    }
}
