package io.turngap.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.call.CallResult;
import io.turngap.call.FixtureAcoustics;
import io.turngap.link.CallIdentity;
import io.turngap.link.Link;
import io.turngap.measure.CallLine;
import io.turngap.measure.Turn;
import io.turngap.scenario.Overrides;
import io.turngap.scenario.Scenario;
import io.turngap.scenario.ScenarioReader;
import io.turngap.sound.Audibility;
import io.turngap.sound.Fixtures;
import io.turngap.time.Timeline;
import io.turngap.time.VirtualTimeline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A run that calls two agents, on a virtual timeline. */
class PairedCallsTest {

    private static final long MS = 1_000_000;

    private final VirtualTimeline timeline = new VirtualTimeline();
    /** Who was called with which call, in the order of the calls. */
    private final List<String> connected = new ArrayList<>();

    private long lastConnectedNanos;
    private int underway;
    private int mostUnderway;

    /** An agent that opens a conversation and says nothing, or one that is not there. */
    private final class QuietAgent implements Link {
        private final String name;
        private final boolean absent;

        QuietAgent(String name, boolean absent) {
            this.name = name;
            this.absent = absent;
        }

        @Override
        public Timeline nextTimeline() {
            return timeline;
        }

        @Override
        public Connection connect(Timeline on, CallIdentity identity, Listener listener) {
            connected.add(name + " " + identity.name());
            lastConnectedNanos = timeline.nowNanos();
            mostUnderway = Math.max(mostUnderway, ++underway);
            timeline.after(5 * MS, () -> {
                if (absent) {
                    underway--;
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
                    timeline.after(MS, () -> {
                        underway--;
                        listener.closed(timeline.nowNanos(), new Ending(Ending.Kind.HUNG_UP, ""));
                    });
                }
            };
        }

        @Override
        public void close() {}
    }

    /** What came of the calls on one agent. */
    private static final class Seen implements CallRunner.Observer {
        private final List<Integer> calls = new ArrayList<>();
        private final List<CallLine> notMade = new ArrayList<>();
        private final List<Turn> journal = new ArrayList<>();
        private String gaveUp = "";

        @Override
        public void progress(CallRunner.Snapshot snapshot) {}

        @Override
        public void gaveUp(int untried, String why) {
            gaveUp = why;
        }

        @Override
        public void callEnded(CallResult result, List<Turn> turns) {
            calls.add(result.call());
        }

        @Override
        public void notMade(CallLine line) {
            notMade.add(line);
        }
    }

    private final Seen candidate = new Seen();
    private final Seen baseline = new Seen();

    private static Scenario scenario(String load) {
        String text = "scenario: x\nlimits: {connect_ms: 3000}\nscript:\n  - silence_ms: 500\n" + load + "\n";
        return ScenarioReader.parse(Path.of("x.yaml"), text, Overrides.NONE).scenario();
    }

    private CallRunner runner(Scenario scenario, boolean baselineAbsent, Health health) {
        FixtureAcoustics acoustics =
                new FixtureAcoustics(Fixtures.open(Path.of("audio-fixtures")), Path.of("."), Audibility.STANDARD);
        return new CallRunner(
                scenario,
                List.of(
                        new Side("new", new QuietAgent("new", false), candidate.journal::add, Ceiling.NONE),
                        new Side("old", new QuietAgent("old", baselineAbsent), baseline.journal::add, Ceiling.NONE)),
                acoustics,
                health);
    }

    private static List<Integer> upTo(int calls) {
        return IntStream.range(0, calls).boxed().toList();
    }

    private static List<Integer> sorted(List<Integer> calls) {
        return calls.stream().sorted().toList();
    }

