package io.turngap.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Figures against R and published tables; each message names where the expected one comes from. */
class FiguresTest {

    @Test
    void quantilesOfTypesEightAndOne() {
        double[] ten = IntStream.rangeClosed(1, 10).asDoubleStream().toArray();
        assertEquals(9.633333, Quantiles.typeEight(ten, 0.9), 1e-6, "R: quantile(1:10, 0.9, type = 8)");
        assertEquals(5.5, Quantiles.typeEight(ten, 0.5), 1e-12, "R: quantile(1:10, 0.5, type = 8)");
        assertEquals(10, Quantiles.typeEight(ten, 0.95), 1e-12, "R: quantile(1:10, 0.95, type = 8)");
        double[] twenty = IntStream.rangeClosed(1, 20).asDoubleStream().toArray();
        assertEquals(19, Quantiles.nearestRank(twenty, 0.95), "R: quantile(1:20, 0.95, type = 1)");
        assertEquals(5, Quantiles.nearestRank(ten, 0.5), "R: quantile(1:10, 0.5, type = 1)");
        String message = assertThrows(IllegalArgumentException.class, () -> Quantiles.typeEight(ten, 95))
                .toString();
        assertTrue(message.contains("95") && message.contains("0 to 1"), message);
    }

    @Test
    void orderStatisticsBoundTheMedianAndTheTail() {
        assertEquals(40, OrderStatistics.lowerRank(100, 0.5).orElse(0), "R: qbinom(0.025, 100, 0.5)");
        assertEquals(61, OrderStatistics.upperRank(100, 0.5).orElse(0), "R: qbinom(0.975, 100, 0.5) + 1");
        assertEquals(
                1, OrderStatistics.lowerRank(6, 0.5).orElse(0), "David and Nagaraja, table of median intervals, n = 6");
        assertEquals(
                6, OrderStatistics.upperRank(6, 0.5).orElse(0), "David and Nagaraja, table of median intervals, n = 6");
        assertTrue(OrderStatistics.upperRank(5, 0.5).isEmpty(), "0.5^5 = 3.1 % > 2.5 %");
    }

    @Test
    void needsAsManyTurnsAsTheMethodSays() {
        double[] p = {0.5, 0.9, 0.95, 0.99, 0.999};
        int[] n = {6, 36, 72, 368, 3688};
        for (int i = 0; i < p.length; i++) {
            assertEquals(n[i], OrderStatistics.needed(p[i]), "R: ceiling(log(0.025) / log(" + p[i] + "))");
            assertTrue(OrderStatistics.upperRank(n[i], p[i]).isPresent(), "an upper rank exists at n = " + n[i]);
            assertTrue(OrderStatistics.upperRank(n[i] - 1, p[i]).isEmpty(), "and none at n = " + (n[i] - 1));
        }
    }

    @Test
    void wilsonAsNewcombePublishedIt() {
        int[][] cases = {{81, 263}, {15, 148}, {0, 20}, {1, 29}};
        double[][] expected = {{0.2553, 0.3662}, {0.0624, 0.1605}, {0, 0.1611}, {0.0061, 0.1718}};
        for (int i = 0; i < cases.length; i++) {
            Interval interval = Proportions.wilson(cases[i][0], cases[i][1]);
            String from =
                    "R: prop.test(" + cases[i][0] + ", " + cases[i][1] + ", correct = FALSE); Newcombe 1998, table I";
            assertEquals(expected[i][0], interval.low(), 5e-5, from);
            assertEquals(expected[i][1], interval.high(), 5e-5, from);
        }
        assertEquals(
                Proportions.wilson(4, 40), Proportions.wilson(8, 80, 2), "a design effect of 2 halves both counts");
        // A third of a hit in 333 is not none. R: x <- 333 / 1000; n <- 333; z <- qnorm(0.975);
        // (x + z^2 / 2 + z * sqrt(x * (1 - x / n) + z^2 / 4)) / (n + z^2)
        assertEquals(0.0133073, Proportions.wilson(1, 1_000, 3).high(), 1e-6);
    }

    @Test
    void iccOfShroutAndFleiss() {
        double[][] ratings = {{9, 2, 5, 8}, {6, 1, 3, 2}, {8, 4, 6, 8}, {7, 1, 2, 6}, {10, 5, 6, 9}, {6, 2, 4, 7}};
        double[] values = new double[24];
        int[] subject = new int[24];
        for (int i = 0; i < 24; i++) {
            values[i] = ratings[i / 4][i % 4];
            subject[i] = i / 4;
        }
        double icc = IntraclassCorrelation.of(values, subject, 6);
        assertEquals(0.1657, icc, 1e-4, "Shrout and Fleiss 1979, table 4: ICC(1,1) = .17; R: psych::ICC");
        assertEquals(1 + 3 * icc, IntraclassCorrelation.designEffect(icc, new int[] {4, 4, 4, 4, 4, 4}), 1e-12);
        assertEquals(1, IntraclassCorrelation.designEffect(-0.2, new int[] {4, 4}), "a negative ICC counts as none");
        assertEquals(1, IntraclassCorrelation.of(values, new int[24], 1), "one call tells nothing of another");
    }

