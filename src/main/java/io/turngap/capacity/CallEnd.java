package io.turngap.capacity;

import io.turngap.call.CallResult;
import io.turngap.measure.Turn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call that ended. Instants are microseconds on the clock of {@link Turn#startEpochUs}.
 *
 * @param call index of the call within its step, from 0
 * @param startUs when it began
 * @param endUs when it was over
 * @param failed true when its script did not come to its end
 * @param cut true when the search itself ended it, which is nobody's failure
 * @param turns its turns
 */
public record CallEnd(int call, long startUs, long endUs, boolean failed, boolean cut, List<Turn> turns) {

    public CallEnd {
        turns = List.copyOf(turns);
    }

    /** From what a caller tells. */
    public static CallEnd of(CallResult call, @Nullable List<Turn> turns, boolean cut) {
        return new CallEnd(
                call.call(),
                call.startEpochUs(),
                call.endEpochUs(),
                call.failed(),
                cut && call.failed(),
                turns == null ? List.of() : turns);
    }

    double seconds() {
        return Math.max(0, endUs - startUs) / 1e6;
    }
}
