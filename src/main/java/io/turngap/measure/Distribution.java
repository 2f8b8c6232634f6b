package io.turngap.measure;

import io.turngap.stats.ClusterBootstrap;
import io.turngap.stats.Clustered;
import io.turngap.stats.Interval;
import io.turngap.stats.OrderStatistics;
import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The values of one metric or stage over a run, and what can be said of their percentiles.
 *
 * <p>Percentiles come from an HdrHistogram (1 µs to 10 min, 3 digits), which holds no negative value; where values are negative (overlap)
 * or censored they come from the exact values instead, by the same nearest rank or by Kaplan–Meier. Intervals come from a bootstrap over
 * calls whose draws depend on the run's seed and the name alone, so that asking again gives the same.
 */
public final class Distribution {

    /** Largest value that a histogram holds, µs: ten minutes. */
    public static final long LARGEST_US = 600_000_000L;

    /** The percentiles of every summary. */
    private static final double[] PERCENTILES = {0.5, 0.9, 0.95, 0.99};

    private static final double US_A_MS = 1_000.0;

    private final String name;
    private final long seed;
    private final Clustered data;
    private final long negative;
    /** All values, where {@link #data} holds a sample of calls. */
    private final @Nullable Tally all;

    private final int calls;

    private Distribution(String name, long seed, Clustered data, long negative, @Nullable Tally all, int calls) {
        this.name = name;
        this.seed = seed;
        this.data = data;
        this.negative = negative;
        this.all = all;
        this.calls = calls;
    }

    /** The distribution of {@code values}, in any order. */
    public static Distribution of(String name, List<Metrics.Value> values, long seed) {
        Clustered data = Clustered.of(values.stream()
                .map(value -> new Clustered.Point(value.call(), value.us(), value.censored()))
                .toList());
        long negative = values.stream().filter(value -> value.us() < 0).count();
        return new Distribution(name, seed, data, negative, null, data.clusters());
    }

    /**
     * This distribution as that of a sample of calls: percentiles come from {@code tally}, which counted all values, and the sample says only
     * how alike those of one call are. Intervals are then order statistics of as many values as these are worth independent ones.
     *
     * @param allCalls how many calls the values came from
     */
    Distribution within(Tally tally, int allCalls) {
        return new Distribution(name, seed, data, tally.negative(), tally, allCalls);
    }

    /** How many values there are, whether or not they stand in the journal. */
    public long n() {
        return all == null ? data.n() : all.n();
    }

    private long censored() {
        return all == null ? data.censored() : all.censored();
    }

    private boolean isLastObserved() {
        return all == null ? data.isLastObserved() : all.isLastObserved();
    }

    private OptionalDouble max() {
        return all == null ? data.max() : all.max();
    }

    /**
     * What is known of one percentile. Microseconds.
     *
     * @param p from 0 to 1
     * @param us the percentile; empty when there is no value, or too many are censored
     * @param ci95 its 95 % interval; empty when the sample cannot carry one. The upper end is infinite where censoring hides it
     * @param lowerBoundUs below this the true percentile does not lie, 97.5 % confidence, no assumption but the design effect; empty
     *     when there are too few values even for that
     * @param independent how many independent turns would tell as much as these
     * @param needed how many are needed for an interval of this percentile
     * @param calls how many calls the values came from
     */
    public record Estimate(
            double p,
            OptionalDouble us,
            Optional<Interval> ci95,
            OptionalDouble lowerBoundUs,
            double independent,
            int needed,
            int calls) {

        /** True when the sample can carry an interval of this percentile. */
        public boolean isCarried() {
            return independent >= needed && calls >= ClusterBootstrap.FEWEST_CLUSTERS;
        }

        /** What is missing, where the sample cannot carry this percentile. */
        public Optional<String> shortage() {
            if (independent < needed) {
                return Optional.of("needs " + needed + " independent turns, has " + (long) Math.floor(independent));
            }
            return isCarried()
                    ? Optional.empty()
                    : Optional.of("needs " + ClusterBootstrap.FEWEST_CLUSTERS + " calls, has " + calls);
        }
    }

