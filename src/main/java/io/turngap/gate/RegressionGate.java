package io.turngap.gate;

import io.turngap.measure.Evaluation;
import io.turngap.measure.Metrics;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Share;
import io.turngap.stats.ClusterBootstrap;
import io.turngap.stats.Design;
import io.turngap.stats.Exceedance;
import io.turngap.stats.Interval;
import io.turngap.stats.PermutationTest;
import io.turngap.time.Seeds;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Did it get worse than a baseline by more than a margin, and not by chance?
 *
 * <p>FAIL needs both: the effect exceeds the margin (the rule's percentage, and of a percentile at least 20 ms), and dealing the calls of
 * both runs out anew (within pairs, where they were made in pairs) gives such an effect in less than one of twenty deals, all regression
 * rules of the run together. Where the baseline is several runs, the interval that draws runs, too, must lie above 0 besides: dealing calls
 * out does not know that runs differ. PASS needs that the 95 % interval of the effect lies below the margin; a percentile that either run
 * is too short to carry never passes. All else is UNSURE, and says roughly how many more calls would tell in four of five cases.
 *
 * <p>A percentile is put to the deals in several ways: as the log of its ratio, above the median also as the mean excess of the slow end
 * ({@link io.turngap.stats.TailExcess}), the clearer of the two counting and both standing in the family; and as the share above it
 * ({@link Exceedance}).
 *
 * <p>Of a rate whole calls are dealt out, with all turns that they have: turns of a call miss together. Where a call has one trial, as of
 * {@code failed_calls}, that is Fisher's exact test by drawing.
 *
 * <p>At one of several looks both one in twenty and 95 % are what {@link Looks} leaves of them.
 */
final class RegressionGate {

    private static final String NOTE = ". Note: ";

    private RegressionGate() {}

    /**
     * Judges all regression rules of a run; other rules are passed over. The same seed gives the same.
     *
     * @param mostDraws deals and draws are at most so many
     */
    static Map<Rule, GateResult> judge(
            List<Rule> rules, Evaluation run, Optional<Baseline> against, long seed, Looks looks, int mostDraws) {
        Map<Rule, GateResult> results = new LinkedHashMap<>();
        Map<Rule, Contrast> contrasts = new LinkedHashMap<>();
        Optional<Drawing> drawing = against.map(baseline ->
                new Drawing(rules, baseline.origin().design(), looks, new Seeds(seed).at("regression"), mostDraws));
        for (Rule rule : rules) {
            if (rule.kind() != Rule.Kind.REGRESSION) {
                continue;
            }
            if (against.isEmpty() || drawing.isEmpty()) {
                results.put(rule, unsure(rule, "no baseline given (--baseline)", MoreCalls.untold("")));
                continue;
            }
            Contrast.Attempt attempt = Contrast.of(rule, run, against.get(), drawing.get());
            if (attempt.contrast().isPresent()) {
                contrasts.put(rule, attempt.contrast().get());
            } else {
                results.put(
                        rule,
                        unsure(
                                rule,
                                said(attempt.lack()) + beside(against.get()),
                                attempt.lack().more()));
            }
        }
        if (against.isPresent()) {
            judge(List.copyOf(contrasts.values()), against.get(), seed, looks, mostDraws, results);
        }
        return results;
    }

    private static void judge(
            List<Contrast> contrasts,
            Baseline baseline,
            long seed,
            Looks looks,
            int mostDraws,
            Map<Rule, GateResult> results) {
        List<List<PermutationTest.Question>> sizes =
                contrasts.stream().map(Contrast::sizes).toList();
        List<PermutationTest.Question> ratios =
                sizes.stream().flatMap(List::stream).toList();
        int values = ratios.stream()
                .mapToInt(question -> question.first().n() + question.second().n())
                .max()
                .orElse(1);
        int draws = Math.min(mostDraws, ClusterBootstrap.draws(values));
        double level = Exceedance.ofRatio(looks.level());
        Seeds deals = new Seeds(seed).at("regression").at("permutation");
        Design design = baseline.origin().design();
        List<PermutationTest.Answer> answers = PermutationTest.test(ratios, design, draws, level, deals.random());
        List<Optional<PermutationTest.Question>> shares =
                contrasts.stream().map(Contrast::above).toList();
        Iterator<PermutationTest.Answer> above = PermutationTest.test(
                        shares.stream().flatMap(Optional::stream).toList(), design, draws, level, deals.random())
                .iterator();
        String how = String.format(
                Locale.ROOT,
                "%d permutations of calls%s, seed %d%s",
                draws,
                baseline.origin().interleaved() ? " within pairs" : "",
                seed,
                contrasts.size() > 1 ? ", adjusted for " + contrasts.size() + " regression gates" : "");
        int next = 0;
        for (int i = 0; i < contrasts.size(); i++) {
            List<PermutationTest.Answer> own =
                    answers.subList(next, next + sizes.get(i).size());
            next += own.size();
            PermutationTest.Answer clearest = own.stream()
                    .min(Comparator.comparingDouble(PermutationTest.Answer::p))
                    .orElseThrow();
            OptionalDouble share =
                    shares.get(i).isPresent() ? OptionalDouble.of(above.next().p()) : OptionalDouble.empty();
            Answered answered = new Answered(own.getFirst().effect(), clearest, Exceedance.p(clearest.p(), share));
            results.put(contrasts.get(i).rule(), judge(contrasts.get(i), answered, baseline, looks, how));
        }
    }

    /**
     * What came of a contrast.
     *
     * @param effect its size
     * @param clearest of the ways that share a level, the one that chance gives least
     * @param p of all ways to ask
     */
    private record Answered(double effect, PermutationTest.Answer clearest, double p) {}

    private static GateResult judge(Contrast it, Answered answer, Baseline baseline, Looks looks, String how) {
        String seen =
                seen(it, answer, baseline, looks) + ", p " + p(answer.p()) + " (" + how + ")" + looks.said() + ": ";
        boolean chance = !(answer.p() < looks.level());
        boolean larger = answer.effect() > it.margin();
        String margin = margin(it);
        if (larger && !chance && !it.between()) {
            return result(
                    it,
                    answer,
                    Verdict.FAIL,
                    seen + "worse by more than " + margin + beside(baseline),
                    MoreCalls.untold(""));
        }
        if (it.held().isPresent() && it.held().get().high() < it.margin()) {
            return result(
                    it, answer, Verdict.PASS, seen + "not worse by " + margin + beside(baseline), MoreCalls.untold(""));
        }
        Contrast.Lack lack = it.shortage()
                .orElseGet(() -> !larger
                        ? new Contrast.Lack(
                                "worse by " + margin + " is not ruled out",
                                RegressionCalls.toRuleOut(it, baseline, looks))
                        : chance
                                ? new Contrast.Lack(
                                        "worse by more than " + margin + ", but chance does such, too",
                                        Double.isFinite(answer.effect())
                                                ? RegressionCalls.toShow(it, answer.clearest(), baseline)
                                                : MoreCalls.untold(unreached(it)))
                                : new Contrast.Lack(
                                        "worse by more than " + margin
                                                + ", but the runs of the baseline differ so much, too",
                                        MoreCalls.untold("more runs in it would tell")));
        return result(it, answer, Verdict.UNSURE, seen + said(lack) + beside(baseline), lack.more());
    }

    private static String said(Contrast.Lack lack) {
        String more = lack.more().said();
        return lack.why() + (more.isEmpty() ? "" : "; " + more);
    }

    /** A percentile out of reach has no size that could be told from another such: the rate has. */
    private static String unreached(Contrast it) {
        return Metrics.isReply(it.rule().metric())
                ? "a gate on the rate tells sooner: missed regresses < 1 %"
                : "more calls may not tell";
    }

    private static String seen(Contrast it, Answered answer, Baseline baseline, Looks looks) {
        String name = it.isRate() ? it.rule().metric() : LimitGate.name(it.rule());
        String unit = !it.isRate() ? " %" : Share.moreIsBetter(it.rule().metric()) ? " points lost" : " points";
        String said =
                name + " is " + it.is().said() + ", and " + it.was().said() + " in the baseline " + baseline.name();
        if (Double.isFinite(answer.effect())) {
            said += ": " + signed(it.percent(answer.effect())) + unit;
        }
        return said
                + it.held()
                        .filter(Interval::isBounded)
                        .map(i -> ", " + looks.sure() + signed(it.percent(i.low())) + " to "
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
        return all.isEmpty() ? "" : NOTE + all;
    }

    /** A reason with more to say, before what must be said beside every verdict. */
    static String saying(String reason, String more) {
        int note = reason.indexOf(NOTE);
        return note < 0 ? reason + "; " + more : reason.substring(0, note) + "; " + more + reason.substring(note);
    }

    private static GateResult unsure(Rule rule, String reason, MoreCalls more) {
        return new GateResult(
                rule.metric(),
                rule.text(),
                null,
                rule.limit(),
                rule.unit(),
                List.of(),
                Verdict.UNSURE,
                reason,
                null,
                null,
                null,
                more.number());
    }

    private static GateResult result(Contrast it, Answered answer, Verdict verdict, String reason, MoreCalls more) {
        List<Double> ci95 = it.interval()
                .filter(Interval::isBounded)
                .map(i -> List.of(rounded(it.percent(i.low())), rounded(it.percent(i.high()))))
                .orElse(List.of());
        Rule rule = it.rule();
        return new GateResult(
                rule.metric(),
                rule.text(),
                finite(it.percent(answer.effect())),
                rule.limit(),
                rule.unit(),
                ci95,
                verdict,
                reason,
                finite(it.was().value()),
                finite(it.is().value()),
                Math.round(answer.p() * 1e6) / 1e6,
                more.number());
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? (Double) rounded(value) : null;
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
