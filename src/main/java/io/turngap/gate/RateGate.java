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
 */
final class RateGate {

    private static final int MOST_TRIALS = 10_000_000;

    private RateGate() {}

    static GateResult judge(Rule rule, Evaluation evaluation) {
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
        double low = interval.get().low() * 100;
        double high = interval.get().high() * 100;
        double value = share.rate() * 100;
        String seen = share.hits() + " of " + share.total() + " " + share.unit() + " (" + percent(value) + ")";
        String range = seen + ", 95 % sure of " + percent(low) + " to " + percent(high);
        if (rule.atLeast() && rule.limit() == 100) {
            return share.hits() == share.total()
                    ? result(
                            rule,
                            value,
                            low,
                            high,
                            Verdict.PASS,
                            seen + " in this run; the rate may be down to " + percent(low))
                    : result(rule, value, low, high, Verdict.FAIL, seen + "; all of them are wanted");
        }
        if (!rule.atLeast() && rule.limit() == 0) {
            return share.hits() == 0
                    ? result(
                            rule,
                            value,
                            low,
                            high,
                            Verdict.PASS,
                            seen + " in this run; the rate may be up to " + percent(high))
                    : result(rule, value, low, high, Verdict.FAIL, seen + "; none is allowed");
        }
        String inside = rule.atLeast() ? ", above " : ", below ";
        if (rule.allows(worse(rule, interval.get()) * 100)) {
            return result(rule, value, low, high, Verdict.PASS, range + inside + percent(rule.limit()));
        }
        String outside = rule.atLeast() ? ", below " : ", above ";
        if (!rule.allows(better(rule, interval.get()) * 100)) {
            return result(rule, value, low, high, Verdict.FAIL, range + outside + percent(rule.limit()));
        }
        String side = rule.allows(value) ? "within" : "beyond";
        return result(
                rule,
                value,
                low,
                high,
                Verdict.UNSURE,
                range + ": " + side + " the limit of " + percent(rule.limit()) + ", but not surely; "
                        + more(rule, share));
    }

    /** The fewest calls at which the same rate would be surely within, or surely beyond, the limit. */
    private static String more(Rule rule, Share share) {
        double rate = share.rate();
        boolean within = rule.allows(rate * 100);
        long trials = (long) Math.max(1, Math.floor(share.total() / share.designEffect()));
        double aCall = (double) trials / Math.max(1, share.calls());
        long low = trials;
        long high = trials;
        while (high < MOST_TRIALS && !tells(rule, rate, (int) high, within)) {
            low = high;
            high = Math.min(MOST_TRIALS, high * 2);
        }
        while (high - low > 1) {
            long middle = (low + high) / 2;
            if (tells(rule, rate, (int) middle, within)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return MoreCalls.about((long) Math.ceil((high - trials) / aCall));
    }

    private static boolean tells(Rule rule, double rate, int trials, boolean within) {
        Interval interval = Proportions.wilson((int) Math.round(rate * trials), trials);
        return within ? rule.allows(worse(rule, interval) * 100) : !rule.allows(better(rule, interval) * 100);
    }

    private static double worse(Rule rule, Interval interval) {
        return rule.atLeast() ? interval.low() : interval.high();
    }

    private static double better(Rule rule, Interval interval) {
        return rule.atLeast() ? interval.high() : interval.low();
    }

    private static GateResult result(Rule rule, double value, double low, double high, Verdict verdict, String reason) {
        return new GateResult(
                rule.metric(),
                rule.text(),
                rounded(value),
                rule.limit(),
                rule.unit(),
                List.of(rounded(low), rounded(high)),
                verdict,
                reason);
    }

    private static double rounded(double percent) {
        return Math.round(percent * 1000) / 1000.0;
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.2f", value).replaceAll("\\.?0+$", "") + " %";
    }
}
