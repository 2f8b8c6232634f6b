package io.turngap.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Seeds;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

class AgentClockTest {

    @Test
    void trueInstantIsAlwaysWithinTheUncertainty() {
        UniformRandomProvider random = new Seeds(7).at("clock").random();
        for (int round = 0; round < 1_000; round++) {
            AgentClock clock = new AgentClock();
            long ahead = random.nextLong();
            long now = random.nextLong();
            for (int ping = 0; ping < 12; ping++) {
                long there = random.nextLong(5_000_000);
                long handling = random.nextLong(1_000_000);
                long back = random.nextLong(5_000_000);
                assertTrue(clock.accept(
                        now, now + there + ahead, now + there + handling + ahead, now + there + handling + back));
                now += there + handling + back;
            }
            long error = clock.ours(now + ahead, now) - now;
            assertTrue(
                    Math.abs(error) <= clock.uncertaintyNanos(now) + 1,
                    "off by " + error + " ns, said within " + clock.uncertaintyNanos(now));
        }
    }

    @Test
    void tightestOfTheLastEightIsUsedUntilItIsOld() {
        AgentClock clock = new AgentClock();
        clock.accept(0, 100, 100, 200);
        clock.accept(1_000, 9_000, 9_000, 11_000);
        assertEquals(100, clock.uncertaintyNanos(11_000), "100 ns and 15 ppm of 11 µs");
        assertEquals(0, clock.ours(0, 11_000));
        // After 10 s the tight one may be 150 µs off; the loose one as well, and it began wider.
        assertEquals(150_100, clock.uncertaintyNanos(10_000_000_200L));
        for (int i = 0; i < 8; i++) {
            long t = 20_000_000_000L + i;
            clock.accept(t, t + 500_000, t + 500_000, t + 1_000_000);
        }
        assertEquals(500_000, clock.uncertaintyNanos(20_001_000_007L), "the tight one is gone");
    }

    @Test
    void impossibleExchangesAreRefused() {
        AgentClock clock = new AgentClock();
        assertFalse(clock.accept(100, 0, 0, 50), "answered before it was asked");
        assertFalse(clock.accept(0, 100, 50, 200), "sent before it was received");
        assertFalse(clock.accept(0, 0, 300, 200), "handled for longer than it was away");
        assertFalse(clock.known());
        assertThrows(IllegalStateException.class, () -> clock.ours(0, 0));
    }
}
