package io.turngap.gate;

import io.turngap.measure.Distribution;
import io.turngap.measure.Evaluation;
import io.turngap.measure.Share;
import io.turngap.stats.ClusterBootstrap;
import io.turngap.stats.Clustered;
import io.turngap.stats.Effect;
import io.turngap.stats.Exceedance;
import io.turngap.stats.Interval;
import io.turngap.stats.OrderStatistics;
import io.turngap.stats.PermutationTest;
import io.turngap.stats.Power;
import io.turngap.stats.Proportions;
import io.turngap.stats.TailExcess;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a regression rule holds against each other: a percentile of two runs as the log of its ratio, or a rate of two runs as its
 * difference.
 *
 * <p>The interval of a percentile is a bootstrap of calls under the design: pairs together, several baseline runs in two levels. That of a
 * rate is Newcombe's (1998, method 10) from each run's own interval of Wilson on as many trials as its turns are worth, since a bootstrap
 * of a rate without a single hit has no width; of several baseline runs it is widened to hold the bootstrap's, which knows how runs differ.
 *
 * @param rule the rule
 * @param question the values of both runs, the baseline first
 * @param was the baseline's figure
 * @param is this run's
 * @param margin an effect up to this is nothing to block a release for: the rule's percentage, and of a percentile at least {@link
 *     #FLOOR_MS}
 * @param floored true when it is {@link #FLOOR_MS} that makes the margin
 * @param interval of the effect, 95 %; empty where the runs cannot carry one
 * @param held the same as this look is held to; of one look, the same
 * @param error of the effect that was seen, from the draws; of a rate from its interval
 * @param between true where several baseline runs differ so much among themselves that the effect may be no more than that
 * @param shortage what the runs lack, where they cannot carry an interval
 */
record Contrast(
        Rule rule,
        PermutationTest.Question question,
        Figure was,
        Figure is,
        double margin,
        boolean floored,
        Optional<Interval> interval,
        Optional<Interval> held,
        ClusterBootstrap.Estimate error,
        boolean between,
        Optional<Lack> shortage) {

    /** A percentile that got worse by less than this is no reason to block a release: nobody hears it. */
    static final double FLOOR_MS = 20;

    private static final double US_A_MS = 1_000;
    /** Percentiles below a millisecond count as one: the instrument cannot tell them apart. */
    private static final double LEAST_US = PercentileChange.LEAST_US;

    /**
     * One run's figure.
     *
     * @param value ms of a percentile, percent of a rate; infinite where censoring keeps it out of reach
     * @param said in words
     */
    record Figure(double value, String said) {}

    /**
     * What two runs lack.
     *
     * @param why half a sentence
     * @param more what would mend it
     */
    record Lack(String why, MoreCalls more) {}

    /** A contrast, or why there is none. */
    record Attempt(Optional<Contrast> contrast, Lack lack) {

        private static Attempt none(String why, MoreCalls more) {
            return new Attempt(Optional.empty(), new Lack(why, more));
        }
    }

    static Attempt of(Rule rule, Evaluation run, Baseline against, Drawing drawing) {
        Evaluation baseline = against.evaluation();
        boolean rate = isRate(rule);
        Optional<Distribution> now = rate ? Optional.empty() : values(run, rule);
        Optional<Distribution> then = rate ? Optional.empty() : values(baseline, rule);
        Optional<Clustered> is = rate ? trials(run, rule) : now.map(Distribution::data);
        Optional<Clustered> was = rate ? trials(baseline, rule) : then.map(Distribution::data);
        if (is.isEmpty() || was.isEmpty()) {
            String where = is.isPresent() ? "in the baseline" : was.isPresent() ? "in this run" : "in either run";
            return Attempt.none("there was no value of " + rule.metric() + " " + where, MoreCalls.untold(""));
        }
        int calls = Math.min(is.get().clusters(), was.get().clusters());
        if (calls < ClusterBootstrap.FEWEST_CLUSTERS) {
            return Attempt.none(
                    "needs " + ClusterBootstrap.FEWEST_CLUSTERS + " calls with a value of " + rule.metric()
                            + " in either run; this one has " + is.get().clusters() + ", the baseline "
                            + was.get().clusters(),
                    more(is.get(), was.get(), ClusterBootstrap.FEWEST_CLUSTERS));
        }
        if (now.isPresent() && then.isPresent() && !reached(now.get(), rule) && !reached(then.get(), rule)) {
            return Attempt.none(
                    LimitGate.name(rule) + " was not reached in either run, so nothing tells which is worse: "
                            + now.get().unended() + ", in the baseline "
                            + then.get().unended(),
                    MoreCalls.untold(""));
        }
        return new Attempt(
                Optional.of(
                        rate
                                ? ofRate(rule, run, baseline, drawing)
                                : ofPercentile(rule, then.orElseThrow(), now.orElseThrow(), drawing)),
                new Lack("", MoreCalls.untold("")));
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

    private static Contrast ofPercentile(Rule rule, Distribution then, Distribution now, Drawing drawing) {
        Clustered was = then.data();
        Clustered is = now.data();
        PermutationTest.Question question = new PermutationTest.Question(was, is, effect(rule.p()));
        double wasUs = Effect.quantile(was, rule.p());
        double floor = FLOOR_MS * US_A_MS / Math.max(LEAST_US, wasUs);
        double share = rule.limit() / 100;
        Optional<Lack> shortage = shortage(rule, was, is, drawing.looks());
        ClusterBootstrap.Estimate held = drawing.held(rule, question);
        ClusterBootstrap.Estimate shown = drawing.looks().most() == 1 ? held : drawing.shown(rule, question);
        boolean carried = shortage.isEmpty();
        return new Contrast(
                rule,
                question,
                ms(wasUs, then),
                ms(Effect.quantile(is, rule.p()), now),
                Math.log1p(Math.max(share, floor)),
                floor > share,
                Optional.of(shown.interval().holding(shown.effect())).filter(unused -> carried),
                Optional.of(held.interval().holding(held.effect())).filter(unused -> carried),
                held,
                drawing.design().isSeveralRuns() && !(held.interval().low() > 0),
                shortage);
    }

    /** Of a percentile. */
    static Effect effect(double p) {
        return Effect.logRatio(p, LEAST_US);
    }

    private static Contrast ofRate(Rule rule, Evaluation run, Evaluation baseline, Drawing drawing) {
        Share was = baseline.share(rule.metric());
        Share is = run.share(rule.metric());
        boolean lost = Share.moreIsBetter(rule.metric());
        PermutationTest.Question question =
                new PermutationTest.Question(was.trials(), is.trials(), lost ? Effect.loss() : Effect.difference());
        Interval interval = newcombe(was, is, lost, OrderStatistics.TAIL);
        Interval held = newcombe(was, is, lost, drawing.looks().tail());
        double runs = 0;
        boolean between = false;
        if (drawing.design().isSeveralRuns()) {
            ClusterBootstrap.Estimate drawn = drawing.held(rule, question);
            interval = hull(interval, drawing.shown(rule, question).interval());
            held = hull(held, drawn.interval());
            runs = drawn.betweenRuns();
            between = !(drawn.interval().low() > 0);
        }
        double seen = question.seen();
        double error = (interval.high() - seen) / Power.critical(OrderStatistics.TAIL);
        return new Contrast(
                rule,
                question,
                counted(was),
                counted(is),
                rule.limit() / 100,
                false,
                Optional.of(interval),
                Optional.of(held),
                new ClusterBootstrap.Estimate(seen, held, error, runs),
                between,
                Optional.empty());
    }

    private static Interval newcombe(Share was, Share is, boolean lost, double tail) {
        Interval difference = Proportions.newcombe(
                was.rate(),
                Proportions.wilson(was.hits(), was.total(), was.designEffect(), tail),
                is.rate(),
                Proportions.wilson(is.hits(), is.total(), is.designEffect(), tail));
        return lost ? new Interval(-difference.high(), -difference.low()) : difference;
    }

    private static Interval hull(Interval one, Interval other) {
        return one.holding(other.low()).holding(other.high());
    }

    private static Optional<Lack> shortage(Rule rule, Clustered was, Clustered is, Looks looks) {
        int needed = OrderStatistics.needed(rule.p(), looks.tail());
        if (Math.min(was.independent(), is.independent()) >= needed) {
            return Optional.empty();
        }
        return Optional.of(new Lack(
                "needs " + needed + " independent turns in either run; this one has " + (long) is.independent()
                        + ", the baseline " + (long) was.independent(),
                more(
                        is,
                        was,
                        needed * Math.max(is.clusters() / is.independent(), was.clusters() / was.independent()))));
    }

    /** What each run lacks of so many calls. */
    private static MoreCalls more(Clustered is, Clustered was, double calls) {
        long here = (long) Math.ceil(calls) - is.clusters();
        long there = (long) Math.ceil(calls) - was.clusters();
        if (here > 0 && there <= 0) {
            return MoreCalls.about(here);
        }
        String said = here > 0
                ? "about " + here + " more calls in this run, and " + there + " more in the baseline, would do"
                : "a baseline of about " + Math.max(1, there) + " more calls would do";
        return MoreCalls.of(Math.max(here, there), said);
    }

    /** The ways to ask whether chance gives such an effect that share a level. */
    List<PermutationTest.Question> sizes() {
        return isRate() ? List.of(question) : sizes(question, rule.p());
    }

    /** Of a percentile: its size first, and of the slow end its excess. */
    static List<PermutationTest.Question> sizes(PermutationTest.Question question, double p) {
        return TailExcess.suits(p)
                ? Stream.concat(
                                Stream.of(question),
                                TailExcess.question(question.first(), question.second(), p, LEAST_US).stream())
                        .toList()
                : List.of(question);
    }

    /** A further way with a level of its own: of a percentile within reach. */
    Optional<PermutationTest.Question> above() {
        return isRate() ? Optional.empty() : Exceedance.question(question.first(), question.second(), rule.p());
    }

    static boolean isRate(Rule rule) {
        return Share.NAMES.contains(rule.metric()) && !rule.stage();
    }

    boolean isRate() {
        return isRate(rule);
    }

    /** An effect in the unit of the rule: percent of the baseline's percentile, or percentage points of a rate. */
    double percent(double effect) {
        return 100 * (isRate() ? effect : Math.expm1(effect));
    }

    private static Figure counted(Share share) {
        double percent = share.rate() * 100;
        return new Figure(
                percent, String.format(Locale.ROOT, "%.1f %% (%d of %d)", percent, share.hits(), share.total()));
    }

    private static Figure ms(double us, Distribution of) {
        String said = Double.isFinite(us)
                ? String.format(Locale.ROOT, Math.abs(us) < 10 * US_A_MS ? "%.1f ms" : "%.0f ms", us / US_A_MS)
                : "not reached (" + of.unended() + ")";
        return new Figure(us / US_A_MS, said);
    }
}
