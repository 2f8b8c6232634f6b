package io.turngap.cli;

import io.turngap.call.FixtureAcoustics;
import io.turngap.capacity.LiveRig;
import io.turngap.capacity.Rig;
import io.turngap.capacity.Search;
import io.turngap.capacity.SimulatedBook;
import io.turngap.capacity.SimulatedRig;
import io.turngap.capacity.Target;
import io.turngap.gate.ExitCode;
import io.turngap.link.LinkException;
import io.turngap.link.LinkOptions;
import io.turngap.link.Links;
import io.turngap.link.SocketLink;
import io.turngap.load.BundledAgent;
import io.turngap.load.Ceiling;
import io.turngap.load.Rehearsal;
import io.turngap.report.CapacityText;
import io.turngap.report.Progress;
import io.turngap.report.TerminalStyle;
import io.turngap.scenario.CheckedScenario;
import io.turngap.scenario.ScenarioSounds;
import io.turngap.sound.Audibility;
import io.turngap.sound.Fixtures;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Finds how much load an agent takes before callers notice, and plans a peak with it. */
@Command(
        name = "capacity",
        mixinStandardHelpOptions = true,
        description = {
            "Finds the most calls at once (or calls a second) at which 95 %% of turns meet the target and fewer than 1 %% of calls fail.",
            "Doubles the load until it is too much, halves what lies between to 5 %%, confirms nine tenths of it, and looks once more",
            "from above, after an overload. Says how throughput scales, and how many instances a peak needs."
        },
        footer = {
            "",
            "Exit codes: 0 found, 3 the target is never met or the knee lies below --at-least, 4 that is undecided (--unsure fail), 5 the",
            "instrument was the limit, 6 no call worked.",
            "",
            "Examples:",
            "  turngap capacity scenarios/01-order-status.yaml --simulate --slo \"ttfa < 2000 ms\" --set agent.llm.fleet.replicas=1"
                    + " --set agent.llm.fleet.slots=8",
            "  turngap capacity scenarios/01-order-status.yaml --simulate --slo \"ttfa < 2000 ms\" --by rate --peak 1200/h",
            "  turngap capacity scenarios/01-order-status.yaml --slo \"ttfa < 2500 ms\" --start 2 --most 16 --at-least 4"
        })
final class CapacityCommand implements Callable<Integer> {

    private static final long AGENT_START_SECONDS = 60;
    private static final int FINISH_SECONDS = 20;

    @CommandLine.Spec
    private CommandSpec spec;

    @Mixin
    private Home home;

    @Mixin
    private CapacityChoice choice;

    @Mixin
    private AgentChoice agent;

    @Option(
            names = "--simulate",
            description =
                    "The bundled agent on a virtual timeline: every latency is modelled, and the search takes seconds.")
    private boolean simulate;

    @Option(names = "--no-second-pass", description = "Do not look for the knee from above, after an overload.")
    private boolean noSecondPass;

    private volatile Runnable stop = () -> {};

    @Override
    @SuppressWarnings("try") // what Ctrl-C is to do is open, not used
    public Integer call() throws IOException {
        CheckedScenario checked = choice.read();
        Target target = choice.target(checked.scenario());
        ScenarioChoice.agent(checked);
        Fixtures fixtures = Fixtures.open(home.fixtures());
        ScenarioSounds.check(checked, fixtures);
        Search.Settings wanted = settings(checked, target, Double.POSITIVE_INFINITY);
        LinkOptions options = agent.options(checked.scenario());
        AgentChoice.Reached reached = simulate
                ? new AgentChoice.Reached("bundled, simulated", "none", Ceiling.NONE, OptionalInt.empty())
                : agent.reach(options, choice.first(wanted), spec.commandLine().getErr(), Ceilings.Words.CAPACITY);
        Search.Settings settings = settings(
                checked,
                target,
                Math.min(reached.ceiling().concurrency(), reached.mostCalls().orElse(Integer.MAX_VALUE)));
        Path folder = choice.folder(checked.scenario()).root();
        CapacityBook book = new CapacityBook(
                folder,
                checked,
                settings,
                reached.shown(),
                simulate,
                choice,
                new CapacityText(
                        TerminalStyle.of(System.getenv(), Terminal.isOne()),
                        spec.commandLine().getOut()));
        book.begin();
        FixtureAcoustics acoustics =
                new FixtureAcoustics(fixtures, ScenarioSounds.besides(checked.scenario()), Audibility.STANDARD);
        try (StopOnExit onExit = new StopOnExit(
                () -> stop.run(), FINISH_SECONDS, "stopped within a step; capacity.json holds the steps before it")) {
            Search.Finding finding = simulate
                    ? simulated(checked, acoustics, folder, settings, book)
                    : live(acoustics, folder, settings, book, reached, options);
            return book.finish(finding).code();
        }
    }

