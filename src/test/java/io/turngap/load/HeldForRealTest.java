package io.turngap.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.turngap.measure.HealthLine;
import io.turngap.measure.RunRecord.Validity;
import io.turngap.scenario.Budgets;
import io.turngap.time.RealTimeline;
import io.turngap.time.TimelineWheel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A real loop with frames on it, held and starved for real. What is asserted holds on any day; a machine that cannot be starved skips. */
class HeldForRealTest {

    private static final long MS = 1_000_000L;
    private static final long HELD_MS = 400;

    /** Twenty callers' frames leave on {@code timeline}. */
    private static void speak(RealTimeline timeline, LongConsumer latenessNanos) {
        TimelineWheel wheel = new TimelineWheel(timeline);
        for (int call = 0; call < 20; call++) {
            wheel.subscribe(
                    timeline.nowNanos(), (index, dueNanos) -> latenessNanos.accept(timeline.nowNanos() - dueNanos));
        }
    }

    @Test
    void aTaskThatHoldsALoopIsSeenByItsBeat() throws InterruptedException {
        List<HealthLine> seconds = new CopyOnWriteArrayList<>();
        try (ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
                Health health = new Health(Budgets.DEFAULTS, seconds::add)) {
            RealTimeline timeline = new RealTimeline(loop);
            LongConsumer frames = health.frames(timeline);
            loop.execute(() -> speak(timeline, frames));
            CountDownLatch over = new CountDownLatch(1);
            timeline.after(100 * MS, () -> {
                long end = System.nanoTime() + HELD_MS * MS;
                while (System.nanoTime() < end) {
                    LockSupport.parkNanos(end - System.nanoTime());
                }
            });
            timeline.after(1_100 * MS, over::countDown);
            assertTrue(over.await(30, TimeUnit.SECONDS), "the loop came back");
            Validity validity = health.validity(List.of(), Optional.empty());
            loop.shutdownNow();
            assertFalse(validity.valid());
            long stallUs =
                    Objects.requireNonNull(validity.instrument()).stallsUs().getOrDefault("loop_max", 0L);
            assertTrue(stallUs >= (HELD_MS - LoopBeat.PERIOD_NANOS / MS - 1) * 1_000, stallUs + " µs");
            assertTrue(
                    validity.reasons().stream().anyMatch(reason -> reason.contains("load.budgets.stall_max_ms")),
                    validity.reasons().toString());
            assertTrue(validity.frameLatenessUs().getOrDefault("max", 0L) >= 350_000, "frames were due meanwhile");
        }
        assertFalse(seconds.isEmpty(), "a second was over");
        assertTrue(seconds.getFirst().frames() > 0);
    }

    @Test
    void hogsThatTakeTheProcessorsAreBlamed() throws IOException, InterruptedException {
        List<Process> hogs = new ArrayList<>();
        Validity validity;
        try (ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
                Health health = new Health(Budgets.DEFAULTS, line -> {})) {
            RealTimeline timeline = new RealTimeline(loop);
            LongConsumer frames = health.frames(timeline);
            loop.execute(() -> speak(timeline, frames));
            try {
                for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                    hogs.add(hog());
                }
                CountDownLatch over = new CountDownLatch(1);
                timeline.after(2_500 * MS, over::countDown);
                assertTrue(over.await(60, TimeUnit.SECONDS), "the loop came back");
            } finally {
                hogs.forEach(Process::destroyForcibly);
            }
            loop.shutdownNow();
            validity = health.validity(List.of(), Optional.empty());
        }
        long lateUs = validity.frameLatenessUs().getOrDefault("p99", 0L);
        assertEquals(
                lateUs > Budgets.DEFAULTS.frameLatenessP99Us(),
                validity.reasons().stream().anyMatch(reason -> reason.contains("frame_lateness_p99_ms")),
                () -> lateUs + " µs, and " + validity.reasons());
        assumeTrue(
                lateUs > Budgets.DEFAULTS.frameLatenessP99Us() && validity.cpu().getOrDefault("idle_share", 1.0) < 0.1,
                () -> "this machine did not let itself be starved: frames " + lateUs + " µs late at P99");
        assertFalse(validity.valid());
        assertTrue(
                validity.reasons().stream().anyMatch(reason -> reason.contains("not the agent")),
                validity.reasons().toString());
    }

    /** A process that only burns; before all others where this user may say so. It ends by itself if nobody ends it. */
    private static Process hog() throws IOException {
        String nice = Stream.of("/usr/bin/nice", "/bin/nice")
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst()
                .orElse("");
        assumeTrue(!nice.isEmpty() && Files.isExecutable(Path.of("/bin/sh")), "no nice or no /bin/sh here");
        return new ProcessBuilder(
                        nice, "-n", "-20", "/bin/sh", "-c", "i=0; while [ $i -lt 20000000 ]; do i=$((i+1)); done")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
