package io.turngap.claims;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Fair shares of a gain that several players make together: what a player adds to those before it, on average over all orders in which they
 * may come (L. S. Shapley, "A value for n-person games", 1953). The shares of all players add up to the whole gain.
 *
 * <p>All orders of 18 players are more than anybody can try, so orders are drawn and what a player added in them is averaged (J. Castro, D.
 * Gómez and J. Tejada, "Polynomial calculation of the Shapley value based on sampling", 2009); the shares add up to the gain in every
 * single order, and so on average. Each order comes with its reverse, in which a player that came early comes late: the two err in
 * opposite directions where players do the same work (antithetic variates). A pair is one observation; the interval is Student's over the
 * pairs, so it tells how sure the average over orders is, and nothing of what the game's values themselves are sure to.
 *
 * <p>A set of players is a mask: bit {@code i} for player {@code i}.
 */
public final class Shapley {

    /** Most players of a game. */
    public static final int MOST_PLAYERS = 62;

    private static final double TWO_SIDED_95 = 0.975;

    private final int players;
    private final List<int[]> pairs;

    /**
     * Shares of one game.
     *
     * @param value each player's share
     * @param low lower end of its 95 % interval; the share itself where every order counted
     * @param high upper end
     */
    public record Shares(double[] value, double[] low, double[] high) {}

    private Shapley(int players, List<int[]> pairs) {
        this.players = players;
        this.pairs = pairs;
    }

    /**
     * From drawn orders.
     *
     * @param players from 1 to {@value #MOST_PLAYERS}
     * @param pairs orders drawn, each of which counts with its reverse; at least 2, so that there is an interval
     */
    public static Shapley sampled(int players, int pairs, UniformRandomProvider random) {
        require(players, MOST_PLAYERS);
        if (pairs < 2) {
            throw new IllegalArgumentException(
                    "Shapley shares were asked of " + pairs + " pairs of orders; at least 2 are needed. Draw more.");
        }
        List<int[]> drawn = new ArrayList<>(pairs);
        for (int p = 0; p < pairs; p++) {
            int[] order = new int[players];
            for (int i = 0; i < players; i++) {
                int j = random.nextInt(i + 1);
                order[i] = order[j];
                order[j] = i;
            }
            drawn.add(order);
        }
        return new Shapley(players, List.copyOf(drawn));
    }

    /** From every set of players, weighed by how many orders lead through it: no order is left out. For 1 to 20 players. */
    public static Shapley exact(int players) {
        require(players, 20);
        return new Shapley(players, List.of());
    }

    /** True when nothing was drawn. */
    public boolean isExact() {
        return pairs.isEmpty();
    }

    /** Every set whose value is asked for, ascending, none twice. */
    public long[] sets() {
        if (isExact()) {
            long[] all = new long[1 << players];
            Arrays.setAll(all, i -> i);
            return all;
        }
        long[] met = new long[pairs.size() * 2 * (players + 1)];
        int n = 0;
        for (int[] order : pairs) {
            long first = 0;
            long last = 0;
            met[n++] = 0;
            for (int i = 0; i < players; i++) {
                first |= 1L << order[i];
                last |= 1L << order[players - 1 - i];
                met[n++] = first;
                met[n++] = last;
            }
        }
        return Arrays.stream(met, 0, n).sorted().distinct().toArray();
    }

    /** The shares of {@code value}, which is asked for {@link #sets()} only. */
    public Shares of(LongToDoubleFunction value) {
        return isExact() ? everyOrder(value) : drawnOrders(value);
    }

    private Shares everyOrder(LongToDoubleFunction value) {
        double[] weight = new double[players];
        weight[0] = 1.0 / players;
        for (int size = 1; size < players; size++) {
            // |S|! (n - |S| - 1)! / n!, each from the one before it.
            weight[size] = weight[size - 1] * size / (players - size);
        }
        double[] share = new double[players];
        for (long set : sets()) {
            double worth = value.applyAsDouble(set);
            int size = Long.bitCount(set);
            for (int i = 0; i < players; i++) {
                boolean in = (set & 1L << i) != 0;
                share[i] += in ? weight[size - 1] * worth : -weight[size] * worth;
            }
        }
        return new Shares(share, share.clone(), share.clone());
    }

    private Shares drawnOrders(LongToDoubleFunction value) {
        double[][] added = new double[players][pairs.size()];
        for (int p = 0; p < pairs.size(); p++) {
            int[] order = pairs.get(p);
            long first = 0;
            long last = 0;
            double worthFirst = value.applyAsDouble(0);
            double worthLast = worthFirst;
            for (int i = 0; i < players; i++) {
                int early = order[i];
                int late = order[players - 1 - i];
                first |= 1L << early;
                last |= 1L << late;
                double withEarly = value.applyAsDouble(first);
                double withLate = value.applyAsDouble(last);
                added[early][p] += (withEarly - worthFirst) / 2;
                added[late][p] += (withLate - worthLast) / 2;
                worthFirst = withEarly;
                worthLast = withLate;
            }
        }
        double[] share = new double[players];
        double[] low = new double[players];
        double[] high = new double[players];
        int n = pairs.size();
        double t = TDistribution.of(n - 1.0).inverseCumulativeProbability(TWO_SIDED_95);
        for (int i = 0; i < players; i++) {
            double mean = Arrays.stream(added[i]).sum() / n;
            double squares = 0;
            for (double one : added[i]) {
                squares += (one - mean) * (one - mean);
            }
            double half = t * Math.sqrt(squares / (n - 1) / n);
            share[i] = mean;
            low[i] = mean - half;
            high[i] = mean + half;
        }
        return new Shares(share, low, high);
    }

    private static void require(int players, int most) {
        if (players < 1 || players > most) {
            throw new IllegalArgumentException(
                    "A game of " + players + " players; 1 to " + most + " are allowed. Leave some out.");
        }
    }
}
