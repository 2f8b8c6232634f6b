package io.turngap.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

/** Samples at the edge of what is one: no figure is NaN, whatever they are. */
class EdgesTest {

    private static final List<Effect> EFFECTS = List.of(
            Effect.logRatio(0.05, 1),
            Effect.logRatio(0.5, 1),
            Effect.logRatio(0.99, 1),
            Effect.shift(0.95),
            Effect.difference(),
            Effect.loss());
    private static final List<Design> DESIGNS =
            List.of(Design.apart(), Design.pairs(), Design.runs(call -> call % 3), Design.blocks(c -> c / 2, c -> c));

    private static Map<String, Clustered> samples() {
        Map<String, Clustered> samples = new LinkedHashMap<>();
        samples.put("one value", Samples.calls(new double[] {700}));
        samples.put("one call", Samples.calls(new double[] {700, 800, 900}));
        samples.put("one lower bound", Clustered.of(List.of(new Clustered.Point(4, 3_000, true))));
        samples.put("all equal", each(20, 500, 0));
        samples.put("all noughts", each(12, 0, 0));
        samples.put("all below nought", each(12, -40, 0));
        samples.put("all censored", each(20, 3_000, 20));
        samples.put("half censored", each(20, 3_000, 10));
        samples.put("other calls", Clustered.of(List.of(new Clustered.Point(77, 5, false))));
        samples.put("ties", Samples.calls(new double[] {1, 1, 2}, new double[] {2, 2}, new double[] {1, 2}));
        return samples;
    }

    private static Clustered each(int calls, double value, int censored) {
        return Clustered.of(IntStream.range(0, calls)
                .mapToObj(call -> new Clustered.Point(call, value, call < censored))
                .toList());
    }

    @Test
    void noFigureIsNaN() {
        List<PermutationTest.Question> questions = new ArrayList<>();
        samples()
                .forEach((firstName, first) -> samples().forEach((secondName, second) -> {
                    String what = firstName + " and " + secondName;
                    for (Design design : DESIGNS) {
                        for (ClusterBootstrap.Estimate it : ClusterBootstrap.estimates(
                                first, second, EFFECTS, design, 50, 0.01, new Seeds(1).random())) {
                            double[] figures = {
                                it.effect(),
                                it.standardError(),
                                it.betweenRuns(),
                                it.interval().low(),
                                it.interval().high()
                            };
                            for (double figure : figures) {
                                assertFalse(Double.isNaN(figure), what + ": " + it);
                            }
                            Power.toFind(new Power.Arms(first.clusters(), second.clusters(), false), it, 1.6);
                            Power.toRuleOut(new Power.Arms(first.clusters(), second.clusters(), true), it, 0.1, 0.025);
                        }
                        for (ShiftFunction.Shift shift : ShiftFunction.of(
                                first, second, design, ShiftFunction.deciles(), 50, new Seeds(1).random())) {
                            assertTrue(
                                    Double.isFinite(shift.was()) && Double.isFinite(shift.shift()),
                                    what + ": " + shift);
                        }
                        Means.Difference means = Means.difference(first, second, design, 50, new Seeds(1).random())
                                .orElseThrow();
                        assertTrue(Double.isFinite(means.change()), what);
                        List<PermutationTest.Question> own = EFFECTS.stream()
                                .map(effect -> new PermutationTest.Question(first, second, effect))
                                .toList();
                        questions.addAll(own);
                        check(own, design, what);
                    }
                }));
        check(questions.subList(0, 300), Design.pairs(), "all together");
    }

    private static void check(List<PermutationTest.Question> questions, Design design, String what) {
        for (PermutationTest.Answer answer : PermutationTest.test(questions, design, 20, new Seeds(1).random())) {
            assertFalse(Double.isNaN(answer.effect()) || Double.isNaN(answer.score()), what + ": " + answer);
            assertFalse(Double.isNaN(answer.critical()), what + ": " + answer);
            assertTrue(answer.p() > 0 && answer.p() <= 1, what + ": " + answer);
        }
    }

