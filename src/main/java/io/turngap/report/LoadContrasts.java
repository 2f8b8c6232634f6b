package io.turngap.report;

import io.turngap.measure.Turn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Where a deployment that must first wake up shows it: first turns beside later ones, first calls beside the rest, cold beside warm. */
final class LoadContrasts {

    /** What the bundled agent tells of a model's instance that had to be started for the request. */
    private static final String COLD_START = "cold_start";

    /** What it tells of the first request of an instance that was not warmed up. */
    private static final String FIRST_REQUEST = "first_request";

    /** The first calls of a run are a tenth of them, and at least so many. */
    private static final int FIRST_CALLS = 10;

    private static final int FEWEST_CALLS = 30;

    private LoadContrasts() {}

    /**
     * The contrasts that a run has both sides of.
     *
     * @param turns utterances
     */
    static List<TurnContrast> of(List<Turn> turns, long seed) {
        List<TurnContrast> all = new ArrayList<>();
        split("later turns", "first turn of a call", turns, turn -> turn.turn() == 1, seed)
                .ifPresent(all::add);
        firstCalls(turns, seed).ifPresent(all::add);
        split(
                        "all others",
                        "cold start, the agent says",
                        turns,
                        turn -> turn.levers().containsKey(COLD_START),
                        seed)
                .ifPresent(all::add);
        split(
                        "all others",
                        "not warmed up, the agent says",
                        turns,
                        turn -> turn.levers().containsKey(FIRST_REQUEST),
                        seed)
                .ifPresent(all::add);
        return List.copyOf(all);
    }

    private static Optional<TurnContrast> firstCalls(List<Turn> turns, long seed) {
        Map<Integer, Long> begun = new HashMap<>();
        turns.forEach(turn -> begun.merge(turn.call(), turn.startEpochUs(), Math::min));
        if (begun.size() < FEWEST_CALLS) {
            return Optional.empty();
        }
        int first = Math.max(FIRST_CALLS, begun.size() / 10);
        var early = begun.entrySet().stream()
                .sorted(Map.Entry.<Integer, Long>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
                .limit(first)
                .map(Map.Entry::getKey)
                .collect(java.util.stream.Collectors.toSet());
        return split(
                "all other calls",
                "first " + Figures.count(first, "call") + " of the run",
                turns,
                turn -> early.contains(turn.call()),
                seed);
    }

    private static Optional<TurnContrast> split(
            String first, String second, List<Turn> turns, Predicate<Turn> isSecond, long seed) {
        return TurnContrast.of(
                first,
                turns.stream().filter(isSecond.negate()).toList(),
                second,
                turns.stream().filter(isSecond).toList(),
                seed);
    }
}
