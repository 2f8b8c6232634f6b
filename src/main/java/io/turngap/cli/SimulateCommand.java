package io.turngap.cli;

import io.turngap.agent.AgentConfig;
import io.turngap.call.CallResult;
import io.turngap.call.FixtureAcoustics;
import io.turngap.gate.ExitCode;
import io.turngap.load.Arrivals;
import io.turngap.load.CallLines;
import io.turngap.load.RunBook;
import io.turngap.load.RunSession;
import io.turngap.measure.CallLog;
import io.turngap.measure.Journal;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord.Validity;
import io.turngap.report.Progress;
import io.turngap.report.TerminalStyle;
import io.turngap.scenario.CheckedScenario;
import io.turngap.scenario.Scenario;
import io.turngap.scenario.ScenarioSounds;
import io.turngap.simulate.Simulator;
import io.turngap.sound.Audibility;
import io.turngap.sound.Fixtures;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/** Makes the calls of a scenario on a virtual timeline: the bundled agent's own code, modelled engines, no sound, a day in seconds. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the calls of a scenario on a virtual timeline, with modelled engines.",
            "The bundled agent's own code and the callers' own rules take them.",
            "Nothing sounds and nothing takes time: every latency is drawn. The result shows what settings do, not what your",
            "machines can. Writes the same folder as run, without recordings."
        },
        footer = {
            "",
            "Examples:",
            "  turngap simulate scenarios/01-order-status.yaml",
            "  turngap simulate scenarios/01-order-status.yaml --calls 10000 --concurrency 200",
            "  turngap simulate scenarios/01-order-status.yaml --rate 20/s --for 5m --set agent.endpointing.silence_ms=300"
        })
final class SimulateCommand implements Callable<Integer> {

    private static final int MOST_EXAMPLES = 5;

    @CommandLine.Spec
    private CommandSpec spec;

    @Mixin
    private Home home;

    @Mixin
    private Judging judging;

    @Mixin
    private ScenarioChoice choice;

    @Override
    public Integer call() {
        CheckedScenario checked = choice.read(judging, Scenario.MOST_CALLS);
        Scenario scenario = checked.scenario();
        AgentConfig config = ScenarioChoice.agent(checked);
        Arrivals arrivals = Arrivals.of(scenario);
        Fixtures fixtures = Fixtures.open(home.fixtures());
        ScenarioSounds.check(checked, fixtures);
        Map<String, String> environment = Environment.describe();
        environment.put("clock", "virtual: every latency was drawn, none was spent; instants count from 1970-01-01");
        environment.put("arrivals", arrivals.name());
        environment.put("options", choice.options(judging));
        Instant startedAt = Instant.now();
        RunFolder folder = choice.folder(RunFolder.runId(startedAt, scenario.name()));
        RunBook book = RunBook.virtual(folder, checked, startedAt, environment);
        folder.write(book.started());
        Simulator simulator = new Simulator(
                scenario,
                config,
                new FixtureAcoustics(fixtures, ScenarioSounds.besides(scenario), Audibility.STANDARD),
                arrivals);
        RunSession.Facts facts = execute(simulator, scenario, folder, environment);
        return new Finish(folder, spec.commandLine().getOut(), Home.texts(fixtures))
                .write(book.finished(facts), judging, facts);
    }

    private RunSession.Facts execute(
            Simulator simulator, Scenario scenario, RunFolder folder, Map<String, String> environment) {
        Progress shown = new Progress(System.err, TerminalStyle.of(System.getenv(), Terminal.isOne()));
        Map<String, Integer> endings = new TreeMap<>();
        List<String> examples = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        long start = System.nanoTime();
        Simulator.Result result;
        try (Journal journal = folder.createJournal();
                CallLog calls = folder.createCallLog()) {
            result = simulator.run(
                    journal::turnOrWait,
                    call -> {
                        calls.add(CallLines.of(call));
                        note(call, endings, examples);
                    },
                    now -> shown.update(
                            (System.nanoTime() - start) / 1_000,
                            now.done(),
                            now.inFlight(),
                            scenario.calls(),
                            OptionalLong.empty()));
            journal.close();
            journal.problem().ifPresent(problems::add);
            calls.problem().ifPresent(examples::add);
        }
        shown.finish();
        environment.put("not simulated", String.join("; ", result.notSimulated()));
        result.notSimulated().forEach(line -> say("not simulated: " + line));
        say(String.format(
                Locale.ROOT,
                "%d calls took %.0f s on the virtual timeline",
                result.calls(),
                result.virtualNanos() / 1e9));
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
                "",
                endings,
                examples);
    }

    private static void note(CallResult call, Map<String, Integer> endings, List<String> examples) {
        if (call.failed()) {
            endings.merge(call.ending().name().toLowerCase(Locale.ROOT), 1, Integer::sum);
            if (examples.size() < MOST_EXAMPLES && !call.detail().isEmpty()) {
                examples.add("call " + call.call() + ": " + call.detail());
            }
        }
    }

    private void say(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("turngap: " + text);
        err.flush();
    }
}
