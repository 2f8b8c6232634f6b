package io.turngap.capacity;

import io.turngap.agent.AgentConfig;
import io.turngap.call.Acoustics;
import io.turngap.call.CallResult;
import io.turngap.measure.Turn;
import io.turngap.measure.TurnSink;
import io.turngap.scenario.Scenario;
import io.turngap.simulate.Simulator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The bundled agent on a virtual timeline: no instrument, no machine, and minutes of load in seconds. */
public final class SimulatedRig implements Rig {

    private final Function<StepRun, Scenario> scenarios;
    private final AgentConfig config;
    private final Acoustics acoustics;
    private final BiFunction<Integer, StepRun, Book> books;
    private volatile boolean stopped;

    /** Where a step's journal goes. */
    public interface Book extends AutoCloseable {
        /** Takes each turn. */
        TurnSink turns();

        /** Takes each call, after its turns. */
        void call(CallResult call);

        /** The folder, below the search's; empty for none. */
        String folder();

        /** The calls have ended. */
        void finished(Simulator.Result result, long wallMs, Map<String, Integer> endings);

        @Override
        void close();

        /** Keeps nothing. */
        Book NONE = new Book() {
            @Override
            public TurnSink turns() {
                return turn -> {};
            }

            @Override
            public void call(CallResult call) {}

            @Override
            public String folder() {
                return "";
            }

            @Override
            public void finished(Simulator.Result result, long wallMs, Map<String, Integer> endings) {}

            @Override
            public void close() {}
        };
    }

    /**
     * Steps that simulate {@code config}.
     *
     * @param scenarios what the callers of a step do
     * @param books where the journal of the step of an index goes
     */
    public SimulatedRig(
            Function<StepRun, Scenario> scenarios,
            AgentConfig config,
            Acoustics acoustics,
            BiFunction<Integer, StepRun, Book> books) {
        this.scenarios = scenarios;
        this.config = config;
        this.acoustics = acoustics;
        this.books = books;
    }

    /** Ends the step under way and those that follow. From any thread. */
    public void stop() {
        stopped = true;
    }

    @Override
    public Aftermath run(int index, StepRun step) {
        Scenario scenario = scenarios.apply(step);
        Map<Integer, List<Turn>> turns = new HashMap<>();
        Map<String, Integer> endings = new TreeMap<>();
        Simulator simulator = new Simulator(scenario, config, acoustics, step.arrivals());
        long start = System.nanoTime();
        try (Book book = books.apply(index, step)) {
            TurnSink journal = book.turns();
            int[] ended = {0};
            Simulator.Result result = simulator.run(
                    turn -> {
                        turns.computeIfAbsent(turn.call(), unseen -> new ArrayList<>())
                                .add(turn);
                        journal.turn(turn);
                    },
                    call -> {
                        ended[0]++;
                        book.call(call);
                        if (call.failed()) {
                            endings.merge(call.endingName(), 1, Integer::sum);
                        }
                        step.callEnded(CallEnd.of(call, turns.remove(call.call()), stopped));
                        step.progress(call.endEpochUs(), step.begunAtMost() - ended[0]);
                    },
                    progress -> {
                        if (stopped) {
                            simulator.stop();
                        }
                    });
            book.finished(result, (System.nanoTime() - start) / 1_000_000, endings);
            return new Aftermath(List.of(), endings, book.folder(), stopped, "");
        }
    }
}
