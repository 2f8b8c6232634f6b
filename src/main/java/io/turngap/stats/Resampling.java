package io.turngap.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Draws the calls of two samples anew, with replacement, as {@link Design} says: those of each by themselves; blocks with all their calls
 * of both; or, of several runs, as many calls of each run as it had. What is drawn is a weight a call. Keeps its scratch: one thread.
 */
final class Resampling {

    final int[] firstWeights;
    final int[] secondWeights;

    private final Groups firstGroups;
    private final Groups secondGroups;
    /** Of blocks; empty where calls are drawn. */
    private final int[] blockWeights;
    /** The block of each call of the first sample and of the second; empty where calls are drawn. */
    private final int[] firstBlocks;

    private final int[] secondBlocks;

    Resampling(Clustered first, Clustered second, Design design) {
        firstWeights = new int[first.clusters()];
        secondWeights = new int[second.clusters()];
        firstGroups = new Groups(first, design.isSeveralRuns() ? design::runOfFirst : unused -> 0);
        secondGroups = new Groups(second, unused -> 0);
        if (design.isBlocked()) {
            Map<Integer, Integer> places = new TreeMap<>();
            firstBlocks = blocks(first, design::blockOfFirst, places);
            secondBlocks = blocks(second, design::blockOfSecond, places);
            blockWeights = new int[places.size()];
        } else {
            firstBlocks = new int[0];
            secondBlocks = new int[0];
            blockWeights = new int[0];
        }
    }

    private static int[] blocks(Clustered data, IntUnaryOperator blockOf, Map<Integer, Integer> places) {
        return Arrays.stream(data.names)
                .map(name -> places.computeIfAbsent(blockOf.applyAsInt(name), unused -> places.size()))
                .toArray();
    }

    /** Fills in the weights. */
    void draw(UniformRandomProvider random) {
        if (blockWeights.length == 0) {
            firstGroups.draw(firstWeights, random);
            secondGroups.draw(secondWeights, random);
            return;
        }
        draw(blockWeights, random);
        for (int c = 0; c < firstWeights.length; c++) {
            firstWeights[c] = blockWeights[firstBlocks[c]];
        }
        for (int c = 0; c < secondWeights.length; c++) {
            secondWeights[c] = blockWeights[secondBlocks[c]];
        }
    }

    /** As many of all as there are. */
    static void draw(int[] weights, UniformRandomProvider random) {
        Arrays.fill(weights, 0);
        for (int c = 0; c < weights.length; c++) {
            weights[random.nextInt(weights.length)]++;
        }
    }

    /** Clusters that are drawn among themselves: those of a run. */
    static final class Groups {

        private final int[][] members;

        Groups(Clustered data, IntUnaryOperator groupOf) {
            Map<Integer, List<Integer>> byGroup = new TreeMap<>();
            for (int c = 0; c < data.names.length; c++) {
                byGroup.computeIfAbsent(groupOf.applyAsInt(data.names[c]), unused -> new ArrayList<>())
                        .add(c);
            }
            members = byGroup.values().stream()
                    .map(group -> group.stream().mapToInt(Integer::intValue).toArray())
                    .toArray(int[][]::new);
        }

        int size() {
            return members.length;
        }

        void draw(int[] weights, UniformRandomProvider random) {
            Arrays.fill(weights, 0);
            for (int[] group : members) {
                draw(group, weights, random);
            }
        }

        /** Those of one group, as often as drawn; all others not at all. */
        void drawOnly(int group, int[] weights, UniformRandomProvider random) {
            Arrays.fill(weights, 0);
            draw(members[group], weights, random);
        }

        /** Those of one group once, all others not at all. */
        void only(int group, int[] weights) {
            Arrays.fill(weights, 0);
            for (int c : members[group]) {
                weights[c] = 1;
            }
        }

        private static void draw(int[] group, int[] weights, UniformRandomProvider random) {
            for (int i = 0; i < group.length; i++) {
                weights[group[random.nextInt(group.length)]]++;
            }
        }
    }
}