    /** Name of the metric or stage. */
    public String name() {
        return name;
    }

    /** The values, sorted, µs; of a run whose journal holds a sample of its calls, those of the sample. */
    public Clustered data() {
        return data;
    }

    /** The estimate of one percentile, {@code p} between 0 and 1. */
    public Estimate estimate(double p) {
        return estimate(p, OrderStatistics.TAIL);
    }

    /**
     * The same where either end of an interval may miss with {@code tail}, as of a run that is looked at several times; what the estimate
     * calls 95 % is then 1 − 2 {@code tail}.
     */
    public Estimate estimate(double p, double tail) {
        return estimates(new double[] {p}, tail).getFirst();
    }

    private List<Estimate> estimates(double[] ascending, double tail) {
        if (all != null) {
            return estimates(all, ascending, tail);
        }
        OptionalDouble[] values = values(ascending);
        List<Estimate> bare = new ArrayList<>();
        for (int i = 0; i < ascending.length; i++) {
            double p = ascending[i];
            bare.add(new Estimate(
                    p,
                    values[i],
                    Optional.empty(),
                    data.lowerBound(p, tail),
                    data.independent(),
                    OrderStatistics.needed(p, tail),
                    data.clusters()));
        }
        double[] carried = bare.stream()
                .filter(Estimate::isCarried)
                .mapToDouble(Estimate::p)
                .toArray();
        if (carried.length == 0) {
            return bare;
        }
        List<Interval> intervals = ClusterBootstrap.intervals(
                data,
                carried,
                ClusterBootstrap.draws(data.n()),
                tail,
                new Seeds(seed).at("bootstrap").at(name).random());
        List<Estimate> all = new ArrayList<>();
        int next = 0;
        for (Estimate e : bare) {
            if (e.isCarried()) {
                Interval drawn = intervals.get(next++);
                // The histogram rounds to 3 digits and to a rank; its value must not stand beside its own interval.
                Interval interval = e.us().isPresent() ? drawn.holding(e.us().getAsDouble()) : reachable(drawn, e);
                all.add(new Estimate(
                        e.p(),
                        e.us(),
                        Optional.of(interval),
                        e.lowerBoundUs(),
                        e.independent(),
                        e.needed(),
                        e.calls()));
            } else {
                all.add(e);
            }
        }
        return all;
    }

    /**
     * From all values. A sample of as many independent values as these are worth has the percentile between two of its order statistics; they
     * are taken at the same shares of all values. Where values are censored the same shares of Kaplan and Meier's curve are taken.
     */
    private List<Estimate> estimates(Tally tally, double[] ascending, double tail) {
        double worth = tally.n() / (data.n() > 0 ? data.designEffect() : Math.max(1.0, (double) tally.n() / calls));
        int independent = (int) Math.min(Integer.MAX_VALUE - 1, Math.floor(worth));
        List<Estimate> found = new ArrayList<>();
        for (double p : ascending) {
            OptionalInt low = OrderStatistics.lowerRank(independent, p, tail);
            OptionalInt high = OrderStatistics.upperRank(independent, p, tail);
            OptionalDouble us = at(tally, p);
            OptionalDouble from = low.isEmpty() ? OptionalDouble.empty() : at(tally, share(low, independent));
            Optional<Interval> ci95 = Optional.empty();
            if (low.isPresent() && high.isPresent() && from.isPresent()) {
                double to = at(tally, share(high, independent)).orElse(Double.POSITIVE_INFINITY);
                Interval interval = new Interval(from.getAsDouble(), to);
                ci95 = Optional.of(us.isPresent() ? interval.holding(us.getAsDouble()) : interval);
            }
            Estimate e = new Estimate(p, us, ci95, from, worth, OrderStatistics.needed(p, tail), calls);
            found.add(e.isCarried() ? e : new Estimate(p, us, Optional.empty(), from, worth, e.needed(), calls));
        }
        return found;
    }

