package io.turngap.capacity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.turngap.agent.AgentConfig;
import io.turngap.call.FixtureAcoustics;
import io.turngap.measure.Milestone;
import io.turngap.measure.Turn;
import io.turngap.scenario.Conditions;
import io.turngap.scenario.Scenario;
import io.turngap.simulate.Simulator;
import io.turngap.sound.Audibility;
import io.turngap.sound.Fixtures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The bundled agent with so few slots that its knee can be computed: one question a call, and a model that holds a slot for exactly two seconds. */
class KnownKneeTest {

    private static final FixtureAcoustics ACOUSTICS =
            new FixtureAcoustics(Fixtures.open(Path.of("audio-fixtures")), Path.of("."), Audibility.STANDARD);

    /**
     * To the first token 1.5 s; "Sure. What is your order number?" has six words, so five gaps of 0.1 s follow: a slot is held for 2 s.
     */
    private static final double HELD_S = 2.0;

    private static AgentConfig agent(int slots) {
        try {
            return AgentConfig.of(new ObjectMapper()
                    .readTree(
                            ("{'llm': {'latency': {'distribution': 'constant', 'median_ms': 1500, 'per_token_ms': 100}, 'timeout_ms': 60000,"
                                            + " 'fleet': {'replicas': 1, 'slots': " + slots + "}}}")
                                    .replace('\'', '"')));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Scenario scenario(int calls, int together, long rampMs) {
        return new Scenario(
                "one-question",
                "",
                "",
                Path.of("one-question.yaml"),
                "",
                calls,
                together,
                rampMs,
                1,
                new Scenario.Limits(3_000, 4_000, 60_000, 300_000, 800, 2_000, 3_000),
                Conditions.CLEAR,
                List.of(
                        new io.turngap.scenario.Step.WaitFor(io.turngap.scenario.Step.WaitFor.Event.AGENT_END),
                        new io.turngap.scenario.Step.Say(
                                List.of(new io.turngap.scenario.Step.Part.Speech(
                                        "where-is-my-order", Optional.empty(), Optional.empty())),
                                false,
                                Optional.empty())),
                JsonNodeFactory.instance.objectNode(),
                JsonNodeFactory.instance.objectNode(),
                List.of());
    }

    /** What one caller at a time meets: the length of a call, s, and the longest TTFA, ms. */
    private record Idle(double callS, double longestTtfaMs) {}

    private static Idle idle(AgentConfig config) {
        List<Turn> turns = new ArrayList<>();
        int calls = 200;
        Simulator.Result result = Simulator.run(scenario(calls, 1, 0), config, ACOUSTICS, turns::add);
        return new Idle(
                result.virtualNanos() / 1e9 / calls,
                turns.stream()
                                .filter(turn -> !turn.isGreeting())
                                .mapToLong(
                                        turn -> turn.at(Milestone.FIRST_AUDIBLE).orElseThrow())
                                .max()
                                .orElseThrow()
                        / 1e3);
    }

    private static Search.Finding search(By by, AgentConfig config, double start, double most, long sloMs, int turns) {
        SimulatedRig rig = new SimulatedRig(
                step -> scenario(step.mostCalls(), step.mostAtOnce(), step.rampMs()),
                config,
                ACOUSTICS,
                (index, step) -> SimulatedRig.Book.NONE);
        return new Search(
                        rig,
                        new Search.Settings(by, start, most, Target.of(sloMs), turns, 1, 2_000, true, 1),
                        unwatched -> {})
                .run();
    }

    /**
     * Closed: N callers whose calls take D on an idle agent, of which S in one of c slots. While N·S/c is below D, slots are free and nobody
     * waits; above, the slots are always busy and each cycle takes N·S/c, so a caller waits N·S/c − D. That wait is w at N = c (D + w) / S.
     */
    @Test
    void theClosedKneeIsWhereTheSlotsSaySo() {
        AgentConfig config = agent(4);
        Idle idle = idle(config);
        double waitS = 3;
        double knee = 4 * (idle.callS() + waitS) / HELD_S;
        Search.Finding found =
                search(By.CONCURRENCY, config, 4, 1_000, Math.round(idle.longestTtfaMs() + waitS * 1_000), 400);
        assertEquals(Answer.KNEE, found.answer());
        assertEquals(knee, found.knee().load(), 0.1 * knee, "calls at once");
        assertTrue(found.knee().confirmed());
    }

    /**
     * Open, one slot: calls come at random and each holds the slot for S, which is M/D/1. By Erlang (1909) and Crommelin (1932) the wait is
     * at most t with probability (1 − ρ) Σ e^{λ(t − kS)} (−λ(t − kS))^k / k!, k from 0 to ⌊t / S⌋. The knee is the λ at which that is 95 %.
     */
    @Test
    void theOpenKneeIsThatOfOneServer() {
        AgentConfig config = agent(1);
        Idle idle = idle(config);
        double waitS = 6;
        double low = 0;
        double high = 1 / HELD_S;
        while (high - low > 1e-6) {
            double middle = (low + high) / 2;
            if (withinMD1(middle, HELD_S, waitS) >= 0.95) {
                low = middle;
            } else {
                high = middle;
            }
        }
        Search.Finding found = search(By.RATE, config, 0.1, 100, Math.round(idle.longestTtfaMs() + waitS * 1_000), 500);
        assertEquals(Answer.KNEE, found.answer());
        assertEquals(low, found.knee().load(), 0.1 * low, "calls a second");
    }

    private static double withinMD1(double rate, double held, double wait) {
        double sum = 0;
        double factorial = 1;
        for (int k = 0; k <= Math.floor(wait / held); k++) {
            factorial *= Math.max(1, k);
            double x = rate * (wait - k * held);
            sum += Math.exp(x) * Math.pow(-x, k) / factorial;
        }
        return (1 - rate * held) * sum;
    }
}
