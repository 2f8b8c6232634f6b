package io.turngap.cli;

import io.turngap.call.FixtureAcoustics;
import io.turngap.gate.BaselineCandidate;
import io.turngap.gate.ExitCode;
import io.turngap.link.LinkException;
import io.turngap.link.LinkOptions;
import io.turngap.link.Links;
import io.turngap.link.SocketLink;
import io.turngap.load.Arrivals;
import io.turngap.load.BundledAgent;
import io.turngap.load.Ceiling;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
            "  turngap run scenarios/01-order-status.yaml --gate \"ttfa p90 < 900 ms\" --unsure fail"
        })
final class RunCommand implements Callable<Integer> {

    private static final long AGENT_START_SECONDS = 60;

    /** Calls of a run on a real clock; at one a second more than a day of them. */
    private static final int MOST_CALLS = 100_000;

    private static final long FINISH_SECONDS = 20;

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
        CheckedScenario checked = choice.read(judging, MOST_CALLS);
        gatling.check(Home.folder());
        LinkOptions options = agent.options(checked.scenario());
        if (agentTraces && (!agent.isBundled() || otlpPort.equals("off"))) {
            throw new CommandFailure(
                    ExitCode.USAGE.code(),
                    "--agent-traces is for the bundled agent, whose traces this run takes; it was given with another --agent or with"
                            + " --otlp-port off: leave one of them out");
        }
        AgentChoice.Reached reached =
                agent.reach(options, checked, spec.commandLine().getErr(), Ceilings.Words.RUN);
        reached.mostCalls().ifPresent(most -> checkConcurrency(most, checked));
        fitsThisMachine(checked.scenario());
        Fixtures fixtures = Fixtures.open(home.fixtures());
        ScenarioSounds.check(checked, fixtures);
        Inputs inputs = new Inputs(ScenarioSounds.digest(checked, fixtures), reached.protocol() + ", " + agent.codec());
        judging.check(
                BaselineCandidate.of(checked.scenario().seed(), RunBook.info(checked), inputs, reached.protocol()));
        Optional<RunTraces> traces = RunTraces.open(otlpPort);
        try {
            return metrics.during(
                    () -> start(checked, reached, options, fixtures, inputs, traces), live, System.getenv(), this::say);
        } finally {
            traces.ifPresent(RunTraces::close);
        }
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

    private int start(
            CheckedScenario checked,
            AgentChoice.Reached reached,
            LinkOptions options,
            Fixtures fixtures,
            Inputs inputs,
            Optional<RunTraces> traces) {
        Map<String, String> environment = Environment.describe();
        environment.put("arrivals", Arrivals.of(checked.scenario()).name());
        environment.put("options", choice.options(judging, "--codec", agent.codec()));
        fixtures.foundLabels().forEach(label -> noteLabel(label, environment));
        Instant startedAt = Instant.now();
        String runId = RunFolder.runId(startedAt, checked.scenario().name());
        RunFolder folder = choice.folder(runId);
        RunBook book =
                new RunBook(folder, checked, startedAt, reached.shown(), reached.protocol(), environment).from(inputs);
        folder.write(book.started());
        traces.ifPresent(taken -> say("the agent's traces are taken at " + taken.addresses()));
        Prepared prepared = new Prepared(checked, options, fixtures, folder, book, reached.ceiling(), traces);
        if (agent.isBundled()) {
            return withBundledAgent(prepared);
        }
        rehearsal(prepared).await().ifPresent(this::say);
        return callAgent(agent.address(), prepared);
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

    /** All that a run needs before its first call. */
    private record Prepared(
            CheckedScenario checked,
            LinkOptions options,
            Fixtures fixtures,
            RunFolder folder,
            RunBook book,
            Ceiling ceiling,
            Optional<RunTraces> traces) {

        /** Arguments of the bundled agent's process. */
        List<String> agentArguments(Home home, boolean exports) {
            List<String> arguments =
                    new ArrayList<>(List.of("--fixtures", home.fixtures().toString()));
            traces.filter(taken -> exports).ifPresent(taken -> arguments.addAll(List.of("--otlp", taken.address())));
            return arguments;
        }
    }

    private int withBundledAgent(Prepared run) {
        say("starting the bundled agent ...");
        Rehearsal rehearsal = rehearsal(run);
        try (BundledAgent bundled = BundledAgent.start(
                Main.class.getName(),
                BundledAgent.Collector.THROUGHPUT,
                Optional.of(run.checked().scenario().agent()),
                run.agentArguments(home, agentTraces),
                AGENT_START_SECONDS)) {
            rehearsal.await().ifPresent(this::say);
            List<String> early = bundled.warnings();
            early.forEach(warning -> say("the bundled agent warns: " + warning));
            int code = callAgent(bundled.address(), run);
            bundled.warnings().stream()
                    .skip(early.size())
                    .forEach(warning -> say("the bundled agent warns: " + warning));
            if (!bundled.alive()) {
                say("the bundled agent died during the run; it said:\n" + bundled.lastWords());
            }
            return code;
        } catch (BundledAgent.AgentFailure failure) {
            throw new CommandFailure(ExitCode.UNREACHABLE.code(), String.valueOf(failure.getMessage()));
        }
    }

    private Rehearsal rehearsal(Prepared run) {
        return Rehearsal.begin(
                new FixtureAcoustics(
                        run.fixtures(), ScenarioSounds.besides(run.checked().scenario()), Audibility.STANDARD),
                run.options());
    }

    private int callAgent(String address, Prepared run) {
        CheckedScenario checked = run.checked();
        FixtureAcoustics acoustics =
                new FixtureAcoustics(run.fixtures(), ScenarioSounds.besides(checked.scenario()), Audibility.STANDARD);
        try (SocketLink link = Links.open(address, run.options())) {
            if (run.ceiling().equals(Ceiling.NONE)) {
                link.stayHere();
            }
            RunSession session = new RunSession(
                            run.folder(),
                            checked.scenario(),
                            Calibrations.ofThisMachine().load(checked.scenario().concurrency(), agent.codec()),
                            run.ceiling())
                    .countedBy(live);
            run.traces()
                    .ifPresent(traces -> session.watchedBy(
                            (ended, turns) -> traces.callEnded(run.folder().name(), ended, turns)));
            CountDownLatch finished = new CountDownLatch(1);
            Thread onExit = stopOnExit(session, finished);
            try {
                LiveView view = LiveViews.real();
                RunSession.Facts facts = session.execute(
                        link, acoustics, run.book()::underway, now -> view.update(now.elapsedUs(), live::figures));
                view.finish();
                RunRecord record = run.book().finished(facts);
                if (run.traces().isPresent()) {
                    record = run.traces().get().finish(run.folder(), record, this::say);
                }
                run.folder().write(record);
                gatling.render(Home.folder(), run.folder(), spec.commandLine().getOut());
                return new Finish(run.folder(), spec.commandLine().getOut(), Home.texts(run.fixtures()))
                        .write(record, judging, facts);
            } finally {
                finished.countDown();
                remove(onExit);
            }
        } catch (LinkException wrong) {
            throw AgentChoice.wrong(wrong);
        }
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

    /** Ctrl-C ends the calls, and the run is reported on as far as it came, before the JVM goes. */
    private static Thread stopOnExit(RunSession session, CountDownLatch finished) {
        Thread hook = new Thread(
                () -> {
                    session.stop();
                    try {
                        if (!finished.await(FINISH_SECONDS, TimeUnit.SECONDS)) {
                            System.err.println(
                                    "turngap: stopped before the reports were written; run `turngap report` on the folder");
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
