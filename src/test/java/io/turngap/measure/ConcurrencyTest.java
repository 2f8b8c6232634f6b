package io.turngap.measure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConcurrencyTest {

    private static final long ORIGIN_US = 1_700_000_000_000_000L;

    private static CallLine call(int call, long startMs, long endMs) {
        return Calls.call(call, ORIGIN_US, startMs, startMs, endMs);
    }

    @Test
    void aCallIsInFlightFromItsStartUntilJustBeforeItsEnd() {
        Concurrency two = Concurrency.of(List.of(call(0, 100, 300), call(1, 200, 400)));
        assertEquals(0, two.at(ORIGIN_US + 99_999));
        assertEquals(1, two.at(ORIGIN_US + 100_000));
        assertEquals(2, two.at(ORIGIN_US + 200_000));
        assertEquals(1, two.at(ORIGIN_US + 300_000));
        assertEquals(0, two.at(ORIGIN_US + 400_000));
        assertEquals(2, two.most());
    }

    @Test
    void oneThatEndsAsAnotherBeginsMakesRoomForIt() {
        assertEquals(1, Concurrency.of(List.of(call(0, 0, 10), call(1, 10, 20))).most());
    }

    @Test
    void whatWasNeverMadeIsNeverInFlightAndNoClockMakesACallNegative() {
        CallLine untried = Calls.ended(0, ORIGIN_US, 0, 0, 900, "not_tried", "given up");
        assertEquals(0, Concurrency.of(List.of(untried)).most());
        assertEquals(0, Concurrency.of(List.of()).most());
        assertTrue(Concurrency.of(List.of()).firstStartUs().isEmpty());
        assertArrayEquals(new int[3], Concurrency.of(List.of()).most(0, 10, 3));
        Concurrency back = Concurrency.of(List.of(call(0, 500, 100)));
        assertEquals(0, back.at(ORIGIN_US + 200_000));
        assertEquals(ORIGIN_US + 500_000, back.lastEndUs().orElseThrow());
    }

    @Test
    void theMostOfEachStretchIsThatOfEveryInstantInIt() {
        var random = new Seeds(5).at("concurrency").random();
        List<CallLine> calls = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            long start = random.nextInt(1_000);
            calls.add(call(i, start, start + random.nextInt(120)));
        }
        Concurrency all = Concurrency.of(calls);
        int[] found = all.most(ORIGIN_US + 50_000, 100_000, 12);
        int highest = 0;
        for (int stretch = 0; stretch < found.length; stretch++) {
            int most = 0;
            for (int ms = 0; ms < 100; ms++) {
                long now = ORIGIN_US + (50 + stretch * 100 + ms) * 1_000L;
                most = Math.max(most, all.at(now));
            }
            assertEquals(most, found[stretch], "stretch " + stretch);
            highest = Math.max(highest, most);
        }
        assertTrue(highest > 5 && all.most() >= highest, "most " + all.most());
    }
}