    private Search.Settings settings(CheckedScenario checked, Target target, double allowed) {
        return choice.settings(checked.scenario(), target, allowed, simulate, !noSecondPass);
    }

    private Search.Finding simulated(
            CheckedScenario checked,
            FixtureAcoustics acoustics,
            Path folder,
            Search.Settings settings,
            CapacityBook book) {
        SimulatedRig rig = new SimulatedRig(
                step -> choice.closed(step).scenario(),
                ScenarioChoice.agent(checked),
                acoustics,
                (index, step) -> new SimulatedBook(folder, index, step, choice.closed(step), Environment.describe()));
        stop = rig::stop;
        return search(rig, settings, book);
    }

    private Search.Finding live(
            FixtureAcoustics acoustics,
            Path folder,
            Search.Settings settings,
            CapacityBook book,
            AgentChoice.Reached reached,
            LinkOptions options) {
        Rehearsal rehearsal = Rehearsal.begin(acoustics, options);
        if (!agent.isBundled()) {
            rehearsal.await().ifPresent(this::say);
            return over(agent.address(), acoustics, folder, settings, book, reached, options);
        }
        say("starting the bundled agent ...");
        try (BundledAgent bundled = BundledAgent.start(
                Main.class.getName(),
                BundledAgent.Collector.THROUGHPUT,
                Optional.of(choice.read().scenario().agent()),
                List.of("--fixtures", home.fixtures().toString()),
                AGENT_START_SECONDS)) {
            rehearsal.await().ifPresent(this::say);
            bundled.warnings().forEach(warning -> say("the bundled agent warns: " + warning));
            return over(bundled.address(), acoustics, folder, settings, book, reached, options);
        } catch (BundledAgent.AgentFailure failure) {
            throw new CommandFailure(ExitCode.UNREACHABLE.code(), String.valueOf(failure.getMessage()));
        }
    }

    private Search.Finding over(
            String address,
            FixtureAcoustics acoustics,
            Path folder,
            Search.Settings settings,
            CapacityBook book,
            AgentChoice.Reached reached,
            LinkOptions options) {
        Progress shown = new Progress(System.err, TerminalStyle.of(System.getenv(), Terminal.isOne()));
        try (SocketLink link = Links.open(address, options)) {
            if (reached.ceiling().equals(Ceiling.NONE)) {
                link.stayHere();
            }
            LiveRig rig = new LiveRig(
                    folder,
                    link,
                    acoustics,
                    choice::scheduled,
                    new LiveRig.Agent(reached.shown(), reached.protocol(), reached.ceiling()),
                    Environment.describe(),
                    (step, now) -> shown.work(
                            System.nanoTime() / 1_000,
                            // A display that thinks that it is done shows each call that still ends.
                            Math.min(step.callsCounted(), step.callsWanted() - 1),
                            step.callsWanted(),
                            "calls counted at " + step.by().format(step.load()) + " "
                                    + step.by().unit() + ", " + now.inFlight() + " in flight"));
            stop = rig::stop;
            return search(rig, settings, book);
        } catch (LinkException wrong) {
            throw AgentChoice.wrong(wrong);
        } finally {
            shown.finish();
        }
    }

    private static Search.Finding search(Rig rig, Search.Settings settings, CapacityBook book) {
        return new Search(rig, settings, book::underway).run();
    }

    private void say(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("turngap: " + text);
        err.flush();
    }
}
