package io.turngap.stats;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/** Samples for tests of this room. */
final class Samples {

    private Samples() {}

    /** Calls numbered from 0, each with these values. */
    static Clustered calls(double[]... calls) {
        List<Clustered.Point> points = new ArrayList<>();
        for (int call = 0; call < calls.length; call++) {
            for (double value : calls[call]) {
                points.add(new Clustered.Point(call, value, false));
            }
        }
        return Clustered.of(points);
    }

    /** Log-normal turns: median {@code 800 · times}, P95 about 1.8 s of 800, ICC of the logarithms as given; a call from {@code from} on. */
    static List<Clustered.Point> turns(
            UniformRandomProvider random, int from, int calls, int turns, double icc, double times) {
        var normal = ZigguratSampler.NormalizedGaussian.of(random);
        List<Clustered.Point> points = new ArrayList<>();
        for (int call = 0; call < calls; call++) {
            double effect = Math.sqrt(icc) * normal.sample();
            for (int turn = 0; turn < turns; turn++) {
                double z = effect + Math.sqrt(1 - icc) * normal.sample();
                points.add(new Clustered.Point(from + call, times * 800 * Math.exp(0.5 * z), false));
            }
        }
        return points;
    }

    static Clustered sample(UniformRandomProvider random, int calls, int turns, double icc, double times) {
        return Clustered.of(turns(random, 0, calls, turns, icc, times));
    }
}
