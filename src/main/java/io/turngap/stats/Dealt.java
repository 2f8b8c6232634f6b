package io.turngap.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The values of two samples together, and how a deal of a permutation test parts them again. A call is named by its place among all calls, so
 * that one deal serves all that is asked. What the second sample gets is what the first leaves, so means cost one sum over the calls of the
 * first, and quantiles one walk for both. Keeps its scratch: one thread.
 */
final class Dealt {

    private final Clustered both;
    /** Of each place, the sum and the number of its values; 0 where it has none. */
    private final double[] sums;

    private final int[] sizes;
    private final double sum;
    private final double[][] sides;

    private int[] side = {};
    private int firstSize;
    private double firstSum;

    /**
     * Values to be dealt.
     *
     * @param firstCalls the places of the calls of {@code first}, from 0, by their numbers
     * @param secondCalls of {@code second}; they follow those of {@code first}
     */
    Dealt(Clustered first, Clustered second, Map<Integer, Integer> firstCalls, Map<Integer, Integer> secondCalls) {
        List<Clustered.Point> points = new ArrayList<>(first.n() + second.n());
        place(first, firstCalls, 0, points);
        place(second, secondCalls, firstCalls.size(), points);
        both = Clustered.of(points);
        sums = new double[firstCalls.size() + secondCalls.size()];
        sizes = new int[sums.length];
        for (int c = 0; c < both.clusters(); c++) {
            sums[both.names[c]] = both.sums[c];
            sizes[both.names[c]] = both.sizes[c];
        }
        sum = Arrays.stream(sums).sum();
        sides = new double[2][both.n() + 1];
    }

    private static void place(Clustered sample, Map<Integer, Integer> calls, int after, List<Clustered.Point> points) {
        for (Clustered.Point point : sample.points()) {
            int place = after + calls.getOrDefault(point.cluster(), 0);
            points.add(new Clustered.Point(place, point.value(), point.censored()));
        }
    }

    /**
     * Parts them.
     *
     * @param chosen the places of the calls that go to the first sample
     * @param isFirst the same by place: 1 for those, else 0
     */
    void deal(int[] chosen, int[] isFirst) {
        side = isFirst;
        firstSize = 0;
        firstSum = 0;
        for (int call : chosen) {
            firstSize += sizes[call];
            firstSum += sums[call];
        }
    }

    /** NaN when the first sample has no value. */
    double firstMean() {
        return firstSum / firstSize;
    }

    /** NaN when the second sample has no value. */
    double secondMean() {
        return both.n() == firstSize ? Double.NaN : (sum - firstSum) / (both.n() - firstSize);
    }

    /** As {@link WeightedQuantiles#of}, of both samples. */
    void quantiles(double[] quantiles, double[] ofFirst, double[] ofSecond) {
        if (both.censored() == 0) {
            WeightedQuantiles.ofBoth(both, firstSize, side, quantiles, sides, ofFirst, ofSecond);
            return;
        }
        int[] first = new int[both.clusters()];
        int[] second = new int[both.clusters()];
        for (int c = 0; c < first.length; c++) {
            first[c] = side[both.names[c]];
            second[c] = 1 - first[c];
        }
        WeightedQuantiles.of(both, first, quantiles, ofFirst);
        WeightedQuantiles.of(both, second, quantiles, ofSecond);
    }
}
