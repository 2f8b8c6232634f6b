package io.turngap.gatling;

import io.turngap.call.Acoustics;
import io.turngap.call.CallResult;
import io.turngap.call.FixtureAcoustics;
import io.turngap.link.LinkOptions;
import io.turngap.link.Links;
import io.turngap.link.SocketLink;
import io.turngap.load.BundledAgent;
import io.turngap.load.Health;
import io.turngap.load.RecordingKeeper;
import io.turngap.load.Rehearsal;
import io.turngap.load.RunBook;
import io.turngap.load.RunSession;
import io.turngap.load.ScenarioLink;
import io.turngap.measure.CallLine;
import io.turngap.measure.CallLog;
import io.turngap.measure.HealthLog;
import io.turngap.measure.Journal;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord.Validity;
import io.turngap.measure.Turn;
import io.turngap.scenario.CheckedScenario;
import io.turngap.scenario.Overrides;
import io.turngap.scenario.Scenario;
import io.turngap.scenario.ScenarioReader;
import io.turngap.scenario.ScenarioSounds;
import io.turngap.sound.Audibility;
import io.turngap.sound.Fixtures;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A run of which Gatling says when calls start: the agent, the link, and the run's folder, written as by {@code turngap run}. What comes of calls
 * is taken on a thread of its own, in the order in which they end.
 */
final class OpenedRun {

    private static final String FIXTURES = "audio-fixtures";
    private static final String MAIN = "io.turngap.cli.Main";
    private static final long AGENT_START_SECONDS = 60;
    private static final long LAST_RESULTS_SECONDS = 30;
    private static final int MOST_EXAMPLES = 5;

