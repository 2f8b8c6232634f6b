package io.turngap.claims;

import io.turngap.measure.Turn;
import io.turngap.scenario.CheckedScenario;
import java.util.List;
import java.util.Optional;

/** Makes the calls of a scenario with the bundled agent that it describes; on which clock, whoever implements it knows. */
@FunctionalInterface
public interface ClaimCalls {

    /** The turns of all calls. */
    Made make(CheckedScenario scenario);

    /**
     * What came of it.
     *
     * @param turns in any order
     * @param invalid why the run says nothing; empty when it does
     */
    record Made(List<Turn> turns, Optional<String> invalid) {
        public Made {
            turns = List.copyOf(turns);
        }
    }
}
