package io.turngap.trace;

import io.turngap.measure.Milestone;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Spans of Pipecat 1.7 ({@code utils/tracing}). {@code metrics.ttfb} is in seconds from the start of its span. A {@code turn} lasts from the
 * caller's first word to the end of the bot's speech; an {@code stt} span begins with the caller's speech and ends with its words.
 */
final class PipecatSpans implements Vocabulary {

    private static final String SCOPE = "pipecat";
    private static final Set<String> NAMES = Set.of("conversation", "turn", "stt", "llm", "tts");

    @Override
    public String name() {
        return "Pipecat";
    }

    @Override
    public boolean knows(Span span) {
        return span.scope().startsWith(SCOPE)
                || NAMES.contains(span.name())
                        && span.numbers().keySet().stream()
                                .anyMatch(key -> key.startsWith("turn.") || key.startsWith("metrics."));
    }

    @Override
    public void tell(Span span, Consumer<Telling> to) {
        OptionalDouble ttfb = span.number("metrics.ttfb");
        OptionalLong first =
                ttfb.isPresent() ? OptionalLong.of(span.afterStart(ttfb.getAsDouble())) : OptionalLong.empty();
        switch (span.name()) {
            case "turn" -> {
                // The middle is within the turn however the clocks differ: its beginning is the caller's first word to
                // the sample.
                long middle = span.startNanos() + (span.endNanos() - span.startNanos()) / 2;
                span.number("turn.user_bot_latency_seconds")
                        .ifPresent(s -> to.accept(new Telling.Claim("turn.user_bot_latency", s * 1_000, middle)));
            }
            case "stt" -> {
                if (!span.text("stt.incomplete").equals("true")
                        && !span.text("is_final").equals("false")) {
                    to.accept(new Telling.Instant(Milestone.STT_FINAL, span.endNanos()));
                    ttfb.ifPresent(s -> to.accept(new Telling.Claim("stt.ttfb", s * 1_000, span.endNanos())));
                }
            }
            case "llm" -> {
                to.accept(Telling.Step.llm(span.startNanos(), first));
                ttfb.ifPresent(s -> to.accept(new Telling.Claim("llm.ttfb", s * 1_000, span.startNanos())));
            }
            case "tts" -> {
                to.accept(Telling.Step.tts(span.startNanos(), first));
                ttfb.ifPresent(s -> to.accept(new Telling.Claim("tts.ttfb", s * 1_000, span.startNanos())));
            }
            case "llm_tool_call" ->
                to.accept(new Telling.Step(
                        Milestone.TOOL_START, span.startNanos(), Milestone.TOOL_END, OptionalLong.empty()));
            case "llm_tool_result" -> to.accept(new Telling.Instant(Milestone.TOOL_END, span.endNanos()));
            default -> {}
        }
    }
}
