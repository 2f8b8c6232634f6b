package io.turngap.stats;

import java.util.OptionalDouble;

/**
 * Product-limit estimate of Kaplan and Meier (1958): quantiles of durations of which some were only seen to exceed a bound. Dropping
 * those would make an agent that never yields look quick.
 */
public final class KaplanMeier {

    private KaplanMeier() {}

    /**
     * The smallest time by which a share {@code p} has ended, 1 − S(t) ≥ p; empty when the curve never gets there because too much is
     * censored. Without censoring this is {@link Quantiles#nearestRank}. R: {@code quantile(survfit(Surv(t, observed) ~ 1), p)}, but
     * where S(t) equals 1 − p exactly R takes the middle of the step.
     *
     * @param ascending times; at equal times the observed ones stand before the censored
     * @param observed false where the time is a lower bound only
     * @param p from 0 to 1
     */
    public static OptionalDouble quantile(double[] ascending, boolean[] observed, double p) {
        Quantiles.requireShare(p);
        if (ascending.length != observed.length) {
            throw new IllegalArgumentException("Survival times were given as " + ascending.length + " times and "
                    + observed.length + " marks; expected one mark a time. Give both from the same sample.");
        }
        double surviving = 1;
        int atRisk = ascending.length;
        for (int i = 0; i < ascending.length; i++, atRisk--) {
            if (observed[i]) {
                surviving *= 1 - 1.0 / atRisk;
                if (reached(surviving, p)) {
                    return OptionalDouble.of(ascending[i]);
                }
            }
        }
        return OptionalDouble.empty();
    }

    /** True when a surviving share leaves at least {@code p} ended; forgives the rounding of the products. */
    static boolean reached(double surviving, double p) {
        return 1 - surviving >= p - 1e-12;
    }
}
