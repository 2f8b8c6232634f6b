package io.turngap.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TimelineWheelTest {

    private static final long MS = 1_000_000L;

    private final StallingTimeline timeline = new StallingTimeline();
    private final TimelineWheel wheel = new TimelineWheel(timeline);

    @Test
    void aWheelWithManySubscribersDoesNotWaitAwake() {
        timeline.precise = 0;
        for (int i = 0; i < 64; i++) {
            wheel.subscribe(0, (index, due) -> {});
        }
        timeline.runUntil(100 * MS);
        int precise = timeline.precise;
        assertTrue(precise >= 100, precise + " waits");
        wheel.subscribe(0, (index, due) -> {});
        timeline.runUntil(200 * MS);
        assertTrue(timeline.precise - precise <= 1, timeline.precise - precise + " waits more");
    }

    @Test
    void framesComeEvery20MsFromTheFirstSlotAtOrAfterTheEarliestInstant() {
        List<Long> dues = new ArrayList<>();
        FrameWheel.Subscription place = wheel.subscribe(7 * MS + 1, (index, due) -> {
            assertEquals(dues.size(), index);
            assertEquals(due, timeline.nowNanos());
            dues.add(due);
        });
        timeline.runUntil(70 * MS);
        assertEquals(8 * MS, place.firstDueNanos());
        assertEquals(List.of(8 * MS, 28 * MS, 48 * MS, 68 * MS), dues);
    }

    @Test
    void aStallOf500MsSkipsNothingKeepsDueTimesAndShowsAsLateness() {
        List<Long> dues = new ArrayList<>();
        List<Long> lateness = new ArrayList<>();
        wheel.subscribe(0, (index, due) -> {
            assertEquals(index, dues.size());
            dues.add(due);
            lateness.add(timeline.nowNanos() - due);
        });
        timeline.at(105 * MS, () -> timeline.stall(500 * MS));
        timeline.runUntil(1_000 * MS);

        assertEquals(51, dues.size());
        for (int k = 0; k < dues.size(); k++) {
            assertEquals(k * 20 * MS, dues.get(k));
        }
        assertEquals(485 * MS, lateness.get(6), "due at 120 ms, delivered at 605 ms");
        assertEquals(5 * MS, lateness.get(30), "due at 600 ms, the last that the stall held up");
        assertEquals(0, lateness.get(31), "lateness does not accumulate");
    }

    @Test
    void afterAStallFramesOfAllSubscribersComeInTheOrderOfTheirDueTimes() {
        List<Long> dues = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            wheel.subscribe(0, (index, due) -> dues.add(due));
        }
        timeline.at(3 * MS, () -> timeline.stall(3_000 * MS));
        timeline.runUntil(4_000 * MS);
        assertEquals(dues.stream().sorted().toList(), dues);
        assertTrue(dues.size() >= 30 * 200, () -> dues.size() + " frames");
    }

    @Test
    void subscribersAreSpreadEvenlyAndShareOneTaskASlot() {
        Set<Long> firsts = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            firsts.add(wheel.subscribe(0, (index, due) -> {}).firstDueNanos() % FrameWheel.FRAME_NANOS);
        }
        timeline.runUntil(1_000 * MS - 1);
        assertEquals(TimelineWheel.SLOTS, firsts.size());
        assertEquals(1_000, timeline.tasksRun, "one task a slot, however many subscribers");
    }

    @Test
    void oneSubscriberCostsOneTaskAFrame() {
        wheel.subscribe(0, (index, due) -> {});
        timeline.runUntil(1_000 * MS - 1);
        assertEquals(50, timeline.tasksRun);
    }

    @Test
    void cancellingDuringDeliveryStopsTheCancelledAndNobodyElse() {
        List<String> got = new ArrayList<>();
        FrameWheel.Subscription[] places = new FrameWheel.Subscription[41];
        places[0] = wheel.subscribe(0, (index, due) -> {
            got.add("a" + index);
            if (index == 1) {
                places[0].cancel();
                places[20].cancel();
            }
        });
        for (int i = 1; i < 20; i++) {
            places[i] = wheel.subscribe(0, (index, due) -> {});
        }
        places[20] = wheel.subscribe(0, (index, due) -> got.add("b" + index));
        for (int i = 21; i < 40; i++) {
            places[i] = wheel.subscribe(0, (index, due) -> {});
        }
        places[40] = wheel.subscribe(0, (index, due) -> got.add("c" + index));
        timeline.runUntil(45 * MS);
        assertEquals(List.of("a0", "b0", "c0", "a1", "c1", "c2"), got);
        assertEquals(39, wheel.subscribers());
    }

    @Test
    void subscribingDuringDeliveryWorksAndAnEmptyWheelCostsNothing() {
        List<Long> got = new ArrayList<>();
        FrameWheel.Subscription[] first = new FrameWheel.Subscription[1];
        first[0] = wheel.subscribe(0, (index, due) -> {
            first[0].cancel();
            FrameWheel.Subscription[] second = new FrameWheel.Subscription[1];
            second[0] = wheel.subscribe(due + 20 * MS, (i, d) -> {
                got.add(d);
                if (i == 2) {
                    second[0].cancel();
                }
            });
        });
        timeline.runUntil(200 * MS);
        int tasks = timeline.tasksRun;
        timeline.runUntil(10_000 * MS);
        assertEquals(List.of(21 * MS, 41 * MS, 61 * MS), got, "the leaver still holds its slot while it is delivered");
        assertEquals(tasks, timeline.tasksRun);
        FrameWheel.Subscription later = wheel.subscribe(timeline.nowNanos(), (index, due) -> {});
        assertEquals(10_000 * MS, later.firstDueNanos(), "a wheel that idled does not replay the idle time");
    }

    @Test
    void aSubscriberThatThrowsIsTakenOffAndTheOthersGoOn() {
        List<Long> got = new ArrayList<>();
        wheel.subscribe(0, (index, due) -> {
            throw new IllegalStateException("broken subscriber");
        });
        wheel.subscribe(0, (index, due) -> got.add(index));
        assertThrows(IllegalStateException.class, () -> timeline.runUntil(10 * MS));
        timeline.runUntil(50 * MS);
        assertEquals(List.of(0L, 1L, 2L), got);
        assertEquals(1, wheel.subscribers());
    }

    /** Notes its frames and its work as "name, what, index". */
    private static FrameWheel.FrameTask noting(String name, List<String> into) {
        return new FrameWheel.FrameTask() {
            @Override
            public void frame(long index, long dueNanos) {
                into.add(name + " frame " + index);
            }

            @Override
            public void work(long index, long dueNanos) {
                into.add(name + " work " + index);
            }
        };
    }

    @Test
    void allFramesOfASlotLeaveBeforeAnyWorkIsDone() {
        List<String> got = new ArrayList<>();
        wheel.subscribe(0, noting("a", got));
        for (int i = 1; i < TimelineWheel.SLOTS; i++) {
            wheel.subscribe(0, (index, due) -> {});
        }
        wheel.subscribe(0, noting("b", got));
        timeline.runUntil(25 * MS);
        assertEquals(
                List.of(
                        "a frame 0",
                        "b frame 0",
                        "a work 0",
                        "b work 0",
                        "a frame 1",
                        "b frame 1",
                        "a work 1",
                        "b work 1"),
                got);
    }

    @Test
    void afterAStallWorkStillStandsBetweenTwoFramesOfASubscriber() {
        List<String> got = new ArrayList<>();
        wheel.subscribe(0, noting("a", got));
        wheel.subscribe(0, noting("b", got));
        timeline.at(5 * MS, () -> timeline.stall(50 * MS));
        timeline.runUntil(55 * MS);
        assertEquals(
                List.of(
                        "a frame 0",
                        "a work 0",
                        "b frame 0",
                        "b work 0",
                        "a frame 1",
                        "b frame 1",
                        "a work 1",
                        "b work 1",
                        "a frame 2",
                        "b frame 2",
                        "a work 2",
                        "b work 2"),
                got);
    }

    @Test
    void whoLeavesWithItsFrameOrBreaksInItsWorkDoesNoMore() {
        List<String> got = new ArrayList<>();
        FrameWheel.Subscription[] place = new FrameWheel.Subscription[1];
        place[0] = wheel.subscribe(0, new FrameWheel.FrameTask() {
            @Override
            public void frame(long index, long dueNanos) {
                place[0].cancel();
            }

            @Override
            public void work(long index, long dueNanos) {
                got.add("work of one that left");
            }
        });
        wheel.subscribe(0, new FrameWheel.FrameTask() {
            @Override
            public void frame(long index, long dueNanos) {
                got.add("frame " + index);
            }

            @Override
            public void work(long index, long dueNanos) {
                throw new IllegalStateException("broken work");
            }
        });
        assertThrows(IllegalStateException.class, () -> timeline.runUntil(10 * MS));
        timeline.runUntil(50 * MS);
        assertEquals(List.of("frame 0"), got);
        assertEquals(0, wheel.subscribers());
    }
}
