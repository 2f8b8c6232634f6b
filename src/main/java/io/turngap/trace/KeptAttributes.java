package io.turngap.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects what is kept of one span's or resource's attributes. Prompts, transcripts, arguments and answers are never kept: numbers of the
 * known vocabularies are, a few words by name, and short values that may name the call, unless their key speaks of content.
 */
final class KeptAttributes {

    private static final int MOST_NUMBERS = 32;
    private static final int MOST_IDS = 24;
    private static final int MOST_ID_CHARS = 160;
    private static final int MOST_METRICS_CHARS = 4_000;

    private static final List<String> NUMBERS = List.of("lk.", "turn.", "metrics.", "gen_ai.response.", "turngap.");
    private static final Set<String> WORDS = Set.of(
            "gen_ai.operation.name",
            "gen_ai.output.type",
            "is_final",
            "stt.incomplete",
            "turngap.modelled",
            "turngap.stage");
    /** JSON of figures, without words of anybody's. */
    private static final Set<String> METRICS = Set.of("lk.llm_metrics", "lk.tts_metrics");

    /** A key with one of these in it holds what somebody said, or what a model was told. */
    private static final List<String> CONTENT = List.of(
            "input",
            "output",
            "text",
            "transcript",
            "instruction",
            "chat_ctx",
            "message",
            "prompt",
            "argument",
            "content",
            "tools",
            "query",
            "answer");

    private final Map<String, Double> numbers = new HashMap<>();
    private final Map<String, String> texts = new HashMap<>();
    private final List<String> ids = new ArrayList<>();

    void number(String key, double value) {
        if (Double.isFinite(value)
                && numbers.size() < MOST_NUMBERS
                && NUMBERS.stream().anyMatch(key::startsWith)) {
            numbers.put(key, value);
        }
    }

    void text(String key, String value) {
        if (WORDS.contains(key)) {
            texts.put(key, value.length() > MOST_ID_CHARS ? value.substring(0, MOST_ID_CHARS) : value);
        } else if (METRICS.contains(key)) {
            if (value.length() <= MOST_METRICS_CHARS) {
                texts.put(key, value);
            }
        } else if (!value.isEmpty()
                && value.length() <= MOST_ID_CHARS
                && ids.size() < MOST_IDS
                && CONTENT.stream().noneMatch(key::contains)) {
            ids.add(value);
        }
    }

    Map<String, Double> numbers() {
        return Map.copyOf(numbers);
    }

    Map<String, String> texts() {
        return Map.copyOf(texts);
    }

    List<String> ids() {
        return List.copyOf(ids);
    }
}
