package io.turngap.call;

import io.turngap.link.CallIdentity;
import io.turngap.scenario.Scenario;
import io.turngap.time.Seeds;
import java.util.function.LongConsumer;
import java.util.function.LongUnaryOperator;

/**
 * What one call is to do and how it is watched.
 *
 * @param identity which call of which run it is
 * @param scenario what the caller does
 * @param seeds this call's branch of the run's seeds
 * @param lateBudgetMs a frame sent later than this after it was due counts as late
 * @param mostQueuedMs an agent of whose audio more than this waits to be played has flooded the call
 * @param recordMs how much of the call's sound is kept; 0 for none
 * @param epochUs turns an instant of the timeline into wall-clock microseconds since 1970
 * @param frameLatenessNanos takes the lateness of every frame, on the call's timeline
 * @param dueNanos when the schedule wants the call to start, on the call's timeline; {@link #AT_ONCE} where nothing said so
 */
public record CallPlan(
        CallIdentity identity,
        Scenario scenario,
        Seeds seeds,
        long lateBudgetMs,
        long mostQueuedMs,
        long recordMs,
        LongUnaryOperator epochUs,
        LongConsumer frameLatenessNanos,
        long dueNanos) {

    /** Instead of an instant: the call is due when it is started. */
    public static final long AT_ONCE = Long.MIN_VALUE;

    /** Frames later than this are counted. */
    public static final long LATE_BUDGET_MS = 10;

    /** A minute: an agent has no more to say at once, and many calls share the memory. */
    public static final long MOST_QUEUED_MS = 60_000;

    /** What a millisecond of a call's sound takes: two channels of 16 samples of two bytes. */
    private static final long RECORD_BYTES_A_MS = 64;

    /** Sound of all calls under way may take so much together. */
    static final long RECORD_BYTES = 512L << 20;

    private static final long LEAST_RECORD_MS = 20_000;

    /** How much of a call's sound may be kept, ms, when so many calls share the memory: 512 MiB among them, but at least 20 s each. */
    public static long recordMs(int concurrency) {
        return Math.max(LEAST_RECORD_MS, RECORD_BYTES / RECORD_BYTES_A_MS / Math.max(1, concurrency));
    }

    /** Of a call that is due when it is started. */
    public CallPlan(
            CallIdentity identity,
            Scenario scenario,
            Seeds seeds,
            long lateBudgetMs,
            long mostQueuedMs,
            long recordMs,
            LongUnaryOperator epochUs,
            LongConsumer frameLatenessNanos) {
        this(identity, scenario, seeds, lateBudgetMs, mostQueuedMs, recordMs, epochUs, frameLatenessNanos, AT_ONCE);
    }

    /** The same call, due at an instant of its timeline: what its caller waits for is counted from there, however late it is started. */
    public CallPlan due(long atNanos) {
        return new CallPlan(
                identity, scenario, seeds, lateBudgetMs, mostQueuedMs, recordMs, epochUs, frameLatenessNanos, atNanos);
    }

    /** The same call, which shares the memory for sound with so many. */
    public CallPlan among(int calls) {
        return new CallPlan(
                identity,
                scenario,
                seeds,
                lateBudgetMs,
                mostQueuedMs,
                Math.min(scenario.limits().callMs(), recordMs(calls)),
                epochUs,
                frameLatenessNanos,
                dueNanos);
    }

    /** Index of the call within the run, from 0. */
    public int call() {
        return identity.call();
    }

    /** A plan with the usual bounds, which records as much of the call as the scenario's concurrency allows. */
    public static CallPlan of(
            String runId,
            int call,
            Scenario scenario,
            Seeds seeds,
            LongUnaryOperator epochUs,
            LongConsumer frameLatenessNanos) {
        return new CallPlan(
                new CallIdentity(runId, call),
                scenario,
                seeds,
                LATE_BUDGET_MS,
                MOST_QUEUED_MS,
                Math.min(scenario.limits().callMs(), recordMs(scenario.concurrency())),
                epochUs,
                frameLatenessNanos);
    }
}
