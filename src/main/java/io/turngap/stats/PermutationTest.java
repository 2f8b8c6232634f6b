package io.turngap.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Is a second run worse than a first in any of several respects, and not by chance? Were nothing different, it would be chance alone that
 * put a call in one run and not in the other; so whole calls are dealt out anew, many times, and the effect that was seen is held against
 * those that come of it (Good 2005, Permutation, Parametric and Bootstrap Tests of Hypotheses, chapter 3).
 *
 * <p>All respects are asked of the same deals, and each p-value is adjusted for there being several: the free step-down max-T method of
 * Westfall and Young (1993, algorithm 2.8). Effects are divided by their standard deviation over the deals first, since P99 wavers more
 * than P50. R: {@code multtest::mt.maxT(side = "upper")}, with this statistic.
 *
 * <p>Nothing is sorted in a deal: the values of both runs were sorted once, together.
 */
public final class PermutationTest {

    /** Two effects that differ by less are a tie; of ties the p-value makes the most. */
    private static final double TIE = 1e-9;

    private static final double LEVEL = 0.95;

    private PermutationTest() {}

    /**
     * One respect.
     *
     * @param first the values of the first run, a cluster a call
     * @param second of the second; its calls are others, whatever their numbers
     * @param effect how much worse the second is
     */
    public record Question(Clustered first, Clustered second, Effect effect) {

        /** The effect that was seen. */
        public double seen() {
            return effect.of(first, ClusterBootstrap.once(first), second, ClusterBootstrap.once(second));
        }
    }

    /**
     * What came of one.
     *
     * @param effect that was seen
     * @param p the chance of such an effect, or a larger one, in this respect when nothing differs, adjusted for all respects; more than 0
     * @param score the effect in standard deviations of the deals
     * @param critical the score that the largest of all respects exceeds in one deal of twenty
     */
    public record Answer(double effect, double p, double score, double critical) {}

    /**
     * Asks all questions of the same deals.
     *
     * @param questions each with a value at least in either run
     * @param draws how many deals, at least 1
     * @return one answer a question, in their order
     */
    public static List<Answer> test(List<Question> questions, int draws, UniformRandomProvider random) {
        return test(questions, Design.apart(), draws, random);
    }

    /**
     * Asks all questions of the same deals.
     *
     * @param questions each with a value at least in either run
     * @param design which calls could have been in the other run
     * @param draws how many deals, at least 1
     * @return one answer a question, in their order
     */
    public static List<Answer> test(List<Question> questions, Design design, int draws, UniformRandomProvider random) {
        if (questions.isEmpty()) {
            return List.of();
        }
        if (draws < 1
                || questions.stream()
                        .anyMatch(q -> q.first().n() == 0 || q.second().n() == 0)) {
            throw new IllegalArgumentException("A permutation test was asked with " + draws
                    + " draws; at least 1 is needed, and a value in either run. Check that there is something first.");
        }
        double[][] dealt = deal(questions, design, draws, random);
        double[] seen = questions.stream().mapToDouble(Question::seen).toArray();
        double[] scores = new double[seen.length];
        for (int q = 0; q < seen.length; q++) {
            double deviation = deviation(dealt[q]);
            double unit = deviation > 0 ? deviation : 1;
            scores[q] = seen[q] / unit;
            for (int draw = 0; draw < draws; draw++) {
                dealt[q][draw] /= unit;
            }
        }
        double[] largest = new double[draws];
        double[] p = stepDown(scores, dealt, largest);
        Arrays.sort(largest);
        double critical = Quantiles.nearestRank(largest, LEVEL);
        return IntStream.range(0, seen.length)
                .mapToObj(q -> new Answer(seen[q], p[q], scores[q], critical))
                .toList();
    }

