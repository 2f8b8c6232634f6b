package io.turngap.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.turngap.measure.Milestone;
import io.turngap.measure.Turn;
import io.turngap.scenario.Budgets;
import io.turngap.scenario.Conditions;
import io.turngap.scenario.LoadPlan;
import io.turngap.scenario.Scenario;
import io.turngap.scenario.Step;
import io.turngap.scenario.ToolScripts;
import io.turngap.time.FrameWheel;
import io.turngap.time.Seeds;
import io.turngap.time.TimelineWheel;
import io.turngap.time.VirtualTimeline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes calls on a virtual timeline. The agent connects after 10 ms and the caller's stream starts in that instant. */
final class Bench {

    static final long STREAM_START_US = 10_000;
    static final Scenario.Limits LIMITS = new Scenario.Limits(3_000, 4_000, 5_000, 60_000, 800, 2_000, 3_000);

    final VirtualTimeline timeline = new VirtualTimeline();
    final List<Turn> turns = new ArrayList<>();
    final List<CallResult> results = new ArrayList<>();
    final TestAgent agent;
    Conditions conditions = Conditions.CLEAR;
    Scenario.Limits limits = LIMITS;
    long mostQueuedMs = CallPlan.MOST_QUEUED_MS;
    long seed = 7;
    ToolScripts tools = ToolScripts.NONE;

    Bench(Consumer<TestAgent.Session> behaviour) {
        agent = new TestAgent(timeline, behaviour);
    }

    static Step say(Step.Part... parts) {
        return new Step.Say(Arrays.asList(parts), false, Optional.empty());
    }

    static Step say(int ms) {
        return say(speech(ms));
    }

    static Step overlap(int ms) {
        return new Step.Say(List.of(speech(ms)), true, Optional.empty());
    }

    static Step interrupt(int ms, long afterMs) {
        return new Step.Interrupt(List.of(speech(ms)), afterMs, Optional.empty());
    }

    static Step backchannel(int ms, long afterMs) {
        return new Step.Backchannel(List.of(speech(ms)), afterMs, Optional.empty());
    }

    static Step waitFor(Step.WaitFor.Event event) {
        return new Step.WaitFor(event);
    }

    static Step.Part speech(int ms) {
        return new Step.Part.Speech("words:" + ms, Optional.empty(), Optional.empty());
    }

    static Step.Part pause(long ms) {
        return new Step.Part.Pause(ms);
    }

    Scenario scenario(Step... script) {
        return new Scenario(
                "test",
                "",
                "order-status",
                Path.of("test.yaml"),
                "",
                1,
                1,
                0,
                seed,
                limits,
                conditions,
                List.of(script),
                JsonNodeFactory.instance.objectNode(),
                JsonNodeFactory.instance.objectNode(),
                List.of(),
                tools,
                LoadPlan.CLOSED,
                Budgets.DEFAULTS,
                800);
    }

    /** Starts a call without running it. */
    Caller start(int call, FrameWheel wheel, Step... script) {
        Scenario scenario = scenario(script);
        CallPlan plan = new CallPlan(
                new io.turngap.link.CallIdentity("test", call),
                scenario,
                new Seeds(seed).at("call").at(call),
                CallPlan.LATE_BUDGET_MS,
                mostQueuedMs,
                limits.callMs(),
                nanos -> nanos / 1_000,
                nanos -> {});
        Caller caller = new Caller(plan, timeline, wheel, agent, new TestSound(), turns::add, results::add);
        caller.start();
        return caller;
    }

    /** Makes one call to its end. */
    CallResult run(Step... script) {
        start(0, new TimelineWheel(timeline), script);
        timeline.runAll(200_000);
        assertEquals(1, results.size(), "exactly one result");
        return results.getFirst();
    }

    TestAgent.Session session() {
        return agent.sessions.getFirst();
    }

    Turn turn(int index) {
        return turns.stream()
                .filter(turn -> turn.turn() == index)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no turn " + index + " in " + turns));
    }

    static long ttfa(Turn turn) {
        return turn.at(Milestone.FIRST_AUDIBLE).orElseThrow(() -> new AssertionError("not audible: " + turn));
    }
}
