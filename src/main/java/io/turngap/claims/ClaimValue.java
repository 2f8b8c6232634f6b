package io.turngap.claims;

import io.turngap.measure.Milestone;
import io.turngap.measure.Stage;
import io.turngap.measure.Turn;
import io.turngap.measure.Waterfall;
import java.util.Arrays;
import java.util.OptionalDouble;

/** A figure of one turn, ms; empty where the turn has none. */
@FunctionalInterface
interface ClaimValue {

    /** Caller's last word to first audible sample. */
    ClaimValue TTFA = turn -> at(turn, Milestone.FIRST_AUDIBLE);

    /** Caller's last word to the first audible sample of the answer. */
    ClaimValue ANSWER = turn -> at(turn, Milestone.ANSWER_AUDIBLE);

    OptionalDouble of(Turn turn);

    /** What these stages take together on the way to the first audible sample. */
    static ClaimValue stages(Stage... stages) {
        return turn -> Waterfall.of(turn)
                .map(found -> OptionalDouble.of(Arrays.stream(stages)
                                .mapToLong(stage -> found.stagesUs().getOrDefault(stage, 0L))
                                .sum()
                        / 1_000.0))
                .orElse(OptionalDouble.empty());
    }

    /** TTFA less what these stages take. */
    static ClaimValue without(Stage... stages) {
        ClaimValue part = stages(stages);
        return turn -> {
            OptionalDouble whole = TTFA.of(turn);
            OptionalDouble less = part.of(turn);
            return whole.isPresent() && less.isPresent()
                    ? OptionalDouble.of(whole.getAsDouble() - less.getAsDouble())
                    : OptionalDouble.empty();
        };
    }

    private static OptionalDouble at(Turn turn, String milestone) {
        return turn.isGreeting() || turn.at(milestone).isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(turn.at(milestone).getAsLong() / 1_000.0);
    }
}
