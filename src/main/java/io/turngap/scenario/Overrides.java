package io.turngap.scenario;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Options that win over the scenario's file.
 *
 * @param set {@code --set}: {@code dotted.key=value}, such as {@code agent.endpointing.silence_ms=700} or {@code
 *     script.0.say=yes-please}; the value is read as YAML; applied in order, before the options below
 * @param calls {@code --calls}
 * @param concurrency {@code --concurrency}
 * @param seed {@code --seed}
 * @param gates {@code --gate}: added to the file's gates; one that speaks of the same metric and statistic takes that gate's place
 * @param load {@code --rate} and its like: when calls start
 */
public record Overrides(
        List<String> set,
        OptionalInt calls,
        OptionalInt concurrency,
        OptionalLong seed,
        List<String> gates,
        LoadOptions load) {

    /** No options. */
    public static final Overrides NONE = set(List.of());

    public Overrides {
        set = List.copyOf(set);
        gates = List.copyOf(gates);
    }

    /** Without options that say when calls start. */
    public Overrides(
            List<String> set, OptionalInt calls, OptionalInt concurrency, OptionalLong seed, List<String> gates) {
        this(set, calls, concurrency, seed, gates, LoadOptions.NONE);
    }

    /** Only {@code --set} options. */
    public static Overrides set(List<String> set) {
        return new Overrides(set, OptionalInt.empty(), OptionalInt.empty(), OptionalLong.empty(), List.of());
    }
}
