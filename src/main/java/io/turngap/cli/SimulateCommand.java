package io.turngap.cli;

import io.turngap.agent.AgentConfig;
import io.turngap.call.FixtureAcoustics;
import io.turngap.gate.BaselineCandidate;
import io.turngap.gate.ExitCode;
import io.turngap.load.Arrivals;
import io.turngap.load.RunBook;
import io.turngap.load.RunSession;
import io.turngap.measure.RunFolder;
import io.turngap.report.TrafficText;
import io.turngap.scenario.CheckedScenario;
import io.turngap.scenario.Scenario;
import io.turngap.scenario.ScenarioSounds;
import io.turngap.sound.Audibility;
import io.turngap.sound.Fixtures;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
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
            "gates are of all. traffic.csv and a table say hour by hour who came, who waited and what was heard.",
            "With --against each agent is simulated by itself, with the same seed; --concurrency and --rate are then of the calls on each."
        },
        footer = {
            "",
            "Examples:",
            "  turngap simulate scenarios/01-order-status.yaml",
            "  turngap simulate scenarios/01-order-status.yaml --calls 10000 --concurrency 200",
            "  turngap simulate scenarios/01-order-status.yaml --rate 20/s --for 5m --set agent.endpointing.silence_ms=300",
            "  turngap simulate scenarios/01-order-status.yaml --rate 12/s --calls 1000000",
            "  turngap simulate scenarios/01-order-status.yaml --calls 400 --against bundled --set agent.endpointing.silence_ms=700"
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

    @Mixin
    private AgainstChoice against;

    @Option(
            names = "--max-calls",
            paramLabel = "N",
            description = "With --unsure extend, how many calls may be made in all. Default: 4 times those planned.")
    private @Nullable Integer maxCalls;

    @Override
    @SuppressWarnings("try") // what Ctrl-C is to do is open, not used
    public Integer call() {
        against.check(judging);
        if (maxCalls != null && !judging.extendsRun()) {
            throw new CommandFailure(
                    ExitCode.USAGE.code(),
                    "--max-calls " + maxCalls + " was given without --unsure extend, which alone makes more calls than"
                            + " planned: add --unsure extend, or give --calls " + maxCalls);
        }
        CheckedScenario checked = choice.read(judging, Scenario.MOST_CALLS);
        int most = Extending.most(
                judging,
                maxCalls == null ? OptionalInt.empty() : OptionalInt.of(maxCalls),
                checked,
                Scenario.MOST_CALLS,
                1);
        Scenario scenario = checked.scenario();
        AgentConfig config = ScenarioChoice.agent(checked);
        Optional<CheckedScenario> ofBaseline = baseline(checked);
        Fixtures fixtures = Fixtures.open(home.fixtures());
        ScenarioSounds.check(checked, fixtures);
        judging.check(BaselineCandidate.of(
                scenario.seed(), RunBook.info(checked), RunBook.VIRTUAL_INPUTS, RunBook.VIRTUAL_INPUTS.link()));
        SampledJournal sampled = SampledJournal.of(scenario.withCalls(most), Optional.ofNullable(kept));
        Map<String, String> environment = Environment.describe();
        environment.put("clock", "virtual: every latency was drawn, none was spent; instants count from 1970-01-01");
        environment.put("arrivals", Arrivals.of(scenario).name());
        environment.put("options", options());
        Instant startedAt = Instant.now();
        RunFolder folder = choice.folder(RunFolder.runId(startedAt, scenario.name()));
        FixtureAcoustics acoustics =
                new FixtureAcoustics(fixtures, ScenarioSounds.besides(scenario), Audibility.STANDARD);
        List<Map<String, String>> environments = new ArrayList<>(List.of(environment));
        List<SimulatedSide> sides = new ArrayList<>();
        sampled.requireRoom(folder, scenario.withCalls(most));
        ofBaseline.ifPresent(other -> environment.put(
                "against", "bundled, simulated by itself with the same seed: a virtual machine has no drift"));
        RunBook own = RunBook.virtual(folder, checked, startedAt, environment);
        folder.write(own.started());
        sides.add(new SimulatedSide(scenario, config, acoustics, sampled, folder, own, environment));
        ofBaseline.ifPresent(other -> {
            Map<String, String> itsOwn = new LinkedHashMap<>(environment);
            itsOwn.put("against", "this is the baseline's side of the run " + folder.name());
            environments.add(itsOwn);
            RunFolder side = RunFolder.create(folder.against());
            RunBook book =
                    RunBook.virtual(side, other, startedAt, itsOwn).judgedBy(AgainstChoice.gatesOfBaseline(other));
            side.write(book.started());
            sides.add(new SimulatedSide(
                    other.scenario(), ScenarioChoice.agent(other), acoustics, sampled, side, book, itsOwn));
        });
        try (StopOnExit onExit = StopOnExit.ofRun(() -> sides.forEach(SimulatedSide::stop), FINISH_SECONDS)) {
            return simulate(
                    sides, new Extending(scenario.calls(), most, environments, this::say), Home.texts(fixtures));
        }
    }

    /** What the baseline runs; nothing is reached on a virtual timeline but the bundled agent's own code. */
    private Optional<CheckedScenario> baseline(CheckedScenario checked) {
        if (against.address().isEmpty()) {
            return Optional.empty();
        }
        if (!against.address().get().equals(AgentChoice.BUNDLED)) {
            throw new CommandFailure(
                    ExitCode.USAGE.code(),
                    "--against is " + against.way()
                            + "; on a virtual timeline only bundled can be called: give"
                            + " --against bundled, with its settings as --against-set, or call the other with run");
        }
        if (kept == SampledJournal.Kept.NONE) {
            throw new CommandFailure(
                    ExitCode.USAGE.code(),
                    "--journal none was given with --against; two agents are compared by the turns of their journals: all or"
                            + " sample is expected");
        }
        CheckedScenario other = choice.baseline(judging, checked, against.set());
        ScenarioChoice.agent(other);
        return Optional.of(other);
    }

    private String options() {
        List<String> more = new ArrayList<>(against.words(against.address()));
        if (kept != null) {
            more.addAll(List.of("--journal", kept.name().toLowerCase(Locale.ROOT)));
        }
        return choice.options(judging, more.toArray(String[]::new));
    }

    private int simulate(List<SimulatedSide> sides, Extending extending, Map<String, String> texts) {
        List<SimulatedSide.Made> made = make(sides, extending.made());
        while (goOn(sides, made, extending)) {
            made = make(sides, extending.made());
        }
        List<String> lines = made.getFirst().lines();
        lines.forEach(this::say);
        TrafficText.lines(made.getFirst().traffic()).forEach(spec.commandLine().getOut()::println);
        for (int i = 1; i < sides.size(); i++) {
            SimulatedSide baseline = sides.get(i);
            made.get(i).lines().stream()
                    .filter(line -> !lines.contains(line))
                    .forEach(line -> say(Callee.BASELINE + ": " + line));
            PairedSide.finish(
                    "bundled, simulated",
                    baseline.folder(),
                    baseline.book(),
                    made.get(i).facts(),
                    texts,
                    this::say);
        }
        SimulatedSide own = sides.getFirst();
        RunSession.Facts facts = made.getFirst().facts();
        return new Finish(own.folder(), spec.commandLine().getOut(), texts)
                .write(own.book().finished(facts), judging, facts);
    }

    private static List<SimulatedSide.Made> make(List<SimulatedSide> sides, int calls) {
        List<SimulatedSide.Made> made = new ArrayList<>();
        for (SimulatedSide side : sides) {
            side.book().calls(calls);
            made.add(side.make(calls, LiveViews.virtual()));
        }
        return made;
    }

    /** Judges a run that may go on. */
    private boolean goOn(List<SimulatedSide> sides, List<SimulatedSide.Made> made, Extending extending) {
        boolean whole = made.stream().allMatch(one -> one.facts().unfinished().isEmpty());
        return whole
                && extending.further(() -> {
                            for (int i = 1; i < sides.size(); i++) {
                                RunFolder folder = sides.get(i).folder();
                                folder.write(
                                        sides.get(i).book().underway(made.get(i).facts()));
                            }
                            SimulatedSide own = sides.getFirst();
                            return new Finish(own.folder(), new PrintWriter(Writer.nullWriter()), Map.of())
                                    .judge(own.book().finished(made.getFirst().facts()), judging)
                                    .judgement();
                        })
                        > 0;
    }

    private void say(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("turngap: " + text);
        err.flush();
    }
}
