package io.turngap.load;

import io.turngap.measure.Outcome;
import io.turngap.measure.Turn;
import java.util.List;
import java.util.Map;

/** A call that failed between turns, or before the first, stands in the journal too: as a turn with nothing in it but the reason. */
final class FailedTurns {

    private FailedTurns() {}

    /**
     * That turn.
     *
     * @param scenario the scenario's name
     * @param nowUs when it failed, µs since 1970
     */
    static Turn of(String scenario, int call, int turn, String why, long nowUs) {
        return new Turn(
                call,
                turn,
                scenario,
                "",
                "",
                "",
                Outcome.ERROR,
                why,
                nowUs,
                Map.of(),
                Map.of(),
                null,
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

    /** The index after the last turn's; a call whose greeting was never heard has none with index 0. */
    static int following(List<Turn> turns) {
        return turns.stream().mapToInt(turn -> turn.turn() + 1).max().orElse(Turn.GREETING);
    }
}
