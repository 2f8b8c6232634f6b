package io.turngap.gate;

import io.turngap.measure.Evaluation;
import io.turngap.measure.Metrics;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Share;
import io.turngap.stats.ClusterBootstrap;
import io.turngap.stats.Interval;
import io.turngap.stats.PermutationTest;
import io.turngap.time.Seeds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Did it get worse than a baseline by more than a margin, and not by chance?
 *
 * <p>FAIL needs both: the effect exceeds the margin (the rule's percentage, and of a percentile at least 20 ms), and dealing the calls of
 * both runs out anew gives such an effect in less than one of twenty deals, all regression rules of the run together. PASS needs that the
 * 95 % interval of the effect lies below the margin; a percentile that either run is too short to carry never passes. All else is UNSURE,
 * and says roughly how many more calls would tell in four of five cases.
 */
final class RegressionGate {

    private static final double LEVEL = 0.05;
    /** Standard normal quantile of 80 %: the power that is promised. */
    private static final double POWER = 0.8416;
    /** Of 97.5 %: half a 95 % interval in standard errors. */
    private static final double HALF = 1.9600;

    private RegressionGate() {}

    /** Judges all regression rules of a run; other rules are passed over. The same seed gives the same. */
    static Map<Rule, GateResult> judge(List<Rule> rules, Evaluation run, Optional<Baseline> against, long seed) {
        return judge(rules, run, against, seed, ClusterBootstrap.DRAWS);
    }

    /** The same with at most so many deals and draws. */
    static Map<Rule, GateResult> judge(
            List<Rule> rules, Evaluation run, Optional<Baseline> against, long seed, int mostDraws) {
        Map<Rule, GateResult> results = new LinkedHashMap<>();
        Map<Rule, Contrast> contrasts = new LinkedHashMap<>();
        for (Rule rule : rules) {
            if (rule.kind() != Rule.Kind.REGRESSION) {
                continue;
            }
            if (against.isEmpty()) {
                results.put(rule, unsure(rule, "no baseline given (--baseline)"));
                continue;
            }
            Contrast.Attempt attempt = Contrast.of(rule, run, against.get(), seed, mostDraws);
            if (attempt.contrast().isPresent()) {
                contrasts.put(rule, attempt.contrast().get());
            } else {
                results.put(rule, unsure(rule, attempt.reason() + beside(against.get())));
            }
        }
        if (against.isPresent()) {
            judge(List.copyOf(contrasts.values()), against.get(), seed, mostDraws, results);
        }
        return results;
    }

    private static void judge(
            List<Contrast> contrasts, Baseline baseline, long seed, int mostDraws, Map<Rule, GateResult> results) {
        List<PermutationTest.Question> questions =
                contrasts.stream().map(Contrast::question).toList();
        int values = questions.stream()
                .mapToInt(question -> question.first().n() + question.second().n())
                .max()
                .orElse(1);
        int draws = Math.min(mostDraws, ClusterBootstrap.draws(values));
        List<PermutationTest.Answer> answers = PermutationTest.test(
                questions,
                baseline.origin().design(),
                draws,
                new Seeds(seed).at("regression").at("permutation").random());
        String how = String.format(
                Locale.ROOT,
                "%d permutations of calls, seed %d%s",
                draws,
                seed,
                contrasts.size() > 1 ? ", adjusted for " + contrasts.size() + " regression gates" : "");
        for (int i = 0; i < contrasts.size(); i++) {
            Contrast contrast = contrasts.get(i);
            results.put(contrast.rule(), judge(contrast, answers.get(i), baseline, how));
        }
    }

    private static GateResult judge(Contrast it, PermutationTest.Answer answer, Baseline baseline, String how) {
        String seen = seen(it, answer, baseline) + ", p " + p(answer.p()) + " (" + how + "): ";
        boolean chance = !(answer.p() < LEVEL);
        String margin = margin(it);
        if (answer.effect() > it.margin() && !chance) {
            return result(it, answer, Verdict.FAIL, seen + "worse by more than " + margin + beside(baseline));
        }
        if (it.interval().isPresent() && it.interval().get().high() < it.margin()) {
            return result(it, answer, Verdict.PASS, seen + "not worse by " + margin + beside(baseline));
        }
        String why = it.shortage()
                .orElseGet(() -> answer.effect() > it.margin()
                        ? "worse by more than " + margin + ", but chance does such, too; "
                                + (Double.isFinite(answer.effect())
                                        ? more(it, Math.pow((answer.critical() + POWER) / answer.score(), 2))
                                        : unreached(it))
                        : "worse by " + margin + " is not ruled out; " + moreToRuleOut(it, answer));
        return result(it, answer, Verdict.UNSURE, seen + why + beside(baseline));
    }

    /** A percentile out of reach has no size that could be told from another such: the rate has. */
    private static String unreached(Contrast it) {
        return Metrics.isReply(it.rule().metric())
                ? "a gate on the rate tells sooner: missed regresses < 1 %"
                : "more calls may not tell";
    }

    private static String moreToRuleOut(Contrast it, PermutationTest.Answer answer) {
        double errors = it.interval().map(Interval::high).orElse(Double.NaN) - answer.effect();
        double room = it.margin() - answer.effect();
        return more(it, Math.pow((HALF + POWER) / HALF * errors / room, 2));
    }

    /**
     * In words, the calls with which the variance of the effect would be less by {@code factor}: it is the sum of what either run adds,
     * and each adds in inverse proportion to its calls. A longer run against a short baseline may not do.
     */
    private static String more(Contrast it, double factor) {
        int was = it.question().first().clusters();
        int is = it.question().second().clusters();
        // No factor: the effect is infinite, or on the margin.
        if (!Double.isFinite(factor) || factor == 0) {
            return "more calls may not tell";
        }
        double wanted = (1.0 / was + 1.0 / is) / Math.max(1.05, factor);
        double both = Math.ceil(2 / wanted);
        double left = wanted - 1.0 / was;
        double alone = left > 0 ? Math.ceil(1 / left) : Double.POSITIVE_INFINITY;
        if (alone <= 2 * both) {
            return MoreCalls.about((long) alone - is) + ", four times in five (a rough figure)";
        }
        return both - is > 100_000
                ? MoreCalls.about((long) both)
                : String.format(
                        Locale.ROOT,
                        "about %d calls in this run and %d in the baseline would tell, four times in five (a rough figure)",
                        (long) Math.max(both, is),
                        (long) Math.max(both, was));
    }

    private static String seen(Contrast it, PermutationTest.Answer answer, Baseline baseline) {
        String name = it.isRate() ? it.rule().metric() : LimitGate.name(it.rule());
        String unit = !it.isRate() ? " %" : Share.moreIsBetter(it.rule().metric()) ? " points lost" : " points";
        String said = name + " is " + it.is() + ", and " + it.was() + " in the baseline " + baseline.name();
        if (Double.isFinite(answer.effect())) {
            said += ": " + signed(it.percent(answer.effect())) + unit;
        }
        return said
                + it.interval()
                        .filter(Interval::isBounded)
                        .map(i -> ", 95 % sure of " + signed(it.percent(i.low())) + " to "
                                + signed(it.percent(i.high())) + unit)
                        .orElse("");
    }

    private static String margin(Contrast it) {
        String limit = String.format(Locale.ROOT, "%.2f", it.rule().limit()).replaceAll("\\.?0+$", "");
        return limit
                + (it.isRate() ? it.rule().limit() == 1 ? " point" : " points" : " %")
                + (it.floored() ? String.format(Locale.ROOT, " and by %.0f ms", Contrast.FLOOR_MS) : "");
    }

    private static String beside(Baseline baseline) {
        String notes = String.join("; ", baseline.notes());
        String drift = baseline.origin().interleaved() ? "" : Baseline.DRIFT;
        String all = drift + (drift.isEmpty() || notes.isEmpty() ? "" : "; ") + notes;
        return all.isEmpty() ? "" : ". Note: " + all;
    }

    private static GateResult unsure(Rule rule, String reason) {
        return new GateResult(
                rule.metric(), rule.text(), null, rule.limit(), rule.unit(), List.of(), Verdict.UNSURE, reason);
    }

    private static GateResult result(Contrast it, PermutationTest.Answer answer, Verdict verdict, String reason) {
        List<Double> ci95 = it.interval()
                .filter(Interval::isBounded)
                .map(i -> List.of(rounded(it.percent(i.low())), rounded(it.percent(i.high()))))
                .orElse(List.of());
        Rule rule = it.rule();
        return new GateResult(
                rule.metric(),
                rule.text(),
                Double.isFinite(answer.effect()) ? (Double) rounded(it.percent(answer.effect())) : null,
                rule.limit(),
                rule.unit(),
                ci95,
                verdict,
                reason);
    }

    private static double rounded(double percent) {
        return Math.round(percent * 1000) / 1000.0;
    }

    private static String p(double p) {
        return p < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "= %.3f", p);
    }

    private static String signed(double percent) {
        return String.format(Locale.ROOT, "%+.1f", percent + 0.0);
    }
}
