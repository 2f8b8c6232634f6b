package io.turngap.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Seeds;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairsTest {

    @Test
    void ofOneAgentEveryStartIsACallOfItsOwn() {
        Pairs pairs = new Pairs(1, new Seeds(7));
        for (int start = 0; start < 100; start++) {
            assertEquals(start, pairs.call(start));
            assertEquals(Pairs.CANDIDATE, pairs.side(start));
        }
        assertEquals(100, pairs.starts(100));
    }

    @Test
    void ofTwoAgentsEachPairIsOneCallOnEitherAndBothOrdersOccurAboutEquallyOften() {
        Pairs pairs = new Pairs(2, new Seeds(7));
        int baselineFirst = 0;
        for (int call = 0; call < 1_000; call++) {
            assertEquals(call, pairs.call(2 * call));
            assertEquals(call, pairs.call(2 * call + 1));
            assertNotEquals(pairs.side(2 * call), pairs.side(2 * call + 1));
            baselineFirst += pairs.side(2 * call) == Pairs.BASELINE ? 1 : 0;
        }
        assertTrue(baselineFirst > 430 && baselineFirst < 570, "the baseline came first " + baselineFirst + " times");
        assertEquals(2_000, pairs.starts(1_000));
    }

    @Test
    void theOrderIsOfTheSeed() {
        assertEquals(order(7), order(7));
        assertNotEquals(order(7), order(8));
    }

    private static List<Integer> order(long seed) {
        Pairs pairs = new Pairs(2, new Seeds(seed));
        return IntStream.range(0, 200).mapToObj(pairs::side).toList();
    }
}