    @Test
    void whatIsNoSampleIsRefused() {
        Clustered none = Clustered.of(List.of());
        Clustered some = Samples.calls(new double[] {1});
        String nan = assertThrows(IllegalArgumentException.class, () -> new Clustered.Point(3, Double.NaN, false))
                .toString();
        assertTrue(nan.contains("cluster 3") && nan.contains("NaN"), nan);
        assertThrows(
                IllegalArgumentException.class,
                () -> ClusterBootstrap.estimates(
                        none, some, EFFECTS, Design.apart(), 10, 0.025, new Seeds(1).random()));
        for (double tail : new double[] {0, 0.5, -1, Double.NaN}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> ClusterBootstrap.estimates(
                            some, some, EFFECTS, Design.apart(), 10, tail, new Seeds(1).random()));
            assertThrows(IllegalArgumentException.class, () -> OrderStatistics.lowerRank(10, 0.5, tail));
        }
        assertThrows(IllegalArgumentException.class, () -> OrderStatistics.lowerRank(10, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> Effect.shift(95));
        assertEquals(0, none.n());
        assertEquals(0, Clustered.of(List.of()).clusters());
    }

    @Test
    void moreConfidenceIsAWiderInterval() {
        Clustered first = Samples.sample(new Seeds(1).random(), 60, 3, 0.3, 1);
        double[] p = {0.5};
        Interval usual = ClusterBootstrap.intervals(first, p, 4_000, new Seeds(2).random())
                .getFirst();
        Interval same = ClusterBootstrap.intervals(first, p, 4_000, 0.025, new Seeds(2).random())
                .getFirst();
        Interval surer = ClusterBootstrap.intervals(first, p, 4_000, 0.002, new Seeds(2).random())
                .getFirst();
        assertEquals(usual, same);
        assertTrue(surer.low() < usual.low() && surer.high() > usual.high(), surer + " and " + usual);
    }

    @Test
    void effectsAskedTogetherAreThoseAskedAlone() {
        Clustered first = Samples.sample(new Seeds(1).random(), 30, 3, 0.3, 1);
        Clustered second = Samples.sample(new Seeds(2).random(), 25, 4, 0.3, 1.1);
        for (Design design : List.of(Design.apart(), Design.pairs())) {
            List<ClusterBootstrap.Estimate> together =
                    ClusterBootstrap.estimates(first, second, EFFECTS, design, 300, 0.025, new Seeds(3).random());
            for (int e = 0; e < EFFECTS.size(); e++) {
                Interval alone =
                        ClusterBootstrap.interval(first, second, EFFECTS.get(e), design, 300, new Seeds(3).random());
                assertEquals(alone, together.get(e).interval());
            }
        }
    }

    @Test
    void aDealHasTheQuantilesAndMeansOfItsTwoSamples() {
        double[] quantiles = {0.01, 0.3, 0.49, 0.5, 0.9, 0.95, 0.99};
        UniformRandomProvider random = new Seeds(5).random();
        for (int run = 0; run < 200; run++) {
            int calls = 2 + run % 9;
            Clustered first = Samples.sample(random, calls, 1 + run % 4, 0.3, 1);
            Clustered second = Samples.sample(random, 3, 2, 0.3, 1.1);
            Map<Integer, Integer> firstCalls = places(calls);
            Dealt dealt = new Dealt(first, second, firstCalls, places(3));
            int[] isFirst = new int[calls + 3];
            for (int moved = random.nextInt(1, calls); moved > 0; moved--) {
                isFirst[random.nextInt(isFirst.length)] = 1;
            }
            dealt.deal(
                    IntStream.range(0, isFirst.length)
                            .filter(c -> isFirst[c] == 1)
                            .toArray(),
                    isFirst);
            double[] was = new double[quantiles.length];
            double[] is = new double[quantiles.length];
            dealt.quantiles(quantiles, was, is);
            Clustered one = part(first, second, isFirst, 1);
            Clustered other = part(first, second, isFirst, 0);
            for (int q = 0; q < quantiles.length; q++) {
                assertEquals(Effect.quantile(one, quantiles[q]), was[q], "run " + run);
                assertEquals(Effect.quantile(other, quantiles[q]), is[q], "run " + run);
            }
            assertEquals(Effect.mean(one, WeightedQuantiles.once(one)), dealt.firstMean(), 1e-9);
            assertEquals(Effect.mean(other, WeightedQuantiles.once(other)), dealt.secondMean(), 1e-9);
        }
    }

    private static Map<Integer, Integer> places(int calls) {
        return IntStream.range(0, calls).boxed().collect(Collectors.toMap(call -> call, call -> call));
    }

    private static Clustered part(Clustered first, Clustered second, int[] isFirst, int side) {
        List<Clustered.Point> points = new ArrayList<>();
        first.points().stream().filter(p -> isFirst[p.cluster()] == side).forEach(points::add);
        int after = first.clusters();
        second.points().stream()
                .filter(p -> isFirst[after + p.cluster()] == side)
                .forEach(p -> points.add(new Clustered.Point(after + p.cluster(), p.value(), p.censored())));
        return Clustered.of(points);
    }
}
