package io.turngap.gate;

import io.turngap.measure.Distribution;
import io.turngap.measure.Evaluation;
import io.turngap.stats.ClusterBootstrap;
import io.turngap.stats.Clustered;
import io.turngap.stats.Effect;
import io.turngap.stats.Interval;
import io.turngap.time.Seeds;
import java.util.Optional;

/**
 * The smallest regression that a run beside this baseline would show four times in five, were it made of as many calls. The baseline is held
 * against itself: the bootstrap interval of the log ratio is 2 × 1.96 standard errors long, and an effect of (1.645 + 0.842) of them is
 * found at a one-sided 5 % with 80 % power (normal approximation, as R's {@code power.t.test} for many). Rough: it takes the run to come to
 * vary as this one did, one gate to be asked, and no drift but what several runs of the baseline show.
 *
 * @param p the percentile, from 0 to 1
 * @param valueUs the baseline's
 * @param share how much slower, of the value; at least what {@link Contrast#FLOOR_MS} is of it, below which nothing is blocked
 */
public record BaselineReach(double p, double valueUs, double share) {

    private static final double LEAST_US = 1_000;
    private static final double STANDARD_ERRORS_OF_INTERVAL = 2 * 1.959964;
    private static final double STANDARD_ERRORS_FOUND = 1.644854 + 0.841621;

    /** Of one percentile; empty where the baseline cannot carry an interval of it. */
    public static Optional<BaselineReach> of(Baseline baseline, String metric, double p) {
        Evaluation evaluation = baseline.evaluation();
        Distribution distribution = evaluation.distributions().get(metric);
        if (distribution == null || !distribution.estimate(p).isCarried()) {
            return Optional.empty();
        }
        Clustered data = distribution.data();
        double valueUs = Effect.quantile(data, p);
        Interval interval = ClusterBootstrap.interval(
                data,
                data,
                Effect.logRatio(p, LEAST_US),
                baseline.origin().design(),
                ClusterBootstrap.draws(2 * data.n()),
                new Seeds(1).at("reach").at(metric + " " + p).random());
        if (!interval.isBounded() || !Double.isFinite(valueUs)) {
            return Optional.empty();
        }
        double error = (interval.high() - interval.low()) / STANDARD_ERRORS_OF_INTERVAL;
        double floor = Contrast.FLOOR_MS * 1_000 / Math.max(LEAST_US, valueUs);
        return Optional.of(new BaselineReach(p, valueUs, Math.max(floor, Math.expm1(STANDARD_ERRORS_FOUND * error))));
    }
}
