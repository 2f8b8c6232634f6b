package io.turngap.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.measure.Milestone;
import java.util.Map;

/**
 * Tells a Pipecat client how long the stages took to give their first, in seconds, as {@code metrics} with {@code ttfb}: recognition from
 * the end of the turn to the final words, the model from request to first token, synthesis from text to first byte. A stage whose latency is
 * drawn rather than spent is named so: {@code ModelledLlm#0}.
 */
final class PipecatMetrics {

    private final Rtvi client;
    private Map<String, Kit.About> stages = Map.of();
    private long turnNanos = NONE;
    private long llmNanos = NONE;
    private long ttsNanos = NONE;

    private static final long NONE = Long.MIN_VALUE;

    PipecatMetrics(Rtvi client) {
        this.client = client;
    }

    /** Which engines are at work. */
    void about(Map<String, Kit.About> about) {
        stages = about;
    }

    void milestone(String name, long atNanos) {
        switch (name) {
            case Milestone.AGENT_TURN_END -> turnNanos = atNanos;
            case Milestone.LLM_REQUEST -> llmNanos = atNanos;
            case Milestone.TTS_REQUEST -> ttsNanos = atNanos;
            case Milestone.STT_FINAL -> {
                tell("stt", turnNanos, atNanos);
                turnNanos = NONE;
            }
            case Milestone.LLM_FIRST_TOKEN -> {
                tell("llm", llmNanos, atNanos);
                llmNanos = NONE;
            }
            case Milestone.TTS_FIRST_BYTE -> {
                tell("tts", ttsNanos, atNanos);
                ttsNanos = NONE;
            }
            default -> {}
        }
    }

    private void tell(String stage, long fromNanos, long toNanos) {
        if (fromNanos == NONE) {
            return;
        }
        Kit.About about = stages.getOrDefault(stage, new Kit.About(stage, false));
        String name = Character.toUpperCase(stage.charAt(0)) + stage.substring(1) + "#0";
        ObjectNode data = ClientJson.object();
        data.putArray("ttfb")
                .addObject()
                .put("processor", about.modelled() ? "Modelled" + name : name)
                .put("model", about.engine())
                .put("value", (toNanos - fromNanos) / 1e9);
        client.send("metrics", data);
    }
}
