package io.turngap.load;

import io.turngap.call.Caller;
import io.turngap.time.Timeline;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;

/** The calls of a run that are under way, and what all calls on each agent have taken so far. Thread-safe. */
final class Underway {

    private final List<Side> sides;
    private final Map<Integer, Active> active = new ConcurrentHashMap<>();
    /** Time that the calls on each agent took that have ended, ns. */
    private final AtomicLongArray endedNanos;

    private record Active(int side, Timeline timeline, Caller caller, long dueNanos) {

        /** How long it has taken by now; nothing before it was due. */
        long nanos() {
            return Math.max(0, timeline.nowNanos() - dueNanos);
        }
    }

    /** No call yet on any of these agents. */
    Underway(List<Side> sides) {
        this.sides = sides;
        this.endedNanos = new AtomicLongArray(sides.size());
    }

    /** A call begins, on the agent of that place, on its timeline. */
    void begins(int start, int side, Timeline timeline, Caller caller, long dueNanos) {
        active.put(start, new Active(side, timeline, caller, dueNanos));
    }

    /** It is over. */
    void ends(int start) {
        Active call = active.remove(start);
        if (call != null) {
            endedNanos.addAndGet(call.side(), call.nanos());
        }
    }

    /** How many there are on all agents together. */
    int count() {
        return active.size();
    }

    /** True while a caller talks with the agent of that place. */
    boolean someoneTalksWith(int side) {
        return active.values().stream()
                .anyMatch(call -> call.side() == side && call.caller().inConversation());
    }

    /** Ends each soon, on its timeline. */
    void stop(String why) {
        active.values()
                .forEach(call -> call.timeline()
                        .at(call.timeline().nowNanos(), () -> call.caller().stop(why)));
    }

    /** The ceiling that the calls on one of the agents have come to. */
    Optional<Ceiling> reached() {
        for (int side = 0; side < sides.size(); side++) {
            int of = side;
            long now = active.values().stream()
                    .filter(call -> call.side() == of)
                    .mapToLong(Active::nanos)
                    .sum();
            Ceiling ceiling = sides.get(side).ceiling();
            if (ceiling.reached(endedNanos.get(side) + now)) {
                return Optional.of(ceiling);
            }
        }
        return Optional.empty();
    }
}
