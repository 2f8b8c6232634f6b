package io.turngap.capacity;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The highest load at which the target is met.
 *
 * @param load it; 0 where none was found to meet it
 * @param low the highest load that surely meets the target; 0 for none
 * @param high the lowest load above that which surely misses it; absent for none
 * @param confirmed true when nine tenths of it met the target, too
 * @param fromAbove the highest load that met it right after an overload; absent where that was not asked, 0 where none did
 * @param overload the load of that overload; absent where there was none
 */
public record Knee(
        double load,
        double low,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double high,

        boolean confirmed,

        @JsonProperty("from_above") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        Double fromAbove,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double overload) {

    /** From steps on the way up and around the knee, those after an overload left out. */
    static Knee of(double load, List<Step> upwards, boolean confirmed) {
        double low = upwards.stream()
                .filter(step -> step.verdict() == Verdict.MEETS && step.load() <= load)
                .mapToDouble(Step::load)
                .max()
                .orElse(0);
        Optional<Double> high = upwards.stream()
                .filter(step -> step.verdict() == Verdict.MISSES && step.load() > low)
                .map(Step::load)
                .min(Double::compare);
        return new Knee(load, low, high.orElse(null), confirmed, null, null);
    }

    Knee withSecondPass(@Nullable Double load, @Nullable Double above) {
        return new Knee(this.load, low, high, confirmed, load, above);
    }
}
