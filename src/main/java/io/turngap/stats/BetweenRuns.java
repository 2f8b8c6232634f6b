package io.turngap.stats;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * How much an effect varies from run to run of the same thing, beyond what the calls of a run explain: the day, the machine, the provider.
 * Seen only where the first sample is several runs; the second is one more of the kind.
 *
 * <p>The effect is taken against each of the R runs apart. The variance of these R figures, s², is that between runs, τ², and what chance
 * in drawing a run's calls adds to it; the latter, v, is found by drawing each run's calls anew; so τ² is s² − v, at least 0 (one-way
 * random effects, the moment estimate: Searle, Casella and McCulloch 1992, section 3.6). The second sample's run lies τ from the mean of
 * all runs, and the mean of R of them τ/√R, so the effect wavers by τ·√(1 + 1/R) more than its calls tell. As τ is known from R runs
 * only, that is multiplied by a t with R − 1 degrees of freedom, not by a normal: with two runs it says little, and the interval shows it.
 *
 * <p>Assumed: that runs differ about normally, in the unit of the effect, that the second sample's run is drawn from the same kind as the
 * first's, and that runs do not follow a trend. Two runs that were made in one hour tell nothing of tomorrow.
 *
 * <p>Nothing is a 95 % interval of a scatter that two runs show: of A/A runs with a drift of 5 to 20 % (100 calls of five turns each, P50
 * and P95) the interval held 0 in 84 to 91 % with two runs, 89 to 93 % with three, 91 to 96 % with five or ten, and one of the calls alone in
 * 25 to 86 %; without drift it held it in 95 to 98 %, and was, by the median, up to 5 % wider.
 */
final class BetweenRuns {

    /** Draws of each run's calls: a variance needs fewer than an interval. */
    private static final int DRAWS = 200;

    private BetweenRuns() {}

    /**
     * τ·√(1 + 1/R) of each effect; 0 with one run; infinite where some runs have a finite effect and others not.
     *
     * @param runs the clusters of {@code first}, by run
     */
    static double[] deviations(
            Clustered first,
            Clustered second,
            Resampling.Groups runs,
            List<Effect> effects,
            UniformRandomProvider random) {
        int most = runs.size();
        double[] deviations = new double[effects.size()];
        if (most < 2) {
            return deviations;
        }
        JointEffects joint = new JointEffects(effects);
        int[] weights = new int[first.clusters()];
        int[] all = WeightedQuantiles.once(second);
        double[][] seen = new double[effects.size()][most];
        double[] within = new double[effects.size()];
        double[] one = new double[effects.size()];
        double[][] drawn = new double[effects.size()][DRAWS];
        for (int run = 0; run < most; run++) {
            runs.only(run, weights);
            joint.of(first, weights, second, all, one);
            for (int e = 0; e < one.length; e++) {
                seen[e][run] = one[e];
            }
            for (int draw = 0; draw < DRAWS; draw++) {
                runs.drawOnly(run, weights, random);
                joint.of(first, weights, second, all, one);
                for (int e = 0; e < one.length; e++) {
                    drawn[e][draw] = one[e];
                }
            }
            for (int e = 0; e < one.length; e++) {
                within[e] += variance(drawn[e]) / most;
            }
        }
        for (int e = 0; e < deviations.length; e++) {
            deviations[e] = deviation(seen[e], within[e]);
        }
        return deviations;
    }

    private static double deviation(double[] seen, double within) {
        long finite = Arrays.stream(seen).filter(Double::isFinite).count();
        if (finite < seen.length) {
            return finite == 0 && Arrays.stream(seen).distinct().count() == 1 ? 0 : Double.POSITIVE_INFINITY;
        }
        return Math.sqrt(Math.max(0, variance(seen) - within) * (1 + 1.0 / seen.length));
    }

    /** Of what is finite, unbiased; 0 where fewer than two are. */
    static double variance(double[] values) {
        int n = 0;
        double mean = 0;
        double squares = 0;
        for (double value : values) {
            if (Double.isFinite(value)) {
                n++;
                double off = value - mean;
                mean += off / n;
                squares += off * (value - mean);
            }
        }
        return n < 2 ? 0 : squares / (n - 1);
    }
}
