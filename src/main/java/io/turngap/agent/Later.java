package io.turngap.agent;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A result that is there, or will be, or never will: for one who began work before it was known who would need it. One timeline, no locks. */
final class Later<T> {

    private @Nullable T value;
    private @Nullable Consumer<T> waiting;

    /** The result is there; only the first counts. */
    void settle(T result) {
        if (value == null) {
            value = result;
            Consumer<T> to = waiting;
            waiting = null;
            if (to != null) {
                to.accept(result);
            }
        }
    }

    /** Hands the result on: now when it is there, otherwise when it comes. Only the last who asked is told. */
    void then(Consumer<T> to) {
        T result = value;
        if (result != null) {
            to.accept(result);
        } else {
            waiting = to;
        }
    }

    boolean isSettled() {
        return value != null;
    }
}
