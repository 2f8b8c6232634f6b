package io.turngap.gate;

import io.turngap.stats.ClusterBootstrap;
import io.turngap.stats.PermutationTest;
import io.turngap.stats.Power;
import java.util.Locale;

/** Further calls that would decide a regression, four times in five: rough, since they take what was seen to be what is. */
final class RegressionCalls {

    private static final String ROUGH = ", four times in five (a rough figure)";

    private RegressionCalls() {}

    /**
     * Until an effect of this size stands out from chance.
     *
     * @param answer its size in standard deviations of the deals, and what it has to exceed
     */
    static MoreCalls toShow(Contrast it, PermutationTest.Answer answer, Baseline baseline) {
        double score = answer.score();
        double runs = it.error().betweenRuns() == 0
                ? 0
                : it.error().betweenRuns() * score / it.error().effect();
        ClusterBootstrap.Estimate scaled =
                new ClusterBootstrap.Estimate(score, it.error().interval(), 1, runs);
        return said(it, Power.toFind(arms(it, baseline), scaled, answer.critical()), baseline);
    }

    /** Until the interval of an effect of this size lies below the margin. */
    static MoreCalls toRuleOut(Contrast it, Baseline baseline, Looks looks) {
        return said(it, Power.toRuleOut(arms(it, baseline), it.error(), it.margin(), looks.tail()), baseline);
    }

    private static Power.Arms arms(Contrast it, Baseline baseline) {
        return new Power.Arms(
                it.question().first().clusters(),
                it.question().second().clusters(),
                baseline.origin().interleaved());
    }

    /** A longer run against a short baseline may not do, or not for a sensible price; pairs grow together. */
    private static MoreCalls said(Contrast it, Power.Calls calls, Baseline baseline) {
        long was = it.question().first().clusters();
        long is = it.question().second().clusters();
        if (calls.each().isEmpty()) {
            return MoreCalls.untold(
                    it.error().betweenRuns() > 0
                            ? "the runs of the baseline differ too much for more calls to tell; more runs in it might"
                            : "more calls may not tell");
        }
        long each = calls.each().getAsLong();
        boolean alone = calls.further().isPresent()
                && (baseline.origin().interleaved() || is + calls.further().getAsLong() <= 2 * each);
        if (alone || each - is > MoreCalls.MOST) {
            MoreCalls more = MoreCalls.about(alone ? calls.further().getAsLong() : each);
            return more.calls().isEmpty() ? more : new MoreCalls(more.calls(), more.said() + ROUGH);
        }
        return MoreCalls.of(
                each - Math.min(was, is),
                String.format(
                                Locale.ROOT,
                                "about %d calls in this run and %d in the baseline would tell",
                                Math.max(each, is),
                                Math.max(each, was))
                        + ROUGH);
    }
}
