package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.turngap.time.Latency;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * The figures of modelled stages, from {@code models.yaml}, where each has its source. A range from a to b is read as the central 90 % of a
 * log-normal: median {@code sqrt(a·b)}, sigma {@code ln(b/a) / (2·1.6449)}.
 */
public final class ModelFigures {

    /** The 0.95 quantile of the standard normal distribution. */
    private static final double Z95 = 1.6448536269514722;

    private static final ModelFigures BUNDLED = bundled();

    private final JsonNode root;

    private ModelFigures(JsonNode root) {
        this.root = root;
    }

    /**
     * A tier of language models.
     *
     * @param name its name
     * @param firstToken request to first token of a prompt of {@link Prefill#referenceTokens}
     * @param perTokenMs from word to word
     */
    public record Tier(String name, Latency firstToken, double perTokenMs) {}

    /**
     * What reading the prompt costs: {@code first token = draw · (fixedShare + (1 − fixedShare) · tokens / referenceTokens)}.
     *
     * @param fixedShare share of the first token's latency that no prompt changes
     * @param referenceTokens the prompt for which a tier's latency holds
     */
    public record Prefill(double fixedShare, int referenceTokens) {
        /** By what a tier's latency is multiplied for {@code tokens} to read; 1 at the reference. */
        public double factor(double tokens) {
            return fixedShare + (1 - fixedShare) * tokens / referenceTokens;
        }
    }

    /**
     * What makes up a prompt.
     *
     * @param tokensPerWord tokens a word
     * @param toolTokens a tool call with its answer
     * @param summaryShare length of a summary, as a share of what it stands for
     * @param summaryMostTokens length of the longest summary
     */
    public record PromptText(double tokensPerWord, int toolTokens, double summaryShare, int summaryMostTokens) {}

    /**
     * The provider's cache of prompts.
     *
     * @param ttlS how long a prefix is kept after its last use, s
     * @param leastTokens shorter prefixes are not kept
     */
    public record PromptCaching(long ttlS, int leastTokens) {}

    /**
     * Provider jitter.
     *
     * @param share share of requests that are slower
     * @param factor by how much; a log-normal without unit, its median in {@code medianMs}
     */
    public record Spikes(double share, Latency factor) {}

    /**
     * When a fleet asks for more machines.
     *
     * @param periodS how often it looks, s
     * @param cpuWindowS over how long processor use is averaged, s
     * @param cpuTarget use of the processors that is aimed at, 0 to 1
     * @param waitTargetMs wait at P95 that is aimed at
     */
    public record Scaling(long periodS, long cpuWindowS, double cpuTarget, double waitTargetMs) {}

    /**
     * Recognition.
     *
     * @param streaming end of turn to final transcript
     * @param batchOverhead the same of a whole utterance, less what grows with its length
     * @param batchRealTimeFactor what grows: time of work over time of speech
     */
    public record Stt(Latency streaming, Latency batchOverhead, double batchRealTimeFactor) {}

    /**
     * A tier of synthesis.
     *
     * @param firstByte text to first byte
     * @param more what comes on top, drawn apart
     * @param realTimeFactor time of work over time of speech, where a phrase is made to its end first
     */
    public record Tts(Latency firstByte, Optional<Latency> more, double realTimeFactor) {}

    /** The figures that come with the agent. */
    public static ModelFigures get() {
        return BUNDLED;
    }

    /** A log-normal whose 5th and 95th percentiles are {@code fromMs} and {@code toMs}, both above 0. */
    public static Latency central90(double fromMs, double toMs) {
        return new Latency(Math.sqrt(fromMs * toMs), Math.log(toMs / fromMs) / (2 * Z95));
    }

    /** A tier of language models: {@code fast}, {@code balanced} or {@code premium}. */
    public Tier llm(String tier) {
        JsonNode at = at("/llm/tiers/" + tier);
        return new Tier(tier, range(at), at.path("per_token_ms").asDouble());
    }

    public Prefill prefill() {
        JsonNode at = at("/llm/prefill");
        return new Prefill(
                at.path("fixed_share").asDouble(), at.path("reference_tokens").asInt());
    }

    public PromptText promptText() {
        JsonNode summary = at("/llm/summary");
        return new PromptText(
                at("/llm/tokens_per_word/value").asDouble(),
                at("/llm/tool_tokens/value").asInt(),
                summary.path("share").asDouble(),
                summary.path("most_tokens").asInt());
    }

    public PromptCaching promptCaching() {
        JsonNode at = at("/llm/prompt_cache");
        return new PromptCaching(
                at.path("ttl_s").asLong(), at.path("least_tokens").asInt());
    }

    /** A machine that loads its model. */
    public Latency coldStart() {
        return range(at("/llm/cold_start"));
    }

    /** What the first request of a session takes longer. */
    public Latency firstRequest() {
        return range(at("/llm/first_request"));
    }

    public Spikes spikes() {
        JsonNode at = at("/llm/spikes");
        return new Spikes(at.path("share").asDouble(), range(at.path("range_factor")));
    }

    public Scaling scaling() {
        JsonNode at = at("/llm/scaling");
        return new Scaling(
                at.path("period_s").asLong(),
                at.path("cpu_window_s").asLong(),
                at.path("cpu_target").asDouble(),
                at.path("wait_target_ms").asDouble());
    }

    public Stt stt() {
        return new Stt(
                range(at("/stt/streaming")),
                range(at("/stt/batch")),
                at("/stt/batch/real_time_factor").asDouble());
    }

    /** A tier of synthesis: {@code fastest}, {@code standard} or {@code neural}. */
    public Tts tts(String tier) {
        JsonNode at = at("/tts/tiers/" + tier);
        JsonNode more = at.path("more_ms");
        return new Tts(
                range(at),
                more.isMissingNode() ? Optional.empty() : Optional.of(range(more)),
                at("/tts/whole/real_time_factor").asDouble());
    }

    /** End of turn to first sound, with no text between. */
    public Latency speechToSpeech() {
        return range(at("/speech_to_speech"));
    }

    /** Where a figure comes from; {@code pointer} is a JSON pointer into the file, such as {@code /llm/tiers/fast}. */
    public String source(String pointer) {
        return at(pointer).path("source").asText();
    }

    private JsonNode at(String pointer) {
        JsonNode node = root.at(pointer);
        if (node.isMissingNode()) {
            throw new IllegalArgumentException("models.yaml has no " + pointer + "; name a figure that stands in it");
        }
        return node;
    }

    /** A range, or the {@code range_ms} of a figure. */
    private static Latency range(JsonNode node) {
        JsonNode ends = node.isArray() ? node : node.path("range_ms");
        if (ends.size() != 2) {
            throw new IllegalArgumentException(
                    "models.yaml has no range of two numbers there; value seen: " + node + "; write range_ms: [a, b]");
        }
        return central90(ends.get(0).asDouble(), ends.get(1).asDouble());
    }

    private static ModelFigures bundled() {
        try (InputStream in = ModelFigures.class.getResourceAsStream("models.yaml")) {
            if (in == null) {
                throw new IllegalStateException("models.yaml is not on the class path; build again");
            }
            return new ModelFigures(new ObjectMapper(new YAMLFactory()).readTree(in));
        } catch (IOException e) {
            throw new IllegalStateException("models.yaml cannot be read: " + e.getMessage(), e);
        }
    }
}