    /** The effect on each question in each deal. */
    private static double[][] deal(List<Question> questions, Design design, int draws, UniformRandomProvider random) {
        Map<Integer, Integer> firstCalls = new HashMap<>();
        Map<Integer, Integer> secondCalls = new HashMap<>();
        for (Question question : questions) {
            name(question.first(), firstCalls);
            name(question.second(), secondCalls);
        }
        int calls = firstCalls.size() + secondCalls.size();
        List<Clustered> pooled = questions.stream()
                .map(question -> pool(question, firstCalls, secondCalls))
                .toList();
        List<int[]> blocks = blocks(design, firstCalls, secondCalls);
        int[] ofFirst = blocks.stream()
                .mapToInt(block -> (int) Arrays.stream(block)
                        .filter(call -> call < firstCalls.size())
                        .count())
                .toArray();
        boolean[] isFirst = new boolean[calls];
        double[][] dealt = new double[questions.size()][draws];
        for (int draw = 0; draw < draws; draw++) {
            Arrays.fill(isFirst, false);
            for (int b = 0; b < ofFirst.length; b++) {
                deal(blocks.get(b), ofFirst[b], isFirst, random);
            }
            for (int q = 0; q < dealt.length; q++) {
                Clustered data = pooled.get(q);
                int[] first = new int[data.clusters()];
                int[] second = new int[data.clusters()];
                for (int c = 0; c < first.length; c++) {
                    boolean dealtFirst = isFirst[data.names[c]];
                    first[c] = dealtFirst ? 1 : 0;
                    second[c] = dealtFirst ? 0 : 1;
                }
                double effect = questions.get(q).effect().of(data, first, data, second);
                // A deal that leaves one side empty tells nothing; it is counted against there being an effect.
                dealt[q][draw] = Double.isNaN(effect) ? Double.POSITIVE_INFINITY : effect;
            }
        }
        return dealt;
    }

    /** Puts so many of the calls of a block into the first run. */
    private static void deal(int[] block, int ofFirst, boolean[] isFirst, UniformRandomProvider random) {
        for (int i = 0; i < ofFirst; i++) {
            int other = i + random.nextInt(block.length - i);
            int taken = block[other];
            block[other] = block[i];
            block[i] = taken;
            isFirst[taken] = true;
        }
    }

    /** All calls by their places, those of the first run first; those that may change places together. */
    private static List<int[]> blocks(
            Design design, Map<Integer, Integer> firstCalls, Map<Integer, Integer> secondCalls) {
        Map<Integer, List<Integer>> blocks = new TreeMap<>();
        firstCalls.forEach(
                (name, place) -> blocks.computeIfAbsent(design.blockOfFirst(name), unused -> new ArrayList<>())
                        .add(place));
        secondCalls.forEach(
                (name, place) -> blocks.computeIfAbsent(design.blockOfSecond(name), unused -> new ArrayList<>())
                        .add(firstCalls.size() + place));
        return blocks.values().stream()
                .map(block ->
                        block.stream().mapToInt(Integer::intValue).sorted().toArray())
                .toList();
    }

    private static void name(Clustered data, Map<Integer, Integer> calls) {
        for (int name : data.names) {
            calls.computeIfAbsent(name, unused -> calls.size());
        }
    }

    /** Both runs together; a call is named by its place among all calls, those of the first run first. */
    private static Clustered pool(
            Question question, Map<Integer, Integer> firstCalls, Map<Integer, Integer> secondCalls) {
        List<Clustered.Point> points = new ArrayList<>();
        for (Clustered.Point point : question.first().points()) {
            points.add(
                    new Clustered.Point(firstCalls.getOrDefault(point.cluster(), 0), point.value(), point.censored()));
        }
        for (Clustered.Point point : question.second().points()) {
            int call = firstCalls.size() + secondCalls.getOrDefault(point.cluster(), 0);
            points.add(new Clustered.Point(call, point.value(), point.censored()));
        }
        return Clustered.of(points);
    }

    /** Standard deviation of what is finite. */
    private static double deviation(double[] values) {
        double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
        double mean = Arrays.stream(finite).average().orElse(0);
        return Math.sqrt(Arrays.stream(finite)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElse(0));
    }

    /** Adjusted p-values; fills in each deal's largest score over all questions. */
    private static double[] stepDown(double[] seen, double[][] dealt, double[] largest) {
        int[] descending = IntStream.range(0, seen.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer q) -> seen[q]).reversed())
                .mapToInt(Integer::intValue)
                .toArray();
        int[] reached = new int[seen.length];
        for (int draw = 0; draw < largest.length; draw++) {
            double most = Double.NEGATIVE_INFINITY;
            for (int k = descending.length - 1; k >= 0; k--) {
                int q = descending[k];
                most = Math.max(most, dealt[q][draw]);
                reached[q] += most >= seen[q] - TIE ? 1 : 0;
            }
            largest[draw] = most;
        }
        double[] p = new double[seen.length];
        double before = 0;
        for (int q : descending) {
            before = Math.max(before, (reached[q] + 1.0) / (largest.length + 1.0));
            p[q] = before;
        }
        return p;
    }
}
