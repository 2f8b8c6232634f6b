package io.turngap.gate;

import io.turngap.measure.Distribution;
import io.turngap.measure.Evaluation;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.stats.ClusterBootstrap;
import io.turngap.stats.Interval;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Is a percentile below a limit, and not by chance?
 *
 * <p>With enough independent turns for the percentile, the 95 % interval of a bootstrap over calls decides: PASS when it lies below the
 * limit, FAIL when it lies above, UNSURE when it holds the limit; then the number of calls is given at which an interval that narrows
 * with the root of their number would let go of it.
 *
 * <p>With fewer turns nothing can show that the slow end is fast enough, so nothing passes. That it is too slow can be shown by few: when
 * so many of them lie above the limit that, whatever the distribution, a percentile within the limit gives that at most once in forty
 * runs (an order statistic of as many independent turns), the gate FAILs. Otherwise it is UNSURE, and says how many calls more it needs.
 *
 * <p>A turn that was missed is one above any limit up to the time that was waited for it, and tells nothing of limits beyond: so many of
 * them that no draw reaches the percentile FAIL the gate by the same order statistic, or leave it UNSURE.
 */
final class LimitGate {

    private static final double US_A_MS = 1_000;

    private LimitGate() {}

    static GateResult judge(Rule rule, Evaluation evaluation, Looks looks) {
        Optional<Distribution> values = rule.in(evaluation);
        if (values.isEmpty()) {
            return result(
                    rule,
                    Optional.empty(),
                    Verdict.UNSURE,
                    "no turn gave a value of " + rule.metric(),
                    MoreCalls.untold(""));
        }
        Distribution distribution = values.get();
        Distribution.Estimate estimate = distribution.estimate(rule.p(), looks.tail());
        // What is shown is always 95 %.
        Distribution.Estimate shown = looks.most() == 1 ? estimate : distribution.estimate(rule.p());
        if (estimate.ci95().isPresent()) {
            return byInterval(rule, distribution, shown, estimate.ci95().get(), looks);
        }
        OptionalDouble lower = estimate.lowerBoundUs();
        if (lower.isPresent() && !rule.allows(lower.getAsDouble() / US_A_MS)) {
            return result(
                    rule,
                    Optional.of(shown),
                    Verdict.FAIL,
                    name(rule) + " is at least " + ms(lower.getAsDouble())
                            + String.format(
                                    Locale.ROOT, " (%.1f %% sure, whatever the distribution)", 100 * (1 - looks.tail()))
                            + looks.said() + ", not " + limit(rule),
                    MoreCalls.untold(""));
        }
        String value = estimate.us().isPresent()
                ? "is " + ms(estimate.us().getAsDouble())
                : "was not reached (" + distribution.unended() + ")";
        MoreCalls more = moreForPercentile(estimate);
        return result(
                rule,
                Optional.of(shown),
                Verdict.UNSURE,
                name(rule) + " " + value + ", but " + estimate.shortage().orElse("has no interval") + looks.said()
                        + ": " + more.said() + soFar(rule, estimate),
                more);
    }

    private static GateResult byInterval(
            Rule rule, Distribution distribution, Distribution.Estimate estimate, Interval us, Looks looks) {
        String range = us.isBounded()
                ? ms(us.low()) + " to " + ms(us.high())
                : "at least " + ms(us.low()) + " (" + distribution.unended() + ", which hides the upper end)";
        String said = name(rule) + " is "
                + (estimate.us().isPresent() ? ms(estimate.us().getAsDouble()) + ", " + looks.sure() : "") + range
                + looks.said();
        if (rule.allows(us.high() / US_A_MS)) {
            return result(
                    rule, Optional.of(estimate), Verdict.PASS, said + ", below " + bare(rule), MoreCalls.untold(""));
        }
        if (!rule.allows(us.low() / US_A_MS)) {
            return result(
                    rule, Optional.of(estimate), Verdict.FAIL, said + ", not " + limit(rule), MoreCalls.untold(""));
        }
        MoreCalls more = moreForInterval(rule, distribution, estimate, us);
        return result(
                rule,
                Optional.of(estimate),
                Verdict.UNSURE,
                said + ", which holds " + bare(rule) + ": " + more.said(),
                more);
    }

    /** On which side of the limit it lies, for whoever cannot wait for more calls. */
    private static String soFar(Rule rule, Distribution.Estimate estimate) {
        return estimate.us().isEmpty()
                ? ""
                : rule.allows(estimate.us().getAsDouble() / US_A_MS)
                        ? "; so far it is within the limit of " + bare(rule)
                        : "; so far it is beyond the limit of " + bare(rule);
    }

    /** Calls that would bring as many independent turns as the percentile needs, at this run's turns a call and ICC. */
    private static MoreCalls moreForPercentile(Distribution.Estimate estimate) {
        double aCall = estimate.independent() / Math.max(1, estimate.calls());
        long calls = (long) Math.ceil(Math.max(0, estimate.needed() - estimate.independent()) / aCall);
        return MoreCalls.about(Math.max(calls, ClusterBootstrap.FEWEST_CLUSTERS - estimate.calls()));
    }

    private static MoreCalls moreForInterval(
            Rule rule, Distribution distribution, Distribution.Estimate estimate, Interval us) {
        if (estimate.us().isEmpty() || !us.isBounded()) {
            return MoreCalls.untold("more calls may not tell, since " + distribution.unended());
        }
        double value = estimate.us().getAsDouble() / US_A_MS;
        double end = (value <= rule.limit() ? us.high() : us.low()) / US_A_MS;
        double factor = Math.pow((end - value) / (rule.limit() - value), 2);
        return MoreCalls.byFactor(estimate.calls(), factor);
    }

    private static GateResult result(
            Rule rule, Optional<Distribution.Estimate> estimate, Verdict verdict, String reason, MoreCalls more) {
        List<Double> ci95 = estimate.flatMap(Distribution.Estimate::ci95)
                .filter(Interval::isBounded)
                .map(i -> List.of(Math.round(i.low()) / US_A_MS, Math.round(i.high()) / US_A_MS))
                .orElse(List.of());
        Double value = estimate.map(Distribution.Estimate::us)
                .filter(OptionalDouble::isPresent)
                .map(us -> Math.round(us.getAsDouble()) / US_A_MS)
                .orElse(null);
        return new GateResult(
                rule.metric(),
                rule.text(),
                value,
                rule.limit(),
                rule.unit(),
                ci95,
                verdict,
                reason,
                null,
                null,
                null,
                more.number());
    }

    /** The metric and its percentile. */
    static String name(Rule rule) {
        double percent = rule.p() * 100;
        String digits = String.format(Locale.ROOT, "%.3f", percent).replaceAll("\\.?0+$", "");
        return rule.metric() + " p" + digits;
    }

    private static String limit(Rule rule) {
        return (rule.inclusive() ? "<= " : "< ") + bare(rule);
    }

    private static String bare(Rule rule) {
        return ms(rule.limit() * US_A_MS);
    }

    private static String ms(double us) {
        double ms = us / US_A_MS;
        return String.format(Locale.ROOT, Math.abs(ms) < 10 ? "%.1f ms" : "%.0f ms", ms);
    }
}
