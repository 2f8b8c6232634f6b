package io.turngap.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.call.CallResult;
import io.turngap.call.FixtureAcoustics;
import io.turngap.link.CallIdentity;
import io.turngap.link.Link;
import io.turngap.measure.CallLine;
import io.turngap.measure.Evaluation;
import io.turngap.measure.Metrics;
import io.turngap.measure.RunRecord;
import io.turngap.measure.Turn;
import io.turngap.scenario.Overrides;
import io.turngap.scenario.Scenario;
import io.turngap.scenario.ScenarioReader;
import io.turngap.sound.Audibility;
import io.turngap.sound.Fixtures;
import io.turngap.time.StallingTimeline;
import io.turngap.time.Timeline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Whole calls by a schedule, on a timeline that can be made to stand still. */
class OpenModelTest {

    private static final long MS = 1_000_000;

    private final StallingTimeline timeline = new StallingTimeline();
    private final List<CallResult> results = new ArrayList<>();
    private final List<CallLine> notMade = new ArrayList<>();
    private final List<Turn> journal = new ArrayList<>();
    private String gaveUp = "";

    /** An agent that opens a conversation after a while and says nothing; or that refuses all. */
    private final class QuietAgent implements Link {
        private final long connectMs;
        private final boolean refuses;

        QuietAgent(long connectMs, boolean refuses) {
            this.connectMs = connectMs;
            this.refuses = refuses;
        }

        @Override
        public Timeline nextTimeline() {
            return timeline;
        }

        @Override
        public Connection connect(Timeline on, CallIdentity identity, Listener listener) {
            timeline.after(connectMs * MS, () -> {
                if (refuses) {
                    listener.closed(timeline.nowNanos(), new Ending(Ending.Kind.UNREACHABLE, "nobody there"));
                } else {
                    listener.connected(timeline.nowNanos());
                }
            });
            return new Connection() {
                @Override
                public void send(short[] frame) {}

                @Override
                public void interrupted(String replyId, long playedMs) {}

                @Override
                public void hangUp() {
                    timeline.after(MS, () -> listener.closed(timeline.nowNanos(), new Ending(Ending.Kind.HUNG_UP, "")));
                }
            };
        }

        @Override
        public void close() {}
    }

    private static Scenario scenario(String load) {
        String text = "scenario: x\nlimits: {connect_ms: 3000}\nscript:\n  - silence_ms: 3000\nload: " + load + "\n";
        return ScenarioReader.parse(Path.of("x.yaml"), text, Overrides.NONE).scenario();
    }

    private String make(Scenario scenario, Link agent, long stallAtMs, long stallMs) {
        FixtureAcoustics acoustics =
                new FixtureAcoustics(Fixtures.open(Path.of("audio-fixtures")), Path.of("."), Audibility.STANDARD);
        try (Health health = new Health()) {
            CallRunner runner = new CallRunner("x", scenario, agent, acoustics, journal::add, health, Ceiling.NONE);
            runner.begin();
            timeline.at(stallAtMs * MS, () -> timeline.stall(stallMs * MS));
            timeline.runUntil(60_000 * MS);
            return runner.attend(new Seen());
        }
    }

    /** Keeps what a run brings. */
    private final class Seen implements CallRunner.Observer {
        @Override
        public void progress(CallRunner.Snapshot snapshot) {}

        @Override
        public void gaveUp(int untried, String why) {
            gaveUp = untried + " " + why;
        }

        @Override
        public void callEnded(CallResult result, List<Turn> turns) {
            results.add(result);
        }

        @Override
        public void notMade(CallLine line) {
            notMade.add(line);
        }
    }

    private static void assertNear(long expected, long seen, long within, String... what) {
        assertTrue(Math.abs(expected - seen) <= within, expected + " expected, " + seen + " seen " + List.of(what));
    }

    private static RunRecord.Summary connect(List<Turn> turns, List<CallLine> calls) {
        RunRecord.Summary connect = Evaluation.of(turns, calls, 1).metrics().get(Metrics.CONNECT);
        return Objects.requireNonNull(connect, "nobody waited for a conversation");
    }

    private List<CallLine> lines() {
        return results.stream().map(CallLines::of).toList();
    }

