package io.turngap.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;

class ArrivalCountTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void aCallIsDueWhetherOrNotItStarts() {
        ArrivalCount count = new ArrivalCount();
        for (int call = 0; call < 10; call++) {
            count.planned(call * SECOND / 5);
        }
        for (int call = 0; call < 4; call++) {
            count.started(call * SECOND / 5);
        }
        assertEquals(new ArrivalCount.Second(5, 4), count.second(SECOND - 1));
        assertEquals(0.2, count.shortfall(SECOND - 1), 1e-9);
        assertEquals(new ArrivalCount.Second(5, 0), count.second(2 * SECOND));
        assertEquals(0.6, count.shortfall(2 * SECOND), 1e-9);
        count.started(5 * SECOND);
        assertEquals(new ArrivalCount.Second(0, 1), count.second(5 * SECOND), "a late one counts where it starts");
        assertEquals(5.0, count.summary(5 * SECOND).getOrDefault("due_per_s", 0.0));
        assertEquals(0.8, count.summary(5 * SECOND).getOrDefault("started_per_s", 0.0), "4 gaps in 5 s");
    }

    @Test
    void aRunThatIsEndedEarlyMissesNoCallOfLater() {
        ArrivalCount count = new ArrivalCount();
        count.planned(SECOND);
        count.planned(9 * SECOND);
        count.started(SECOND);
        count.stopped(2 * SECOND);
        count.planned(3 * SECOND);
        assertEquals(0, count.shortfall(20 * SECOND));
        assertEquals(1.0, count.summary(20 * SECOND).getOrDefault("due", 0.0));
    }

    @Test
    void callsThatAreWithdrawnAreNotMissedAlsoWhereTheyHaveJustComeDue() {
        ArrivalCount count = new ArrivalCount();
        for (long due : List.of(SECOND, 2 * SECOND, 9 * SECOND)) {
            count.planned(due);
        }
        count.started(SECOND);
        assertEquals(2, count.sum(2 * SECOND).due());
        count.withdrawn(List.of(2 * SECOND, 9 * SECOND));
        assertEquals(new ArrivalCount.Sum(1, 1, 0), count.sum(20 * SECOND));
        assertEquals(0, count.shortfall(20 * SECOND));
    }

    @Test
    void withoutACallThereIsNoShortfallAndNoRate() {
        ArrivalCount count = new ArrivalCount();
        assertEquals(0, count.shortfall(SECOND));
        assertFalse(count.summary(SECOND).containsKey("due_per_s"));
    }
}
