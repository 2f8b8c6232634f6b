package io.turngap.scenario;

/**
 * What the instrument owes for a run to be valid: over any of these, the load or the measurement was not the one asked for.
 *
 * @param frameLatenessP99Us caller frames left at most so late, at the 99th percentile, µs
 * @param frameLatenessP999Us the same at the 99.9th percentile
 * @param frameLatenessMaxUs the same of every frame
 * @param arrivalLatenessP99Us calls started at most so late after their intended start, at the 99th percentile, µs
 * @param arrivalShortfall share of the calls that were due and did not start by the end of the schedule, 0 to 1
 * @param stallMaxUs longest stall of an event loop or of the whole process, µs
 * @param clockStepUs most that the wall clock may step against the monotonic one, µs
 * @param idleShareMin least share of the machine's processors that must be idle on average, 0 to 1; 0 asks for nothing
 */
public record Budgets(
        long frameLatenessP99Us,
        long frameLatenessP999Us,
        long frameLatenessMaxUs,
        long arrivalLatenessP99Us,
        double arrivalShortfall,
        long stallMaxUs,
        long clockStepUs,
        double idleShareMin) {

    /** What holds where a scenario says nothing. */
    public static final Budgets DEFAULTS = new Budgets(10_000, 50_000, 250_000, 100_000, 0.01, 250_000, 100_000, 0);
}
