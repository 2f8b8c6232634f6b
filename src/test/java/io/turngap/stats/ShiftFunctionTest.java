package io.turngap.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Seeds;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

/** The shift function and the difference of means. */
class ShiftFunctionTest {

    private static Clustered each(int n, IntToDoubleFunction value) {
        return Clustered.of(IntStream.range(0, n)
                .mapToObj(call -> new Clustered.Point(call, value.applyAsDouble(call), false))
                .toList());
    }

    @Test
    void itIsTheDifferenceOfTypeEightQuantiles() {
        Clustered first = each(10, call -> call + 1);
        Clustered second = each(10, call -> (call + 1) * (call + 1));
        double[] quantiles = {0.1, 0.5, 0.9};
        List<ShiftFunction.Shift> shifts =
                ShiftFunction.of(first, second, Design.apart(), quantiles, 100, new Seeds(1).random());
        double[] was = {1.366667, 5.5, 9.633333};
        double[] is = {2.1, 30.5, 93.033333};
        for (int q = 0; q < 3; q++) {
            String from = "R: quantile((1:10)^2, " + quantiles[q] + ", type = 8) - quantile(1:10, ..., type = 8)";
            assertEquals(was[q], shifts.get(q).was(), 1e-6, from);
            assertEquals(is[q] - was[q], shifts.get(q).shift(), 1e-6, from);
        }
        assertTrue(shifts.get(1).ci95().isPresent(), "ten values carry an interval of the median");
        assertTrue(shifts.get(2).ci95().isEmpty(), "and none of P90, which needs 36");
    }

    @Test
    void itShowsThatOnlyTheSlowEndGotSlower() {
        UniformRandomProvider random = new Seeds(2).random();
        Clustered first = Samples.sample(random, 200, 3, 0.2, 1);
        Clustered slow = Clustered.of(Samples.turns(random, 0, 200, 3, 0.2, 1).stream()
                .map(point -> new Clustered.Point(
                        point.cluster(),
                        point.value() > 1_000 ? point.value() + (point.value() - 1_000) : point.value(),
                        false))
                .toList());
        List<ShiftFunction.Shift> shifts =
                ShiftFunction.of(first, slow, Design.apart(), ShiftFunction.deciles(), 1_000, random);
        assertEquals(9, shifts.size());
        Interval d2 = shifts.get(1).ci95().orElseThrow();
        assertTrue(d2.low() < 0 && d2.high() > 0, shifts.toString());
        assertTrue(shifts.get(8).ci95().orElseThrow().low() > 100, shifts.toString());
    }

    @Test
    void whatPairsHaveInCommonCancels() {
        UniformRandomProvider random = new Seeds(3).random();
        Clustered first = Samples.sample(random, 100, 3, 0.8, 1);
        Clustered second = Clustered.of(first.points().stream()
                .map(point -> new Clustered.Point(point.cluster(), point.value() + 30, false))
                .toList());
        Interval pairs = ShiftFunction.of(first, second, Design.pairs(), new double[] {0.5}, 1_000, random)
                .getFirst()
                .ci95()
                .orElseThrow();
        assertEquals(30, pairs.low(), 1e-6, "each value is 30 more than its partner's");
        assertEquals(30, pairs.high(), 1e-6);
        Interval apart = ShiftFunction.of(first, second, Design.apart(), new double[] {0.5}, 1_000, random)
                .getFirst()
                .ci95()
                .orElseThrow();
        assertTrue(apart.high() - apart.low() > 50, apart.toString());
    }

    @Test
    void whatIsOutOfReachIsLeftOut() {
        Clustered first = each(20, call -> 100 + call);
        Clustered second = Clustered.of(IntStream.range(0, 20)
                .mapToObj(call -> new Clustered.Point(call, call < 10 ? 100 + call : 3_000, call >= 10))
                .toList());
        List<ShiftFunction.Shift> shifts =
                ShiftFunction.of(first, second, Design.apart(), new double[] {0.2, 0.9}, 200, new Seeds(1).random());
        assertEquals(List.of(0.2), shifts.stream().map(ShiftFunction.Shift::q).toList());
        Clustered none = Clustered.of(List.of());
        assertEquals(
                List.of(),
                ShiftFunction.of(first, none, Design.pairs(), ShiftFunction.deciles(), 10, new Seeds(1).random()));
        assertThrows(
                IllegalArgumentException.class,
                () -> ShiftFunction.of(first, none, Design.apart(), new double[] {1.0}, 10, new Seeds(1).random()));
    }

    @Test
    void meansDifferByWhatTheyDifferBy() {
        UniformRandomProvider random = new Seeds(4).random();
        Clustered first = Samples.calls(new double[] {-4, 2}, new double[] {6, 0});
        Clustered second = Samples.calls(new double[] {3}, new double[] {5, 10});
        Means.Difference few =
                Means.difference(first, second, Design.apart(), 100, random).orElseThrow();
        assertEquals(1, few.was(), 1e-12, "values below 0 count, too");
        assertEquals(5, few.change(), 1e-12);
        assertEquals(Optional.empty(), few.ci95(), "two calls have no interval");
        assertEquals(Optional.empty(), Means.difference(first, Clustered.of(List.of()), Design.apart(), 10, random));
        int covered = 0;
        for (int run = 0; run < 200; run++) {
            UniformRandomProvider own = new Seeds(run).at("means").random();
            Means.Difference grew = Means.difference(
                            Samples.sample(own, 60, 4, 0.3, 1),
                            Samples.sample(own, 60, 4, 0.3, 1.2),
                            Design.apart(),
                            300,
                            own)
                    .orElseThrow();
            double truth = 0.2 * 800 * Math.exp(0.125);
            Interval ci95 = grew.ci95().orElseThrow();
            covered += ci95.low() <= truth && truth <= ci95.high() ? 1 : 0;
        }
        assertTrue(covered >= 180, covered + " of 200; 190 are due");
    }
}
