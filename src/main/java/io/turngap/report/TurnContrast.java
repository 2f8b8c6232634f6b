package io.turngap.report;

import io.turngap.measure.RunRecord.Summary;
import io.turngap.measure.Turn;
import io.turngap.stats.Clustered;
import io.turngap.stats.Interval;
import io.turngap.stats.QuantileDifference;
import io.turngap.time.Seeds;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The TTFA of two kinds of turns of one run beside each other.
 *
 * @param first the one kind, in words
 * @param firstTtfa its percentiles
 * @param second the other
 * @param secondTtfa its percentiles
 * @param p50 by how much the second's median lies above the first's
 * @param p95 the same of P95
 */
record TurnContrast(
        String first, Summary firstTtfa, String second, Summary secondTtfa, Difference p50, Difference p95) {

    private static final double US_A_MS = 1_000;

    /**
     * A difference of a percentile, ms.
     *
     * @param ms empty when it is out of reach
     * @param ci95 by a bootstrap over calls; empty where the turns cannot carry one
     */
    record Difference(OptionalDouble ms, Optional<Interval> ci95) {

        /** True when chance alone does not make such a difference, 95 % sure. */
        boolean isSure() {
            return ci95.isPresent() && (ci95.get().low() > 0 || ci95.get().high() < 0);
        }
    }

    /** The contrast; empty when either kind has no TTFA. The same seed gives the same. */
    static Optional<TurnContrast> of(
            String first, List<Turn> firstTurns, String second, List<Turn> secondTurns, long seed) {
        Clustered one = Ttfa.of(firstTurns);
        Clustered other = Ttfa.of(secondTurns);
        if (one.n() == 0 || other.n() == 0) {
            return Optional.empty();
        }
        QuantileDifference difference = new QuantileDifference(one, other);
        Seeds seeds = new Seeds(seed).at("contrast").at(first).at(second);
        return Optional.of(new TurnContrast(
                first,
                Ttfa.summary(first, one, seed),
                second,
                Ttfa.summary(second, other, seed),
                difference(difference, 0.5, Ttfa.carries(one, 0.5) && Ttfa.carries(other, 0.5), seeds),
                difference(difference, 0.95, Ttfa.carries(one, 0.95) && Ttfa.carries(other, 0.95), seeds)));
    }

    private static Difference difference(QuantileDifference it, double p, boolean carried, Seeds seeds) {
        OptionalDouble us = it.of(p);
        Optional<Interval> ci95 = carried && us.isPresent()
                ? it.interval(p, seeds.at("p" + Math.round(p * 100)).random())
                        .map(interval -> interval.holding(us.getAsDouble()))
                        .map(interval -> new Interval(interval.low() / US_A_MS, interval.high() / US_A_MS))
                : Optional.empty();
        return new Difference(
                us.isPresent() ? OptionalDouble.of(us.getAsDouble() / US_A_MS) : OptionalDouble.empty(), ci95);
    }
}
