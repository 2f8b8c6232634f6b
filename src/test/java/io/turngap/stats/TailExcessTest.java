package io.turngap.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Seeds;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TailExcessTest {

    private static Clustered sample(boolean censored, double... values) {
        return Clustered.of(IntStream.range(0, values.length)
                .mapToObj(i -> new Clustered.Point(i, values[i], censored))
                .toList());
    }

    private static double seen(Clustered first, Clustered second, double p) {
        return TailExcess.question(first, second, p, 1).orElseThrow().seen();
    }

    @Test
    void isTheMeanLogarithmOfWhatLiesAboveTheBoundOfBoth() {
        // Both together are 1, 1, 2, 4, 8; type 8 puts their median, the bound of P75, on 2. R: mean(pmax(0, log(c(4,
        // 8, 1) / 2))).
        double expected = (Math.log(2) + Math.log(4)) / 3;
        assertEquals(expected, seen(sample(false, 1, 2), sample(false, 4, 8, 1), 0.75), 1e-12);
    }

    @Test
    void twoHeapsThatDoNotOverlapAreOneDealOfAll() {
        double[] before =
                IntStream.range(0, 40).mapToDouble(i -> 500 + i / 100.0).toArray();
        double[] now = IntStream.range(0, 40).mapToDouble(i -> 700 + i / 100.0).toArray();
        PermutationTest.Question question = TailExcess.question(sample(false, before), sample(false, now), 0.95, 1)
                .orElseThrow();
        double p = PermutationTest.test(List.of(question), 999, new Seeds(5).random())
                .getFirst()
                .p();
        assertTrue(p < 0.05, "p = " + p);
    }

    @Test
    void nothingThatDiffersIsZeroAndNothingIsNotANumber() {
        assertEquals(0, seen(sample(false, 5, 5, 5), sample(false, 5, 5), 0.99));
        assertEquals(0, seen(sample(false, 3), sample(false, 3), 0.95));
        assertEquals(
                0, seen(sample(false, -20, 0, -3), sample(false, -1, 0), 0.95), "values below the least are the least");
        assertTrue(TailExcess.question(sample(true, 10, 10), sample(true, 10, 10), 0.95, 1)
                .isEmpty());
        assertFalse(TailExcess.suits(0.5));
        assertTrue(TailExcess.suits(0.95));
    }
}
