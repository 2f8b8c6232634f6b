package io.turngap.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.CallLine;
import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.Turn;
import io.turngap.measure.Turns;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LiveStatsTest {

    private static final long SECOND_US = 1_000_000;

    private final LiveStats live = new LiveStats();

    private LiveFigures after(long seconds) {
        live.progress(seconds * SECOND_US, 2, 4, 10);
        return live.figures();
    }

    private static void near(long expectedMs, OptionalLong us) {
        assertEquals((double) expectedMs, us.orElseThrow() / 1_000.0, expectedMs * 0.01, "1 % is what two digits keep");
    }

    @Test
    void theLastTenSecondsAreWhatCounts() {
        live.turn(Turns.answered(0, 1, 3_000));
        near(3_000, after(1).ttfaP95Us());
        live.turn(Turns.answered(0, 2, 500));
        LiveFigures both = after(9);
        assertEquals(2, both.heard());
        near(500, both.ttfaP50Us());
        near(3_000, both.ttfaP95Us());
        LiveFigures later = after(11);
        assertEquals(1, later.heard(), "the first turn is eleven seconds old");
        near(500, later.ttfaP95Us());
        assertTrue(after(25).ttfaP50Us().isEmpty());
    }

    @Test
    void aClockThatLeapsForgetsWhatIsOlderThanItsLeap() {
        live.turn(Turns.answered(0, 1, 3_000));
        after(1);
        live.turn(Turns.answered(0, 2, 700));
        LiveFigures leapt = after(100_000);
        assertEquals(1, leapt.heard());
        near(700, leapt.ttfaP50Us());
        assertEquals(1, after(1).heard(), "a clock that is told to go back stands still");
    }

    @Test
    void aMissedTurnCountsAsTheTimeWaitedAndAGreetingHasNoTtfa() {
        live.turn(Turns.missed(0, 1, 8_000));
        live.turn(Turns.of(0, Turn.GREETING, Outcome.ANSWERED, Milestone.FIRST_AUDIBLE, 90_000));
        live.turn(Turns.of(0, 2, Outcome.ERROR));
        LiveFigures now = after(5);
        assertEquals(1, now.heard());
        near(8_000, now.ttfaP50Us());
        assertEquals(3 / 5.0, now.turnsASecond(), 1e-9);
        assertEquals(
                Map.of(
                        Outcome.ANSWERED,
                        1L,
                        Outcome.MISSED,
                        1L,
                        Outcome.ERROR,
                        1L,
                        Outcome.CUT_OFF,
                        0L,
                        Outcome.RATE_LIMITED,
                        0L),
                now.turns());
    }

    @Test
    void callsAreCountedByTheirEnding() {
        live.call(CallLines.notMade(7, 1_000, CallLines.NOT_TRIED, "why"));
        live.call(CallLines.notMade(8, 1_000, CallLines.NOT_STARTED, "why"));
        live.call(new CallLine(1, 1_000, 2_000, 41_000L, 9_000_000, "hung_up", false, "", 4, 900, 0));
        live.call(new CallLine(2, 1_000, 2_000, null, 9_000, "unreachable", true, "refused", 0, 0, 0));
        LiveFigures now = after(1);
        assertEquals(Map.of(CallLines.NOT_TRIED, 1L, CallLines.NOT_STARTED, 1L, "unreachable", 1L), now.failedCalls());
        assertEquals(1L, live.endingCounts().get(LiveStats.COMPLETED));
        assertEquals(40_000, live.connectUs().getMinNonZeroValue() / 1_000 * 1_000, "from the intended start");
    }

    @Test
    void whatIsLeftIsToldOnceSomeCallsHaveEnded() {
        live.progress(20 * SECOND_US, 2, 2, 10);
        assertTrue(live.figures().remainingUs().isEmpty(), "two calls tell little");
        live.progress(30 * SECOND_US, 5, 3, 10);
        assertEquals(30 * SECOND_US, live.figures().remainingUs().orElseThrow());
        live.progress(60 * SECOND_US, 10, 0, 10);
        assertTrue(live.figures().remainingUs().isEmpty(), "nothing is left");
    }

    @Test
    void latenessIsOfTheLastSecondsAndCallsBehindAreCounted() {
        try (Health health = new Health()) {
            live.watch(health);
            health.frames().note(300_000_000);
            long now = System.nanoTime();
            for (int i = 0; i < 6; i++) {
                health.planned(now - 1_000_000);
            }
            health.planned(now + 3_600_000_000_000L);
            health.started(now - 1_000_000, now);
            LiveFigures early = after(1);
            LiveFigures.Generator generator = early.generator().orElseThrow();
            assertEquals(300, generator.frameP99Us() / 1_000);
            assertTrue(generator.late());
            assertEquals(6, early.due(), "the seventh lies an hour ahead");
            assertEquals(5, early.behind(), "one has started");
            after(6);
            health.frames().note(400_000);
            after(12);
            LiveFigures.Generator late = after(18).generator().orElseThrow();
            assertTrue(late.frameP99Us() <= 400, "the stall is long over, and the run's own record keeps it");
            assertFalse(late.late());
            assertEquals(300, health.frames().percentileUs(100) / 1_000);
        }
    }

    @Test
    void nothingIsLostWhenManyThreadsNoteWhileOneReads() throws Exception {
        int each = 5_000;
        CountDownLatch ready = new CountDownLatch(3);
        List<Thread> threads = IntStream.range(0, 3)
                .mapToObj(n -> Thread.ofPlatform().start(() -> {
                    ready.countDown();
                    for (int i = 0; i < each; i++) {
                        live.turn(Turns.answered(n, 1 + i, 400));
                    }
                }))
                .toList();
        ready.await();
        long heard = 0;
        for (int i = 0; i < 50; i++) {
            heard = Math.max(heard, after(1).heard());
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertTrue(heard <= 3L * each, "read " + heard);
        assertEquals(3L * each, after(1).heard());
        assertEquals(3L * each, live.ttfaUs().getTotalCount());
        assertEquals(3L * each, live.turnCounts().get(Outcome.ANSWERED));
    }
}
