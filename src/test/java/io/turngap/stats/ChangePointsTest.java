package io.turngap.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.Test;

class ChangePointsTest {

    /** Standard error of log P95 of a run of 100 calls with 5 turns each, about. */
    private static final double ERROR = 0.05;
    /** What runs differ in beyond that. */
    private static final double BETWEEN = 0.02;

    private static final double LEAST = 1e-3;

    private static double[] series(int n, long seed, double between, IntToDoubleFunction level) {
        UniformRandomProvider random =
                new Seeds(seed).at("series").at(Double.toString(between)).random();
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        return IntStream.range(0, n)
                .mapToDouble(i -> level.applyAsDouble(i) + Math.hypot(ERROR, between) * normal.sample())
                .toArray();
    }

    private static List<Integer> changes(double[] series, double error, long seed) {
        double[] errors = new double[series.length];
        Arrays.fill(errors, error);
        return ChangePoints.of(series, errors, LEAST, new Seeds(seed).random()).orElseThrow().segments().stream()
                .skip(1)
                .map(ChangePoints.Segment::from)
                .toList();
    }

    private static double share(int of, java.util.function.LongPredicate is) {
        return IntStream.range(0, of).filter(is::test).count() / (double) of;
    }

    @Test
    void noiseAloneIsNoChangeNineteenTimesInTwentyHoweverMuchRunsDiffer() {
        for (double between : new double[] {0, BETWEEN, 2 * ERROR}) {
            double alarms = share(
                    200,
                    seed -> !changes(series(10, seed, between, i -> 7), ERROR, seed)
                            .isEmpty());
            assertTrue(alarms <= 0.05, "false alarms at " + between + ": " + alarms);
        }
    }

    @Test
    void aFifthMoreIsFoundWithFiveRunsOnEitherSide() {
        IntToDoubleFunction level = i -> i < 5 ? 7 : 7 + Math.log(1.2);
        double found = share(100, seed -> {
            List<Integer> changes = changes(series(10, seed, BETWEEN, level), ERROR, seed);
            return changes.size() == 1 && Math.abs(changes.getFirst() - 5) <= 1;
        });
        assertTrue(found >= 0.7, "found " + found);
    }

    @Test
    void aLevelThatComesAndGoesIsTwoChanges() {
        IntToDoubleFunction level = i -> i >= 8 && i < 16 ? 7.2 : 7;
        double found = share(
                50,
                seed -> changes(series(24, seed, BETWEEN, level), ERROR, seed).size() == 2);
        assertTrue(found >= 0.8, "found " + found);
        assertEquals(List.of(4, 8), changes(new double[] {7, 7, 7, 7, 8, 8, 8, 8, 7, 7, 7, 7}, ERROR, 1));
    }

    @Test
    void oneWildRunIsNoNewLevel() {
        assertEquals(List.of(), changes(new double[] {7, 7.01, 6.99, 7.02, 7, 7.6, 6.98, 7, 7.01, 7}, ERROR, 1));
    }

    @Test
    void equalValuesAreOneLevelAndExactStepsAreFound() {
        assertEquals(List.of(), changes(new double[] {7, 7, 7, 7, 7, 7}, 0, 1));
        assertEquals(List.of(4), changes(new double[] {7, 7, 7, 7, 7.1, 7.1, 7.1, 7.1}, 0, 1));
    }

    @Test
    void aShortSeriesCannotTell() {
        double[] four = {7, 7, 9, 9};
        assertEquals(Optional.empty(), ChangePoints.of(four, new double[4], LEAST, new Seeds(1).random()));
        assertEquals(Optional.empty(), ChangePoints.of(new double[0], new double[0], LEAST, new Seeds(1).random()));
    }

    @Test
    void aRunThatIsKnownBadlyCountsForLess() {
        double[] series = {7, 7, 7, 7, 7.3, 7.3, 7, 7, 7, 7};
        double[] errors = new double[10];
        Arrays.fill(errors, 0.01);
        assertEquals(3, segments(series, errors).size());
        errors[4] = 0.5;
        errors[5] = 0.5;
        assertEquals(1, segments(series, errors).size());
    }

    @Test
    void levelsAndTheirErrorsAreWeightedMeans() {
        double[] errors = {0.1, 0.1, 0.2, 0.2, 0.1, 0.1};
        double[] series = {1, 1, 1, 1, 1, 1};
        ChangePoints.Segment all = segments(series, errors).getFirst();
        assertEquals(1, all.level(), 1e-12);
        // Of weights 1/0.01 four times and 1/0.04 twice: 1/sqrt(450).
        assertEquals(1 / Math.sqrt(450), all.error(), 1e-12);
    }

    private static List<ChangePoints.Segment> segments(double[] series, double[] errors) {
        return ChangePoints.of(series, errors, LEAST, new Seeds(3).random())
                .orElseThrow()
                .segments();
    }

    @Test
    void whatIsNoNumberIsRefused() {
        UniformRandomProvider random = new Seeds(1).random();
        double[] five = {1, 2, 3, 4, Double.NaN};
        assertThrows(IllegalArgumentException.class, () -> ChangePoints.of(five, new double[5], LEAST, random));
        assertThrows(
                IllegalArgumentException.class, () -> ChangePoints.of(new double[5], new double[4], LEAST, random));
        assertThrows(IllegalArgumentException.class, () -> ChangePoints.of(new double[5], new double[5], 0, random));
        assertThrows(
                IllegalArgumentException.class,
                () -> ChangePoints.of(
                        new double[ChangePoints.MOST + 1], new double[ChangePoints.MOST + 1], LEAST, random));
    }
}
