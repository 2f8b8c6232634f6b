package io.turngap.cli;

import io.turngap.agent.AgentConfig;
import io.turngap.call.FixtureAcoustics;
import io.turngap.load.Arrivals;
import io.turngap.load.CallLines;
import io.turngap.load.LiveStats;
import io.turngap.load.RunBook;
import io.turngap.load.RunSession;
import io.turngap.measure.CallLog;
import io.turngap.measure.Journal;
import io.turngap.measure.MeasureException;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord.Validity;
import io.turngap.measure.Totals;
import io.turngap.measure.Traffic;
import io.turngap.measure.TrafficFile;
import io.turngap.measure.TrafficRow;
import io.turngap.report.LiveView;
import io.turngap.report.TrafficText;
import io.turngap.scenario.Scenario;
import io.turngap.simulate.Books;
import io.turngap.simulate.Event;
import io.turngap.simulate.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The calls on one agent of a simulated run, from the first event to what its folder holds. */
final class SimulatedSide {

    private final Scenario scenario;
    private final AgentConfig config;
    private final FixtureAcoustics acoustics;
    private final SampledJournal sampled;
    private final RunFolder folder;
    private final RunBook book;
    private final Map<String, String> environment;
    private volatile Optional<Simulator> underway = Optional.empty();
    private volatile boolean stopped;

    /**
     * Of an agent.
     *
     * @param scenario with this agent's settings
     * @param sampled whose turns the journal holds
     * @param environment of {@code run.json}; is told what is found on the way
     */
    SimulatedSide(
            Scenario scenario,
            AgentConfig config,
            FixtureAcoustics acoustics,
            SampledJournal sampled,
            RunFolder folder,
            RunBook book,
            Map<String, String> environment) {
        this.scenario = scenario;
        this.config = config;
        this.acoustics = acoustics;
        this.sampled = sampled;
        this.folder = folder;
        this.book = book;
        this.environment = environment;
    }

    /**
     * What came of it.
     *
     * @param lines for people, a sentence each
     * @param traffic the run's time in stretches
     */
    record Made(RunSession.Facts facts, List<String> lines, List<TrafficRow> traffic) {}

    RunFolder folder() {
        return folder;
    }

    RunBook book() {
        return book;
    }

    /** Ends the run early, from any thread. */
    void stop() {
        stopped = true;
        underway.ifPresent(Simulator::stop);
    }

    /**
     * Makes so many calls, in place of those that were made before: a virtual timeline begins anew, and with the same seed it is the same
     * calls and more of them.
     */
    Made make(int calls, LiveView shown) {
        forget();
        Scenario counted = scenario.withCalls(calls);
        Simulator simulator = new Simulator(counted, config, acoustics, Arrivals.of(counted));
        underway = Optional.of(simulator);
        if (stopped) {
            simulator.stop();
        }
        LiveStats live = new LiveStats();
        int total = Arrivals.count(counted, Scenario.MOST_CALLS);
        List<String> problems = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        long start = System.nanoTime();
        Simulator.Result result;
        Books books;
        try (Journal journal = folder.createJournal();
                CallLog log = folder.createCallLog()) {
            books = new Books(
                    new Totals(sampled.sample(), OptionalLong.of(scenario.sloMs())),
                    new Traffic(scenario.sloMs()),
                    journal::turnOrWait,
                    call -> log.add(CallLines.of(call)));
            result = simulator.runApart(event -> told(event, books, live), now -> {
                live.progress(now.virtualNanos() / 1_000, now.done(), now.inFlight(), total);
                shown.update((System.nanoTime() - start) / 1_000, live::figures);
            });
            journal.close();
            journal.problem().ifPresent(problems::add);
            log.problem().ifPresent(lines::add);
        }
        shown.finish();
        books.totals().over();
        if (sampled.isSample()) {
            folder.write(books.totals());
            environment.put("journal", sampled.said(books.kept(), books.calls()));
        }
        List<TrafficRow> rows = books.traffic().rows();
        TrafficFile.write(folder, rows);
        environment.put("not simulated", String.join("; ", result.notSimulated()));
        result.notSimulated().forEach(line -> lines.add("not simulated: " + line));
        environment.remove("overload");
        TrafficText.overload(rows).ifPresent(line -> {
            environment.put("overload", line);
            lines.add(line);
        });
        lines.add(String.format(
                Locale.ROOT,
                "%d calls took %.0f s on the virtual timeline",
                result.calls(),
                result.virtualNanos() / 1e9));
        long wallMs = (System.nanoTime() - start) / 1_000_000;
        return new Made(facts(wallMs, result, books, problems), lines, rows);
    }

    /** What fewer calls left in the folder. */
    private void forget() {
        try {
            Files.deleteIfExists(folder.turns());
            Files.deleteIfExists(folder.calls());
        } catch (IOException refused) {
            throw new MeasureException(
                    folder.turns() + " cannot be written anew (" + refused
                            + "); a folder that can be written is expected. Give another --out.",
                    refused);
        }
    }

    private static RunSession.Facts facts(long wallMs, Simulator.Result result, Books books, List<String> problems) {
        Map<String, String> stages = new TreeMap<>();
        List<String> modelled = new ArrayList<>();
        result.about().forEach((stage, about) -> {
            stages.put(stage, about.engine());
            if (about.modelled()) {
                modelled.add(stage);
            }
        });
        return new RunSession.Facts(
                wallMs,
                stages,
                modelled.stream().sorted().toList(),
                Map.of(),
                new Validity(problems.isEmpty(), problems, Map.of(), Map.of(), null, Map.of(), Map.of()),
                result.unfinished(),
                books.endings(),
                books.examples());
    }

    private static void told(Event event, Books books, LiveStats live) {
        books.accept(event);
        if (event instanceof Event.TurnEnded ended) {
            live.turn(ended.turn());
        } else if (event instanceof Event.CallEnded ended) {
            live.call(CallLines.of(ended.result()));
        }
    }
}
