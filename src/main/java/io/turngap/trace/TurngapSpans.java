package io.turngap.trace;

import io.turngap.measure.Milestone;
import java.util.function.Consumer;

/**
 * Spans of Turngap's own agent: those of the GenAI conventions, and {@code endpointing} (end of speech to turn decision), {@code
 * speech_to_text} (turn decision to transcript) and {@code turn}, which claims a latency; {@code turngap.modelled} says that a stage's
 * latency is drawn rather than spent.
 */
final class TurngapSpans implements Vocabulary {

    private static final String SCOPE = "io.turngap.agent";

    private final GenAiSpans common = new GenAiSpans();

    @Override
    public String name() {
        return "Turngap";
    }

    @Override
    public boolean knows(Span span) {
        return span.scope().equals(SCOPE);
    }

    @Override
    public void tell(Span span, Consumer<Telling> to) {
        switch (span.name()) {
            case "endpointing" -> {
                to.accept(new Telling.Instant(Milestone.AGENT_SPEECH_END, span.startNanos()));
                to.accept(new Telling.Instant(Milestone.AGENT_TURN_END, span.endNanos()));
            }
            case "speech_to_text" -> to.accept(new Telling.Instant(Milestone.STT_FINAL, span.endNanos()));
            case "turn" ->
                span.number("turngap.reply_latency_ms")
                        .ifPresent(ms -> to.accept(new Telling.Claim("turngap.reply_latency", ms, span.startNanos())));
            default -> common.tell(span, to);
        }
        if (span.text("turngap.modelled").equals("true")) {
            to.accept(new Telling.Modelled(span.text("turngap.stage"), span.startNanos()));
        }
    }
}
