package io.turngap.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.scenario.LoadPhase;
import io.turngap.scenario.LoadPlan;
import io.turngap.time.Seeds;
import io.turngap.time.StallingTimeline;
import io.turngap.time.Timeline;
import io.turngap.time.VirtualTimeline;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StartsTest {

    private static final long MS = 1_000_000;

    private final List<Long> startedMs = new ArrayList<>();
    private final List<Integer> notStarted = new ArrayList<>();

    private static Arrivals every(long gapMs, int calls) {
        return Arrivals.of(
                new LoadPlan(List.of(new LoadPhase.Constant(1_000.0 / gapMs, gapMs * calls, false))), new Seeds(1));
    }

    /** Calls that take so long each. */
    private final class Calls implements Starts.Calls {
        private final long lengthMs;
        private Consumer<Timeline> ended = timeline -> {};

        Calls(long lengthMs) {
            this.lengthMs = lengthMs;
        }

        Starts of(Arrivals arrivals, int calls, int mostInFlight, Supplier<Timeline> timelines) {
            Starts starts = new Starts(arrivals, calls, mostInFlight, timelines, this);
            ended = starts::ended;
            return starts;
        }

        @Override
        public void start(int call, Timeline timeline, long dueNanos) {
            startedMs.add(dueNanos / MS);
            timeline.after(lengthMs * MS, () -> ended.accept(timeline));
        }

        @Override
        public void notStarted(int call, long dueNanos) {
            notStarted.add(call);
        }
    }

    @Test
    void callsStartWhenTheyAreDueThoughNoneBeforeThemHasEnded() {
        VirtualTimeline timeline = new VirtualTimeline();
        Starts starts = new Calls(60_000).of(every(100, 1_000), 1_000, 5_000, () -> timeline);
        starts.begin(0);
        timeline.runUntil(99_950 * MS);
        assertEquals(IntStream.range(0, 1_000).mapToObj(i -> i * 100L).toList(), startedMs);
        assertFalse(starts.isOver());
        timeline.runAll(10_000);
        assertTrue(starts.isOver());
        assertEquals(1_000, startedMs.size());
    }

    @Test
    void whatIsBeyondTheMostInFlightIsNamedAndNotStarted() {
        VirtualTimeline timeline = new VirtualTimeline();
        Starts starts = new Calls(950).of(every(100, 15), 15, 4, () -> timeline);
        starts.begin(0);
        timeline.runAll(10_000);
        assertEquals(List.of(4, 5, 6, 7, 8, 9, 14), notStarted);
        assertEquals(8, startedMs.size());
        assertTrue(starts.isOver());
    }

    @Test
    void aStallDelaysNoCallThatIsDueAfterIt() {
        StallingTimeline timeline = new StallingTimeline();
        List<Long> lateMs = new ArrayList<>();
        Starts[] starts = new Starts[1];
        starts[0] = new Starts(every(100, 30), 30, 5_000, () -> timeline, new Starts.Calls() {
            @Override
            public void start(int call, Timeline on, long dueNanos) {
                lateMs.add((on.nowNanos() - dueNanos) / MS);
            }

            @Override
            public void notStarted(int call, long dueNanos) {}
        });
        starts[0].begin(0);
        timeline.at(1_001 * MS, () -> timeline.stall(500 * MS));
        timeline.runUntil(4_000 * MS);
        assertEquals(30, lateMs.size());
        assertEquals(List.of(0L, 401L, 301L, 201L, 101L, 1L, 0L), lateMs.subList(10, 17));
    }

    @Test
    void inAClosedModelAnEndMakesRoom() {
        VirtualTimeline timeline = new VirtualTimeline();
        Starts starts = new Calls(1_000).of(Arrivals.closed(2, 400), 6, Integer.MAX_VALUE, () -> timeline);
        starts.begin(0);
        timeline.runAll(10_000);
        assertEquals(List.of(0L, 200L, 1_000L, 1_200L, 2_000L, 2_200L), startedMs);
        assertTrue(starts.isOver());
    }

    @Test
    void moreAtOnceThanWaitAheadStartAllTheSame() {
        VirtualTimeline timeline = new VirtualTimeline();
        Starts starts = new Calls(100).of(Arrivals.closed(1_000, 1_000), 3_000, Integer.MAX_VALUE, () -> timeline);
        starts.begin(0);
        timeline.runAll(100_000);
        assertEquals(3_000, startedMs.size());
        assertTrue(starts.isOver());
    }

    @Test
    void afterAStopTheRestIsToldOnceAndInOrder() {
        VirtualTimeline timeline = new VirtualTimeline();
        Starts starts = new Calls(1_000).of(every(100, 500), 400, 5_000, () -> timeline);
        starts.begin(0);
        timeline.runUntil(950 * MS);
        starts.stop();
        List<Integer> untried = new ArrayList<>();
        List<Long> dueMs = new ArrayList<>();
        starts.forEachUntried((call, dueNanos) -> {
            untried.add(call);
            dueMs.add(dueNanos / MS);
        });
        assertEquals(IntStream.range(10, 400).boxed().toList(), untried);
        assertEquals(39_900L, dueMs.getLast());
        assertFalse(starts.isOver(), "ten calls are under way");
        timeline.runAll(10_000);
        assertTrue(starts.isOver());
        assertEquals(10, startedMs.size());
        starts.forEachUntried((call, dueNanos) -> untried.add(-1));
        assertFalse(untried.contains(-1));
    }

    @Test
    void callsGoWhereTheFewestAre() {
        VirtualTimeline one = new VirtualTimeline();
        VirtualTimeline other = new VirtualTimeline();
        int[] turn = {0};
        Lanes lanes = new Lanes(() -> turn[0]++ % 2 == 0 ? one : other);
        assertEquals(List.of(one, other, one, other), List.of(lanes.take(), lanes.take(), lanes.take(), lanes.take()));
        lanes.free(other);
        lanes.free(other);
        assertEquals(List.of(other, other, one), List.of(lanes.take(), lanes.take(), lanes.take()));
    }

    /** The last call of the schedule is held back while the one that was under way ends on another thread. */
    @Test
    void aRunIsNotOverBeforeACallThatIsHeldBackWasToldOf() {
        VirtualTimeline timeline = new VirtualTimeline();
        List<Boolean> over = new ArrayList<>();
        Starts[] starts = new Starts[1];
        starts[0] = new Starts(every(100, 2), 2, 1, () -> timeline, new Starts.Calls() {
            @Override
            public void start(int call, Timeline on, long dueNanos) {}

            @Override
            public void notStarted(int call, long dueNanos) {
                starts[0].ended(timeline);
                over.add(starts[0].isOver());
            }
        });
        starts[0].begin(0);
        timeline.runAll(100);
        assertEquals(List.of(false), over);
        assertTrue(starts[0].isOver());
    }

    @Test
    void whoIsToldOfUntriedCallsHoldsUpNoCallThatEnds() {
        VirtualTimeline timeline = new VirtualTimeline();
        Starts starts = new Starts(every(1_000, 900), 900, 5, () -> timeline, new Starts.Calls() {
            @Override
            public void start(int call, Timeline on, long dueNanos) {}

            @Override
            public void notStarted(int call, long dueNanos) {}
        });
        starts.begin(0);
        timeline.runUntil(500 * MS);
        starts.stop();
        List<Integer> untried = new ArrayList<>();
        List<Thread.State> ender = new ArrayList<>();
        starts.forEachUntried((call, dueNanos) -> {
            if (untried.isEmpty()) {
                Thread ends = Thread.ofPlatform().start(() -> starts.ended(timeline));
                try {
                    ends.join(10_000);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
                ender.add(ends.getState());
            }
            untried.add(call);
        });
        assertEquals(List.of(Thread.State.TERMINATED), ender);
        assertEquals(IntStream.range(1, 900).boxed().toList(), untried);
    }
}
