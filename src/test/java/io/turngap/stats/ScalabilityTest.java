package io.turngap.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class ScalabilityTest {

    /** SPEC SDM91, the data of Gunther's book and of R's package usl, whose {@code usl(throughput ~ load, specsdm91)} gives the figures. */
    @Test
    void agreesWithRsPackage() {
        Scalability fit = Scalability.fit(List.of(
                        point(1, 64.9),
                        point(18, 995.9),
                        point(36, 1652.4),
                        point(72, 1853.2),
                        point(108, 1828.9),
                        point(144, 1775.0),
                        point(216, 1702.2)))
                .orElseThrow();
        assertEquals(0.0277285, fit.sigma(), 1e-6);
        assertEquals(0.0001044, fit.kappa(), 1e-7);
        assertEquals(89.9952330, fit.lambda(), 1e-3);
        assertEquals(96.5, fit.peakLoad().orElseThrow(), 0.5);
    }

    @Test
    void findsTheLawThatMadeThePoints() {
        Scalability law = new Scalability(0.2, 0.003, 2e-6);
        Scalability fit = Scalability.fit(DoubleStream.of(8, 16, 32, 64, 128)
                        .mapToObj(n -> point(n, law.at(n)))
                        .toList())
                .orElseThrow();
        assertEquals(law.lambda(), fit.lambda(), 1e-6);
        assertEquals(law.sigma(), fit.sigma(), 1e-6);
        assertEquals(law.kappa(), fit.kappa(), 1e-8);
    }

    @Test
    void whatScalesBetterThanLinearlyIsHeldAtNoContention() {
        Scalability fit = Scalability.fit(DoubleStream.of(1, 2, 4, 8, 16)
                        .mapToObj(n -> point(n, n * (1 + n / 100)))
                        .toList())
                .orElseThrow();
        assertTrue(fit.sigma() >= 0 && fit.kappa() >= 0, fit::toString);
        assertTrue(fit.peakLoad().isEmpty());
    }

    @Test
    void threeLoadsCarryNoFit() {
        assertTrue(Scalability.fit(List.of(point(1, 1), point(2, 2), point(3, 3), point(3, 2.9)))
                .isEmpty());
        assertTrue(Scalability.fit(List.of(point(1, 0), point(2, 0), point(3, 0), point(4, 0)))
                .isEmpty());
    }

    @Test
    void theIntervalHoldsTheLawThatMadeTheCalls() {
        Scalability law = new Scalability(0.2, 0.01, 1e-5);
        UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(7);
        List<ScalabilityBootstrap.Step> steps = DoubleStream.of(4, 8, 16, 32, 64, 96)
                .mapToObj(n -> step(n, law, random))
                .toList();
        ScalabilityBootstrap drawn = ScalabilityBootstrap.of(steps, ScalabilityBootstrap.DRAWS, random);
        Interval sigma = drawn.interval(Scalability::sigma).orElseThrow();
        assertTrue(sigma.low() <= law.sigma() && law.sigma() <= sigma.high(), sigma::toString);
        assertTrue(sigma.high() > sigma.low(), "calls differ, so draws do");
        Interval band = drawn.interval(fit -> fit.at(128)).orElseThrow();
        assertTrue(band.low() <= law.at(128) && law.at(128) <= band.high(), band::toString);
    }

    /** Calls of four turns whose mean length is what the law says, and which differ by a fifth. */
    private static ScalabilityBootstrap.Step step(double load, Scalability law, UniformRandomProvider random) {
        double[] seconds = IntStream.range(0, 200)
                .mapToDouble(i -> 4 * load / law.at(load) * (0.8 + 0.4 * random.nextDouble()))
                .toArray();
        return new ScalabilityBootstrap.Step(
                load, DoubleStream.generate(() -> 4).limit(seconds.length).toArray(), seconds);
    }

    private static Scalability.Point point(double load, double throughput) {
        return new Scalability.Point(load, throughput);
    }
}
