package io.turngap.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.turngap.measure.Milestone;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Spans of LiveKit Agents, Python 1.7 and JS 1.9 ({@code telemetry/trace_types}).
 *
 * <p>{@code user_turn} ends when the turn was committed, and says how long before that speech had ended and how long after that the final
 * transcript came. {@code lk.response.ttft} counts from the start of {@code llm_node}. {@code lk.response.ttfb} does not count from the
 * start of {@code tts_node}, which is opened before there is any text, but from when text was sent: so the first byte is put where {@code
 * agent_speaking} begins, since a frame is played as it comes, and the request that much before.
 *
 * <p>Latencies are seconds, but for {@code lk.eou.endpointing_delay}, which JS gave in milliseconds up to 1.9: nobody waits 20 s for the
 * end of a turn and nobody less than 20 ms, so the size tells. Of metrics in JSON Python's are seconds, JS's end in {@code Ms}.
 */
final class LiveKitSpans implements Vocabulary {

    private static final String SCOPE = "livekit";
    private static final double MOST_SECONDS = 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String name() {
        return "LiveKit Agents";
    }

    @Override
    public boolean knows(Span span) {
        return span.scope().startsWith(SCOPE)
                || span.numbers().keySet().stream().anyMatch(key -> key.startsWith("lk."))
                || span.texts().keySet().stream().anyMatch(key -> key.startsWith("lk."));
    }

    @Override
    public void tell(Span span, Consumer<Telling> to) {
        switch (span.name()) {
            case "user_speaking" -> to.accept(new Telling.SpeechPause(span.endNanos()));
            case "user_turn" -> userTurn(span, to);
            case "eou_detection" ->
                span.number("lk.eou.endpointing_delay")
                        .ifPresent(delay -> to.accept(new Telling.Claim(
                                "lk.eou.endpointing_delay",
                                delay > MOST_SECONDS ? delay : delay * 1_000,
                                span.endNanos())));
            case "agent_turn" -> claim(span, "lk.e2e_latency", to);
            case "llm_node" -> {
                OptionalDouble ttft = span.number("lk.response.ttft");
                to.accept(Telling.Step.llm(
                        span.startNanos(),
                        ttft.isPresent()
                                ? OptionalLong.of(span.afterStart(ttft.getAsDouble()))
                                : OptionalLong.empty()));
                claim(span, "lk.response.ttft", to);
            }
            case "llm_request" -> metrics(span, "lk.llm_metrics", "ttft", to);
            case "tts_node" -> claim(span, "lk.response.ttfb", to);
            case "tts_request" -> metrics(span, "lk.tts_metrics", "ttfb", to);
            case "function_tool" -> to.accept(Telling.Step.tool(span.startNanos(), span.endNanos()));
            case "agent_speaking" -> to.accept(new Telling.Speaking(span.startNanos()));
            default -> {}
        }
    }

    @Override
    public void tellAll(List<Span> spans, Consumer<Telling> to) {
        Map<String, Double> ttfbByTurn = new HashMap<>();
        for (Span span : spans) {
            tell(span, to);
            if (span.name().equals("tts_node")) {
                span.number("lk.response.ttfb").ifPresent(ttfb -> ttfbByTurn.put(turn(span), ttfb));
            }
        }
        for (Span span : spans) {
            Double ttfb = span.name().equals("agent_speaking") ? ttfbByTurn.remove(turn(span)) : null;
            if (ttfb != null) {
                long spoken = span.startNanos();
                to.accept(Telling.Step.tts(spoken - Math.round(ttfb * 1e9), OptionalLong.of(spoken)));
            }
        }
    }

    /** The agent's turn that a node or its speaking belongs to. */
    private static String turn(Span span) {
        return span.traceId() + span.parentId();
    }

    private static void userTurn(Span span, Consumer<Telling> to) {
        OptionalDouble delay = span.number("lk.end_of_turn_delay");
        if (delay.isEmpty()) {
            return; // Not committed: the caller went on, or the call ended.
        }
        to.accept(new Telling.Instant(Milestone.AGENT_TURN_END, span.endNanos()));
        if (delay.getAsDouble() > 0) {
            long speechEnd = span.endNanos() - Math.round(delay.getAsDouble() * 1e9);
            to.accept(new Telling.Instant(Milestone.AGENT_SPEECH_END, speechEnd));
            OptionalDouble transcription = span.number("lk.transcription_delay");
            if (transcription.isPresent() && transcription.getAsDouble() > 0) {
                to.accept(new Telling.Instant(
                        Milestone.STT_FINAL, speechEnd + Math.round(transcription.getAsDouble() * 1e9)));
            }
        }
        claim(span, "lk.end_of_turn_delay", to);
        claim(span, "lk.transcription_delay", to);
    }

    private static void claim(Span span, String key, Consumer<Telling> to) {
        long at = span.name().equals("user_turn") ? span.endNanos() : span.startNanos();
        span.number(key).ifPresent(seconds -> to.accept(new Telling.Claim(key, seconds * 1_000, at)));
    }

    /** Figures of the request itself, as {@code {"ttft": 0.31}} or {@code {"ttftMs": 310}}. */
    private static void metrics(Span span, String key, String figure, Consumer<Telling> to) {
        String json = span.text(key);
        if (json.isEmpty()) {
            return;
        }
        try {
            JsonNode metrics = JSON.readTree(json);
            JsonNode seconds = metrics.path(figure);
            JsonNode ms = metrics.path(figure + "Ms");
            if (ms.isNumber() || seconds.isNumber()) {
                double value = ms.isNumber() ? ms.doubleValue() : seconds.doubleValue() * 1_000;
                to.accept(new Telling.Claim(key + "." + figure, value, span.startNanos()));
            }
        } catch (JsonProcessingException notJson) {
            // A figure less; the spans' own attributes say the same.
        }
    }
}
