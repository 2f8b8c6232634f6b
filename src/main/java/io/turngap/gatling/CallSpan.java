package io.turngap.gatling;

import io.turngap.measure.CallLine;
import io.turngap.measure.Turn;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * From when to when a call was under way, wall clock, ms since 1970.
 *
 * @param endMs after the start: Gatling refuses a run that did not last
 */
record CallSpan(long startMs, long endMs) {

    /** Those of a run's calls; by their turns where no call is listed, which is a little short. */
    static List<CallSpan> of(List<Turn> turns, List<CallLine> calls) {
        if (!calls.isEmpty()) {
            return calls.stream()
                    .map(call -> lasting(call.dueEpochUs() / 1_000, call.endEpochUs() / 1_000))
                    .toList();
        }
        Map<Integer, CallSpan> byCall = new TreeMap<>();
        for (Turn turn : turns) {
            long from = turn.startEpochUs() / 1_000;
            long to = turn.milestonesUs().values().stream()
                    .mapToLong(us -> us / 1_000)
                    .max()
                    .orElse(0);
            byCall.merge(turn.call(), lasting(from, from + to), CallSpan::and);
        }
        return List.copyOf(byCall.values());
    }

    private static CallSpan lasting(long startMs, long endMs) {
        return new CallSpan(startMs, Math.max(endMs, startMs + 1));
    }

    private CallSpan and(CallSpan other) {
        return new CallSpan(Math.min(startMs, other.startMs), Math.max(endMs, other.endMs));
    }
}
