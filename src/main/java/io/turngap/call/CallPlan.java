package io.turngap.call;

import io.turngap.scenario.Scenario;
import io.turngap.time.Seeds;
import java.util.function.LongConsumer;
import java.util.function.LongUnaryOperator;

/**
 * What one call is to do and how it is watched.
 *
 * @param call index of the call within the run, from 0
 * @param scenario what the caller does
 * @param seeds this call's branch of the run's seeds
 * @param lateBudgetMs a frame sent later than this after it was due counts as late
 * @param mostQueuedMs an agent of whose audio more than this waits to be played has flooded the call
 * @param recordMs how much of the call's sound is kept; 0 for none
 * @param epochUs turns an instant of the timeline into wall-clock microseconds since 1970
 * @param frameLatenessNanos takes the lateness of every frame, on the call's timeline
 */
public record CallPlan(
        int call,
        Scenario scenario,
        Seeds seeds,
        long lateBudgetMs,
        long mostQueuedMs,
        long recordMs,
        LongUnaryOperator epochUs,
        LongConsumer frameLatenessNanos) {

    /** Frames later than this are counted. */
    public static final long LATE_BUDGET_MS = 10;

    /** Ten minutes: no agent has so much to say. */
    public static final long MOST_QUEUED_MS = 600_000;

    /** A plan with the usual bounds, which records the whole call. */
    public static CallPlan of(
            int call, Scenario scenario, Seeds seeds, LongUnaryOperator epochUs, LongConsumer frameLatenessNanos) {
        return new CallPlan(
                call,
                scenario,
                seeds,
                LATE_BUDGET_MS,
                MOST_QUEUED_MS,
                scenario.limits().callMs(),
                epochUs,
                frameLatenessNanos);
    }
}
