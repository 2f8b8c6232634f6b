package io.turngap.cli;

import io.turngap.agent.AgentConfig;
import io.turngap.call.FixtureAcoustics;
import io.turngap.gate.BaselineCandidate;
import io.turngap.load.Arrivals;
import io.turngap.load.CallLines;
import io.turngap.load.LiveStats;
import io.turngap.load.RunBook;
import io.turngap.load.RunSession;
import io.turngap.measure.CallLog;
import io.turngap.measure.Journal;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord.Validity;
import io.turngap.measure.Totals;
import io.turngap.measure.Traffic;
import io.turngap.measure.TrafficFile;
import io.turngap.measure.TrafficRow;
import io.turngap.report.LiveView;
import io.turngap.report.TrafficText;
import io.turngap.scenario.CheckedScenario;
import io.turngap.scenario.Scenario;
import io.turngap.scenario.ScenarioSounds;
import io.turngap.simulate.Books;
import io.turngap.simulate.Event;
import io.turngap.simulate.Simulator;
import io.turngap.sound.Audibility;
import io.turngap.sound.Fixtures;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Makes the calls of a scenario on a virtual timeline: the bundled agent's own code, modelled engines, no sound, a day in seconds. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the calls of a scenario on a virtual timeline, with modelled engines.",
            "The bundled agent's own code and the callers' own rules take them.",
            "Nothing sounds and nothing takes time: every latency is drawn. The result shows what settings do, not what your",
            "machines can. Writes the same folder as run, without recordings. Of many calls the folder holds a sample; percentiles, rates and",
            "gates are of all. traffic.csv and a table say hour by hour who came, who waited and what was heard."
        },
        footer = {
            "",
            "Examples:",
            "  turngap simulate scenarios/01-order-status.yaml",
            "  turngap simulate scenarios/01-order-status.yaml --calls 10000 --concurrency 200",
            "  turngap simulate scenarios/01-order-status.yaml --rate 20/s --for 5m --set agent.endpointing.silence_ms=300",
            "  turngap simulate scenarios/01-order-status.yaml --rate 12/s --calls 1000000"
        })
final class SimulateCommand implements Callable<Integer> {

    private static final int FINISH_SECONDS = 60;

    @CommandLine.Spec
    private CommandSpec spec;

    @Mixin
    private Home home;

    @Mixin
    private Judging judging;

    @Mixin
    private ScenarioChoice choice;

    @Option(
            names = "--journal",
            paramLabel = "all|sample|none",
            description = {
                "Whose turns turns.jsonl holds: of all calls, of some " + SampledJournal.CALLS
                        + " drawn evenly by the seed, or of none.",
                "Default: all up to " + SampledJournal.MOST_OF_ALL
                        + " calls, a sample beyond. Figures are of all turns in any case."
            })
    private SampledJournal.@Nullable Kept kept;

    @Override
    public Integer call() {
        CheckedScenario checked = choice.read(judging, Scenario.MOST_CALLS);
        Scenario scenario = checked.scenario();
        AgentConfig config = ScenarioChoice.agent(checked);
        Arrivals arrivals = Arrivals.of(scenario);
        Fixtures fixtures = Fixtures.open(home.fixtures());
        ScenarioSounds.check(checked, fixtures);
        judging.check(BaselineCandidate.of(
                scenario.seed(), RunBook.info(checked), RunBook.VIRTUAL_INPUTS, RunBook.VIRTUAL_INPUTS.link()));
        SampledJournal sampled = SampledJournal.of(scenario, Optional.ofNullable(kept));
        Map<String, String> environment = Environment.describe();
        environment.put("clock", "virtual: every latency was drawn, none was spent; instants count from 1970-01-01");
        environment.put("arrivals", arrivals.name());
        environment.put(
                "options",
                kept == null
                        ? choice.options(judging)
                        : choice.options(judging, "--journal", kept.name().toLowerCase(Locale.ROOT)));
        Instant startedAt = Instant.now();
        RunFolder folder = choice.folder(RunFolder.runId(startedAt, scenario.name()));
        RunBook book = RunBook.virtual(folder, checked, startedAt, environment);
        sampled.requireRoom(folder, scenario);
        folder.write(book.started());
        Simulator simulator = new Simulator(
                scenario,
                config,
                new FixtureAcoustics(fixtures, ScenarioSounds.besides(scenario), Audibility.STANDARD),
                arrivals);
        CountDownLatch finished = new CountDownLatch(1);
        Thread hook = stopOnExit(simulator, finished);
        try {
            RunSession.Facts facts = execute(simulator, scenario, sampled, folder, environment);
            return new Finish(folder, spec.commandLine().getOut(), Home.texts(fixtures))
                    .write(book.finished(facts), judging, facts);
        } finally {
            finished.countDown();
            remove(hook);
        }
    }

