package io.turngap.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.Outcome;
import io.turngap.measure.ProbeKind;
import io.turngap.measure.ProbeMilestone;
import io.turngap.measure.ProbeNotes;
import io.turngap.measure.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who begins when, and when a run ends early. */
class ProbeRunnerTest {

    private final List<Turn> turns = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final AtomicInteger arrivals = new AtomicInteger();
    private final Instrument instrument = new Instrument() {
        @Override
        public void arrival(long latenessNanos) {
            assertTrue(latenessNanos >= 0);
            arrivals.incrementAndGet();
        }

        @Override
        public void frame(long latenessNanos) {}
    };

    /** A probe whose requests take 2 ms; a failure where {@code ending} gives one. */
    private Probe probe(IntFunction<String> ending) {
        return new Probe() {
            @Override
            public Turn request(int index, long dueNanos) {
                mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                Attempt attempt = new Attempt(ProbeKind.LLM, index, "x", "", dueNanos);
                attempt.first(ProbeMilestone.HTTP_START, System.nanoTime());
                LockSupport.parkNanos(2_000_000);
                atOnce.decrementAndGet();
                String failure = ending.apply(index);
                return failure.isEmpty() ? attempt.answered() : attempt.failed(Attempt.Failure.of(failure, "because"));
            }

            @Override
            public void close() {}
        };
    }

    private ProbeRunner runner(Settings settings, IntFunction<String> ending) {
        return new ProbeRunner(probe(ending), settings, turns::add, instrument);
    }

    @Test
    void aClosedRunMakesEachRequestOnceAndNeverMoreAtOnceThanAsked() {
        assertEquals("", runner(Bed.settings(60, 4), i -> "").run(now -> {}));
        assertEquals(
                IntStream.range(0, 60).boxed().toList(),
                turns.stream().map(Turn::call).sorted().toList());
        assertTrue(mostAtOnce.get() <= 4, "at once: " + mostAtOnce);
        assertEquals(60, arrivals.get());
    }

    @Test
    void inAnOpenRunARequestCountsFromItsPlaceInTheScheduleAlsoWhereItWaits() {
        // 50 requests of 2 ms in 50 ms and only one at a time: most have to wait, and that wait is theirs.
        Settings settings = new Settings(50, 1, 1_000, 0, 5_000, false, 7);
        assertEquals("", runner(settings, i -> "").run(now -> {}));
        assertEquals(50, turns.size());
        assertEquals(1, mostAtOnce.get());
        Turn last = turns.getLast();
        assertTrue(
                last.at(ProbeMilestone.HTTP_START).orElseThrow() > 10_000,
                () -> "the last began " + last.milestonesUs() + " after it was due");
    }

    @Test
    void whatFailsFromTheStartIsGivenUp() {
        String unfinished = runner(Bed.settings(500, 2), i -> "refused").run(now -> {});
        assertTrue(unfinished.contains("all failed"), unfinished);
        assertTrue(turns.size() >= ProbeRunner.HOPELESS && turns.size() < 20, "made " + turns.size());
        turns.clear();
        assertEquals(
                "", runner(Bed.settings(40, 2), i -> i == 5 ? "" : "refused").run(now -> {}), "one answer is hope");
        assertEquals(40, turns.size());
    }

    @Test
    void aLimitIsNoReasonToGiveUp() {
        assertEquals("", runner(Bed.settings(30, 2), i -> "rate_limited").run(now -> {}));
        assertEquals(30, turns.size());
    }

    @Test
    void aStoppedRunEndsAndSaysHowManyWereLeft() {
        for (double rate : new double[] {0, 200}) {
            turns.clear();
            Settings settings = new Settings(100_000, 2, rate, 0, 5_000, false, 1);
            ProbeRunner[] runner = new ProbeRunner[1];
            runner[0] = runner(settings, i -> {
                if (i == 20) {
                    runner[0].stop();
                }
                return "";
            });
            String unfinished = runner[0].run(now -> {});
            assertTrue(
                    unfinished.contains("of 100000 requests were not made, because the run was stopped"), unfinished);
            assertFalse(turns.size() < 20 || turns.size() > 200, "made " + turns.size());
        }
    }

    @Test
    void warmUpIsNotMeasured() {
        Settings settings = new Settings(1, 3, 0, 7, 5_000, false, 1);
        assertEquals(6, runner(settings, i -> i == 0 ? "refused" : "").warmUp());
        assertTrue(turns.isEmpty());
    }

    @Test
    void aRunThatWasRefusedToItsEndDoesNotWaitForARequestThatItWillNotMake() {
        Probe limited = new Probe() {
            @Override
            public Turn request(int index, long dueNanos) {
                return new Attempt(ProbeKind.LLM, index, "x", "", dueNanos)
                        .failed(new Attempt.Failure(
                                ProbeNotes.RATE_LIMITED, "slow down", Optional.of(429), Optional.of(30.0)));
            }

            @Override
            public void close() {}
        };
        ProbeRunner runner = new ProbeRunner(limited, Bed.settings(2, 2), turns::add, instrument);
        assertTimeoutPreemptively(Duration.ofSeconds(15), () -> assertEquals("", runner.run(now -> {})));
        assertEquals(
                List.of(Outcome.RATE_LIMITED, Outcome.RATE_LIMITED),
                turns.stream().map(Turn::outcome).toList());
    }
}
