package io.turngap.agent;

import io.turngap.sound.Pcm;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects an answer while it is given, its words and where wanted its sound, and hands it to the semantic cache (L14) once it is complete
 * and {@link AnswerReuse} allows it. One a reply; idle where there is no cache.
 */
final class AnswerKeeper {

    /** An answer that takes longer to say is kept without its sound: {@value} samples are 30 s. */
    private static final int MOST_SAMPLES = 30 * Pcm.RATE_HZ;

    private static final int MOST_CHARS = 2_000;

    private final CallScope scope;
    private final boolean enabled;
    private final StringBuilder words = new StringBuilder();
    private final List<short[]> sound = new ArrayList<>();
    private String question = "";
    private boolean worthKeeping;
    private boolean thought;
    private boolean tool;
    private boolean answers;
    private int samples;

    AnswerKeeper(CallScope scope) {
        this.scope = scope;
        this.enabled = scope.config().cache().enabled();
    }

    /** The reply answers {@code words}. */
    void asked(String heard) {
        answers = true;
        question = heard;
        worthKeeping = enabled && scope.reuse().stands(heard);
    }

    /** The answer came from the cache. */
    void recalled() {
        worthKeeping = false;
    }

    /** The answer is none, or not whole. */
    void failed() {
        worthKeeping = false;
    }

    /** A tool has a part in the answer. */
    void toolBegan() {
        tool = true;
        worthKeeping = false;
    }

    /** The model has said everything. */
    void thought() {
        thought = true;
    }

    void text(String piece) {
        if (enabled && words.length() <= MOST_CHARS) {
            words.append(piece);
        }
    }

    void audio(short[] chunk) {
        if (worthKeeping && scope.config().cache().audio() && samples <= MOST_SAMPLES) {
            samples += chunk.length;
            sound.add(chunk);
        }
    }

    /** The reply was given to its end. */
    void complete() {
        if (!enabled || !answers) {
            return;
        }
        String said = words.toString();
        if (worthKeeping && thought && !said.isEmpty() && words.length() <= MOST_CHARS) {
            AnswerCache.Answer answer =
                    new AnswerCache.Answer(said, samples <= MOST_SAMPLES ? List.copyOf(sound) : List.of());
            scope.kit().answers().store(scope.timeline(), new AnswerCache.Question(scope.call(), question), answer);
        }
        scope.reuse().said(said, tool);
    }

    /** The caller spoke into the reply, or it was given up otherwise. */
    void cutShort() {
        if (enabled && answers) {
            scope.reuse().cutShort(tool);
        }
    }
}
