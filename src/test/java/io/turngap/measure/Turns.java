package io.turngap.measure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns for tests. */
public final class Turns {

    private Turns() {}

    /** A turn with milestones given as name, µs, name, µs… */
    public static Turn of(int call, int turn, Outcome outcome, Object... milestones) {
        Map<String, Long> map = new LinkedHashMap<>();
        for (int i = 0; i < milestones.length; i += 2) {
            map.put((String) milestones[i], ((Number) milestones[i + 1]).longValue());
        }
        return of(call, turn, outcome, map, null);
    }

    /** A turn. */
    public static Turn of(
            int call, int turn, Outcome outcome, Map<String, Long> milestones, Turn.@Nullable BargeIn bargeIn) {
        return new Turn(
                call,
                turn,
                "test",
                "hello",
                "slt",
                "",
                outcome,
                "",
                1_763_900_000_000_000L + call * 1_000_000L + turn * 4_000_000L,
                milestones,
                Map.of(),
                bargeIn,
                0,
                0,
                0,
                "",
                "",
                List.of(),
                Map.of(),
                null,
                null);
    }

    /** A turn that was given up after so many ms without a reply. */
    public static Turn missed(int call, int turn, long waitedMs) {
        return waited(of(call, turn, Outcome.MISSED, Milestone.SPEECH_END, 0), waitedMs);
    }

    /** A turn with what its levers did. */
    public static Turn levers(Turn it, Map<String, String> levers) {
        return new Turn(
                it.call(),
                it.turn(),
                it.scenario(),
                it.utterance(),
                it.voice(),
                it.noise(),
                it.outcome(),
                it.detail(),
                it.startEpochUs(),
                it.milestonesUs(),
                it.claimsMs(),
                it.bargeIn(),
                it.deadAirUs(),
                it.talkOverUs(),
                it.framesLate(),
                it.transcriptHeard(),
                it.transcriptSpoken(),
                it.modelled(),
                levers,
                it.uncertaintyUs(),
                it.waitedUs());
    }

    /** A turn with what the agent's levers did. */
    public static Turn with(Turn it, Map<String, String> levers) {
        return copy(it, levers, it.waitedUs());
    }

    /** A turn with its wait. */
    public static Turn waited(Turn it, long waitedMs) {
        return copy(it, it.levers(), waitedMs * 1000);
    }

    private static Turn copy(Turn it, Map<String, String> levers, @Nullable Long waitedUs) {
        return new Turn(
                it.call(),
                it.turn(),
                it.scenario(),
                it.utterance(),
                it.voice(),
                it.noise(),
                it.outcome(),
                it.detail(),
                it.startEpochUs(),
                it.milestonesUs(),
                it.claimsMs(),
                it.bargeIn(),
                it.deadAirUs(),
                it.talkOverUs(),
                it.framesLate(),
                it.transcriptHeard(),
                it.transcriptSpoken(),
                it.modelled(),
                levers,
                it.uncertaintyUs(),
                waitedUs);
    }

    /** What a map holds under a name that must be there. */
    static <V> V in(Map<String, V> map, String name) {
        return Objects.requireNonNull(map.get(name), () -> "there is no " + name + " in " + map.keySet());
    }

    /** An answered turn whose first audible sample came so many ms after the utterance. */
    public static Turn answered(int call, int turn, long ttfaMs) {
        return of(call, turn, Outcome.ANSWERED, Milestone.SPEECH_END, 0, Milestone.FIRST_AUDIBLE, ttfaMs * 1000);
    }
}
