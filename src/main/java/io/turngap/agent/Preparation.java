package io.turngap.agent;

import io.turngap.time.Timeline;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Stage {@code prepare}: with the words final, looks for an answer that was given before (L14) and waits for the caller's record (L18), at
 * the same time; emits the answer, or that the model is to be asked.
 *
 * <p>A cached answer needs no record and is given as soon as it is found. The cost of a miss is the lookup: the model is asked that much
 * later. A lookup that takes longer than {@value #MOST_LOOKUP_MS} ms counts as a miss.
 *
 * <p>Lever {@code cache}: {@code hit}, {@code miss}, or {@code barred} where the words depend on what was said before.
 */
final class Preparation {

    static final long MOST_LOOKUP_MS = 1_000;

    private final CallScope scope;
    private final String heard;
    private final PartialGuess.Ready ready;
    private final Consumer<Optional<AnswerCache.Answer>> then;
    private Timeline.Scheduled limit = () -> {};
    private boolean lookedUp;
    private boolean over;

    /** {@code then} gets the answer, or nothing when the model is to be asked; once, unless {@link #cancel} comes first. */
    Preparation(CallScope scope, String heard, PartialGuess.Ready ready, Consumer<Optional<AnswerCache.Answer>> then) {
        this.scope = scope;
        this.heard = heard;
        this.ready = ready;
        this.then = then;
    }

    void begin() {
        scope.callerRecord().wanted();
        if (!scope.config().cache().enabled()) {
            askTheModel();
        } else if (!scope.reuse().stands(heard)) {
            scope.events().lever("cache", "barred");
            askTheModel();
        } else {
            limit = scope.timeline().after(MOST_LOOKUP_MS * 1_000_000, () -> {
                scope.events()
                        .trouble("the semantic cache gave no answer within " + MOST_LOOKUP_MS
                                + " ms; the model is asked instead");
                found(Optional.empty());
            });
            ready.lookup()
                    .ifPresentOrElse(
                            early -> early.then(this::found),
                            () -> scope.kit()
                                    .answers()
                                    .find(
                                            scope.timeline(),
                                            new AnswerCache.Question(scope.call(), heard),
                                            this::found));
        }
    }

    void cancel() {
        over = true;
        limit.cancel();
    }

    private void found(Optional<AnswerCache.Answer> answer) {
        if (over || lookedUp) {
            return;
        }
        lookedUp = true;
        limit.cancel();
        scope.events().lever("cache", answer.isPresent() ? "hit" : "miss");
        if (answer.isPresent()) {
            over = true;
            then.accept(answer);
        } else {
            askTheModel();
        }
    }

    private void askTheModel() {
        scope.callerRecord().need(scope.events(), () -> {
            if (!over) {
                over = true;
                then.accept(Optional.empty());
            }
        });
    }
}
