package io.turngap.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.Test;

/** A baseline of several runs: what runs differ by is in the interval. */
class SeveralRunsTest {

    private static final int CALLS = 30;
    private static final int REPETITIONS = 300;
    private static final Effect P90 = Effect.logRatio(0.9, 1);

    private static Design runsOf(int calls) {
        return Design.runs(call -> call / calls);
    }

    private static Clustered runs(UniformRandomProvider random, int runs, double drift) {
        var normal = ZigguratSampler.NormalizedGaussian.of(random);
        List<Clustered.Point> points = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            points.addAll(Samples.turns(random, run * CALLS, CALLS, 3, 0.3, Math.exp(drift * normal.sample())));
        }
        return Clustered.of(points);
    }

    private record Coverage(double all, double callsOnly, double width) {}

    /** A/A: how often the interval holds 0, how often one of calls alone does, and by how much it is wider on the whole. */
    private static Coverage coverage(int runs, double drift) {
        int held = 0;
        int naive = 0;
        double[] wider = new double[REPETITIONS];
        for (int repetition = 0; repetition < REPETITIONS; repetition++) {
            UniformRandomProvider random =
                    new Seeds(repetition).at("runs " + runs + " " + drift).random();
            Clustered first = runs(random, runs, drift);
            Clustered second = runs(random, 1, drift);
            Interval two = ClusterBootstrap.interval(first, second, P90, runsOf(CALLS), 300, random);
            Interval one = ClusterBootstrap.interval(first, second, P90, 300, random);
            held += two.low() <= 0 && two.high() >= 0 ? 1 : 0;
            naive += one.low() <= 0 && one.high() >= 0 ? 1 : 0;
            wider[repetition] = (two.high() - two.low()) / (one.high() - one.low());
        }
        Arrays.sort(wider);
        return new Coverage(held / (double) REPETITIONS, naive / (double) REPETITIONS, wider[REPETITIONS / 2]);
    }

    @Test
    void theIntervalHoldsNothingWhereRunsDrift() {
        // Drift of 20 % a run, about twice what the calls of a run leave open. 3,000 repetitions cover 92 %; of 300,
        // fewer than 88 % would be
        // once in 150.
        Coverage drifting = coverage(5, 0.2);
        assertTrue(drifting.all() >= 0.88, drifting.toString());
        assertTrue(drifting.callsOnly() < 0.80, "without the runs it must be seen to fail: " + drifting);
    }

    @Test
    void theIntervalIsHardlyWiderWhereRunsDoNotDrift() {
        Coverage still = coverage(5, 0);
        assertTrue(still.all() >= 0.92, still.toString());
        assertTrue(still.width() < 1.1, still.toString());
    }

    @Test
    void oneRunIsAsTwoSamplesApart() {
        UniformRandomProvider random = new Seeds(3).random();
        Clustered first = Samples.sample(random, 40, 3, 0.3, 1);
        Clustered second = Samples.sample(random, 30, 3, 0.3, 1.1);
        List<Effect> effects = List.of(P90, Effect.difference());
        assertEquals(
                ClusterBootstrap.estimates(first, second, effects, Design.apart(), 500, 0.025, new Seeds(4).random()),
                ClusterBootstrap.estimates(first, second, effects, runsOf(40), 500, 0.025, new Seeds(4).random()));
    }

    @Test
    void furtherCallsDoNotLessenWhatRunsDifferBy() {
        UniformRandomProvider random = new Seeds(5).random();
        List<Clustered.Point> points = new ArrayList<>();
        double[] level = {0.7, 1, 1.4};
        for (int run = 0; run < level.length; run++) {
            points.addAll(Samples.turns(random, run * 200, 200, 3, 0.1, level[run]));
        }
        ClusterBootstrap.Estimate estimate = ClusterBootstrap.estimates(
                        Clustered.of(points),
                        Samples.sample(random, 200, 3, 0.1, 1.2),
                        List.of(Effect.logRatio(0.5, 1)),
                        runsOf(200),
                        1_000,
                        0.025,
                        random)
                .getFirst();
        // sd(log(c(0.7, 1, 1.4))) = 0.347, times sqrt(4/3) = 0.400; medians of 600 turns add little.
        assertEquals(0.40, estimate.betweenRuns(), 0.06, estimate.toString());
        assertTrue(estimate.standardError() < 0.06, estimate.toString());
        assertTrue(estimate.interval().low() < -0.8, "t with 2 degrees of freedom: " + estimate);
        Power.Calls calls = Power.toFind(new Power.Arms(600, 200, false), estimate, Power.critical(0.05));
        assertTrue(calls.further().isEmpty() && calls.each().isEmpty(), calls.toString());
    }

    @Test
    void runsOfWhichSomeNeverEndTellNothing() {
        List<Clustered.Point> points = new ArrayList<>();
        for (int call = 0; call < 40; call++) {
            points.add(new Clustered.Point(call, call < 20 ? 3_000 : 200 + call, call < 20));
        }
        Clustered second = Samples.sample(new Seeds(1).random(), 20, 1, 0, 1);
        ClusterBootstrap.Estimate estimate = ClusterBootstrap.estimates(
                        Clustered.of(points),
                        second,
                        List.of(Effect.logRatio(0.4, 1)),
                        runsOf(20),
                        500,
                        0.025,
                        new Seeds(2).random())
                .getFirst();
        assertEquals(Double.POSITIVE_INFINITY, estimate.betweenRuns());
        assertEquals(new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY), estimate.interval());
    }
}
