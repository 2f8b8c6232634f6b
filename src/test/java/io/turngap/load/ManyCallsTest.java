package io.turngap.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.call.CallResult;
import io.turngap.call.FixtureAcoustics;
import io.turngap.link.CallIdentity;
import io.turngap.link.Link;
import io.turngap.link.LinkOptions;
import io.turngap.link.Links;
import io.turngap.link.ScriptedAgent;
import io.turngap.link.SocketLink;
import io.turngap.measure.Turn;
import io.turngap.scenario.Overrides;
import io.turngap.scenario.Scenario;
import io.turngap.scenario.ScenarioReader;
import io.turngap.sound.Audibility;
import io.turngap.sound.Fixtures;
import io.turngap.sound.Pcm;
import io.turngap.time.Timeline;
import io.turngap.time.VirtualTimeline;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Whatever lives on after a call holds nothing of it: timeline, wheel, link and runner are all still here when it is looked for. */
class ManyCallsTest {

    private static final long MS = 1_000_000;
    private static final int MOST_COLLECTIONS = 50;

    private final FixtureAcoustics acoustics =
            new FixtureAcoustics(Fixtures.open(Path.of("audio-fixtures")), Path.of("."), Audibility.STANDARD);

    /** Notes who listens; a listener leads to its whole call. */
    private static final class Noting implements Link {
        private final Link link;
        private final ConcurrentLinkedQueue<WeakReference<Listener>> listeners = new ConcurrentLinkedQueue<>();

        Noting(Link link) {
            this.link = link;
        }

        @Override
        public Timeline nextTimeline() {
            return link.nextTimeline();
        }

        @Override
        public Connection connect(Timeline timeline, CallIdentity identity, Listener listener) {
            listeners.add(new WeakReference<>(listener));
            return link.connect(timeline, identity, listener);
        }

        /** How many calls something still holds. */
        long held() throws InterruptedException {
            for (int i = 0; i < MOST_COLLECTIONS && count() > 0; i++) {
                System.gc();
                Thread.sleep(20);
            }
            return count();
        }

        private long count() {
            return listeners.stream().filter(held -> held.get() != null).count();
        }

        @Override
        public void close() {
            link.close();
        }
    }

    /** Speaks after half a second; some calls it refuses, some it ends, and from some nothing is heard again. */
    private static final class Moody implements Link {
        private final VirtualTimeline timeline;
        private final short[] tone = new short[Pcm.FRAME_SAMPLES];

        Moody(VirtualTimeline timeline) {
            this.timeline = timeline;
            Arrays.fill(tone, (short) 6_000);
        }

        @Override
        public Timeline nextTimeline() {
            return timeline;
        }

        @Override
        public Connection connect(Timeline on, CallIdentity identity, Listener listener) {
            int mood = identity.call() % 4;
            timeline.after(5 * MS, () -> {
                if (mood == 0) {
                    listener.closed(timeline.nowNanos(), new Ending(Ending.Kind.REFUSED, "not today"));
                } else {
                    listener.connected(timeline.nowNanos());
                }
            });
            return new Connection() {
                private int frames;
                private boolean closed = mood == 0;

                @Override
                public void send(short[] frame) {
                    frames++;
                    if (mood == 1 && frames > 25 && frames < 35) {
                        listener.audio(timeline.nowNanos(), tone, tone.length, "r");
                    } else if (mood == 2 && frames == 30) {
                        end(Ending.Kind.BROKEN);
                    }
                }

                private void end(Ending.Kind kind) {
                    if (!closed) {
                        closed = true;
                        timeline.after(
                                MS, () -> listener.closed(timeline.nowNanos(), new Ending(kind, "call " + identity)));
                    }
                }

                @Override
                public void interrupted(String replyId, long playedMs) {}

                @Override
                public void hangUp() {
                    if (mood != 3) {
                        end(Ending.Kind.HUNG_UP);
                    }
                }
            };
        }

        @Override
        public void close() {}
    }

    private static Scenario scenario(String load) {
        String text = "scenario: x\nlimits: {connect_ms: 1000, reply_ms: 1000, greeting_ms: 200}\n" + load
                + "\nscript:\n  - silence_ms: 900\n";
        return ScenarioReader.parse(Path.of("x.yaml"), text, Overrides.NONE).scenario();
    }

    private static final class Counting implements CallRunner.Observer {
        private final List<Integer> ended = new ArrayList<>();
        private int inFlight;

        @Override
        public void progress(CallRunner.Snapshot snapshot) {
            inFlight = snapshot.inFlight();
        }

        @Override
        public void gaveUp(int untried, String why) {
            throw new AssertionError(why);
        }

        @Override
        public void callEnded(CallResult result, List<Turn> turns) {
            ended.add(result.call());
        }
    }

    @Test
    void hundredsOfCallsLeaveNothingBehind() throws InterruptedException {
        VirtualTimeline timeline = new VirtualTimeline();
        Noting link = new Noting(new Moody(timeline));
        AtomicInteger turns = new AtomicInteger();
        Counting counting = new Counting();
        try (Health health = new Health()) {
            CallRunner runner = new CallRunner(
                    "x",
                    scenario("load: {rate: 40/s, for: 15s, spacing: even}"),
                    link,
                    acoustics,
                    turn -> turns.incrementAndGet(),
                    health,
                    Ceiling.NONE);
            runner.begin();
            timeline.runUntil(60_000 * MS);
            runner.attend(counting);
            assertEquals(600, counting.ended.stream().distinct().count());
            assertEquals(600, counting.ended.size(), "each call ends once");
            assertEquals(450, turns.get(), "a call without a word on either side has no turn");
            assertEquals(0, counting.inFlight);
            assertEquals(0, link.held(), "calls that something still holds");
            Reference.reachabilityFence(runner);
        }
        Reference.reachabilityFence(timeline);
    }

    @Test
    void callsOverSocketsLeaveNothingBehind() throws Exception {
        AtomicInteger next = new AtomicInteger();
        Counting counting = new Counting();
        try (ScriptedAgent agent = new ScriptedAgent(peer -> {
                    switch (next.getAndIncrement() % 3) {
                        case 0 -> peer.reset();
                        case 1 -> {
                            peer.openSession();
                            peer.reset();
                        }
                        default -> {
                            peer.openSession();
                            peer.drain();
                        }
                    }
                });
                SocketLink sockets = Links.open(agent.address(), LinkOptions.DEFAULTS.withEventLoops(2));
                Health health = new Health()) {
            Noting link = new Noting(sockets);
            CallRunner runner = new CallRunner(
                    "x",
                    scenario("calls: 90\nconcurrency: 45\nramp_ms: 200"),
                    link,
                    acoustics,
                    turn -> {},
                    health,
                    Ceiling.NONE);
            assertEquals("", runner.run(counting));
            assertEquals(90, counting.ended.stream().distinct().count());
            assertEquals(0, link.held(), "calls that something still holds");
            Reference.reachabilityFence(runner);
            assertTrue(sockets.unknownEvents().isEmpty());
        }
    }
}
