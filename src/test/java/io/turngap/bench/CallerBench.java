package io.turngap.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.turngap.call.CallPlan;
import io.turngap.call.Caller;
import io.turngap.call.FixtureAcoustics;
import io.turngap.link.Link;
import io.turngap.scenario.Conditions;
import io.turngap.scenario.Scenario;
import io.turngap.scenario.Step;
import io.turngap.sound.Audibility;
import io.turngap.sound.Fixtures;
import io.turngap.sound.Pcm;
import io.turngap.time.Seeds;
import io.turngap.time.Timeline;
import io.turngap.time.TimelineWheel;
import io.turngap.time.VirtualTimeline;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a frame of 20 ms costs the caller, without link and socket: nanoseconds, the least of some rounds after warm-up. Not a test; run its
 * {@code main} from the project's root.
 */
public final class CallerBench {

    private static final int ROUNDS = 12;
    private static final int CALLS = 8;
    private static final int CALL_MS = 120_000;

    private CallerBench() {}

    /** Prints a line a case. */
    public static void main(String[] arguments) {
        FixtureAcoustics acoustics =
                new FixtureAcoustics(Fixtures.open(Path.of("audio-fixtures")), Path.of("."), Audibility.STANDARD);
        Conditions noise = new Conditions(
                Optional.of(new Conditions.Noise("cafe", 15)), 0, Conditions.Line.WIDEBAND, Conditions.CLEAR.network());
        Conditions telephone = new Conditions(noise.noise(), 0, Conditions.Line.TELEPHONE, Conditions.CLEAR.network());
        print("silent caller, silent agent", acoustics, Conditions.CLEAR, false);
        print("noise, silent agent", acoustics, noise, false);
        print("noise on a telephone line", acoustics, telephone, false);
        print("silent caller, agent speaks", acoustics, Conditions.CLEAR, true);
    }

    private static void print(String name, FixtureAcoustics acoustics, Conditions conditions, boolean speaks) {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            VirtualTimeline timeline = new VirtualTimeline();
            TimelineWheel wheel = new TimelineWheel(timeline);
            Agent agent = new Agent(timeline, speaks);
            for (int call = 0; call < CALLS; call++) {
                CallPlan plan = CallPlan.of(
                        "bench",
                        call,
                        scenario(conditions),
                        new Seeds(1).at(call),
                        nanos -> nanos / 1_000,
                        nanos -> {});
                new Caller(plan, timeline, wheel, agent, acoustics, turn -> {}, result -> {}).start();
            }
            long start = System.nanoTime();
            timeline.runAll(10_000_000);
            least = Math.min(least, (System.nanoTime() - start) / agent.frames);
        }
        System.out.printf("%-30s %6d ns a frame%n", name, least);
    }

    private static Scenario scenario(Conditions conditions) {
        return new Scenario(
                "bench",
                "",
                "",
                Path.of("bench.yaml"),
                "",
                CALLS,
                CALLS,
                0,
                1,
                new Scenario.Limits(3_000, 4_000, 5_000, CALL_MS, 800, 2_000, 3_000),
                conditions,
                List.of(new Step.Silence(2 * CALL_MS)),
                JsonNodeFactory.instance.objectNode(),
                JsonNodeFactory.instance.objectNode(),
                List.of());
    }

    /** Answers each frame with one of its own, or with none. */
    private static final class Agent implements Link {
        private final VirtualTimeline timeline;
        private final short[] sound = new short[Pcm.FRAME_SAMPLES];
        private final boolean speaks;
        private long frames;

        Agent(VirtualTimeline timeline, boolean speaks) {
            this.timeline = timeline;
            this.speaks = speaks;
            Arrays.fill(sound, (short) 5_000);
        }

        @Override
        public Timeline nextTimeline() {
            return timeline;
        }

        @Override
        public Connection connect(Timeline on, io.turngap.link.CallIdentity identity, Listener listener) {
            timeline.after(1_000_000, () -> listener.connected(timeline.nowNanos()));
            return new Connection() {
                @Override
                public void send(short[] frame) {
                    frames++;
                    if (speaks) {
                        listener.audio(timeline.nowNanos(), sound, sound.length, "r1");
                    }
                }

                @Override
                public void interrupted(String replyId, long playedMs) {}

                @Override
                public void hangUp() {
                    timeline.after(1, () -> listener.closed(timeline.nowNanos(), new Ending(Ending.Kind.HUNG_UP, "")));
                }
            };
        }

        @Override
        public void close() {}
    }
}
