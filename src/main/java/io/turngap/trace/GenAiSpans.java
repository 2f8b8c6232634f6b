package io.turngap.trace;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Spans of the OpenTelemetry semantic conventions for generative AI, by {@code gen_ai.operation.name}: a model that is asked ({@code chat},
 * {@code text_completion}, {@code generate_content}), a tool ({@code execute_tool}), speech ({@code text_to_speech}, or any operation whose
 * {@code gen_ai.output.type} is {@code speech}). {@code gen_ai.response.time_to_first_chunk} is in seconds from the start; without it the
 * first token is not known.
 */
final class GenAiSpans implements Vocabulary {

    static final String OPERATION = "gen_ai.operation.name";
    static final String OUTPUT_TYPE = "gen_ai.output.type";
    static final String FIRST_CHUNK = "gen_ai.response.time_to_first_chunk";

    @Override
    public String name() {
        return "GenAI semantic conventions";
    }

    @Override
    public boolean knows(Span span) {
        return !span.text(OPERATION).isEmpty();
    }

    @Override
    public boolean framework() {
        return false;
    }

    @Override
    public void tell(Span span, Consumer<Telling> to) {
        OptionalDouble chunk = span.number(FIRST_CHUNK);
        OptionalLong first =
                chunk.isPresent() ? OptionalLong.of(span.afterStart(chunk.getAsDouble())) : OptionalLong.empty();
        switch (span.text(OUTPUT_TYPE).equals("speech") ? "text_to_speech" : span.text(OPERATION)) {
            case "chat", "text_completion", "generate_content" -> {
                to.accept(Telling.Step.llm(span.startNanos(), first));
                claim(span, chunk, "chat.time_to_first_chunk", to);
            }
            case "execute_tool" -> to.accept(Telling.Step.tool(span.startNanos(), span.endNanos()));
            case "text_to_speech", "speech" -> {
                to.accept(Telling.Step.tts(span.startNanos(), first));
                claim(span, chunk, "text_to_speech.time_to_first_chunk", to);
            }
            default -> {}
        }
    }

    private static void claim(Span span, OptionalDouble seconds, String name, Consumer<Telling> to) {
        seconds.ifPresent(s -> to.accept(new Telling.Claim(name, s * 1_000, span.startNanos())));
    }
}