    @Test
    void kaplanMeierOfGehansLeukaemiaData() {
        double[] drug = {6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35};
        boolean[] relapsed = {
            true, true, true, false, true, false, true, false, false, true, true, false, false, false, true, true,
            false, false, false, false, false
        };
        String from = "R: survfit(Surv(time, cens) ~ 1, data = MASS::gehan, subset = treat == '6-MP')";
        assertEquals(23, KaplanMeier.quantile(drug, relapsed, 0.5).orElse(-1), from);
        assertEquals(13, KaplanMeier.quantile(drug, relapsed, 0.25).orElse(-1), from + ": S(10) = .753, S(13) = .690");
        assertEquals(6, KaplanMeier.quantile(drug, relapsed, 0.142).orElse(-1), from + ": S(6) = .857");
        assertTrue(KaplanMeier.quantile(drug, relapsed, 0.95).isEmpty(), from + ": the curve ends at .448");
        double[] placebo = {1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23};
        boolean[] all = new boolean[placebo.length];
        java.util.Arrays.fill(all, true);
        assertEquals(8, KaplanMeier.quantile(placebo, all, 0.5).orElse(-1), "the same of the control group");
        for (double p = 0.01; p <= 1; p += 0.01) {
            assertEquals(
                    Quantiles.nearestRank(placebo, p),
                    KaplanMeier.quantile(placebo, all, p).orElse(-1),
                    "without censoring it is the nearest rank, p = " + p);
        }
    }

    @Test
    void newcombesDifferencesAsPublished() {
        int[][] cases = {
            {48, 80, 56, 70},
            {3, 10, 9, 10},
            {2, 7, 6, 7},
            {0, 29, 5, 56},
            {0, 20, 0, 10},
            {0, 10, 0, 10},
            {0, 20, 10, 10},
            {0, 10, 10, 10}
        };
        double[][] expected = {
            {0.0524, 0.3339},
            {0.1705, 0.8090},
            {0.0582, 0.8062},
            {-0.0381, 0.1926},
            {-0.1611, 0.2775},
            {-0.2775, 0.2775},
            {0.6791, 1.0000},
            {0.6075, 1.0000}
        };
        for (int i = 0; i < cases.length; i++) {
            int[] c = cases[i];
            Interval interval = Proportions.newcombe(c[0], c[1], c[2], c[3]);
            String from = c[2] + "/" + c[3] + " - " + c[0] + "/" + c[1]
                    + ": Newcombe 1998, Statistics in Medicine 17:873, table II, method 10";
            assertEquals(expected[i][0], interval.low(), 5.1e-5, from);
            assertEquals(expected[i][1], interval.high(), 5.1e-5, from);
        }
        assertEquals(
                Proportions.newcombe(4, 40, 8, 40),
                Proportions.newcombe(8, 80, 2, 16, 80, 2),
                "a design effect of 2 halves all counts");
        assertThrows(IllegalArgumentException.class, () -> Proportions.newcombe(0, 0, 1, 2));
    }

    @Test
    void fishersExactTest() {
        assertEquals(
                17.0 / 70, Proportions.fisher(1, 4, 3, 4), 1e-12, "Fisher 1935, the lady tasting tea, 3 of 4 right");
        assertEquals(1.0 / 70, Proportions.fisher(0, 4, 4, 4), 1e-12, "the same, all right");
        assertEquals(
                4.652e-4,
                Proportions.fisher(2, 17, 10, 13),
                5e-7,
                "Fisher's twins: R: fisher.test(matrix(c(10, 3, 2, 15), 2), alternative = \"greater\")$p.value");
        assertEquals(1, Proportions.fisher(0, 10, 0, 200), "no hit tells nothing");
        assertEquals(1, Proportions.fisher(3, 3, 0, 2), 1e-12, "fewer than could be");
        assertThrows(IllegalArgumentException.class, () -> Proportions.fisher(3, 2, 0, 2));
    }

    @Test
    void orderStatisticsOfASampleAndOtherConfidences() {
        double[] hundred = IntStream.rangeClosed(1, 100).asDoubleStream().toArray();
        assertEquals(
                new Interval(40, 61),
                OrderStatistics.interval(hundred, 0.5).orElseThrow(),
                "R: c(qbinom(0.025, 100, 0.5), qbinom(0.975, 100, 0.5) + 1)");
        assertEquals(
                new Interval(37, 64),
                OrderStatistics.interval(hundred, 0.5, 0.005).orElseThrow(),
                "R: c(qbinom(0.005, 100, 0.5), qbinom(0.995, 100, 0.5) + 1)");
        assertEquals(
                new Interval(90, 100),
                OrderStatistics.interval(hundred, 0.95).orElseThrow(),
                "R: c(qbinom(0.025, 100, 0.95), qbinom(0.975, 100, 0.95) + 1)");
        assertTrue(OrderStatistics.interval(hundred, 0.99).isEmpty(), "P99 needs 368");
        assertTrue(OrderStatistics.interval(new double[0], 0.5).isEmpty());
        assertEquals(59, OrderStatistics.needed(0.95, 0.0499), "0.95^59 = 4.85 %, 0.95^58 = 5.1 %: Wilks 1941");
        assertEquals(8, OrderStatistics.needed(0.5, 0.005), "R: ceiling(log(0.005) / log(0.5))");
        assertTrue(
                Proportions.wilson(8, 80, 1, 0.005).high()
                        > Proportions.wilson(8, 80).high(),
                "99 % is wider");
    }
}
