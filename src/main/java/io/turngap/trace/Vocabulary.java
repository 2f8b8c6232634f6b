package io.turngap.trace;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What a framework's spans mean. A class a framework, stateless. */
interface Vocabulary {

    /** In this order a span is offered to them; the first that knows it reads it. */
    List<Vocabulary> ALL = List.of(new TurngapSpans(), new LiveKitSpans(), new PipecatSpans(), new GenAiSpans());

    /** The framework's name, for reports. */
    String name();

    /** True when the span was made by this framework, whether or not it tells anything. */
    boolean knows(Span span);

    /** Passes on what a span of this framework tells by itself. */
    void tell(Span span, Consumer<Telling> to);

    /** Passes on what the spans of one call tell, all of this framework. */
    default void tellAll(List<Span> spans, Consumer<Telling> to) {
        spans.forEach(span -> tell(span, to));
    }

    /** True for a framework of voice agents: what other spans of the same call tell, a client library's, is the same told again. */
    default boolean framework() {
        return true;
    }

    /** Who can read a span. */
    static Optional<Vocabulary> of(Span span) {
        return ALL.stream().filter(vocabulary -> vocabulary.knows(span)).findFirst();
    }
}
