package io.turngap.capacity;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a search found, as it stands in {@code capacity.json}.
 *
 * @param complete false while the search goes on, and for one that was killed
 * @param scenario name of the scenario
 * @param digest of the scenario as it was run
 * @param agent who was called, without secrets
 * @param simulated true when all latency was modelled, on a virtual timeline
 * @param least the gate that was asked for: the knee must not lie below; absent for none
 * @param scaling absent where the steps cannot carry a fit
 * @param plan absent where nothing met the target
 */
public record Capacity(
        @JsonProperty("schema_version") int schemaVersion,
        boolean complete,
        String scenario,
        String digest,
        long seed,
        @JsonProperty("started_at") String startedAt,
        String agent,
        boolean simulated,
        By by,
        Target target,

        @JsonProperty("at_least") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        Double least,

        Answer answer,
        Knee knee,
        List<Step> steps,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Scaling scaling,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Plan plan,

        List<String> notes,
        Map<String, String> environment) {

    /** Version of {@code capacity.json}. */
    public static final int SCHEMA_VERSION = 1;

    public Capacity {
        steps = List.copyOf(steps);
        notes = List.copyOf(notes);
        environment = Map.copyOf(environment);
    }

    /** Mean length of a call at the load that comes closest to the knee from below; empty where no step met the target. */
    public static Optional<Double> callSeconds(Search.Finding finding) {
        return finding.steps().stream()
                .filter(step -> step.verdict().met() && step.callSeconds() > 0)
                .filter(step -> step.load() <= finding.knee().load())
                .max(Comparator.comparingDouble(Step::load))
                .map(Step::callSeconds);
    }

    /** What the gate says: empty for no gate; true, false, or undecided where the knee's interval holds the limit. */
    public Gate gate() {
        if (least == null) {
            return Gate.NONE;
        }
        if (knee.low() >= least) {
            return Gate.PASS;
        }
        Double high = knee.high();
        boolean never = answer == Answer.NEVER || answer == Answer.UNREACHABLE;
        return never || high != null && high <= least ? Gate.FAIL : Gate.UNSURE;
    }

    /** What became of the gate {@code --at-least}. */
    public enum Gate {
        /** Nobody asked. */
        NONE,
        /** A load of that size or above surely meets the target. */
        PASS,
        /** A load of that size or below surely misses it. */
        FAIL,
        /** The steps do not decide it. */
        UNSURE
    }
}
