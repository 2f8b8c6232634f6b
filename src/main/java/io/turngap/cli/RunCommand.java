package io.turngap.cli;

import io.turngap.call.FixtureAcoustics;
import io.turngap.gate.BaselineCandidate;
import io.turngap.gate.ExitCode;
import io.turngap.gate.Gates;
import io.turngap.link.LinkOptions;
import io.turngap.link.SocketLink;
import io.turngap.load.Arrivals;
import io.turngap.load.Limits;
import io.turngap.load.LiveStats;
import io.turngap.load.Preflight;
import io.turngap.load.Rehearsal;
import io.turngap.load.RunBook;
import io.turngap.load.RunSession;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.Inputs;
import io.turngap.report.LiveView;
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
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Makes the calls of a scenario, measures what the caller hears, judges it and reports. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Makes the calls of a scenario and reports what the caller waited for.",
        footer = {
            "",
            "Examples:",
            "  turngap run scenarios/01-order-status.yaml",
            "  turngap run scenarios/01-order-status.yaml --rate 1/s --for 1m --ramp 10s",
            "  turngap run scenarios/01-order-status.yaml --calls 4 --set agent.endpointing.silence_ms=300",
            "  turngap run scenarios/01-order-status.yaml --gate \"ttfa p90 < 900 ms\" --unsure fail",
            "  turngap run scenarios/01-order-status.yaml --gate \"ttfa p90 < 900 ms\" --unsure extend --max-calls 60",
            "  turngap run scenarios/01-order-status.yaml --against bundled --set agent.endpointing.silence_ms=700"
        })
final class RunCommand implements Callable<Integer> {

    /** Calls of a run on a real clock; at one a second more than a day of them. */
    private static final int MOST_CALLS = 100_000;

    private static final int FINISH_SECONDS = 20;

    @CommandLine.Spec
    private CommandSpec spec;

    @Mixin
    private Home home;

    @Mixin
    private Judging judging;

    @Mixin
    private ScenarioChoice choice;

    @Mixin
    private AgentChoice agent;

    @Mixin
    private AgainstChoice against;

    @Option(
            names = "--against-model",
            paramLabel = "NAME",
            description = "Model of the agent of --against. Default: that of --model.")
    private @Nullable String againstModel;

    @Option(
            names = "--otlp-port",
            paramLabel = "N|off",
            defaultValue = "",
            description = {
                "Port at which the agent's OpenTelemetry traces are taken on this machine; 0 for any free one. Default: 4318 (HTTP)",
                "and 4317 (gRPC) where they are free."
            })
    private String otlpPort;

    @Option(
            names = "--agent-traces",
            description = "Have the bundled agent export its traces to this run, beside what its protocol tells.")
    private boolean agentTraces;

    @Mixin
    private GatlingOption gatling;

    @Mixin
    private MetricsOutlets metrics;

    private final LiveStats live = new LiveStats();

