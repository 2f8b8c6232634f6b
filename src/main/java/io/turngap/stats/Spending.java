package io.turngap.stats;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * How much of the error that a test may make is spent by when, if it is made again as more calls come in (Lan and DeMets 1983, Biometrika
 * 70:659). Fixed before the first look, so whoever looks often gains nothing by it.
 *
 * <p>Each look is held to what is spent between it and the look before, whatever became of that one. The errors of all looks then add up to
 * the whole at most (Bonferroni), however the looks depend on one another: no assumption of normal increments is made, and none is owed
 * where the statistic is a quantile and the p-value comes of permutations. The price is some power: boundaries that use the dependence
 * would spend the same with slightly larger levels. R: {@code gsDesign::sfLDPocock(alpha, t)$spend}, {@code gsDesign::sfLDOF(alpha,
 * t)$spend}.
 */
public enum Spending {

    /** α·ln(1 + (e − 1)·t): about evenly, for who wants to stop early. */
    POCOCK {
        @Override
        double share(double fraction, double alpha) {
            return alpha * Math.log1p((Math.E - 1) * fraction);
        }
    },

    /** 2 − 2Φ(z(1 − α/2) / √t): almost all at the end, for who expects to go there. */
    OBRIEN_FLEMING {
        @Override
        double share(double fraction, double alpha) {
            NormalDistribution normal = NormalDistribution.of(0, 1);
            return 2 * normal.survivalProbability(normal.inverseSurvivalProbability(alpha / 2) / Math.sqrt(fraction));
        }
    };

    abstract double share(double fraction, double alpha);

    /**
     * What is spent when so much of the sample is there.
     *
     * @param fraction of the calls that will be made at most, from 0 to 1
     * @param alpha the error of all looks together, between 0 and 1
     * @return from 0 to {@code alpha}
     */
    public double spent(double fraction, double alpha) {
        if (!(fraction >= 0 && fraction <= 1 && alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException("The spending of an error of " + alpha + " was asked at a fraction of "
                    + fraction + "; 0 to 1 is allowed of either, and more than 0 and less than 1 of the error."
                    + " Give 0.05 for 5 %.");
        }
        return fraction <= 0 ? 0 : fraction >= 1 ? alpha : Math.min(alpha, share(fraction, alpha));
    }

    /** The level of a look that comes when {@code fraction} of the calls are there, the look before having come at {@code before}. */
    public double level(double before, double fraction, double alpha) {
        if (!(before < fraction)) {
            throw new IllegalArgumentException("A look at a fraction of " + fraction + " was asked after one at "
                    + before + "; a larger one is expected. Place calls between two looks.");
        }
        return spent(fraction, alpha) - spent(before, alpha);
    }

    /**
     * The level of a look where looks are equally far apart.
     *
     * @param look this one, from 1
     * @param most looks in all
     */
    public double level(int look, int most, double alpha) {
        if (look < 1 || most < look) {
            throw new IllegalArgumentException(
                    "Look " + look + " of " + most + " was asked; from 1 to the most is expected. Count looks from 1.");
        }
        return level((look - 1.0) / most, (double) look / most, alpha);
    }

    /** The share that each end of a two-sided interval gives up at a look, so that those of all looks hold together in 95 %. */
    public double tail(int look, int most) {
        return level(look, most, 2 * OrderStatistics.TAIL) / 2;
    }
}
