package io.turngap.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
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

    /** Of the size of the values. */
    private static final double ROUNDING = 1e-12;

    private static final double LEVEL = 0.05;

    private PermutationTest() {}

    /**
     * One respect.
     *
     * @param first the values of the first run, a cluster a call
     * @param second of the second; its calls are others, whatever their numbers
     * @param effect how much worse the second is
     */
    public record Question(Clustered first, Clustered second, Effect effect) {

        /** What rounding may make of an effect that is none: of means, whose sums are not always exact. */
        private double rounding() {
            return effect instanceof Effect.OfMeans ? ROUNDING * Math.max(largest(first), largest(second)) : 0;
        }

        private static double largest(Clustered sample) {
            return Math.max(Math.abs(sample.values[0]), Math.abs(sample.values[sample.n() - 1]));
        }

        /** The effect that was seen. */
        public double seen() {
            return effect.of(first, WeightedQuantiles.once(first), second, WeightedQuantiles.once(second));
        }
    }

    /**
     * What came of one.
     *
     * @param effect that was seen
     * @param p the chance of such an effect, or a larger one, in this respect when nothing differs, adjusted for all respects; more than 0
     * @param score the effect in standard deviations of the deals
     * @param critical the score that the largest of all respects exceeds in one deal of twenty, or in the share asked for
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
        return test(questions, design, draws, LEVEL, random);
    }

    /**
     * Asks all questions of the same deals. Several runs make no difference here: calls are exchanged as though all were of one, so that
     * what a run's day added counts as an effect. The interval of {@link ClusterBootstrap#estimates} has that in it.
     *
     * @param questions each with a value at least in either run
     * @param design which calls could have been in the other run
     * @param draws how many deals, at least 1; 1 / {@code level} and more, or nothing can be significant
     * @param level share of the deals whose largest score exceeds {@link Answer#critical}
     * @return one answer a question, in their order
     */
    public static List<Answer> test(
            List<Question> questions, Design design, int draws, double level, UniformRandomProvider random) {
        Quantiles.requireShare(level);
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
            // Deals that differ by no more than rounding does are alike: a score of that would be noise.
            double unit = deviation > questions.get(q).rounding() ? deviation : 1;
            scores[q] = seen[q] / unit;
            for (int draw = 0; draw < draws; draw++) {
                dealt[q][draw] /= unit;
            }
        }
        double[] largest = new double[draws];
        double[] p = stepDown(scores, dealt, largest);
        Arrays.sort(largest);
        double critical = Quantiles.nearestRank(largest, 1 - level);
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
        List<Pool> pools = Pool.of(questions, firstCalls, secondCalls);
        List<int[]> blocks = blocks(design, firstCalls, secondCalls);
        int[] ofFirst = blocks.stream()
                .mapToInt(block -> (int) Arrays.stream(block)
                        .filter(call -> call < firstCalls.size())
                        .count())
                .toArray();
        int[] isFirst = new int[firstCalls.size() + secondCalls.size()];
        int[] chosen = new int[firstCalls.size()];
        double[][] dealt = new double[questions.size()][draws];
        for (int draw = 0; draw < draws; draw++) {
            Arrays.fill(isFirst, 0);
            int next = 0;
            for (int b = 0; b < ofFirst.length; b++) {
                int[] block = blocks.get(b);
                deal(block, ofFirst[b], random);
                System.arraycopy(block, 0, chosen, next, ofFirst[b]);
                next += ofFirst[b];
            }
            for (int call : chosen) {
                isFirst[call] = 1;
            }
            for (Pool pool : pools) {
                pool.ask(chosen, isFirst, dealt, draw);
            }
        }
        return dealt;
    }

    /** Moves so many of the calls of a block to its front: those that go to the first run. */
    private static void deal(int[] block, int ofFirst, UniformRandomProvider random) {
        for (int i = 0; i < ofFirst; i++) {
            int other = i + random.nextInt(block.length - i);
            int taken = block[other];
            block[other] = block[i];
            block[i] = taken;
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

    /** The values of two samples, and the questions that are asked of them. Keeps its scratch: one thread. */
    private static final class Pool {

        private final Dealt data;
        private final int[] questions;
        private final JointEffects effects;
        private final double[] found;

        private Pool(Dealt data, int[] questions, JointEffects effects) {
            this.data = data;
            this.questions = questions;
            this.effects = effects;
            this.found = new double[questions.length];
        }

        /** One for all questions of the same two samples: they share a walk. */
        static List<Pool> of(
                List<Question> questions, Map<Integer, Integer> firstCalls, Map<Integer, Integer> secondCalls) {
            record Samples(Clustered first, Clustered second) {}
            Map<Samples, List<Integer>> bySamples = new LinkedHashMap<>();
            for (int q = 0; q < questions.size(); q++) {
                Question asked = questions.get(q);
                bySamples
                        .computeIfAbsent(new Samples(asked.first(), asked.second()), unused -> new ArrayList<>())
                        .add(q);
            }
            List<Pool> pools = new ArrayList<>();
            bySamples.forEach((samples, asked) -> pools.add(new Pool(
                    new Dealt(samples.first(), samples.second(), firstCalls, secondCalls),
                    asked.stream().mapToInt(Integer::intValue).toArray(),
                    new JointEffects(
                            asked.stream().map(q -> questions.get(q).effect()).toList()))));
            return pools;
        }

        /** Writes each question's effect in this deal. */
        void ask(int[] chosen, int[] isFirst, double[][] dealt, int draw) {
            data.deal(chosen, isFirst);
            effects.of(data, found);
            for (int i = 0; i < found.length; i++) {
                // A deal that leaves one side empty tells nothing; it is counted against there being an effect.
                dealt[questions[i]][draw] = Double.isNaN(found[i]) ? Double.POSITIVE_INFINITY : found[i];
            }
        }
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
