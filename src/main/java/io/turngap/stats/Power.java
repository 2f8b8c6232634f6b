package io.turngap.stats;

import java.util.OptionalLong;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * How many calls it takes to tell, four times in five. The variance of an effect is the sum of what either sample adds, each in inverse
 * proportion to its calls, and of what runs differ by, which no number of calls lessens; from what was seen of it, with all that turns of
 * a call have in common, follows what it would be with more calls (normal approximation: R {@code power.t.test} for many calls). Rough,
 * since the effect that is hoped to be found again is itself only an estimate.
 */
public final class Power {

    /** The share of repetitions that are to tell. */
    public static final double SHARE = 0.8;

    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
    private static final double QUANTILE = NORMAL.inverseCumulativeProbability(SHARE);
    /** More calls than this are no answer. */
    private static final double MOST = 1e9;

    private Power() {}

    /**
     * The calls of two samples.
     *
     * @param first of the baseline, at least 1
     * @param second at least 1
     * @param together true where further calls are made of both: interleaved
     */
    public record Arms(long first, long second, boolean together) {
        public Arms {
            if (first < 1 || second < 1) {
                throw new IllegalArgumentException("Power was asked of " + first + " and " + second
                        + " calls; at least 1 of each is needed. Check that there is something first.");
            }
        }
    }

    /**
     * What would tell.
     *
     * @param further calls of the second sample beyond those it has, at least 1; the first growing by as many where they are made
     *     together, else staying as it is. Empty where no number of them does
     * @param each calls that each sample would need in all, were both made longer; empty where no number does
     */
    public record Calls(OptionalLong further, OptionalLong each) {

        private static final Calls NONE = new Calls(OptionalLong.empty(), OptionalLong.empty());
    }

    /** The score that chance alone exceeds with that level, one-sided: 1.645 for 0.05. */
    public static double critical(double level) {
        Quantiles.requireShare(level);
        return NORMAL.inverseSurvivalProbability(level);
    }

    /**
     * The chance that a true effect is found.
     *
     * @param effect the true one
     * @param standardError of the estimate
     * @param critical the score that it has to exceed
     */
    public static double of(double effect, double standardError, double critical) {
        if (!(standardError > 0)) {
            return effect > 0 ? 1 : 0;
        }
        double away = effect / standardError - critical;
        return Double.isNaN(away) ? 0 : NORMAL.cumulativeProbability(away);
    }

    /**
     * Calls with which a true effect as large as the one seen scores above {@code critical}.
     *
     * @param critical {@link #critical}, or that of a {@link PermutationTest.Answer}, which is adjusted for several questions
     */
    public static Calls toFind(Arms arms, ClusterBootstrap.Estimate seen, double critical) {
        return toFind(arms, seen, seen.effect(), critical);
    }

    /** Calls with which a true effect of that size scores above {@code critical}. */
    public static Calls toFind(Arms arms, ClusterBootstrap.Estimate seen, double effect, double critical) {
        return calls(arms, seen, effect / (Math.max(0, critical) + QUANTILE));
    }

    /**
     * Calls with which the upper end of an interval lies below the margin, the true effect being the one seen.
     *
     * @param margin above the effect
     * @param tail share that the end gives up, such as 0.025 for 95 %
     */
    public static Calls toRuleOut(Arms arms, ClusterBootstrap.Estimate seen, double margin, double tail) {
        ClusterBootstrap.requireTail(tail);
        return calls(arms, seen, (margin - seen.effect()) / (critical(tail) + QUANTILE));
    }

    /**
     * Calls that are worth so many independent turns: by the design effect, 1 + (m − 1)·ICC for m turns a call.
     *
     * @param independent turns, such as {@link OrderStatistics#needed}
     * @param turnsACall mean, more than 0
     * @param icc below 0 counts as 0
     */
    public static long calls(double independent, double turnsACall, double icc) {
        if (!(independent >= 0 && turnsACall > 0 && icc <= 1)) {
            throw new IllegalArgumentException("Calls were asked for " + independent + " independent turns, "
                    + turnsACall + " a call with an ICC of " + icc
                    + "; expected at least 0, more than 0, and at most 1. Give turns a call as they were seen.");
        }
        double designEffect = Math.max(1, 1 + (turnsACall - 1) * Math.max(0, icc));
        return (long) Math.ceil(independent * designEffect / turnsACall - 1e-9);
    }

    /** Calls with which the standard error is no more than {@code wanted}. */
    private static Calls calls(Arms arms, ClusterBootstrap.Estimate seen, double wanted) {
        double room = wanted * wanted - seen.betweenRuns() * seen.betweenRuns();
        double variance = seen.standardError() * seen.standardError();
        if (!(wanted > 0 && Double.isFinite(wanted) && room > 0 && Double.isFinite(variance))) {
            return Calls.NONE;
        }
        // Of one call, were it alone in either sample.
        double aCall = variance / (1.0 / arms.first() + 1.0 / arms.second());
        OptionalLong each = counted(2 * aCall / room);
        double left = room - aCall / arms.first();
        double second =
                arms.together() ? arms.second() * variance / room : left > 0 ? aCall / left : Double.POSITIVE_INFINITY;
        OptionalLong further = counted(second - arms.second());
        return new Calls(further, each);
    }

    private static OptionalLong counted(double calls) {
        return calls <= MOST ? OptionalLong.of((long) Math.max(1, Math.ceil(calls))) : OptionalLong.empty();
    }
}
