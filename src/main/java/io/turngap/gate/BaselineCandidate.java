package io.turngap.gate;

import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.Inputs;
import io.turngap.measure.RunRecord.ScenarioInfo;
import io.turngap.measure.StoredRun;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a baseline must fit: a run that is over, or one that is about to begin, of which less is known.
 *
 * @param measured what it measures
 * @param scenario what it runs; empty where that is not known yet
 * @param seed origin of its random numbers; empty where that is not known yet
 * @param inputs what its callers are made of; empty where that is not known
 * @param protocol the link's name; empty where that is not known
 * @param folder where it is; empty before it is there
 * @param key of {@link StoredRun#key}; empty before it has one
 */
public record BaselineCandidate(
        Baseline.Measured measured,
        Optional<ScenarioInfo> scenario,
        OptionalLong seed,
        Optional<Inputs> inputs,
        String protocol,
        Optional<Path> folder,
        String key) {

    /** A run that is over. */
    public static BaselineCandidate of(RunRecord record, Path folder) {
        return new BaselineCandidate(
                Baseline.Measured.of(record),
                Optional.of(record.scenario()),
                OptionalLong.of(record.seed()),
                Optional.ofNullable(record.inputs()),
                record.agent().protocol(),
                Optional.of(folder),
                StoredRun.key(record));
    }

    /** A run that is about to begin, of which nothing is known but what it measures. */
    public static BaselineCandidate of(Baseline.Measured measured) {
        return new BaselineCandidate(
                measured, Optional.empty(), OptionalLong.empty(), Optional.empty(), "", Optional.empty(), "");
    }

    /** A run of calls that is about to begin, whose link nobody has chosen yet. */
    public static BaselineCandidate of(long seed, ScenarioInfo scenario) {
        return calls(seed, scenario, Optional.empty(), "");
    }

    /** A run of calls that is about to begin. */
    public static BaselineCandidate of(long seed, ScenarioInfo scenario, Inputs inputs, String protocol) {
        return calls(seed, scenario, Optional.of(inputs), protocol);
    }

    private static BaselineCandidate calls(long seed, ScenarioInfo scenario, Optional<Inputs> inputs, String protocol) {
        return new BaselineCandidate(
                Baseline.Measured.CALLS,
                Optional.of(scenario),
                OptionalLong.of(seed),
                inputs,
                protocol,
                Optional.empty(),
                "");
    }
}
