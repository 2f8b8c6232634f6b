package io.turngap.scenario;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the instrument owes for a run to be valid, the block {@code load.budgets} of a scenario: over any of these, the load or the
 * measurement was not the one asked for.
 *
 * @param frameLatenessP99Us caller frames left at most so late, at the 99th percentile, µs. By default half a frame: more blurs every end
 *     of speech
 * @param frameLatenessP999Us the same at the 99.9th percentile: a single stall this long, in a run of a minute, stretches every turn that
 *     waits for its reply just then, and those are the turns of which the high percentiles are made
 * @param frameLatenessMaxUs the same of every frame
 * @param arrivalLatenessP99Us calls started at most so late after their intended start, at the 99th percentile, µs: beyond it the load was
 *     not the one asked for
 * @param arrivalShortfall share of the calls that were due and did not start by the end of the schedule, 0 to 1
 * @param stallMaxUs longest stall of an event loop or of the whole process, µs
 * @param clockStepUs most that the wall clock may step against the monotonic one, µs: more, and the run's instants are not those of the
 *     agent's traces, or the machine was suspended
 * @param idleShareMin least share of the machine's processors that must be idle on average, 0 to 1; 0 asks for nothing: a busy machine
 *     whose frames left in time has harmed nobody
 * @param gcPauseMaxUs longest pause of the garbage collector, µs
 * @param heapShareMax share of its heap that may still be in use after a collection, 0 to 1: beyond it a run is about to end in pauses, or
 *     for want of memory
 */
public record Budgets(
        long frameLatenessP99Us,
        long frameLatenessP999Us,
        long frameLatenessMaxUs,
        long arrivalLatenessP99Us,
        double arrivalShortfall,
        long stallMaxUs,
        long clockStepUs,
        double idleShareMin,
        long gcPauseMaxUs,
        double heapShareMax) {

    /** What holds where a scenario says nothing. */
    public static final Budgets DEFAULTS =
            new Budgets(10_000, 50_000, 250_000, 100_000, 0.01, 250_000, 100_000, 0, 250_000, 0.9);

    /** By the keys of a scenario's {@code load.budgets}, in their units. */
    public Map<String, Double> byKey() {
        Map<String, Double> keys = new LinkedHashMap<>();
        keys.put("frame_lateness_p99_ms", frameLatenessP99Us / 1e3);
        keys.put("frame_lateness_p999_ms", frameLatenessP999Us / 1e3);
        keys.put("frame_lateness_max_ms", frameLatenessMaxUs / 1e3);
        keys.put("arrival_lateness_p99_ms", arrivalLatenessP99Us / 1e3);
        keys.put("arrival_shortfall", arrivalShortfall);
        keys.put("stall_max_ms", stallMaxUs / 1e3);
        keys.put("clock_step_ms", clockStepUs / 1e3);
        keys.put("idle_share_min", idleShareMin);
        keys.put("gc_pause_max_ms", gcPauseMaxUs / 1e3);
        keys.put("heap_share_max", heapShareMax);
        return keys;
    }
}
