package io.turngap.measure;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the instrument noted of itself and of its machine during a run, besides lateness: {@code validity.instrument} of {@code run.json}.
 * Runs of earlier versions have none. A value that the system does not tell is left out of its map.
 *
 * @param arrivals {@code due}: calls whose intended start came before the end; {@code started}; {@code shortfall}: share of the due ones
 *     that never started, 0 to 1; {@code due_per_s} and {@code started_per_s}: rates over the time from the first to the last of them,
 *     absent where there are not two
 * @param stallsUs {@code loop_max}: longest that an event loop came late to its own beat, µs; {@code process_max}: the same of a thread
 *     that does nothing else; {@code loop_max_process}: the latter in the second of the former, which tells a loop that was held from a
 *     process that stood still
 * @param cores each processor of the machine; empty where the system does not tell
 * @param clockUs {@code step_max}: largest step of the wall clock against the monotonic one between two looks, µs, either way; {@code
 *     drift}: what is left of both after the whole run, steps included, µs, signed
 * @param memoryMb {@code heap_after_gc_max}, {@code heap_after_gc_last}: heap in use after a collection, MB, absent where none ran;
 *     {@code heap_limit}
 * @param budgets what was allowed, by the keys of a scenario's {@code load.budgets}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InstrumentFacts(
        Map<String, Double> arrivals,
        @JsonProperty("stalls_us") Map<String, Long> stallsUs,
        List<Core> cores,
        @JsonProperty("clock_us") Map<String, Long> clockUs,
        @JsonProperty("memory_mb") Map<String, Double> memoryMb,
        Map<String, Double> budgets) {

    public InstrumentFacts {
        arrivals = arrivals == null ? Map.of() : arrivals;
        stallsUs = stallsUs == null ? Map.of() : stallsUs;
        cores = cores == null ? List.of() : cores;
        clockUs = clockUs == null ? Map.of() : clockUs;
        memoryMb = memoryMb == null ? Map.of() : memoryMb;
        budgets = budgets == null ? Map.of() : budgets;
    }

    /**
     * A processor over the whole run; shares from 0 to 1.
     *
     * @param core its number
     * @param busy share of time with work of anybody's
     * @param idle share of time without
     * @param stolen share of time that a hypervisor gave to somebody else
     * @param busiestSecond {@code busy} in the worst second; absent in a run of less
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Core(
            int core,
            double busy,
            double idle,
            double stolen,
            @JsonProperty("busiest_second") @Nullable Double busiestSecond) {}
}