    private RunSession.Facts execute(
            Simulator simulator,
            Scenario scenario,
            SampledJournal sampled,
            RunFolder folder,
            Map<String, String> environment) {
        LiveView shown = LiveViews.virtual();
        LiveStats live = new LiveStats();
        int total = Arrivals.count(scenario, Scenario.MOST_CALLS);
        List<String> problems = new ArrayList<>();
        long start = System.nanoTime();
        Simulator.Result result;
        Books books;
        try (Journal journal = folder.createJournal();
                CallLog calls = folder.createCallLog()) {
            books = new Books(
                    new Totals(sampled.sample(), OptionalLong.of(scenario.sloMs())),
                    new Traffic(scenario.sloMs()),
                    journal::turnOrWait,
                    call -> calls.add(CallLines.of(call)));
            result = simulator.runApart(event -> told(event, books, live), now -> {
                live.progress(now.virtualNanos() / 1_000, now.done(), now.inFlight(), total);
                shown.update((System.nanoTime() - start) / 1_000, live::figures);
            });
            journal.close();
            journal.problem().ifPresent(problems::add);
            calls.problem().ifPresent(this::say);
        }
        shown.finish();
        books.totals().over();
        if (sampled.isSample()) {
            folder.write(books.totals());
            String said = sampled.said(books.kept(), books.calls());
            environment.put("journal", said);
        }
        List<TrafficRow> rows = books.traffic().rows();
        TrafficFile.write(folder, rows);
        environment.put("not simulated", String.join("; ", result.notSimulated()));
        result.notSimulated().forEach(line -> say("not simulated: " + line));
        TrafficText.overload(rows).ifPresent(line -> {
            environment.put("overload", line);
            say(line);
        });
        say(String.format(
                Locale.ROOT,
                "%d calls took %.0f s on the virtual timeline",
                result.calls(),
                result.virtualNanos() / 1e9));
        TrafficText.lines(rows).forEach(spec.commandLine().getOut()::println);
        Map<String, String> stages = new TreeMap<>();
        List<String> modelled = new ArrayList<>();
        result.about().forEach((stage, about) -> {
            stages.put(stage, about.engine());
            if (about.modelled()) {
                modelled.add(stage);
            }
        });
        return new RunSession.Facts(
                (System.nanoTime() - start) / 1_000_000,
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

    /** Ctrl-C ends the calls, and the run is reported on as far as it came, before the JVM goes. */
    private static Thread stopOnExit(Simulator simulator, CountDownLatch finished) {
        Thread hook = new Thread(
                () -> {
                    simulator.stop();
                    try {
                        if (!finished.await(FINISH_SECONDS, TimeUnit.SECONDS)) {
                            System.err.println("turngap: stopped before the reports were written;"
                                    + " run `turngap report` on the folder");
                        }
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                    }
                },
                "stop-on-exit");
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException goingDown) {
            // The JVM is going down, which is what the hook waits for.
        }
    }

    private void say(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("turngap: " + text);
        err.flush();
    }
}