    @Test
    void callsStartByTheScheduleThoughNoneHasEnded() {
        String unfinished = make(scenario("{rate: 2/s, for: 2s, spacing: even}"), new QuietAgent(40, false), 0, 0);
        assertEquals("", unfinished);
        List<CallLine> lines = lines();
        assertEquals(4, lines.size());
        long first = lines.getFirst().dueEpochUs();
        for (int i = 0; i < 4; i++) {
            CallLine line = lines.get(i);
            assertNear(i * 500_000L, line.dueEpochUs() - first, 1, "call " + i);
            assertNear(line.dueEpochUs(), line.startEpochUs(), 1);
            assertNear(40_000, line.connectUs().orElseThrow(), 2);
            assertTrue(line.endEpochUs() >= line.startEpochUs() + 3_000_000, "its silence lasts three seconds");
            assertEquals("hung_up", line.ending());
            assertTrue(!line.failed(), line.detail());
            assertTrue(line.framesSent() >= 150, "frames: " + line.framesSent());
        }
        assertTrue(lines.getFirst().endEpochUs() > lines.getLast().startEpochUs(), "they overlap");
    }

    @Test
    void whoWaitedBecauseTheGeneratorStoodStillHasWaited() {
        // The run begins 50 ms after the timeline; call 1 is due at 550 ms and meets a stall from 500 to 1,000 ms.
        make(scenario("{rate: 2/s, for: 2s, spacing: even}"), new QuietAgent(40, false), 500, 500);
        List<CallLine> lines = lines();
        assertNear(40_000, lines.get(0).connectUs().orElseThrow(), 2);
        assertNear(490_000, lines.get(1).connectUs().orElseThrow(), 2, "450 ms late, and 40 ms to connect");
        assertNear(450_000, lines.get(1).startEpochUs() - lines.get(1).dueEpochUs(), 2);
        assertNear(40_000, lines.get(2).connectUs().orElseThrow(), 2, "the next is on time again");

        assertEquals(490.0, Objects.requireNonNull(connect(journal, lines).maxMs()), 0.01);
        assertTrue(
                !Evaluation.of(journal, 1).metrics().containsKey(Metrics.CONNECT), "an old run has no list of calls");
    }

    @Test
    void whatALoadThatIsLetGoHadPlannedIsNotMissed() {
        FixtureAcoustics acoustics =
                new FixtureAcoustics(Fixtures.open(Path.of("audio-fixtures")), Path.of("."), Audibility.STANDARD);
        Scenario scenario = scenario("{rate: 2/s, for: 60s, spacing: even}");
        try (Health health = new Health(scenario.budgets(), line -> {}, timeline::nowNanos)) {
            CallRunner runner = new CallRunner(
                    "x", scenario, new QuietAgent(40, false), acoustics, journal::add, health, Ceiling.NONE);
            runner.begin();
            timeline.at(5_000 * MS, runner::letGo);
            timeline.runUntil(60_000 * MS);
            assertEquals("", runner.attend(new Seen()));
            assertEquals(10, results.size());
            assertEquals(new ArrivalCount.Sum(10, 10, 0), health.come());
        }
    }

    @Test
    void callsBeyondTheMostInFlightAreNamed() {
        make(scenario("{rate: 2/s, for: 5s, spacing: even, most_in_flight: 3}"), new QuietAgent(40, false), 0, 0);
        assertEquals(10, results.size() + notMade.size());
        assertEquals(
                List.of(3, 4, 5, 6),
                notMade.stream().map(CallLine::call).limit(4).toList());
        assertEquals("not_started", notMade.getFirst().ending());
        assertTrue(
                notMade.getFirst().detail().contains("3 calls were under way"),
                notMade.getFirst().detail());
        assertTrue(notMade.getFirst().failed());
    }

    @Test
    void whereNoAgentIsTheRestOfTheScheduleIsGivenUpByName() {
        String unfinished = make(scenario("{rate: 2/s, for: 20s, spacing: even}"), new QuietAgent(10, true), 0, 0);
        assertEquals("", unfinished, "every call is accounted for");
        assertEquals(Prospects.MOST_IN_VAIN, results.size());
        assertEquals(30, notMade.size());
        assertTrue(gaveUp.startsWith("30 10 calls in a row found no agent"), gaveUp);
        assertEquals("not_tried", notMade.getLast().ending());
        assertNear(500_000, notMade.getLast().dueEpochUs() - notMade.get(28).dueEpochUs(), 2);
        assertEquals(40, journal.size(), "a turn with the reason for each");
        List<CallLine> all = new ArrayList<>(lines());
        all.addAll(notMade);
        assertEquals(10, connect(journal, all).n(), "who was not tried did not wait");
        assertEquals(10, connect(journal, all).censored());
    }
}
