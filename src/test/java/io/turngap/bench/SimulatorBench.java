package io.turngap.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.turngap.agent.AgentConfig;
import io.turngap.call.FixtureAcoustics;
import io.turngap.measure.Journal;
import io.turngap.measure.Turn;
import io.turngap.measure.TurnSink;
import io.turngap.scenario.Conditions;
import io.turngap.scenario.Scenario;
import io.turngap.scenario.Step;
import io.turngap.simulate.Simulator;
import io.turngap.sound.Audibility;
import io.turngap.sound.Fixtures;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How many turns callers and agent make on the virtual timeline in a second of one core: the median of some rounds, the first third of
 * which is warm-up and not counted, by processor time and not by the clock, which other programs slow down. With a sink that counts; and with the journal, where the processor
 * time of its writer's thread counts, too. Not a test; run its {@code main} from the project's root.
 */
public final class SimulatorBench {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int CALLS = 10_000;
    private static final List<String> PHRASES =
            List.of("where-is-my-order", "my-order-number-is-four-two-seven-one", "when-will-it-arrive", "thats-all");

    private SimulatorBench() {}

    /** Prints a line a case; the first argument is the number of rounds, 10 when absent. */
    public static void main(String[] arguments) throws IOException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
        FixtureAcoustics acoustics =
                new FixtureAcoustics(Fixtures.open(Path.of("audio-fixtures")), Path.of("."), Audibility.STANDARD);
        for (int together : new int[] {1, 100, 1_000}) {
            for (String agent :
                    List.of("{}", "{\"endpointing\": {\"model\": true}}", "{\"profile\": \"production-2026\"}")) {
                print(rounds, together, agent, acoustics);
            }
        }
        journal(rounds, acoustics);
    }

    private static void print(int rounds, int together, String agent, FixtureAcoustics acoustics) throws IOException {
        AgentConfig config = AgentConfig.of(new ObjectMapper().readTree(agent));
        double[] rates = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            Count count = new Count();
            long start = THREADS.getCurrentThreadCpuTime();
            Simulator.run(scenario(together), config, acoustics, count);
            rates[round] = count.turns / ((THREADS.getCurrentThreadCpuTime() - start) / 1e9);
        }
        System.out.printf("%5d calls at once, agent %-35s %8.0f turns/s of a core%n", together, agent, median(rates));
    }

    private static void journal(int rounds, FixtureAcoustics acoustics) throws IOException {
        double[] rates = new double[rounds];
        long bytes = 0;
        long turns = 1;
        for (int round = 0; round < rounds; round++) {
            Path file = Files.createTempDirectory("bench").resolve("turns.jsonl");
            Count count = new Count();
            long start = cpuNanos();
            try (Journal journal = Journal.create(file)) {
                Simulator.run(scenario(100), AgentConfig.defaults(), acoustics, turn -> {
                    count.turn(turn);
                    journal.turnOrWait(turn);
                });
            }
            rates[round] = count.turns / ((cpuNanos() - start) / 1e9);
            bytes = Files.size(file);
            turns = count.turns;
            Files.delete(file);
            Files.delete(file.getParent());
        }
        System.out.printf(
                "  100 calls at once, with the journal: %26.0f turns/s of a core, %d bytes a turn%n",
                median(rates), bytes / turns);
    }

    private static double median(double[] rates) {
        double[] counted = Arrays.copyOfRange(rates, rates.length / 3, rates.length);
        Arrays.sort(counted);
        return counted[counted.length / 2];
    }

    /** Of all threads, the compiler's and the collector's among them. */
    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** Four utterances a call, in the voices that the seed picks, as in the first scenario; the greeting counts as none. */
    private static Scenario scenario(int together) {
        List<Step> script = new ArrayList<>();
        script.add(new Step.WaitFor(Step.WaitFor.Event.AGENT_END));
        for (String phrase : PHRASES) {
            script.add(new Step.Say(
                    List.of(new Step.Part.Speech(phrase, Optional.empty(), Optional.empty())),
                    false,
                    Optional.empty()));
        }
        return new Scenario(
                "bench",
                "",
                "",
                Path.of("bench.yaml"),
                "",
                CALLS,
                together,
                1_000,
                1,
                new Scenario.Limits(3_000, 4_000, 8_000, 120_000, 800, 2_000, 3_000),
                Conditions.CLEAR,
                script,
                JsonNodeFactory.instance.objectNode(),
                JsonNodeFactory.instance.objectNode(),
                List.of());
    }

    private static final class Count implements TurnSink {
        private long turns;

        @Override
        public void turn(Turn turn) {
            turns += turn.isGreeting() ? 0 : 1;
        }
    }
}