    @Override
    public Integer call() {
        against.check(judging);
        if (againstModel != null && against.address().isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE.code(),
                    "--against-model " + againstModel + " was given without --against, whose agent's model it names:"
                            + " add --against ADDRESS, or use --model " + againstModel);
        }
        int agents = against.agents();
        CheckedScenario checked = choice.read(judging, MOST_CALLS / agents, agents);
        int mostCalls = Extending.most(judging, agent.maxCalls(), checked, MOST_CALLS / agents, agents);
        gatling.check(Home.folder());
        LinkOptions options = agent.options(checked.scenario());
        if (agentTraces && (!agent.isBundled() || otlpPort.equals("off"))) {
            throw new CommandFailure(
                    ExitCode.USAGE.code(),
                    "--agent-traces is for the bundled agent, whose traces this run takes; it was given with another --agent or with"
                            + " --otlp-port off: leave one of them out");
        }
        LinkOptions ofBaseline = againstModel == null ? options : options.withModel(againstModel);
        boolean oneHost = against.address()
                .flatMap(address -> AgainstChoice.named(() -> AgentChoice.host(address, ofBaseline)))
                .filter(host -> AgentChoice.host(agent.address(), options).equals(Optional.of(host)))
                .isPresent();
        Approached own = approach(agent.address(), oneHost, checked, options, mostCalls);
        Optional<Approached> other = against.address()
                .map(address -> AgainstChoice.named(() -> approach(
                        address, oneHost, choice.baseline(judging, checked, against.set()), ofBaseline, mostCalls)));
        fitsThisMachine(onAll(checked.scenario(), agents));
        Fixtures fixtures = Fixtures.open(home.fixtures());
        ScenarioSounds.check(checked, fixtures);
        String sounds = ScenarioSounds.digest(checked, fixtures);
        judging.check(BaselineCandidate.of(
                checked.scenario().seed(),
                RunBook.info(checked),
                inputs(sounds, own),
                own.reached().protocol()));
        Optional<RunTraces> traces = RunTraces.open(otlpPort);
        try {
            return metrics.during(
                    () -> start(new Planned(own, other, fixtures, sounds, traces, mostCalls)),
                    live,
                    System.getenv(),
                    this::say);
        } finally {
            traces.ifPresent(RunTraces::close);
        }
    }

    /** An agent that may be called. */
    private record Approached(
            String address, CheckedScenario checked, LinkOptions options, AgentChoice.Reached reached) {}

    /** Before anything is written: an agent that cannot be one, or may not be called so often, leaves no folder behind. */
    private Approached approach(
            String address, boolean both, CheckedScenario checked, LinkOptions options, int mostCalls) {
        AgentChoice.Reached reached = agent.reach(
                address,
                both ? 2 : 1,
                options,
                ScenarioChoice.withCalls(checked, mostCalls),
                spec.commandLine().getErr(),
                Ceilings.Words.RUN);
        reached.mostCalls().ifPresent(most -> checkConcurrency(most, checked));
        return new Approached(address, checked, options, reached);
    }

    /** All that is known of a run before anything is written. */
    private record Planned(
            Approached own,
            Optional<Approached> other,
            Fixtures fixtures,
            String sounds,
            Optional<RunTraces> traces,
            int mostCalls) {}

    /** The calls on all agents together, which is how many come by its schedule. */
    private static Scenario onAll(Scenario scenario, int agents) {
        return scenario.withCalls(scenario.calls() * agents);
    }

    /** From what an agent's callers speak, and how it reaches it. */
    private Inputs inputs(String sounds, Approached called) {
        return new Inputs(sounds, called.reached().protocol() + ", " + agent.codec());
    }

    /** Before anything is written: more calls than this machine can hold leave no folder behind. */
    private void fitsThisMachine(Scenario scenario) {
        for (Preflight.Finding finding : Preflight.check(scenario, Limits.ofThisProcess())) {
            if (finding.certain()) {
                throw new CommandFailure(ExitCode.USAGE.code(), finding.text());
            }
            say("warning: " + finding.text());
        }
    }

    private int start(Planned planned) {
        CheckedScenario checked = planned.own().checked();
        Map<String, String> environment = Environment.describe();
        environment.put("arrivals", Arrivals.of(checked.scenario()).name());
        List<String> more = new ArrayList<>(List.of("--codec", agent.codec()));
        more.addAll(against.words(planned.other().map(other -> other.reached().shown())));
        if (againstModel != null) {
            more.addAll(List.of("--against-model", againstModel));
        }
        environment.put("options", choice.options(judging, more.toArray(String[]::new)));
        planned.fixtures().foundLabels().forEach(label -> noteLabel(label, environment));
        Instant startedAt = Instant.now();
        RunFolder folder =
                choice.folder(RunFolder.runId(startedAt, checked.scenario().name()));
        List<Map<String, String>> environments = new ArrayList<>(List.of(environment));
        List<Callee> agents = new ArrayList<>();
        planned.other()
                .ifPresent(other -> environment.put("against", other.reached().shown()));
        agents.add(callee(Callee.CANDIDATE, planned.own(), folder, startedAt, environment));
        agents.getFirst().book().from(inputs(planned.sounds(), planned.own()));
        agents.getFirst().folder().write(agents.getFirst().book().started());
        planned.other().ifPresent(other -> {
            Map<String, String> ofBaseline = new LinkedHashMap<>(environment);
            ofBaseline.put("against", "this is the baseline's side of the run " + folder.name());
            environments.add(ofBaseline);
            Callee baseline = callee(Callee.BASELINE, other, RunFolder.create(folder.against()), startedAt, ofBaseline);
            baseline.book()
                    .judgedBy(AgainstChoice.gatesOfBaseline(other.checked()))
                    .from(inputs(planned.sounds(), other));
            baseline.folder().write(baseline.book().started());
            agents.add(baseline);
        });
        planned.traces().ifPresent(taken -> say("the agent's traces are taken at " + taken.addresses()));
        Extending extending = new Extending(checked.scenario().calls(), planned.mostCalls(), environments, this::say);
        Rehearsal rehearsal = Rehearsal.begin(
                acoustics(planned.fixtures(), checked), planned.own().options());
        try (BundledAgents bundled =
                BundledAgents.start(agents, callee -> arguments(callee, planned.traces()), this::say)) {
            rehearsal.await().ifPresent(this::say);
            int code = callAgents(bundled.callees(), planned, extending);
            bundled.over();
            return code;
        }
    }

    private static Callee callee(
            String title, Approached agent, RunFolder folder, Instant startedAt, Map<String, String> environment) {
        RunBook book = new RunBook(
                folder,
                agent.checked(),
                startedAt,
                agent.reached().shown(),
                agent.reached().protocol(),
                environment);
        return new Callee(title, agent.address(), agent.checked(), agent.reached(), agent.options(), folder, book);
    }

    private static FixtureAcoustics acoustics(Fixtures fixtures, CheckedScenario checked) {
        return new FixtureAcoustics(fixtures, ScenarioSounds.besides(checked.scenario()), Audibility.STANDARD);
    }

    /** Arguments of a bundled agent's process; the candidate's may export its traces to this run. */
    private List<String> arguments(Callee callee, Optional<RunTraces> traces) {
        List<String> arguments =
                new ArrayList<>(List.of("--fixtures", home.fixtures().toString()));
        traces.filter(taken -> agentTraces && callee.title().equals(Callee.CANDIDATE))
                .ifPresent(taken -> arguments.addAll(List.of("--otlp", taken.address())));
        return arguments;
    }

    /** Every figure of a turn that says this file begins at its label's end, so the label is shown before the run and in every report. */
    private void noteLabel(Fixtures.FoundLabel label, Map<String, String> environment) {
        String span = String.format(
                Locale.ROOT,
                "speech from %.3f s to %.3f s",
                label.speechStartMs() / 1_000,
                label.speechEndMs() / 1_000);
        say("labelled " + label.source() + ": " + span
                + "; if that is wrong, say so with label: {speech_start_ms: …, speech_end_ms: …}");
        environment.put("label " + label.source(), span + ", found by energy and onset");
    }

    @SuppressWarnings("try") // what Ctrl-C is to do is open, not used
    private int callAgents(List<Callee> agents, Planned planned, Extending extending) {
        Callee own = agents.getFirst();
        Optional<Callee> other = agents.stream().skip(1).findFirst();
        Scenario scenario = own.checked().scenario();
        Map<String, String> texts = Home.texts(planned.fixtures());
        RunSession session = new RunSession(
                        own.folder(),
                        scenario,
                        Calibrations.ofThisMachine().load(scenario.concurrency(), agent.codec()),
                        own.reached().ceiling())
                .countedBy(live)
                .extendedBy(sofar -> extending.further(() -> look(agents, sofar, extending)));
        planned.traces()
                .ifPresent(traces -> session.watchedBy(
                        (ended, turns) -> traces.callEnded(own.folder().name(), ended, turns)));
        try (SocketLink link = own.open();
                SocketLink otherLink = other.map(Callee::open).orElse(null)) {
            if (otherLink != null) {
                other.ifPresent(callee -> session.against(new RunSession.Baseline(
                        callee.folder(),
                        otherLink,
                        callee.reached().ceiling(),
                        callee.book()::underway,
                        (ended, turns) -> planned.traces()
                                .ifPresent(traces ->
                                        traces.otherCallEnded(callee.folder().name(), ended)))));
            }
            try (StopOnExit onExit = StopOnExit.ofRun(session::stop, FINISH_SECONDS * agents.size())) {
                LiveView view = LiveViews.real();
                List<RunSession.Facts> facts = session.executeAll(
                        link,
                        acoustics(planned.fixtures(), own.checked()),
                        own.book()::underway,
                        now -> view.update(now.elapsedUs(), live::figures));
                view.finish();
                agents.forEach(callee -> callee.book().calls(extending.made()));
                other.ifPresent(callee -> PairedSide.finish(
                        callee.reached().shown(), callee.folder(), callee.book(), facts.getLast(), texts, this::say));
                RunRecord record = own.book().finished(facts.getFirst());
                if (planned.traces().isPresent()) {
                    record = planned.traces().get().finish(own.folder(), record, this::say);
                }
                own.folder().write(record);
                gatling.render(Home.folder(), own.folder(), spec.commandLine().getOut());
                int code = new Finish(own.folder(), spec.commandLine().getOut(), texts)
                        .write(record, judging, facts.getFirst());
                if (other.isPresent() && code == ExitCode.UNREACHABLE.code()) {
                    agents.forEach(callee -> PairedSide.lost(
                                    callee.title(), callee.reached().shown(), PairedSide.failed(callee.folder()))
                            .ifPresent(this::say));
                }
                return code;
            }
        }
    }

    /** Judges a run that may go on. The baseline's side is kept as one that is under way, for it may be. */
    private Gates.Judgement look(List<Callee> agents, List<RunSession.Facts> sofar, Extending extending) {
        agents.forEach(callee -> callee.book().calls(extending.made()));
        for (int i = 1; i < agents.size(); i++) {
            agents.get(i).folder().write(agents.get(i).book().underway(sofar.get(i)));
        }
        Callee own = agents.getFirst();
        return new Finish(own.folder(), new PrintWriter(Writer.nullWriter()), Map.of())
                .judge(own.book().finished(sofar.getFirst()), judging)
                .judgement();
    }

    private static void checkConcurrency(int most, CheckedScenario checked) {
        if (Math.min(checked.scenario().concurrency(), checked.scenario().calls()) > most) {
            throw new CommandFailure(
                    ExitCode.USAGE.code(),
                    "the scenario has " + checked.scenario().concurrency() + " calls at once, and this agent takes "
                            + most + ": give "
                            + (checked.scenario().load().isOpen() ? "--set load.most_in_flight=" : "--concurrency ")
                            + most);
        }
    }

    private void say(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("turngap: " + text);
        err.flush();
    }
}
