package io.turngap.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Seeds;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.Test;

class SpendingTest {

    @Test
    void whatIsSpentIsAsPublished() {
        double[] obf = {0, 0.00039, 0.00381, 0.01221, 0.025};
        for (int look = 1; look <= 5; look++) {
            assertEquals(
                    obf[look - 1],
                    Spending.OBRIEN_FLEMING.spent(look / 5.0, 0.025),
                    5e-6,
                    "R: gsDesign::sfLDOF(0.025, " + look + " / 5)$spend");
        }
        assertEquals(
                4.8769,
                Power.critical(Spending.OBRIEN_FLEMING.level(1, 5, 0.025)),
                5e-4,
                "Lan and DeMets 1983: first of five boundaries, 4.8769, O'Brien-Fleming type");
        assertEquals(
                2.4380,
                Power.critical(Spending.POCOCK.level(1, 5, 0.025)),
                5e-5,
                "Lan and DeMets 1983: first of five boundaries, 2.4380, Pocock type");
        assertEquals(0.05 * Math.log(1 + (Math.E - 1) / 2), Spending.POCOCK.spent(0.5, 0.05), 1e-15, "R: sfLDPocock");
    }

    @Test
    void looksSpendAllAndNoMore() {
        for (Spending spending : Spending.values()) {
            assertEquals(0.05, spending.level(1, 1, 0.05), 1e-15, "a single look has it all");
            assertEquals(OrderStatistics.TAIL, spending.tail(1, 1), 1e-15);
            double sum = 0;
            for (int look = 1; look <= 7; look++) {
                assertTrue(spending.level(look, 7, 0.05) > 0, spending + " at look " + look);
                sum += spending.level(look, 7, 0.05);
            }
            assertEquals(0.05, sum, 1e-12);
            assertEquals(0.05 - spending.spent(0.3, 0.05), spending.level(0.3, 1, 0.05), 1e-15);
        }
        assertThrows(IllegalArgumentException.class, () -> Spending.POCOCK.level(0, 3, 0.05));
        assertThrows(IllegalArgumentException.class, () -> Spending.POCOCK.level(4, 3, 0.05));
        assertThrows(IllegalArgumentException.class, () -> Spending.POCOCK.level(0.5, 0.5, 0.05));
        assertThrows(IllegalArgumentException.class, () -> Spending.POCOCK.spent(1.1, 0.05));
        assertThrows(IllegalArgumentException.class, () -> Spending.OBRIEN_FLEMING.spent(0.5, Double.NaN));
    }

    @Test
    void threeLooksAtNothingFindSomethingOnceInTwenty() {
        int repetitions = 40_000;
        int naive = found(repetitions, 0.05, 0.05, 0.05);
        assertTrue(naive > 0.09 * repetitions, "looking three times at 5 % finds " + naive);
        for (Spending spending : Spending.values()) {
            int found = found(
                    repetitions, spending.level(1, 3, 0.05), spending.level(2, 3, 0.05), spending.level(3, 3, 0.05));
            assertTrue(found <= 0.05 * repetitions, spending + " finds " + found);
            assertTrue(found > 0.035 * repetitions, spending + " wastes: " + found);
        }
    }

    /** How many of so many growing samples of nothing are significant at one look at least. */
    private static int found(int repetitions, double... levels) {
        var normal =
                ZigguratSampler.NormalizedGaussian.of(new Seeds(1).at("looks").random());
        double[] critical = Arrays.stream(levels).map(Power::critical).toArray();
        int found = 0;
        for (int repetition = 0; repetition < repetitions; repetition++) {
            double sum = 0;
            boolean any = false;
            for (int look = 0; look < critical.length; look++) {
                sum += normal.sample();
                any |= sum / Math.sqrt(look + 1.0) > critical[look];
            }
            found += any ? 1 : 0;
        }
        return found;
    }

    @Test
    void soDoThreePermutationTestsOfAGrowingRun() {
        int found = 0;
        int runs = 300;
        for (int run = 0; run < runs; run++) {
            UniformRandomProvider random = new Seeds(run).at("growing").random();
            List<Clustered.Point> first = Samples.turns(random, 0, 30, 2, 0.3, 1);
            List<Clustered.Point> second = Samples.turns(random, 0, 30, 2, 0.3, 1);
            boolean any = false;
            for (int look = 1; look <= 3 && !any; look++) {
                PermutationTest.Question question = new PermutationTest.Question(
                        Clustered.of(first.subList(0, 20 * look)),
                        Clustered.of(second.subList(0, 20 * look)),
                        Effect.logRatio(0.75, 1));
                double p = PermutationTest.test(List.of(question), Design.pairs(), 300, random)
                        .getFirst()
                        .p();
                any = p < Spending.POCOCK.level(look, 3, 0.05);
            }
            found += any ? 1 : 0;
        }
        // 5 % of 300 is 15; more than 27 has a chance of 0.1 %.
        assertTrue(found <= 27, found + " of " + runs);
    }
}
