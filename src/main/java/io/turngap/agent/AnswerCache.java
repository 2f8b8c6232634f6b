package io.turngap.agent;

import io.turngap.time.Timeline;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Answers given before, by the meaning of their questions. Shared by calls and thread-safe; what it computes, it computes on its own threads. */
public interface AnswerCache extends AutoCloseable {

    /** Looks for an answer; {@code found} comes on {@code timeline}, exactly once. */
    void find(Timeline timeline, Question question, Consumer<Optional<Answer>> found);

    /** Keeps an answer, unless it holds personal data or is too long. Returns at once. */
    void store(Timeline timeline, Question question, Answer answer);

    /** Name, for the agent to say of itself. */
    String name();

    /** Whether the time of a lookup is drawn from a distribution rather than spent. */
    default boolean modelled() {
        return false;
    }

    @Override
    void close();

    /**
     * A question.
     *
     * @param call index of the call
     * @param caller who calls, such as a telephone number; empty where nobody knows, and then a call is a caller
     * @param text the caller's words
     */
    record Question(long call, String caller, String text) {

        /** A question of nobody knows whom. */
        public Question(long call, String text) {
            this(call, "", text);
        }
    }

    /**
     * An answer.
     *
     * @param text the agent's words
     * @param audio their sound, 16 kHz mono, in chunks; empty where only the words are kept
     */
    record Answer(String text, List<short[]> audio) {}

    /**
     * The semantic cache in real time, with its real embeddings; loading takes some tenths of a second. It begins empty, unless
     * {@code cache.file} says otherwise.
     *
     * @throws IllegalStateException when the sentence network cannot be loaded
     */
    static AnswerCache semantic(AgentConfig.Cache settings) {
        System.Logger log = System.getLogger(AnswerCache.class.getName());
        return SemanticCache.open(settings, "", warning -> log.log(System.Logger.Level.WARNING, warning));
    }

    /** Keeps nothing and finds nothing. */
    static AnswerCache none() {
        return new AnswerCache() {
            @Override
            public void find(Timeline timeline, Question question, Consumer<Optional<Answer>> found) {
                found.accept(Optional.empty());
            }

            @Override
            public void store(Timeline timeline, Question question, Answer answer) {}

            @Override
            public String name() {
                return "none";
            }

            @Override
            public void close() {}
        };
    }
}