    @Test
    void eachCallIsMadeOnBothAgentsSoonAfterOneAnotherAndInAnOrderThatIsDrawn() {
        try (Health health = new Health()) {
            CallRunner runner = runner(scenario("calls: 20\nconcurrency: 3"), false, health);
            runner.begin();
            timeline.runUntil(timeline.nowNanos() + 120_000 * MS);
            assertEquals("", runner.attend(List.of(candidate, baseline)));
        }
        assertEquals(upTo(20), sorted(candidate.calls));
        assertEquals(upTo(20), sorted(baseline.calls));
        assertEquals(40, connected.size());
        assertEquals(3, mostUnderway, "calls on both agents together are as many at once as the scenario says");
        int oldFirst = 0;
        for (int call = 0; call < 20; call++) {
            int first = Math.min(connected.indexOf("new new/" + call), connected.indexOf("old old/" + call));
            int second = Math.max(connected.indexOf("new new/" + call), connected.indexOf("old old/" + call));
            assertEquals(2 * call, first, connected.toString());
            assertEquals(2 * call + 1, second, connected.toString());
            oldFirst += connected.get(first).startsWith("old") ? 1 : 0;
        }
        assertTrue(oldFirst > 0 && oldFirst < 20, connected.toString());
    }

    @Test
    void anAbsentBaselineEndsTheRunAndIsNoFaultOfTheCandidates() {
        try (Health health = new Health()) {
            CallRunner runner = runner(scenario("calls: 200\nconcurrency: 2"), true, health);
            runner.begin();
            timeline.runUntil(timeline.nowNanos() + 120_000 * MS);
            assertEquals("", runner.attend(List.of(candidate, baseline)));
            assertFalse(runner.mayGoOn());
        }
        assertTrue(baseline.gaveUp.contains("found no agent"), baseline.gaveUp);
        assertEquals(200, baseline.calls.size() + baseline.notMade.size());
        assertEquals("", candidate.gaveUp);
        assertEquals(List.of(), candidate.notMade);
        assertTrue(candidate.calls.size() < 30, candidate.calls.size() + " calls were made on the other");
        assertTrue(
                candidate.journal.stream().noneMatch(turn -> turn.detail().contains("not tried")),
                candidate.journal.toString());
    }

    @Test
    void furtherCallsGoOnWhereTheFirstEnded() {
        try (Health health = new Health()) {
            CallRunner runner = runner(scenario("calls: 6\nconcurrency: 4"), false, health);
            runner.begin();
            timeline.runUntil(timeline.nowNanos() + 120_000 * MS);
            runner.attend(List.of(candidate, baseline));
            timeline.runUntil(timeline.nowNanos() + 120_000 * MS);
            assertTrue(runner.mayGoOn());
            runner.extend(5);
            timeline.runUntil(timeline.nowNanos() + 120_000 * MS);
            assertEquals("", runner.attend(List.of(candidate, baseline)));
            assertEquals(22, runner.total());
        }
        assertEquals(upTo(11), sorted(candidate.calls));
        assertEquals(upTo(11), sorted(baseline.calls));
        assertEquals(4, mostUnderway);
    }

    @Test
    void aRateGoesOnAsIfNoTimeHadPassed() {
        try (Health health = new Health()) {
            CallRunner runner = runner(scenario("calls: 30\nload: {rate: 10/s}"), false, health);
            runner.begin();
            timeline.runUntil(timeline.nowNanos() + 120_000 * MS);
            runner.attend(List.of(candidate, baseline));
            long resumed = timeline.nowNanos();
            runner.extend(30);
            timeline.runUntil(timeline.nowNanos() + 120_000 * MS);
            assertEquals("", runner.attend(List.of(candidate, baseline)));
            long tookMs = (lastConnectedNanos - resumed) / MS;
            assertTrue(tookMs > 3_000 && tookMs < 10_000, "60 calls at 10 a second took " + tookMs + " ms");
            assertEquals(120, health.come().started());
        }
        assertEquals(upTo(60), sorted(candidate.calls));
        assertEquals(upTo(60), sorted(baseline.calls));
    }
}