    private static double share(OptionalInt rank, int of) {
        return Math.min(1, (double) rank.getAsInt() / of);
    }

    private static OptionalDouble at(Tally tally, double p) {
        return tally.quantiles(new double[] {p})[0];
    }

    /** Where no draw reached the percentile, all that is known of it is what lies surely below. */
    private static Interval reachable(Interval drawn, Estimate e) {
        return Double.isInfinite(drawn.low()) && e.lowerBoundUs().isPresent()
                ? new Interval(e.lowerBoundUs().getAsDouble(), drawn.high())
                : drawn;
    }

    private OptionalDouble[] values(double[] percentiles) {
        if (data.n() == 0 || data.censored() > 0 || negative > 0) {
            return Arrays.stream(percentiles).mapToObj(data::quantile).toArray(OptionalDouble[]::new);
        }
        Histogram histogram = new Histogram(1, LARGEST_US, 3);
        data.forEach(value -> histogram.recordValue(Math.clamp((long) value, 0, LARGEST_US)));
        // A histogram answers with the upper end of a bucket, which may lie above the largest value.
        double max = data.max().orElse(LARGEST_US);
        return Arrays.stream(percentiles)
                .mapToObj(p -> OptionalDouble.of(Math.min(max, histogram.getValueAtPercentile(p * 100))))
                .toArray(OptionalDouble[]::new);
    }

    /** As it stands in {@code run.json}. */
    public RunRecord.Summary summary() {
        List<Estimate> estimates = estimates(PERCENTILES, OrderStatistics.TAIL);
        Map<String, List<Double>> ci95 = new LinkedHashMap<>();
        Map<String, String> notes = new LinkedHashMap<>();
        for (Estimate e : estimates) {
            String key = "p" + Math.round(e.p() * 100) + "_ms";
            e.ci95().filter(Interval::isBounded).ifPresent(i -> ci95.put(key, List.of(ms(i.low()), ms(i.high()))));
            if (n() > 0) {
                note(e).ifPresent(note -> notes.put(key, note));
            }
        }
        if (negative > 0) {
            notes.put("n", negative + " values are negative: the agent began before the caller had finished");
        }
        OptionalDouble max = max();
        if (max.isPresent() && censored() > 0 && !isLastObserved()) {
            notes.put(
                    "max_ms",
                    "a lower bound: the longest " + (isReply() ? "was never answered" : "was not seen to end"));
        }
        return new RunRecord.Summary(
                n(),
                ms(estimates.get(0).us()),
                ms(estimates.get(1).us()),
                ms(estimates.get(2).us()),
                ms(estimates.get(3).us()),
                ms(max),
                ci95,
                notes,
                censored());
    }

    private Optional<String> note(Estimate e) {
        if (e.us().isEmpty()) {
            return Optional.of(
                    isReply() ? "beyond " + seconds(max().orElse(0)) + ": " + unended() : "not reached: " + unended());
        }
        if (e.ci95().isPresent() && !e.ci95().get().isBounded()) {
            return Optional.of("at least " + Math.round(e.ci95().get().low() / US_A_MS) + " ms (95 %): that "
                    + unended() + " hides the upper end");
        }
        return e.shortage();
    }

    /** How many of the values are lower bounds only, and why, such as {@code 3 of 60 were never answered}. */
    public String unended() {
        return censored() + " of " + n() + (censored() == 1 ? " was " : " were ")
                + (isReply() ? "never answered" : "not seen to end");
    }

    private boolean isReply() {
        return Metrics.isReply(name);
    }

    private static String seconds(double us) {
        return String.format(Locale.ROOT, "%.1f", us / 1_000_000).replaceAll("\\.0$", "") + " s";
    }

    private static @Nullable Double ms(OptionalDouble us) {
        return us.isEmpty() ? null : ms(us.getAsDouble());
    }

    private static double ms(double us) {
        return Math.round(us) / US_A_MS;
    }
}
