package io.turngap.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.Test;

class ClusterBootstrapTest {

    private static final double[] PS = {0.05, 0.5, 0.9, 0.95, 0.99};

    private static List<Clustered.Point> points(UniformRandomProvider random, int clusters, double censored) {
        List<Clustered.Point> points = new ArrayList<>();
        for (int c = 0; c < clusters; c++) {
            int turns = 1 + random.nextInt(6);
            for (int t = 0; t < turns; t++) {
                // Few distinct values, so that ties are common.
                points.add(new Clustered.Point(c, random.nextInt(20), random.nextDouble() < censored));
            }
        }
        return points;
    }

    /** What a draw stands for: every value of each cluster as often as the cluster was drawn. */
    private static List<Clustered.Point> drawn(Clustered data, int[] weights) {
        List<Clustered.Point> points = new ArrayList<>();
        for (int i = 0; i < data.n(); i++) {
            for (int w = 0; w < weights[data.cluster[i]]; w++) {
                points.add(new Clustered.Point(data.cluster[i], data.values[i], !data.observed[i]));
            }
        }
        points.sort(Comparator.comparingDouble(Clustered.Point::value).thenComparing(Clustered.Point::censored));
        return points;
    }

    @Test
    void aDrawsQuantilesAreThoseOfTheValuesWrittenOut() {
        UniformRandomProvider random = new Seeds(7).at("drawn").random();
        for (int round = 0; round < 300; round++) {
            Clustered data = Clustered.of(points(random, 2 + random.nextInt(12), 0.0));
            Clustered bounded = Clustered.of(points(random, data.clusters(), 0.3));
            if (bounded.censored() == 0) {
                continue;
            }
            int[] weights = new int[data.clusters()];
            for (int i = 0; i < weights.length; i++) {
                weights[random.nextInt(weights.length)]++;
            }
            double[] found = new double[PS.length];
            WeightedQuantiles.of(data, weights, PS, found);
            double[] values = drawn(data, weights).stream()
                    .mapToDouble(Clustered.Point::value)
                    .toArray();
            double[] expected =
                    Arrays.stream(PS).map(p -> Quantiles.typeEight(values, p)).toArray();
            assertEquals(Arrays.toString(rounded(expected)), Arrays.toString(rounded(found)), "round " + round);

            WeightedQuantiles.of(bounded, weights, PS, found);
            List<Clustered.Point> out = drawn(bounded, weights);
            double[] times = out.stream().mapToDouble(Clustered.Point::value).toArray();
            boolean[] observed = new boolean[times.length];
            for (int i = 0; i < observed.length; i++) {
                observed[i] = !out.get(i).censored();
            }
            double[] survival = Arrays.stream(PS)
                    .map(p -> KaplanMeier.quantile(times, observed, p).orElse(Double.POSITIVE_INFINITY))
                    .toArray();
            assertEquals(Arrays.toString(survival), Arrays.toString(found), "censored, round " + round);
        }
    }

    private static double[] rounded(double[] values) {
        return Arrays.stream(values).map(v -> Math.round(v * 1e6) / 1e6).toArray();
    }

    @Test
    void theSameSeedGivesTheSameInterval() {
        Clustered data = Clustered.of(points(new Seeds(1).random(), 30, 0));
        List<Interval> one = ClusterBootstrap.intervals(data, PS, 500, new Seeds(2).random());
        assertEquals(one, ClusterBootstrap.intervals(data, PS, 500, new Seeds(2).random()));
        List<Interval> alone = ClusterBootstrap.intervals(data, new double[] {0.95}, 500, new Seeds(2).random());
        assertEquals(one.get(3), alone.getFirst(), "asking for one percentile gives what asking for all gives");
    }

    /** Calls with a random effect (ICC 0.3 of the logarithms), 5 turns each: the 95 % interval must hold the truth about that often. */
    @Test
    void theIntervalCoversWhereTurnsOfACallAreAlike() {
        int runs = 300;
        int covered = 0;
        int naive = 0;
        double truth = Math.exp(0.5 * 1.6448536269514722);
        for (int run = 0; run < runs; run++) {
            UniformRandomProvider random = new Seeds(run).at("coverage").random();
            var normal = ZigguratSampler.NormalizedGaussian.of(random);
            List<Clustered.Point> points = new ArrayList<>();
            List<Clustered.Point> apart = new ArrayList<>();
            for (int call = 0; call < 100; call++) {
                double effect = Math.sqrt(0.3) * normal.sample();
                for (int turn = 0; turn < 5; turn++) {
                    double value = Math.exp(0.5 * (effect + Math.sqrt(0.7) * normal.sample()));
                    points.add(new Clustered.Point(call, value, false));
                    apart.add(new Clustered.Point(call * 5 + turn, value, false));
                }
            }
            double[] p95 = {0.95};
            covered += holds(ClusterBootstrap.intervals(Clustered.of(points), p95, 400, random), truth);
            naive += holds(ClusterBootstrap.intervals(Clustered.of(apart), p95, 400, random), truth);
        }
        assertTrue(covered >= 0.91 * runs && covered <= 0.99 * runs, "covered " + covered + " of " + runs);
        assertTrue(naive < covered, "turns taken as independent covered " + naive + ", calls " + covered);
    }

    private static int holds(List<Interval> intervals, double truth) {
        Interval interval = intervals.getFirst();
        return interval.low() <= truth && truth <= interval.high() ? 1 : 0;
    }

    @Test
    void whatNeverEndedLeavesTheUpperEndOpen() {
        List<Clustered.Point> points = new ArrayList<>();
        for (int call = 0; call < 40; call++) {
            points.add(new Clustered.Point(call, call % 10 == 0 ? 3000 : 200 + call, call % 10 == 0));
        }
        Clustered data = Clustered.of(points);
        assertEquals(4, data.censored());
        Interval p90 = ClusterBootstrap.intervals(data, new double[] {0.9}, 1000, new Seeds(3).random())
                .getFirst();
        assertEquals(Double.POSITIVE_INFINITY, p90.high());
        assertTrue(p90.low() >= 220 && p90.low() < 240, "low " + p90.low());
    }

    @Test
    void drawsShrinkOnlyBeyondFiveThousandValues() {
        assertEquals(10_000, ClusterBootstrap.draws(5_000));
        assertEquals(5_000, ClusterBootstrap.draws(10_000));
        assertEquals(1_000, ClusterBootstrap.draws(10_000_000));
    }

    @Test
    void aLowerBoundNeedsNoMoreThanTwoTurns() {
        Clustered two = Clustered.of(List.of(new Clustered.Point(0, 900, false), new Clustered.Point(1, 1000, false)));
        assertEquals(900, two.lowerBound(0.95).orElse(-1), "both beyond P95 by chance: 0.25 %");
        assertTrue(two.lowerBound(0.5).isEmpty(), "both beyond the median by chance: 25 %");
        Clustered oneCall =
                Clustered.of(List.of(new Clustered.Point(0, 900, false), new Clustered.Point(0, 1000, false)));
        assertEquals(1, oneCall.independent(), "two turns of the only call tell as much as one");
        assertTrue(oneCall.lowerBound(0.95).isEmpty());
    }
}
