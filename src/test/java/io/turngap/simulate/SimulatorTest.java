package io.turngap.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.agent.AgentConfig;
import io.turngap.load.Arrivals;
import io.turngap.measure.Journal;
import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.Stage;
import io.turngap.measure.Turn;
import io.turngap.measure.Waterfall;
import io.turngap.scenario.Conditions;
import io.turngap.scenario.Scenario;
import io.turngap.scenario.Step;
import io.turngap.time.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatorTest {

    private static final Step GREETED = Simulated.waitFor(Step.WaitFor.Event.AGENT_END);

    @Test
    void theSameSeedGivesTheSameJournalToTheByteAndAnotherDoesNot(@TempDir Path folder) throws IOException {
        String first = journal(folder.resolve("1"), 5);
        assertEquals(first, journal(folder.resolve("2"), 5));
        assertNotEquals(first, journal(folder.resolve("3"), 6));
        assertEquals(40 * 5, first.lines().count());
    }

    private static String journal(Path file, long seed) throws IOException {
        Scenario scenario = Simulated.scenario(
                40,
                8,
                seed,
                Simulated.network(30, 5),
                GREETED,
                Simulated.say("where-is-my-order"),
                Simulated.say("my-order-number-is-four-two-seven-one"),
                Simulated.say("when-will-it-arrive"),
                Simulated.say("thats-all"));
        try (Journal journal = Journal.create(file)) {
            Simulator.run(scenario, AgentConfig.defaults(), Simulated.ACOUSTICS, journal::turnOrWait);
        }
        return Files.readString(file);
    }

    /** TTFA of a plain turn is the sum of what it is made of, and its stages add up to it exactly. */
    @Test
    void aTurnLastsAsLongAsItsParts() {
        List<Turn> turns = Simulated.turns(
                Simulated.scenario(1, 1, 1, Conditions.CLEAR, GREETED, Simulated.say("thats-all")),
                Simulated.agent("{}"));
        Turn turn = turns.getLast();

        assertEquals(Outcome.ANSWERED, turn.outcome());
        assertEquals("that's all", turn.transcriptHeard().replace("thats", "that's"));
        assertEquals("You are welcome. Goodbye.", turn.transcriptSpoken());
        long uplink = us(turn, Milestone.AGENT_SPEECH_END);
        assertTrue(uplink >= 0 && uplink < 20_000, "the frame of the last word leaves within 20 ms: " + uplink);
        assertEquals(500_000, us(turn, Milestone.AGENT_TURN_END) - uplink);
        assertEquals(200_000, us(turn, Milestone.LLM_FIRST_TOKEN) - us(turn, Milestone.LLM_REQUEST));
        // "You are welcome." is three tokens: the phrase is whole with the third.
        assertEquals(20_000, us(turn, Milestone.TTS_REQUEST) - us(turn, Milestone.LLM_FIRST_TOKEN));
        Waterfall waterfall = Waterfall.of(turn).orElseThrow();
        assertEquals(
                us(turn, Milestone.FIRST_AUDIBLE),
                waterfall.stagesUs().values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
    }

    @Test
    void distanceCostsItsWayTwice() {
        Step[] script = {GREETED, Simulated.say("thats-all")};
        Turn near = Simulated.turns(Simulated.scenario(1, 1, 1, Conditions.CLEAR, script), Simulated.agent("{}"))
                .getLast();
        Turn far = Simulated.turns(Simulated.scenario(1, 1, 1, Simulated.network(75, 0), script), Simulated.agent("{}"))
                .getLast();

        long more = us(far, Milestone.FIRST_AUDIBLE) - us(near, Milestone.FIRST_AUDIBLE);
        assertTrue(Math.abs(more - 150_000) <= 20_000, "75 ms each way cost " + more + " us; a frame's grid may move");
        assertEquals(75_000, us(far, Milestone.FIRST_PACKET) - us(far, Milestone.TTS_FIRST_BYTE));
    }

    /** Endpointing's bargain: a pause that is longer than the silence is cut into, and a longer silence costs every turn. */
    @Test
    void aShortSilenceCutsHesitatingCallersOffAndALongOneCostsTime() {
        Step[] script = {GREETED, Simulated.say("my-order-number-is", "1200", "four-two-seven-one")};
        Scenario scenario = Simulated.scenario(20, 4, 1, Conditions.CLEAR, script);
        List<Turn> hasty = spoken(Simulated.turns(scenario, Simulated.agent("{'endpointing': {'silence_ms': 400}}")));
        List<Turn> patient =
                spoken(Simulated.turns(scenario, Simulated.agent("{'endpointing': {'silence_ms': 1500}}")));

        assertTrue(hasty.stream().allMatch(turn -> turn.outcome() == Outcome.CUT_OFF), hasty.toString());
        assertTrue(patient.stream().allMatch(turn -> turn.outcome() == Outcome.ANSWERED), patient.toString());
        assertTrue(patient.stream().allMatch(turn -> us(turn, Milestone.FIRST_AUDIBLE) > 1_500_000));
    }

    @Test
    void anInterruptionStopsTheAgentAndABackchannelDoesNot() {
        Step interrupt = new Step.Interrupt(Simulated.parts("wait-stop-please"), 600, Optional.empty());
        Step uhHuh = new Step.Backchannel(Simulated.parts("uh-huh"), 300, Optional.empty());
        Scenario scenario = Simulated.scenario(
                10,
                5,
                1,
                Conditions.CLEAR,
                GREETED,
                Simulated.say("where-is-my-order"),
                uhHuh,
                Simulated.say("when-will-it-arrive"),
                interrupt);
        List<Turn> turns = Simulated.turns(scenario, Simulated.agent("{'barge_in': {'min_speech_ms': 450}}"));
        List<Turn> yielded = Simulated.turns(scenario, Simulated.agent("{'barge_in': {'min_speech_ms': 100}}"));
        List<Turn> deaf = Simulated.turns(scenario, Simulated.agent("{'barge_in': {'enabled': false}}"));

        Turn.BargeIn stopped = bargeIn(turns, "interruption");
        assertNotNull(stopped.stopUs());
        assertTrue(stopped.stopUs() > 430_000 && stopped.stopUs() < 490_000, "stopped after " + stopped.stopUs());
        assertNotNull(stopped.recoveryUs());
        assertFalse(bargeIn(turns, "backchannel").falseBargeIn());
        assertTrue(bargeIn(yielded, "backchannel").falseBargeIn(), "an uh-huh of 220 ms stops an agent at 100 ms");
        assertNotNull(bargeIn(deaf, "interruption").censoredUs(), "an agent that never yields is censored");
    }

    @Test
    void aReplyThatNeverComesIsMissedAndDeadAir() {
        List<Turn> turns = Simulated.turns(
                Simulated.scenario(3, 1, 1, Conditions.CLEAR, GREETED, Simulated.say("thats-all")),
                Simulated.agent(
                        "{'llm': {'latency': {'distribution': 'constant', 'median_ms': 30000}, 'timeout_ms': 60000},"
                                + " 'fallback': {'enabled': false}}"));

        for (Turn turn : spoken(turns)) {
            assertEquals(Outcome.MISSED, turn.outcome());
            assertEquals(8_000_000, turn.deadAirUs(), 1_000);
        }
    }

    @Test
    void callsOfAnOpenModelComeOnTheirOwnAndThoseOfAClosedOneWaitForEachOther() {
        Step[] script = {GREETED, Simulated.say("thats-all")};
        Scenario scenario = Simulated.scenario(400, 3, 1, Conditions.CLEAR, script);
        int[] most = new int[2];
        double[] seconds = new double[2];
        for (int i = 0; i < 2; i++) {
            int mine = i;
            Arrivals arrivals = i == 0 ? Simulator.closed(scenario) : Arrivals.poisson(10, new Seeds(1));
            Simulator simulator = new Simulator(scenario, Simulated.agent("{}"), Simulated.ACOUSTICS, arrivals);
            int[] open = {0};
            Simulator.Result result = simulator.run(
                    turn -> {
                        if (turn.isGreeting()) {
                            open[0]++;
                            most[mine] = Math.max(most[mine], open[0]);
                        }
                    },
                    call -> open[0]--,
                    progress -> {});
            assertEquals(400, result.calls());
            assertEquals(0, result.failed());
            seconds[i] = result.virtualNanos() / 1e9;
        }
        assertTrue(most[0] <= 3, "a closed model of 3 had " + most[0] + " at once");
        assertTrue(most[1] > 10, "10 calls a second of some seconds each: " + most[1] + " at once");
        assertTrue(Math.abs(seconds[1] - 40) < 12, "400 calls at 10/s took " + seconds[1] + " s");
    }

    @Test
    void whatHasNoEffectIsSaid() {
        Conditions noisy = new Conditions(
                Optional.of(new Conditions.Noise("cafe", 15)),
                0,
                Conditions.Line.TELEPHONE,
                Conditions.CLEAR.network());
        Scenario scenario = Simulated.scenario(1, 1, 1, noisy, GREETED, Simulated.say("thats-all"));
        List<String> said = Simulator.run(scenario, AgentConfig.defaults(), Simulated.ACOUSTICS, turn -> {})
                .notSimulated();

        for (String what : List.of("noise cafe", "telephone", "agent.tts.engine freetts", "agent.stt.engine auto")) {
            assertTrue(said.stream().anyMatch(line -> line.contains(what)), what + " in " + said);
        }
    }

    /** A switch whose effect needs sound, a server or a file is named, so that no figure is silently without it. */
    @Test
    void leversWithoutEffectAreSaid() {
        AgentConfig agent = Simulated.agent("{'llm': {'engine': 'openai', 'latency': null},"
                + " 'network': {'transport': 'udp', 'loss_rate': 0.1}, 'audio': {'noise_suppression': true},"
                + " 'tools': {'server': 'http://127.0.0.1:1', 'lookup_order': {'delay_ms': 100}},"
                + " 'tts': {'streaming': false}, 'cache': {'enabled': true, 'file': 'target/kept.cache'}}");
        Scenario scenario = Simulated.scenario(1, 1, 1, Conditions.CLEAR, GREETED, Simulated.say("thats-all"));
        List<String> said =
                Simulator.run(scenario, agent, Simulated.ACOUSTICS, turn -> {}).notSimulated();

        for (String what : List.of(
                "agent.llm.engine openai: templates",
                "agent.network: frames that udp loses",
                "agent.audio.noise_suppression",
                "agent.tools.server",
                "agent.tts.streaming false",
                "agent.cache.file target/kept.cache")) {
            assertTrue(said.stream().anyMatch(line -> line.startsWith(what)), what + " in " + said);
        }
    }

    /** Where the caller goes on after a pause, the wait after the last word is endpointing again, and not the model that was given up. */
    @Test
    void aTurnThatWasDecidedTwiceWaitsForTheSecondDecision() {
        Step[] script = {GREETED, Simulated.say("my-order-number-is", "1200", "four-two-seven-one")};
        Scenario scenario = Simulated.scenario(6, 2, 1, Conditions.CLEAR, script);
        AgentConfig agent = Simulated.agent("{'endpointing': {'silence_ms': 500},"
                + " 'llm': {'latency': {'distribution': 'constant', 'median_ms': 3000, 'per_token_ms': 10}}}");
        for (Turn turn : spoken(Simulated.turns(scenario, agent))) {
            assertTrue(turn.at("agent.turn_end#2").isPresent(), turn.toString());
            assertTrue(
                    turn.at("llm.first_token#2").isPresent()
                            && turn.at("llm.first_token").isEmpty(),
                    turn.toString());
            Map<Stage, Long> stages = Waterfall.of(turn).orElseThrow().stagesUs();
            assertTrue(
                    Math.abs(Objects.requireNonNull(stages.get(Stage.ENDPOINTING)) - 500_000) <= 40_000,
                    stages.toString());
            assertEquals(6_000_000, Objects.requireNonNull(stages.get(Stage.LLM)), 2, stages.toString());
            assertEquals(100_000, Objects.requireNonNull(stages.get(Stage.TOOL)), 2, stages.toString());
        }
    }

    private static List<Turn> spoken(List<Turn> turns) {
        return turns.stream().filter(turn -> !turn.isGreeting()).toList();
    }

    private static Turn.BargeIn bargeIn(List<Turn> turns, String kind) {
        return turns.stream()
                .map(Turn::bargeIn)
                .filter(it -> it != null && it.kind().equals(kind))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " in " + turns));
    }

    private static long us(Turn turn, String milestone) {
        return turn.at(milestone).orElseThrow(() -> new AssertionError("no " + milestone + " in " + turn));
    }
}
