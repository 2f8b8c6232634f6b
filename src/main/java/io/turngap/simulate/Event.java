package io.turngap.simulate;

import io.turngap.call.CallResult;
import io.turngap.measure.Traffic;
import io.turngap.measure.Turn;

/** What a simulated run tells of itself, in the order in which it happens. */
public sealed interface Event {

    /** A turn ended. */
    record TurnEnded(Turn turn) implements Event {}

    /** A call ended, after its last turn. */
    record CallEnded(CallResult result) implements Event {}

    /** A minute of the run's time is over. */
    record Looked(Traffic.Reading reading) implements Event {}
}
