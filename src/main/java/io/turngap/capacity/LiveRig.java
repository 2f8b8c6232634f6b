package io.turngap.capacity;

import io.turngap.call.Acoustics;
import io.turngap.link.Link;
import io.turngap.load.CallRunner;
import io.turngap.load.Ceiling;
import io.turngap.load.RunBook;
import io.turngap.load.RunSession;
import io.turngap.measure.MeasureException;
import io.turngap.measure.RunFolder;
import io.turngap.scenario.CheckedScenario;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * An agent over a link, in real time. Each step is a run of its own with a folder of its own, and is over when its last call is; what may be
 * asked of the agent is counted over all steps.
 */
public final class LiveRig implements Rig {

    private final Path root;
    private final Link link;
    private final Acoustics acoustics;
    private final Function<StepRun, CheckedScenario> scenarios;
    private final Agent agent;
    private final Map<String, String> environment;
    private final BiConsumer<StepRun, CallRunner.Snapshot> watcher;
    private volatile Optional<RunSession> session = Optional.empty();
    private volatile boolean stopped;
    private int callsMade;
    private double minutes;

    /**
     * Who is called.
     *
     * @param address without secrets
     * @param protocol name of the link's protocol
     * @param ceiling the most that may be asked of it in all steps together
     */
    public record Agent(String address, String protocol, Ceiling ceiling) {}

    /**
     * Steps into folders below {@code root}.
     *
     * @param scenarios the scenario with a step's load, in as many calls as it may take
     * @param watcher hears how far a step is
     */
    public LiveRig(
            Path root,
            Link link,
            Acoustics acoustics,
            Function<StepRun, CheckedScenario> scenarios,
            Agent agent,
            Map<String, String> environment,
            BiConsumer<StepRun, CallRunner.Snapshot> watcher) {
        this.root = root;
        this.link = link;
        this.acoustics = acoustics;
        this.scenarios = scenarios;
        this.agent = agent;
        this.environment = environment;
        this.watcher = watcher;
    }

    /** Ends the step under way and those that follow: hangs up. From any thread. */
    public void stop() {
        stopped = true;
        session.ifPresent(RunSession::stop);
    }

    @Override
    public Aftermath run(int index, StepRun step) {
        Ceiling ceiling = agent.ceiling();
        int allowed = ceiling.calls() - callsMade;
        if (stopped || allowed <= 0 || minutes >= ceiling.minutes()) {
            return new Aftermath(List.of(), Map.of(), "", stopped, stopped ? "" : reached());
        }
        CheckedScenario checked = scenarios.apply(step);
        RunFolder folder = StepFolder.create(root, index, step);
        Map<String, String> about = new TreeMap<>(environment);
        about.put("arrivals", step.arrivals().name());
        RunBook book = new RunBook(folder, checked, Instant.now(), agent.address(), agent.protocol(), about);
        folder.write(book.started());
        Ceiling left = new Ceiling(Integer.MAX_VALUE, ceiling.concurrency(), Math.max(0, ceiling.minutes() - minutes));
        RunSession made = new RunSession(folder, checked.scenario(), Optional.empty(), left);
        int[] begun = {0};
        made.watchedBy((result, turns) -> {
            begun[0]++;
            minutes += Math.max(0, result.endEpochUs() - result.startEpochUs()) / 60e6;
            step.callEnded(CallEnd.of(result, turns, stopped));
            if (begun[0] + (step.isLetGo() ? 0 : step.mostAtOnce()) >= allowed && !step.isLetGo()) {
                step.letGo(result.endEpochUs());
            }
            letGo(step, made);
        });
        session = Optional.of(made);
        if (stopped) {
            // Ctrl-C came while the step was made ready, when there was no session to stop.
            made.stop();
        }
        RunSession.Facts facts = made.execute(
                link,
                acoustics,
                sofar -> {
                    step.instrumentLate(!sofar.validity().valid());
                    return book.underway(sofar);
                },
                now -> {
                    step.progress(epochUs(), now.inFlight());
                    letGo(step, made);
                    watcher.accept(step, now);
                });
        session = Optional.empty();
        callsMade += begun[0];
        try {
            folder.write(book.finished(facts));
        } catch (MeasureException disk) {
            return new Aftermath(
                    List.of(String.valueOf(disk.getMessage())),
                    facts.endings(),
                    StepFolder.name(index, step),
                    stopped,
                    "");
        }
        boolean used = callsMade >= ceiling.calls() || minutes >= ceiling.minutes();
        return new Aftermath(
                facts.validity().valid() ? List.of() : facts.validity().reasons(),
                facts.endings(),
                StepFolder.name(index, step),
                stopped,
                used && !stopped ? reached() : "",
                facts.examples().isEmpty() ? "" : facts.examples().getFirst());
    }

    private String reached() {
        return "all that may be asked of this agent was asked: " + agent.ceiling()
                + "; allow more with --max-calls and --max-minutes";
    }

    private static void letGo(StepRun step, RunSession session) {
        if (step.isLetGo()) {
            session.letGo();
        }
    }

    private static long epochUs() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }
}
