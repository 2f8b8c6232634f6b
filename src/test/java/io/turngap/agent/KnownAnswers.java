package io.turngap.agent;

import io.turngap.time.Timeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A cache that knows questions by their very words and takes 50 ms to find out; of "unfathomable" it never finds out. */
final class KnownAnswers implements AnswerCache {
    final Map<String, Answer> kept = new HashMap<>();
    final List<String> lookups = new ArrayList<>();

    @Override
    public void find(Timeline timeline, Question question, Consumer<Optional<Answer>> found) {
        lookups.add(question.text());
        if (!question.text().contains("unfathomable")) {
            timeline.after(50_000_000, () -> found.accept(Optional.ofNullable(kept.get(question.text()))));
        }
    }

    @Override
    public void store(Timeline timeline, Question question, Answer answer) {
        kept.put(question.text(), answer);
    }

    @Override
    public String name() {
        return "exact";
    }

    @Override
    public void close() {}

    /** {@code kit} with this cache. */
    Kit in(Kit kit) {
        return new Kit(kit.vad(), kit.stt(), kit.llm(), kit.tool(), kit.tts(), this, kit.endOfTurn());
    }
}
