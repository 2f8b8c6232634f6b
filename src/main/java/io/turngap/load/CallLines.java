package io.turngap.load;

import io.turngap.call.CallResult;
import io.turngap.measure.CallLine;

/** Lines of {@code calls.jsonl}. */
public final class CallLines {

    /** Ending of a call that was given up before it was made. */
    public static final String NOT_TRIED = "not_tried";

    /** Ending of a call that was due while as many as are allowed were under way. */
    public static final String NOT_STARTED = "not_started";

    private CallLines() {}

    /** Of a call that was made. */
    public static CallLine of(CallResult call) {
        return new CallLine(
                call.call(),
                call.dueEpochUs(),
                call.startEpochUs(),
                call.connectUs().isPresent()
                        ? call.startEpochUs() + call.connectUs().getAsLong()
                        : null,
                call.endEpochUs(),
                call.endingName(),
                call.failed(),
                call.detail(),
                call.turns(),
                call.framesSent(),
                call.framesLate());
    }

    /** Of a call that was not made: it starts and ends in the instant in which it was due. */
    static CallLine notMade(int call, long dueEpochUs, String ending, String detail) {
        return new CallLine(call, dueEpochUs, dueEpochUs, null, dueEpochUs, ending, true, detail, 0, 0, 0);
    }
}
