package io.turngap.gate;

import io.turngap.measure.Distribution;
import io.turngap.measure.Evaluation;
import io.turngap.measure.Share;
import io.turngap.stats.ClusterBootstrap;
import io.turngap.stats.Clustered;
import io.turngap.stats.Design;
import io.turngap.stats.Effect;
import io.turngap.stats.Interval;
import io.turngap.stats.OrderStatistics;
import io.turngap.stats.PermutationTest;
import io.turngap.stats.Proportions;
import io.turngap.time.Seeds;
import java.util.Locale;
import java.util.Optional;

/**
 * What a regression rule holds against each other: a percentile of two runs as the log of its ratio, or a rate of two runs as its
 * difference.
 *
 * @param rule the rule
 * @param question the values of both runs, the baseline first
 * @param was the baseline's figure, in words
 * @param is this run's
 * @param margin an effect up to this is nothing to block a release for: the rule's percentage, and of a percentile at least {@link
 *     #FLOOR_MS}
 * @param floored true when it is {@link #FLOOR_MS} that makes the margin
 * @param interval of the effect, 95 %; empty where the runs cannot carry one
 * @param shortage what they lack then
 */
record Contrast(
        Rule rule,
        PermutationTest.Question question,
        String was,
        String is,
        double margin,
        boolean floored,
        Optional<Interval> interval,
        Optional<String> shortage) {

    /** A percentile that got worse by less than this is no reason to block a release: nobody hears it. */
    static final double FLOOR_MS = 20;

    private static final double US_A_MS = 1_000;
    /** Percentiles below a millisecond count as one: the instrument cannot tell them apart. */
    private static final double LEAST_US = US_A_MS;

    /** A contrast, or why there is none, in words. */
    record Attempt(Optional<Contrast> contrast, String reason) {}

    static Attempt of(Rule rule, Evaluation run, Baseline against, long seed) {
        Evaluation baseline = against.evaluation();
        boolean rate = Share.NAMES.contains(rule.metric()) && !rule.stage();
        Optional<Distribution> now = rate ? Optional.empty() : values(run, rule);
        Optional<Distribution> then = rate ? Optional.empty() : values(baseline, rule);
        Optional<Clustered> is = rate ? trials(run, rule) : now.map(Distribution::data);
        Optional<Clustered> was = rate ? trials(baseline, rule) : then.map(Distribution::data);
        if (is.isEmpty() || was.isEmpty()) {
            String where = is.isPresent() ? "in the baseline" : was.isPresent() ? "in this run" : "in either run";
            return new Attempt(Optional.empty(), "there was no value of " + rule.metric() + " " + where);
        }
        int calls = Math.min(is.get().clusters(), was.get().clusters());
        if (calls < ClusterBootstrap.FEWEST_CLUSTERS) {
            return new Attempt(
                    Optional.empty(),
                    "needs " + ClusterBootstrap.FEWEST_CLUSTERS + " calls with a value of " + rule.metric()
                            + " in either run; this one has " + is.get().clusters() + ", the baseline "
                            + was.get().clusters() + ": "
                            + more(is.get(), was.get(), ClusterBootstrap.FEWEST_CLUSTERS));
        }
        if (now.isPresent() && then.isPresent() && !reached(now.get(), rule) && !reached(then.get(), rule)) {
            return new Attempt(
                    Optional.empty(),
                    LimitGate.name(rule) + " was not reached in either run, so nothing tells which is worse: "
                            + now.get().unended() + ", in the baseline "
                            + then.get().unended());
        }
        return new Attempt(
                Optional.of(
                        rate
                                ? ofRate(rule, run, baseline)
                                : ofPercentile(
                                        rule,
                                        then.orElseThrow(),
                                        now.orElseThrow(),
                                        against.origin().design(),
                                        seed)),
                "");
    }

    private static Optional<Distribution> values(Evaluation evaluation, Rule rule) {
        // A comparison deals out calls of the journal; totals alone have none to deal.
        return rule.in(evaluation).filter(distribution -> distribution.data().n() > 0);
    }

    /** False when so many values are lower bounds only that the percentile lies beyond all of them. */
    private static boolean reached(Distribution it, Rule rule) {
        return Double.isFinite(Effect.quantile(it.data(), rule.p()));
    }

    private static Optional<Clustered> trials(Evaluation evaluation, Rule rule) {
        return Optional.of(evaluation.share(rule.metric()).trials()).filter(data -> data.n() > 0);
    }

    private static Contrast ofPercentile(Rule rule, Distribution then, Distribution now, Design design, long seed) {
        Clustered was = then.data();
        Clustered is = now.data();
        Effect effect = Effect.logRatio(rule.p(), LEAST_US);
        PermutationTest.Question question = new PermutationTest.Question(was, is, effect);
        double wasUs = Effect.quantile(was, rule.p());
        double floor = FLOOR_MS * US_A_MS / Math.max(LEAST_US, wasUs);
        double share = rule.limit() / 100;
        Optional<String> shortage = shortage(rule, was, is);
        Optional<Interval> interval = shortage.isPresent()
                ? Optional.empty()
                : Optional.of(ClusterBootstrap.interval(
                                was,
                                is,
                                effect,
                                design,
                                ClusterBootstrap.draws(was.n() + is.n()),
                                new Seeds(seed)
                                        .at("regression")
                                        .at("bootstrap")
                                        .at(rule.metric() + " " + rule.p())
                                        .random())
                        .holding(question.seen()));
        return new Contrast(
                rule,
                question,
                ms(wasUs, then),
                ms(Effect.quantile(is, rule.p()), now),
                Math.log1p(Math.max(share, floor)),
                floor > share,
                interval,
                shortage);
    }

    /** The interval of a difference of two rates is that of Newcombe (1998, method 10), from each one's own interval of Wilson. */
    private static Contrast ofRate(Rule rule, Evaluation run, Evaluation baseline) {
        Share was = baseline.share(rule.metric());
        Share is = run.share(rule.metric());
        Interval before = was.ci95().orElseThrow();
        Interval after = is.ci95().orElseThrow();
        Interval difference = Proportions.newcombe(was.rate(), before, is.rate(), after);
        boolean lost = Share.moreIsBetter(rule.metric());
        Interval interval = lost ? new Interval(-difference.high(), -difference.low()) : difference;
        return new Contrast(
                rule,
                new PermutationTest.Question(was.trials(), is.trials(), lost ? Effect.loss() : Effect.difference()),
                counted(was),
                counted(is),
                rule.limit() / 100,
                false,
                Optional.of(interval),
                Optional.empty());
    }

    private static Optional<String> shortage(Rule rule, Clustered was, Clustered is) {
        int needed = OrderStatistics.needed(rule.p());
        if (Math.min(was.independent(), is.independent()) >= needed) {
            return Optional.empty();
        }
        return Optional.of("needs " + needed + " independent turns in either run; this one has "
                + (long) is.independent() + ", the baseline " + (long) was.independent() + ": "
                + more(
                        is,
                        was,
                        needed * Math.max(is.clusters() / is.independent(), was.clusters() / was.independent())));
    }

    /** What each run lacks of so many calls. */
    private static String more(Clustered is, Clustered was, double calls) {
        long here = (long) Math.ceil(calls) - is.clusters();
        long there = (long) Math.ceil(calls) - was.clusters();
        return here > 0 && there > 0
                ? "about " + here + " more calls in this run, and " + there + " more in the baseline, would do"
                : here > 0
                        ? MoreCalls.about(here)
                        : "a baseline of about " + Math.max(1, there) + " more calls would do";
    }

    boolean isRate() {
        return rule.p() == 0;
    }

    /** An effect in the unit of the rule: percent of the baseline's percentile, or percentage points of a rate. */
    double percent(double effect) {
        return 100 * (isRate() ? effect : Math.expm1(effect));
    }

    private static String counted(Share share) {
        return String.format(Locale.ROOT, "%.1f %% (%d of %d)", share.rate() * 100, share.hits(), share.total());
    }

    private static String ms(double us, Distribution of) {
        return Double.isFinite(us)
                ? String.format(Locale.ROOT, Math.abs(us) < 10 * US_A_MS ? "%.1f ms" : "%.0f ms", us / US_A_MS)
                : "not reached (" + of.unended() + ")";
    }
}
