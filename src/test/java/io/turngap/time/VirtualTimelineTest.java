package io.turngap.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

class VirtualTimelineTest {

    private record Planned(long due, int number) {}

    /** Against a sorted list: the order of dues, then of being given, with tasks cancelled from anywhere in between. */
    @Test
    void tasksRunInTheOrderOfTheirDuesAndThenInTheirOwn() {
        UniformRandomProvider random = new Seeds(3).random();
        for (int trial = 0; trial < 200; trial++) {
            VirtualTimeline timeline = new VirtualTimeline();
            List<Planned> expected = new ArrayList<>();
            List<Planned> ran = new ArrayList<>();
            List<Timeline.Scheduled> handles = new ArrayList<>();
            List<Planned> plans = new ArrayList<>();
            for (int number = 0; number < 300; number++) {
                Planned plan = new Planned(random.nextInt(50), number);
                plans.add(plan);
                expected.add(plan);
                handles.add(timeline.at(plan.due(), () -> {
                    assertEquals(plan.due(), timeline.nowNanos());
                    ran.add(plan);
                }));
                if (random.nextInt(3) == 0) {
                    int victim = random.nextInt(handles.size());
                    handles.get(victim).cancel();
                    handles.get(victim).cancel();
                    expected.remove(plans.get(victim));
                }
            }
            timeline.runAll(1_000);
            expected.sort(Comparator.comparingLong(Planned::due).thenComparingInt(Planned::number));
            assertEquals(expected, ran);
        }
    }

    @Test
    void aTaskThatRanOrIsRunningCanBeCancelledWithoutHarm() {
        VirtualTimeline timeline = new VirtualTimeline();
        List<Timeline.Scheduled> own = new ArrayList<>();
        List<String> ran = new ArrayList<>();
        own.add(timeline.at(5, () -> {
            own.getFirst().cancel();
            ran.add("first");
        }));
        timeline.at(6, () -> ran.add("second"));
        timeline.runAll(10);
        own.getFirst().cancel();
        assertEquals(List.of("first", "second"), ran);
    }

    @Test
    void aLoopThatNeverEndsIsFound() {
        VirtualTimeline timeline = new VirtualTimeline();
        Runnable[] again = {() -> {}};
        again[0] = () -> timeline.after(1_000_000, again[0]);
        again[0].run();
        IllegalStateException loop = assertThrows(IllegalStateException.class, () -> timeline.runAll(100));
        assertTrue(String.valueOf(loop.getMessage()).contains("more than 100 tasks"), loop.getMessage());
    }
}
