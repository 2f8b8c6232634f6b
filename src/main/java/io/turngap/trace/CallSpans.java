package io.turngap.trace;

import io.turngap.measure.Milestone;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * What one clock's spans tell of one call.
 *
 * @param how how the call was found
 * @param firstNanos start of the first span, agent's clock
 * @param tellings in the order of their instants
 * @param sources the frameworks that were read
 */
record CallSpans(
        CallWindow window, CallMatcher.How how, long firstNanos, List<Telling> tellings, List<String> sources) {

    private static final int MOST_EDGES = 256;

    /** Reads the spans of a call; where there is a framework's, only the frameworks' are read. */
    static CallSpans read(CallWindow window, CallMatcher.How how, List<Span> spans) {
        List<Telling> tellings = new ArrayList<>();
        TreeSet<String> sources = new TreeSet<>();
        boolean framework = spans.stream()
                .anyMatch(span ->
                        Vocabulary.of(span).filter(Vocabulary::framework).isPresent());
        for (Vocabulary vocabulary : Vocabulary.ALL) {
            if (vocabulary.framework() || !framework) {
                List<Span> own = spans.stream()
                        .filter(span ->
                                Vocabulary.of(span).filter(vocabulary::equals).isPresent())
                        .toList();
                if (!own.isEmpty()) {
                    sources.add(vocabulary.name());
                    vocabulary.tellAll(own, tellings::add);
                }
            }
        }
        tellings.sort(Comparator.comparingLong(Telling::atNanos));
        long first = spans.stream().mapToLong(Span::startNanos).min().orElse(0);
        return new CallSpans(window, how, first, List.copyOf(tellings), List.copyOf(sources));
    }

    /** Instants that follow the end of the caller's speech in a turn: the sharpest that this call tells of. */
    long[] edges() {
        for (int sharpness = 0; sharpness < 4; sharpness++) {
            int wanted = sharpness;
            long[] edges = tellings.stream()
                    .filter(telling -> isEdge(telling, wanted))
                    .mapToLong(Telling::atNanos)
                    .limit(MOST_EDGES)
                    .toArray();
            if (edges.length > 0) {
                return edges;
            }
        }
        return new long[0];
    }

    private static boolean isEdge(Telling telling, int sharpness) {
        return switch (sharpness) {
            case 0 ->
                telling instanceof Telling.Instant i && i.milestone().equals(Milestone.AGENT_SPEECH_END)
                        || telling instanceof Telling.SpeechPause;
            case 1 -> telling instanceof Telling.Instant i && i.milestone().equals(Milestone.AGENT_TURN_END);
            case 2 -> telling instanceof Telling.Instant i && i.milestone().equals(Milestone.STT_FINAL);
            default -> telling instanceof Telling.Step s && s.begin().equals(Milestone.LLM_REQUEST);
        };
    }
}
