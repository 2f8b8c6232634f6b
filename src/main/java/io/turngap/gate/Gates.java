package io.turngap.gate;

import io.turngap.measure.Evaluation;
import io.turngap.measure.Reasons;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.Validity;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Share;
import io.turngap.stats.ClusterBootstrap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Judges a run by its rules.
 *
 * <p>The run is INVALID, and nothing of it is offered to a rule, when the instrument did not keep up or no turn ended. It FAILs when any
 * rule fails, or when more than {@value #MOST_FAILED_PERCENT} % of its calls failed: what is left of them is no sample of what callers
 * hear. Else it is UNSURE when any rule is, else it PASSes, also when there was no rule.
 */
public final class Gates {

    /** More failed calls than this, in percent, and the run fails whatever its rules say. */
    public static final int MOST_FAILED_PERCENT = 10;

    private Gates() {}

    /**
     * What came of a run.
     *
     * @param gates one result a rule, in their order
     * @param verdict the run's
     * @param reason why, a sentence for people
     * @param tooManyFailed true when more calls failed than {@link #MOST_FAILED_PERCENT} allows
     * @param noTurns true when no turn ended: there is nothing to judge
     */
    public record Judgement(
            List<GateResult> gates, Verdict verdict, String reason, boolean tooManyFailed, boolean noTurns) {
        public Judgement {
            gates = List.copyOf(gates);
        }

        /** This judgement with the same results told in other words. */
        public Judgement with(List<GateResult> told) {
            return new Judgement(told, verdict, reason, tooManyFailed, noTurns);
        }
    }

    /** Judges {@code evaluation} by each of {@code rules}, with no baseline: a regression is UNSURE. */
    public static Judgement judge(List<Rule> rules, Evaluation evaluation, Validity validity) {
        return judge(rules, evaluation, validity, Optional.empty(), 0);
    }

    /**
     * Judges {@code evaluation} by each of {@code rules}.
     *
     * @param baseline what regressions are judged against
     * @param seed the run's seed, from which the permutations come
     */
    public static Judgement judge(
            List<Rule> rules, Evaluation evaluation, Validity validity, Optional<Baseline> baseline, long seed) {
        return judge(rules, evaluation, validity, baseline, seed, List.of());
    }

    /**
     * What is to be judged.
     *
     * @param rules one result each
     * @param evaluation what the run's journal says
     * @param validity whether its instrument kept up
     * @param baseline what regressions are judged against
     * @param seed the run's seed, from which the permutations come
     * @param kept results that stand in the place of a regression's with the same text, which cannot be judged again
     * @param looks how often it is judged
     */
    public record Case(
            List<Rule> rules,
            Evaluation evaluation,
            Validity validity,
            Optional<Baseline> baseline,
            long seed,
            List<GateResult> kept,
            Looks looks) {
        public Case {
            rules = List.copyOf(rules);
            kept = List.copyOf(kept);
        }
    }

    /** As {@link #judge(Case)}, of a run that is over. */
    public static Judgement judge(
            List<Rule> rules,
            Evaluation evaluation,
            Validity validity,
            Optional<Baseline> baseline,
            long seed,
            List<GateResult> kept) {
        return judge(new Case(rules, evaluation, validity, baseline, seed, kept, Looks.ONCE));
    }

    /** Judges a run. */
    public static Judgement judge(Case asked) {
        return judge(asked, ClusterBootstrap.DRAWS);
    }

    /**
     * Judges a run with fewer deals and draws than one verdict deserves: for those who judge hundreds and count the verdicts.
     *
     * @param mostDraws of a regression's permutation test and of its interval
     */
    public static Judgement judge(Case asked, int mostDraws) {
        List<Rule> rules = asked.rules();
        Evaluation evaluation = asked.evaluation();
        Validity validity = asked.validity();
        List<GateResult> kept = asked.kept();
        Share failed = evaluation.share(Share.FAILED_CALLS);
        Share limited = evaluation.share(Share.RATE_LIMITED);
        boolean silent = noneAnswered(evaluation);
        boolean tooMany = tooMany(failed) || tooMany(limited) || silent;
        boolean noTurns = evaluation.counts().getOrDefault("turns", 0L) == 0;
        if (!validity.valid() || noTurns) {
            String why =
                    !validity.valid() ? Reasons.text(validity.reasons()) : "no turn ended: " + lost(failed, limited);
            List<GateResult> none = rules.stream()
                    .map(rule -> new GateResult(
                            rule.metric(),
                            rule.text(),
                            null,
                            rule.limit(),
                            rule.unit(),
                            List.of(),
                            Verdict.INVALID,
                            "the run is invalid, so nothing of it is offered to a gate"))
                    .toList();
            return new Judgement(none, Verdict.INVALID, why, tooMany, noTurns);
        }
        Map<Rule, GateResult> regressions =
                RegressionGate.judge(rules, evaluation, asked.baseline(), asked.seed(), asked.looks(), mostDraws);
        List<GateResult> results = rules.stream()
                .map(rule -> switch (rule.kind()) {
                    case LIMIT -> LimitGate.judge(rule, evaluation, asked.looks());
                    case RATE -> RateGate.judge(rule, evaluation, asked.looks());
                    case REGRESSION ->
                        kept.stream()
                                .filter(before -> before.rule().equals(rule.text()))
                                .findFirst()
                                .orElseGet(() -> Objects.requireNonNull(regressions.get(rule)));
                })
                .toList();
        if (silent) {
            Share missed = evaluation.share(Share.MISSED);
            String why = missed.hits() + " of " + missed.total() + " requests got no answer before the timeout";
            return new Judgement(results, Verdict.FAIL, why, true, false);
        }
        if (tooMany) {
            return new Judgement(
                    results,
                    Verdict.FAIL,
                    String.format(Locale.ROOT, "%s; at most %d %% may", lost(failed, limited), MOST_FAILED_PERCENT),
                    true,
                    false);
        }
        Verdict verdict = has(results, Verdict.FAIL)
                ? Verdict.FAIL
                : has(results, Verdict.UNSURE) ? Verdict.UNSURE : Verdict.PASS;
        return new Judgement(results, verdict, reason(results, verdict), false, false);
    }

    /**
     * How many further calls would decide every gate that is undecided and has such a number, roughly: the largest of their numbers. Empty
     * where no gate is undecided for lack of calls.
     */
    public static OptionalLong furtherCalls(Judgement judgement) {
        return judgement.gates().stream()
                .filter(gate -> gate.verdict() == Verdict.UNSURE)
                .map(GateResult::moreCalls)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .max();
    }

    /** True of a probe in which all that was not refused timed out: its component is no more there than one that refuses to connect. */
    public static boolean noneAnswered(Evaluation evaluation) {
        Share missed = evaluation.share(Share.MISSED);
        return missed.unit().equals("requests") && missed.total() > 0 && missed.hits() == missed.total();
    }

    /** What was lost, for which reason: a limit on requests is none of the failures. */
    private static String lost(Share failed, Share limited) {
        String broken = failed.hits() + " of " + failed.total() + " " + failed.unit() + " failed";
        if (limited.hits() == 0) {
            return broken;
        }
        return limited.hits() + " of " + limited.total() + " requests were refused for a rate limit"
                + (failed.hits() == 0 ? "" : ", " + broken);
    }

    /** True when more calls failed than a sample of what callers hear can bear. */
    static boolean tooMany(Share failed) {
        return failed.hits() * 100L > (long) failed.total() * MOST_FAILED_PERCENT;
    }

    private static boolean has(List<GateResult> results, Verdict verdict) {
        return results.stream().anyMatch(result -> result.verdict() == verdict);
    }

    private static String reason(List<GateResult> results, Verdict verdict) {
        if (results.isEmpty()) {
            return "no gate was given";
        }
        long such =
                results.stream().filter(result -> result.verdict() == verdict).count();
        return such + " of " + results.size() + (results.size() == 1 ? " gate " : " gates ")
                + switch (verdict) {
                    case PASS -> "passed";
                    case FAIL -> "failed";
                    case UNSURE -> "could not be decided";
                    case INVALID -> "had nothing to judge";
                };
    }
}
