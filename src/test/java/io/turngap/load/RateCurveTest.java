package io.turngap.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each shape keeps to its formula: Λ is the integral of λ, and its inverse is its inverse. */
class RateCurveTest {

    private static Map<String, RateCurve> curves() {
        Map<String, RateCurve> curves = new LinkedHashMap<>();
        curves.put("constant", new ConstantRate(3, 40));
        curves.put("rising", new RampRate(0, 5, 30));
        curves.put("falling", new RampRate(5, 0, 30));
        curves.put("falling to something", new RampRate(4, 1, 8));
        curves.put("flat ramp", new RampRate(2, 2, 8));
        curves.put("step", StepRate.of(1, 5, 5, 50));
        curves.put("step from a pause", StepRate.of(0, 4, 3, 30));
        curves.put("spike", SpikeRate.of(1, 20, 10, 2, 5, 40));
        curves.put("spike that jumps", SpikeRate.of(0, 20, 10, 0, 5, 40));
        curves.put("soak", SoakRate.of(2, 10, 100));
        curves.put("diurnal", new DiurnalRate(0.5, 3, 14 * 60, 24 * 60, 24 * 60));
        curves.put("diurnal from nothing", new DiurnalRate(0, 3, 60, 120, 300));
        curves.put("diurnal that starts at its peak", new DiurnalRate(0, 3, 0, 120, 90));
        return curves;
    }

    @Test
    void theCumulativeIsTheIntegralOfTheRate() {
        curves().forEach((name, curve) -> {
            int steps = 200_000;
            double width = curve.seconds() / steps;
            double sum = 0;
            for (int i = 0; i < steps; i++) {
                sum += curve.callsASecond((i + 0.5) * width) * width;
                if (i % 10_000 == 9_999) {
                    assertEquals(sum, curve.calls((i + 1) * width), 0.002, name + " at " + (i + 1) * width);
                }
            }
        });
    }

    @Test
    void theInverseFindsWhereSoManyCallsAreExpectedAndNeverGoesBack() {
        curves().forEach((name, curve) -> {
            double last = 0;
            for (double calls = 0; calls < curve.calls(); calls += curve.calls() / 997) {
                double second = curve.secondOf(calls);
                assertEquals(calls, curve.calls(second), 1e-6, name + " of " + calls);
                assertTrue(second >= last && second <= curve.seconds(), name + ": " + second + " after " + last);
                last = second;
            }
        });
    }

    @Test
    void expectedCallsAreWhatTheShapesSay() {
        assertEquals(120, new ConstantRate(3, 40).calls(), 1e-9);
        assertEquals(75, new RampRate(0, 5, 30).calls(), 1e-9);
        assertEquals((1 + 2 + 3 + 4 + 5) * 10, StepRate.of(1, 5, 5, 50).calls(), 1e-9);
        assertEquals(40 + 19 * (5 + 2), SpikeRate.of(1, 20, 10, 2, 5, 40).calls(), 1e-9);
        assertEquals(2 * 100 - 10, SoakRate.of(2, 10, 100).calls(), 1e-9);
        assertEquals(1.75 * 24 * 60, new DiurnalRate(0.5, 3, 14 * 60, 24 * 60, 24 * 60).calls(), 1e-6);
        assertEquals(3, new DiurnalRate(0.5, 3, 14, 24, 24).callsASecond(14), 1e-12);
        assertEquals(0.5, new DiurnalRate(0.5, 3, 14, 24, 24).callsASecond(2), 1e-12);
    }

    @Test
    void whereNothingIsExpectedNoCallStands() {
        RateCurve spike = SpikeRate.of(0, 20, 10, 0, 5, 40);
        assertEquals(10, spike.secondOf(0), 1e-9, "the first call waits for the spike");
        assertTrue(spike.secondOf(99.999) < 15);
    }
}
