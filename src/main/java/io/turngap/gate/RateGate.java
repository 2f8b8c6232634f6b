package io.turngap.gate;

import io.turngap.measure.Evaluation;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Share;
import io.turngap.stats.Interval;
import io.turngap.stats.Proportions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Is a rate below a limit, and not by chance?
 *
 * <p>Wilson's 95 % interval over as many independent trials as the turns are worth decides as for percentiles: PASS below, FAIL above,
 * UNSURE when it holds the limit. So "0 of 80 turns missed" does not pass {@code missed <= 1 %}: a rate of 4 % gives that, too, now and
 * then. The reason says where the value stands and how many more calls would tell.
 *
 * <p>A limit of 0 % can never be shown of a rate; it is read as a statement on this run: PASS when there was none, FAIL when there was
 * one. The same of 100 % where more is better.
 *
 * <p>At one of several looks the interval is as much wider as {@link Looks} asks.
 */
final class RateGate {

    private static final int MOST_TRIALS = 10_000_000;

    private RateGate() {}

    static GateResult judge(Rule rule, Evaluation evaluation, Looks looks) {
        Share share = evaluation.share(rule.metric());
        Optional<Interval> interval = share.ci95();
        if (interval.isEmpty()) {
            return new GateResult(
                    rule.metric(),
                    rule.text(),
                    null,
                    rule.limit(),
                    rule.unit(),
                    List.of(),
                    Verdict.UNSURE,
                    share.name().equals(Share.GOODPUT)
                            ? "the run has no turns, or no target (slo_ms): folders of earlier versions name none"
                            : "there were no " + share.unit() + " to tell from");
        }
        double value = share.rate() * 100;
        String seen = share.hits() + " of " + share.total() + " " + share.unit() + " (" + percent(value) + ")";
        if (rule.limit() == (rule.atLeast() ? 100 : 0)) {
            return ofThisRun(rule, share, seen);
        }
        Interval held = Proportions.wilson(share.hits(), share.total(), share.designEffect(), looks.tail())
                .holding(share.rate());
        String range = seen + ", " + looks.sure() + percent(held.low() * 100) + " to " + percent(held.high() * 100)
                + looks.said();
        if (rule.allows(worse(rule, held) * 100)) {
            String inside = rule.atLeast() ? ", above " : ", below ";
            return result(rule, share, Verdict.PASS, range + inside + percent(rule.limit()));
        }
        if (!rule.allows(better(rule, held) * 100)) {
            String outside = rule.atLeast() ? ", below " : ", above ";
            return result(rule, share, Verdict.FAIL, range + outside + percent(rule.limit()));
        }
        String side = rule.allows(value) ? "within" : "beyond";
        MoreCalls more = more(rule, share, looks.tail());
        return result(
                rule,
                share,
                Verdict.UNSURE,
                range + ": " + side + " the limit of " + percent(rule.limit()) + ", but not surely; " + more.said(),
                more);
    }

    /** A limit that no sample can show of a rate is read as a statement on this run. */
    private static GateResult ofThisRun(Rule rule, Share share, String seen) {
        Interval interval = share.ci95().orElseThrow();
        if (rule.atLeast()) {
            return share.hits() == share.total()
                    ? result(
                            rule,
                            share,
                            Verdict.PASS,
                            seen + " in this run; the rate may be down to " + percent(interval.low() * 100))
                    : result(rule, share, Verdict.FAIL, seen + "; all of them are wanted");
        }
        return share.hits() == 0
                ? result(
                        rule,
                        share,
                        Verdict.PASS,
                        seen + " in this run; the rate may be up to " + percent(interval.high() * 100))
                : result(rule, share, Verdict.FAIL, seen + "; none is allowed");
    }

    /** The fewest calls at which the same rate would be surely within, or surely beyond, the limit. */
    private static MoreCalls more(Rule rule, Share share, double tail) {
        double rate = share.rate();
        boolean within = rule.allows(rate * 100);
        long trials = (long) Math.max(1, Math.floor(share.total() / share.designEffect()));
        double aCall = (double) trials / Math.max(1, share.calls());
        long low = trials;
        long high = trials;
        while (high < MOST_TRIALS && !tells(rule, rate, (int) high, within, tail)) {
            low = high;
            high = Math.min(MOST_TRIALS, high * 2);
        }
        while (high - low > 1) {
            long middle = (low + high) / 2;
            if (tells(rule, rate, (int) middle, within, tail)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return MoreCalls.about((long) Math.ceil((high - trials) / aCall));
    }

    private static boolean tells(Rule rule, double rate, int trials, boolean within, double tail) {
        Interval interval = Proportions.wilson((int) Math.round(rate * trials), trials, 1, tail);
        return within ? rule.allows(worse(rule, interval) * 100) : !rule.allows(better(rule, interval) * 100);
    }

    private static double worse(Rule rule, Interval interval) {
        return rule.atLeast() ? interval.low() : interval.high();
    }

    private static double better(Rule rule, Interval interval) {
        return rule.atLeast() ? interval.high() : interval.low();
    }

    private static GateResult result(Rule rule, Share share, Verdict verdict, String reason) {
        return result(rule, share, verdict, reason, MoreCalls.untold(""));
    }

    private static GateResult result(Rule rule, Share share, Verdict verdict, String reason, MoreCalls more) {
        Interval ci95 = share.ci95().orElseThrow();
        return new GateResult(
                rule.metric(),
                rule.text(),
                rounded(share.rate() * 100),
                rule.limit(),
                rule.unit(),
                List.of(rounded(ci95.low() * 100), rounded(ci95.high() * 100)),
                verdict,
                reason,
                null,
                null,
                null,
                more.number());
    }

    private static double rounded(double percent) {
        return Math.round(percent * 1000) / 1000.0;
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.2f", value).replaceAll("\\.?0+$", "") + " %";
    }
}