    private final Scenario scenario;
    private final RunFolder folder;
    private final RunBook book;
    private final Optional<BundledAgent> agent;
    private final SocketLink link;
    private final Acoustics acoustics;
    private final Journal journal;
    private final CallLog calls;
    private final HealthLog healthLog;
    private final Health health;
    private final RecordingKeeper recordings;
    private final ExecutorService results = Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("turngap-results").unstarted(task));
    private final long startNanos = System.nanoTime();
    private final Map<String, String> stages = new TreeMap<>();
    private final TreeSet<String> modelled = new TreeSet<>();
    private final Map<String, Integer> endings = new TreeMap<>();
    private final List<String> examples = new ArrayList<>();
    private int made;

    private OpenedRun(
            CheckedScenario checked,
            RunFolder folder,
            RunBook book,
            Optional<BundledAgent> agent,
            SocketLink link,
            Acoustics acoustics) {
        this.scenario = checked.scenario();
        this.folder = folder;
        this.book = book;
        this.agent = agent;
        this.link = link;
        this.acoustics = acoustics;
        folder.write(book.started());
        this.journal = folder.createJournal();
        this.calls = folder.createCallLog();
        this.healthLog = folder.createHealthLog();
        this.health = new Health(scenario.budgets(), healthLog::line);
        this.recordings = new RecordingKeeper(folder.root());
    }

    /**
     * Starts the bundled agent where it is called, and opens all that calls need.
     *
     * @throws RuntimeException when the scenario, the agent's address or the folder is wrong; its message says what to do
     */
    static OpenedRun open(CallBuilder call) {
        CheckedScenario checked = ScenarioReader.read(call.scenario(), Overrides.set(call.set()));
        Fixtures fixtures = Fixtures.open(home().resolve(FIXTURES));
        ScenarioSounds.check(checked, fixtures);
        LinkOptions options = ScenarioLink.options(checked.scenario(), System.getenv());
        Acoustics acoustics =
                new FixtureAcoustics(fixtures, ScenarioSounds.besides(checked.scenario()), Audibility.STANDARD);
        boolean bundled = call.address().equals(CallBuilder.BUNDLED);
        if (!bundled) {
            allowed(call, options);
        }
        Rehearsal rehearsal = Rehearsal.begin(acoustics, options);
        Optional<BundledAgent> agent = bundled ? Optional.of(start(checked)) : Optional.empty();
        rehearsal.await().ifPresent(OpenedRun::say);
        SocketLink link = Links.open(agent.map(BundledAgent::address).orElse(call.address()), options);
        Instant startedAt = Instant.now();
        String runId = RunFolder.runId(startedAt, checked.scenario().name());
        RunFolder folder =
                call.out().map(RunFolder::create).orElseGet(() -> RunFolder.createIn(Path.of("reports"), runId));
        RunBook book = new RunBook(
                folder,
                checked,
                startedAt,
                bundled ? CallBuilder.BUNDLED : link.shownAddress(),
                link.protocolName(),
                environment());
        say("the calls are written to " + folder.root());
        return new OpenedRun(checked, folder, book, agent, link, acoustics);
    }

    private static Path home() {
        return Path.of(System.getProperty("turngap.home", "")).toAbsolutePath();
    }

    private static Map<String, String> environment() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("java", Runtime.version().toString());
        facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("arrivals", "as a Gatling simulation injected them");
        return facts;
    }

    private static BundledAgent start(CheckedScenario checked) {
        return BundledAgent.start(
                MAIN,
                BundledAgent.Collector.THROUGHPUT,
                Optional.of(checked.scenario().agent()),
                List.of("--fixtures", home().resolve(FIXTURES).toString()),
                AGENT_START_SECONDS);
    }

    private static void allowed(CallBuilder call, LinkOptions options) {
        try (SocketLink link = Links.open(call.address(), options)) {
            if (link.leavesThisMachine() && call.mostCalls().isEmpty()) {
                throw new IllegalArgumentException(
                        "calls on " + link.shownAddress()
                                + " may cost money, and the simulation does not say how many are allowed: add .mostCalls(N) behind .agent(…)");
            }
        }
    }

    Scenario scenario() {
        return scenario;
    }

    String id() {
        return folder.name();
    }

    SocketLink link() {
        return link;
    }

    Acoustics acoustics() {
        return acoustics;
    }

    Health health() {
        return health;
    }

    /** Takes a turn, on any thread. */
    void turn(Turn turn) {
        journal.turn(turn);
    }

    /** Takes a call that is over, on any thread. */
    void ended(CallResult result, CallLine line, List<Turn> turns) {
        results.execute(() -> {
            made++;
            calls.call(line);
            recordings.callEnded(result, turns);
            stages.putAll(result.about());
            modelled.addAll(result.modelled());
            if (result.failed()) {
                endings.merge(result.endingName(), 1, Integer::sum);
                if (examples.size() < MOST_EXAMPLES && !result.detail().isEmpty()) {
                    examples.add("call " + result.call() + ": " + result.detail());
                }
            }
        });
    }

    /** Ends the run: nothing of it is open afterwards. */
    void close() {
        Map<String, Long> unknown = Map.copyOf(link.unknownEvents());
        // Before its loops end, for one that has ended does not beat.
        Validity seen = health.validity(List.of(), Optional.empty());
        health.close();
        healthLog.close();
        // Calls that a simulation broke off end here, and stand in the journal like all others.
        link.close();
        results.shutdown();
        try {
            if (!results.awaitTermination(LAST_RESULTS_SECONDS, TimeUnit.SECONDS)) {
                say("the results of some calls were not written within " + LAST_RESULTS_SECONDS + " s");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        journal.close();
        calls.close();
        List<String> problems = new ArrayList<>();
        journal.problem().ifPresent(problems::add);
        calls.problem().ifPresent(problems::add);
        recordings.problem().ifPresent(examples::add);
        book.calls(made);
        folder.write(book.finished(new RunSession.Facts(
                (System.nanoTime() - startNanos) / 1_000_000,
                stages,
                List.copyOf(modelled),
                unknown,
                seen.with(problems),
                "",
                endings,
                examples)));
        agent.ifPresent(BundledAgent::close);
        examples.forEach(OpenedRun::say);
        say("the run is in " + folder.root() + "; its report: turngap report " + folder.root());
    }

    private static void say(String what) {
        System.err.println("turngap: " + what);
    }
}
