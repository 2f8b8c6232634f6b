package io.turngap.simulate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.turngap.agent.AgentConfig;
import io.turngap.call.FixtureAcoustics;
import io.turngap.measure.Turn;
import io.turngap.scenario.Conditions;
import io.turngap.scenario.Scenario;
import io.turngap.scenario.Step;
import io.turngap.sound.Audibility;
import io.turngap.sound.Fixtures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Scenarios for simulated calls, and what comes of them. */
final class Simulated {

    static final FixtureAcoustics ACOUSTICS =
            new FixtureAcoustics(Fixtures.open(Path.of("audio-fixtures")), Path.of("."), Audibility.STANDARD);

    private Simulated() {}

    /** Settings with constant latencies where they are set: model 200 ms and 10 ms a token; then {@code json} (single quotes) over it. */
    static AgentConfig agent(String json) {
        try {
            ObjectMapper mapper = new ObjectMapper();
            var base = mapper.readTree("""
                    {"llm": {"latency": {"distribution": "constant", "median_ms": 200, "per_token_ms": 10}},
                     "tools": {"lookup_order": {"delay_ms": 100}}}""");
            return AgentConfig.of(mapper.readerForUpdating(base).readTree(json.replace('\'', '"')));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Scenario scenario(int calls, int together, long seed, Conditions conditions, Step... script) {
        return new Scenario(
                "simulated",
                "",
                "",
                Path.of("simulated.yaml"),
                "",
                calls,
                together,
                500,
                seed,
                new Scenario.Limits(3_000, 4_000, 8_000, 60_000, 800, 2_000, 3_000),
                conditions,
                List.of(script),
                JsonNodeFactory.instance.objectNode(),
                JsonNodeFactory.instance.objectNode(),
                List.of());
    }

    static Conditions network(double oneWayDelayMs, double jitterMs) {
        Conditions clear = Conditions.CLEAR;
        return new Conditions(
                clear.noise(),
                clear.gainDb(),
                clear.line(),
                new Conditions.Network(oneWayDelayMs, jitterMs, new Conditions.Loss.None()));
    }

    static Step.Say say(String... parts) {
        return new Step.Say(parts(parts), false, Optional.empty());
    }

    /** Phrases, and numbers of milliseconds for pauses. */
    static List<Step.Part> parts(String... parts) {
        List<Step.Part> made = new ArrayList<>();
        for (String part : parts) {
            made.add(
                    Character.isDigit(part.charAt(0))
                            ? new Step.Part.Pause(Long.parseLong(part))
                            : new Step.Part.Speech(part, Optional.empty(), Optional.empty()));
        }
        return made;
    }

    static Step waitFor(Step.WaitFor.Event event) {
        return new Step.WaitFor(event);
    }

    /** Every turn of a run, in the order in which they ended. */
    static List<Turn> turns(Scenario scenario, AgentConfig agent) {
        List<Turn> turns = new ArrayList<>();
        Simulator.run(scenario, agent, ACOUSTICS, turns::add);
        return turns;
    }
}
