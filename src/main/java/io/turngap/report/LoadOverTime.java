package io.turngap.report;

import io.turngap.measure.CallLine;
import io.turngap.measure.Concurrency;
import io.turngap.measure.Goodput;
import io.turngap.measure.Metrics;
import io.turngap.measure.Outcome;
import io.turngap.measure.Turn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * The turns and the calls of a run by slices of its time; bounded, however many there were. A turn belongs to when the caller began to
 * speak.
 *
 * @param bins rows of waits
 * @param cells turns by slice and row
 * @param slice what is known of each slice
 */
record LoadOverTime(TimeSlices slices, LogBins bins, List<int[]> cells, List<Slice> slice) {

    private static final int MOST_SLICES = 60;
    private static final int FEWEST_SLICES = 4;
    private static final int TURNS_A_SLICE = 40;
    private static final int ROWS = 28;
    /** So few of the quickest share the lowest row: one odd turn must not press all others together. */
    private static final double QUICKEST = 0.005;

    /** Fewest turns that have a P95 of their own: of fewer it is their slowest. */
    static final int FEWEST_FOR_P95 = 20;

    /** Fewest that have a median worth a line. */
    static final int FEWEST_FOR_P50 = 3;

    /**
     * One slice.
     *
     * @param turns utterances in it, and calls that broke before one
     * @param p50Ms median TTFA, missed turns counted as slower than all that were heard; empty where it lies among those, or of too few
     * @param p95Ms the same of P95
     * @param good turns answered within the target; 0 where there is none
     * @param bad turns that were missed, cut off, refused or broke
     * @param inFlight most calls in flight
     * @param due calls whose intended start fell into it
     * @param started calls that started in it
     */
    record Slice(
            int turns,
            OptionalDouble p50Ms,
            OptionalDouble p95Ms,
            int good,
            int bad,
            int inFlight,
            int due,
            int started) {}

    /**
     * Sorts a run into slices.
     *
     * @param turns utterances, and lines that say that a call broke
     * @param calls the calls; may be empty
     */
    static LoadOverTime of(List<Turn> turns, List<CallLine> calls, OptionalLong sloMs) {
        Concurrency concurrency = Concurrency.of(calls);
        long fromUs = LongStream.concat(
                        turns.stream().mapToLong(Turn::startEpochUs),
                        calls.stream().mapToLong(call -> Math.min(call.dueEpochUs(), call.startEpochUs())))
                .min()
                .orElse(0);
        long toUs = LongStream.concat(
                        turns.stream().mapToLong(Turn::startEpochUs),
                        calls.stream().mapToLong(CallLine::endEpochUs))
                .max()
                .orElse(fromUs);
        TimeSlices slices =
                TimeSlices.of(fromUs, toUs, Math.clamp(turns.size() / TURNS_A_SLICE, FEWEST_SLICES, MOST_SLICES));
        Counter counter = new Counter(slices);
        turns.forEach(turn -> counter.turn(turn, sloMs));
        calls.forEach(counter::call);
        return counter.sorted(bins(turns, sloMs), concurrency);
    }

    private static LogBins bins(List<Turn> turns, OptionalLong sloMs) {
        long[] heard = turns.stream()
                .filter(turn -> !turn.isGreeting() && turn.at(turn.headline()).isPresent())
                .mapToLong(Picks::ttfaUs)
                .sorted()
                .toArray();
        double sloAtLeast = sloMs.isPresent() ? sloMs.getAsLong() * 1.2 : 0;
        double sloAtMost = sloMs.isPresent() ? sloMs.getAsLong() / 1.2 : Double.MAX_VALUE;
        if (heard.length == 0) {
            return LogBins.of(100, Math.max(1_000, sloAtLeast), ROWS);
        }
        double least = heard[(int) (heard.length * QUICKEST)] / 1_000.0;
        return LogBins.of(Math.min(least, sloAtMost), Math.max(heard[heard.length - 1] / 1_000.0, sloAtLeast), ROWS);
    }

    /** The largest number of turns in a cell. */
    int fullest() {
        return cells.stream().flatMapToInt(Arrays::stream).max().orElse(0);
    }

    private static final class Counter {
        private final TimeSlices slices;
        private final List<List<Long>> heardUs = new ArrayList<>();
        private final int[] turns;
        private final int[] unheard;
        private final int[] good;
        private final int[] bad;
        private final int[] due;
        private final int[] started;

        Counter(TimeSlices slices) {
            this.slices = slices;
            int n = slices.count();
            for (int i = 0; i < n; i++) {
                heardUs.add(new ArrayList<>());
            }
            this.turns = new int[n];
            this.unheard = new int[n];
            this.good = new int[n];
            this.bad = new int[n];
            this.due = new int[n];
            this.started = new int[n];
        }

        void turn(Turn turn, OptionalLong sloMs) {
            int i = slices.of(turn.startEpochUs());
            turns[i]++;
            bad[i] += turn.outcome() == Outcome.ANSWERED ? 0 : 1;
            good[i] += sloMs.isPresent() && Goodput.isGood(turn, sloMs.getAsLong()) ? 1 : 0;
            Metrics.Value ttfa = Metrics.of(turn).get(Metrics.TTFA);
            if (ttfa != null && !ttfa.censored()) {
                heardUs.get(i).add(ttfa.us());
            } else if (ttfa != null) {
                unheard[i]++;
            }
        }

        void call(CallLine call) {
            due[slices.of(call.dueEpochUs())]++;
            if (Concurrency.made(call)) {
                started[slices.of(call.startEpochUs())]++;
            }
        }

        LoadOverTime sorted(LogBins bins, Concurrency concurrency) {
            int[] most = concurrency.most(slices.fromUs(), slices.widthUs(), slices.count());
            List<int[]> cells = new ArrayList<>();
            List<Slice> all = new ArrayList<>();
            for (int i = 0; i < slices.count(); i++) {
                List<Long> heard = heardUs.get(i);
                heard.sort(null);
                int[] column = new int[bins.rows()];
                cells.add(column);
                for (long us : heard) {
                    column[bins.of(us / 1_000.0)]++;
                }
                all.add(new Slice(
                        turns[i],
                        percentile(heard, unheard[i], 0.5, FEWEST_FOR_P50),
                        percentile(heard, unheard[i], 0.95, FEWEST_FOR_P95),
                        good[i],
                        bad[i],
                        most[i],
                        due[i],
                        started[i]));
            }
            return new LoadOverTime(slices, bins, List.copyOf(cells), List.copyOf(all));
        }

        /** Nearest rank; what was never heard ranks above all that was. */
        private static OptionalDouble percentile(List<Long> sortedUs, int unheard, double p, int fewest) {
            int n = sortedUs.size() + unheard;
            int rank = Math.max(1, (int) Math.ceil(p * n - 1e-9));
            return n < fewest || rank > sortedUs.size()
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(sortedUs.get(rank - 1) / 1_000.0);
        }
    }
}
