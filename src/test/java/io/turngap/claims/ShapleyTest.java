package io.turngap.claims;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Seeds;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongToDoubleFunction;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

class ShapleyTest {

    /** Player 0 holds a left glove, 1 and 2 a right one each; a pair is worth 1. Shapley 1953: 2/3, 1/6, 1/6. */
    private static final LongToDoubleFunction GLOVES = set -> (set & 1) != 0 && (set & 6) != 0 ? 1 : 0;

    private static UniformRandomProvider random(long seed) {
        return new Seeds(seed).random();
    }

    /** Any game: each set of players has a worth of its own. */
    private static LongToDoubleFunction arbitrary() {
        return set -> set == 0 ? 5 : random(set).nextDouble() * 1_000;
    }

    /** An airport: a runway costs as much as the longest need; 1, 2, … players share it. Littlechild and Owen 1973 have the shares. */
    private static double runway(long set) {
        return set == 0 ? 0 : 64 - Long.numberOfLeadingZeros(set);
    }

    @Test
    void theGloveGameHasTheSharesOfTheBook() {
        assertArrayEquals(
                new double[] {2 / 3.0, 1 / 6.0, 1 / 6.0},
                Shapley.exact(3).of(GLOVES).value(),
                1e-12);
    }

    @Test
    void theSharesOfTheAirportGameAreThoseOfItsFormula() {
        double[] expected = new double[6];
        double paid = 0;
        for (int i = 0; i < 6; i++) {
            paid += 1.0 / (6 - i);
            expected[i] = paid;
        }
        assertArrayEquals(expected, Shapley.exact(6).of(ShapleyTest::runway).value(), 1e-12);
    }

    /** Efficiency, in every sample and not only in the long run. */
    @Test
    void sharesAddUpToTheGainExactly() {
        for (int pairs : new int[] {2, 7, 40}) {
            double[] shares =
                    Shapley.sampled(18, pairs, random(pairs)).of(arbitrary()).value();
            double gain =
                    arbitrary().applyAsDouble((1L << 18) - 1) - arbitrary().applyAsDouble(0);
            assertEquals(gain, Arrays.stream(shares).sum(), 1e-9);
        }
        double[] exact = Shapley.exact(9).of(arbitrary()).value();
        double gain = arbitrary().applyAsDouble((1L << 9) - 1) - arbitrary().applyAsDouble(0);
        assertEquals(gain, Arrays.stream(exact).sum(), 1e-9);
    }

    /** The 95 % interval holds the exact share about as often as it says. */
    @Test
    void drawnOrdersFindTheExactSharesAndTheirIntervalsHoldThem() {
        double[] exact = Shapley.exact(8).of(arbitrary()).value();
        int held = 0;
        int asked = 0;
        for (int seed = 0; seed < 50; seed++) {
            Shapley.Shares drawn = Shapley.sampled(8, 30, random(seed)).of(arbitrary());
            for (int i = 0; i < 8; i++) {
                asked++;
                held += drawn.low()[i] <= exact[i] && exact[i] <= drawn.high()[i] ? 1 : 0;
            }
        }
        assertTrue(held >= 0.90 * asked && held < asked, held + " of " + asked);
    }

    /** Where players do the same work, an order and its reverse err in opposite directions: half as many runs tell more. */
    @Test
    void aReversedOrderHelps() {
        LongToDoubleFunction same = set -> Math.min(3, Long.bitCount(set));
        Shapley.Shares pairs = Shapley.sampled(6, 20, random(1)).of(same);
        for (int i = 0; i < 6; i++) {
            assertEquals(0.5, pairs.value()[i], 1e-12, "each order and its reverse share three in six alike");
            assertEquals(pairs.low()[i], pairs.high()[i], 1e-12);
        }
    }

    @Test
    void aPlayerThatAddsNothingGetsNothing() {
        LongToDoubleFunction game = set -> ShapleyTest.runway(set & 0b1011);
        assertEquals(0, Shapley.exact(4).of(game).value()[2], 1e-12);
        assertEquals(0, Shapley.sampled(4, 5, random(3)).of(game).value()[2], 0);
    }

    @Test
    void onlyAnnouncedSetsAreAskedFor() {
        Shapley shapley = Shapley.sampled(10, 6, random(4));
        Set<Long> announced =
                new HashSet<>(Arrays.stream(shapley.sets()).boxed().toList());
        assertTrue(announced.size() <= 6 * 2 * 9 + 2, announced.toString());
        shapley.of(set -> {
            assertTrue(announced.contains(set), Long.toBinaryString(set));
            return 0;
        });
    }

    @Test
    void noIntervalComesOfOnePair() {
        assertThrows(IllegalArgumentException.class, () -> Shapley.sampled(3, 1, random(1)));
        assertThrows(IllegalArgumentException.class, () -> Shapley.exact(0));
    }
}
