package io.turngap.gate;

import io.turngap.stats.Interval;
import java.util.Locale;

/** Further calls that would decide a regression, four times in five. */
final class RegressionCalls {

    /** Standard normal quantile of 80 %: the power that is promised. */
    private static final double POWER = 0.8416;
    /** Of 97.5 %: half a 95 % interval in standard errors. */
    private static final double HALF = 1.9600;

    private RegressionCalls() {}

    /** Until an effect of this size stands out from chance. */
    static MoreCalls toShow(Contrast it, RegressionGate.Answered answer, Baseline baseline) {
        return more(it, Math.pow((answer.clearest().critical() + POWER) / answer.clearest().score(), 2), baseline);
    }

    /** Until the interval of an effect of this size lies below the margin. */
    static MoreCalls toRuleOut(Contrast it, RegressionGate.Answered answer, Baseline baseline) {
        double errors = it.interval().map(Interval::high).orElse(Double.NaN) - answer.effect();
        double room = it.margin() - answer.effect();
        return more(it, Math.pow((HALF + POWER) / HALF * errors / room, 2), baseline);
    }

    /**
     * The calls with which the variance of the effect would be less by {@code factor}: it is the sum of what either run adds, and each
     * adds in inverse proportion to its calls. A longer run against a short baseline may not do; pairs grow together.
     */
    private static MoreCalls more(Contrast it, double factor, Baseline baseline) {
        int was = it.question().first().clusters();
        int is = it.question().second().clusters();
        // No factor: the effect is infinite, or on the margin.
        if (!Double.isFinite(factor) || factor == 0) {
            return MoreCalls.untold("more calls may not tell");
        }
        double wanted = (1.0 / was + 1.0 / is) / Math.max(1.05, factor);
        double both = Math.ceil(2 / wanted);
        double left = wanted - 1.0 / was;
        double alone = left > 0 ? Math.ceil(1 / left) : Double.POSITIVE_INFINITY;
        boolean pairs = baseline.origin().interleaved();
        if (pairs || alone <= 2 * both || both - is > MoreCalls.MOST) {
            MoreCalls more = MoreCalls.about((long) (pairs || alone > 2 * both ? both : alone) - is);
            return more.calls().isEmpty()
                    ? more
                    : new MoreCalls(more.calls(), more.said() + ", four times in five (a rough figure)");
        }
        return MoreCalls.of(
                (long) both - Math.min(was, is),
                String.format(
                        Locale.ROOT,
                        "about %d calls in this run and %d in the baseline would tell, four times in five (a rough figure)",
                        (long) Math.max(both, is),
                        (long) Math.max(both, was)));
    }
}
