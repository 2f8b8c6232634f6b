package io.turngap.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.turngap.call.CallPlan;
import io.turngap.call.CallResult;
import io.turngap.call.Caller;
import io.turngap.call.FixtureAcoustics;
import io.turngap.link.LinkOptions;
import io.turngap.link.Links;
import io.turngap.link.SocketLink;
import io.turngap.scenario.Conditions;
import io.turngap.scenario.Scenario;
import io.turngap.scenario.Step;
import io.turngap.sound.Audibility;
import io.turngap.sound.Fixtures;
import io.turngap.time.FrameWheel;
import io.turngap.time.Seeds;
import io.turngap.time.Timeline;
import io.turngap.time.TimelineWheel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

/**
 * The product in the load bench: its callers over its links, with their ear, their turns and their recordings. A caller says something, waits
 * until the sink's next tone was heard to its end, and speaks again.
 */
public final class ProductClient implements ClientDesk.Calls {

    /** About three minutes: then the call ends and another takes its place, so that a soak sees several of them. */
    private static final int TURNS = 30;

    private static final int CALL_MS = 600_000;

    private final SocketLink link;
    private final Scenario scenario;
    private final FixtureAcoustics acoustics =
            new FixtureAcoustics(Fixtures.open(Path.of("audio-fixtures")), Path.of("."), Audibility.STANDARD);
    private final Map<Timeline, FrameWheel> wheels = new ConcurrentHashMap<>();
    private final LongAdder turns = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile boolean closed;

    private ProductClient(String address, int loops, int concurrency) {
        LinkOptions options = LinkOptions.DEFAULTS.withEventLoops(loops);
        this.link = Links.open(address, options);
        this.scenario = scenario(concurrency);
    }

    /** Arguments: wording, port, event loops, most calls, folder to work in. */
    public static void main(String[] arguments) throws Exception {
        Wording wording = Wording.of(arguments[0]);
        String address = wording.address(Integer.parseInt(arguments[1]), Path.of(arguments[4]));
        ClientDesk.serve(new ProductClient(address, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3])));
    }

    private static Scenario scenario(int concurrency) {
        List<Step> script = new ArrayList<>();
        for (int i = 0; i < TURNS; i++) {
            script.add(new Step.Say(
                    List.of(new Step.Part.Speech("where-is-my-order", Optional.empty(), Optional.empty())),
                    false,
                    Optional.empty()));
        }
        return new Scenario(
                "load-bench",
                "",
                "conversation",
                Path.of("load-bench.yaml"),
                "",
                concurrency,
                concurrency,
                0,
                1,
                new Scenario.Limits(10_000, 4_000, 8_000, CALL_MS, 800, 2_000, 3_000),
                Conditions.CLEAR,
                script,
                JsonNodeFactory.instance.objectNode(),
                JsonNodeFactory.instance.objectNode(),
                List.of());
    }

    @Override
    public void start(int index, LongConsumer latenessNanos) {
        Timeline timeline = link.nextTimeline();
        FrameWheel wheel = wheels.computeIfAbsent(timeline, TimelineWheel::new);
        CallPlan plan = CallPlan.of(
                "load-bench",
                index,
                scenario,
                new Seeds(scenario.seed()).at(index),
                nanos -> nanos / 1_000,
                latenessNanos);
        new Caller(
                        plan,
                        timeline,
                        wheel,
                        link,
                        acoustics,
                        turn -> turns.increment(),
                        result -> over(index, result, latenessNanos))
                .start();
    }

    private void over(int index, CallResult result, LongConsumer latenessNanos) {
        ended.increment();
        result.recording().drop();
        if (result.failed()) {
            failed.increment();
            System.err.println("call " + index + " ended: " + result.ending() + " " + result.detail());
        } else if (!closed) {
            start(index, latenessNanos);
        }
    }

    @Override
    public Map<String, Long> facts() {
        return Map.of("turns", turns.sum(), "ended", ended.sum(), "failed", failed.sum());
    }

    @Override
    public void restart() {
        turns.reset();
    }

    @Override
    public void close() {
        closed = true;
        link.close();
    }
}
