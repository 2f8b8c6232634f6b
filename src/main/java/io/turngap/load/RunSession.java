package io.turngap.load;

import io.turngap.call.Acoustics;
import io.turngap.call.CallResult;
import io.turngap.link.Link;
import io.turngap.measure.CallLine;
import io.turngap.measure.CallLog;
import io.turngap.measure.HealthLog;
import io.turngap.measure.Journal;
import io.turngap.measure.MeasureException;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.AgentInfo;
import io.turngap.measure.RunRecord.Validity;
import io.turngap.measure.Turn;
import io.turngap.measure.TurnSink;
import io.turngap.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One run: makes the calls, writes the journal as turns end, keeps the worst recordings, and each few seconds writes what is known so far
 * to {@code run.json}, so that a run that is killed says how well the instrument did until then.
 */
public final class RunSession {

    private static final long CHECKPOINT_US = 5_000_000;
    private static final int MOST_EXAMPLES = 5;
    private static final int MOST_NAMES = 32;

    private final RunFolder folder;
    private final Scenario scenario;
    private final Optional<Map<String, Double>> instrumentErrorUs;
    private final Ceiling ceiling;
    private final Map<String, Map<String, Integer>> enginesByStage = new TreeMap<>();
    private final TreeSet<String> modelled = new TreeSet<>();
    private final Map<String, Integer> endings = new TreeMap<>();
    private final List<String> examples = new ArrayList<>();
    private BiConsumer<CallResult, List<Turn>> ended = (result, turns) -> {};
    private LiveStats live = new LiveStats();
    private volatile Optional<CallRunner> runner = Optional.empty();
    private volatile boolean stopped;

    /**
     * What came of the calls; their turns are in the journal.
     *
     * @param wallMs how long they took
     * @param stages what the agent says of its stages
     * @param modelled stages that it calls modelled
     * @param unknownEvents messages of types that the link does not know, by type
     * @param validity whether the instrument kept up
     * @param unfinished why some calls were not made; empty when all were
     * @param endings failed calls by kind of ending
     * @param examples why the first few of them failed
     */
    public record Facts(
            long wallMs,
            Map<String, String> stages,
            List<String> modelled,
            Map<String, Long> unknownEvents,
            Validity validity,
            String unfinished,
            Map<String, Integer> endings,
            List<String> examples) {

        /** What was called, with what it said of itself. */
        public AgentInfo agent(AgentInfo before) {
            return new AgentInfo(before.address(), before.protocol(), stages, modelled, unknownEvents);
        }
    }

    /** A run into {@code folder} that does not go beyond {@code ceiling}. */
    public RunSession(
            RunFolder folder, Scenario scenario, Optional<Map<String, Double>> instrumentErrorUs, Ceiling ceiling) {
        this.folder = folder;
        this.scenario = scenario;
        this.instrumentErrorUs = instrumentErrorUs;
        this.ceiling = ceiling;
    }

    /** Tells {@code watcher} of each call as it ends, on the thread of {@link #execute}. */
    public RunSession watchedBy(BiConsumer<CallResult, List<Turn>> watcher) {
        ended = watcher;
        return this;
    }

    /** Counts the run in {@code stats} while it goes on. */
    public RunSession countedBy(LiveStats stats) {
        live = stats;
        return this;
    }

    /**
     * Makes the calls.
     *
     * @param checkpoint gives {@code run.json} as it is to stand while the run goes on, from what is known so far
     * @param progress hears how far the run is, some times a second and on this thread
     */
    public Facts execute(
            Link link,
            Acoustics acoustics,
            Function<Facts, RunRecord> checkpoint,
            Consumer<CallRunner.Snapshot> progress) {
        RecordingKeeper recordings = new RecordingKeeper(folder.root());
        try (HealthLog healthLog = folder.createHealthLog();
                Health health = new Health(scenario.budgets(), healthLog::line);
                Journal journal = folder.createJournal();
                CallLog calls = folder.createCallLog()) {
            live.watch(health);
            TurnSink counted = turn -> {
                live.turn(turn);
                journal.turn(turn);
            };
            CallRunner made = new CallRunner(folder.name(), scenario, link, acoustics, counted, health, ceiling);
            runner = Optional.of(made);
            if (stopped) {
                made.stop();
            }
            long start = System.nanoTime();
            String unfinished = made.run(new CallRunner.Observer() {
                private long nextUs = CHECKPOINT_US;

                @Override
                public void progress(CallRunner.Snapshot snapshot) {
                    live.progress(snapshot.elapsedUs(), snapshot.done(), snapshot.inFlight(), snapshot.total());
                    progress.accept(snapshot);
                    if (snapshot.elapsedUs() >= nextUs) {
                        nextUs = snapshot.elapsedUs() + CHECKPOINT_US;
                        keep(checkpoint.apply(facts(start, link, health, List.of(), "")));
                    }
                }

                @Override
                public void gaveUp(int untried, String why) {
                    endings.merge(CallLines.NOT_TRIED, untried, Integer::sum);
                    examples.add(why);
                }

                @Override
                public void notMade(CallLine line) {
                    calls.call(line);
                    live.call(line);
                    if (line.ending().equals(CallLines.NOT_STARTED)) {
                        if (endings.merge(CallLines.NOT_STARTED, 1, Integer::sum) == 1) {
                            examples.add("call " + line.call() + ": " + line.detail());
                        }
                    }
                }

                @Override
                public void callEnded(CallResult result, List<Turn> turns) {
                    CallLine line = CallLines.of(result);
                    calls.call(line);
                    live.call(line);
                    ended.accept(result, turns);
                    noteStages(result);
                    if (result.failed()) {
                        endings.merge(result.endingName(), 1, Integer::sum);
                        if (examples.size() < MOST_EXAMPLES && !result.detail().isEmpty()) {
                            examples.add("call " + result.call() + ": " + result.detail());
                        }
                    }
                    recordings.callEnded(result, turns);
                }
            });
            journal.close();
            List<String> problems = new ArrayList<>();
            journal.problem().ifPresent(problems::add);
            notStarted(made.total()).ifPresent(problems::add);
            calls.problem().ifPresent(examples::add);
            recordings.problem().ifPresent(examples::add);
            healthLog.problem().ifPresent(examples::add);
            return facts(start, link, health, problems, unfinished);
        }
    }

    /** Calls that the schedule wanted and this program did not start: beyond the budget the load was not the one asked for. */
    private Optional<String> notStarted(int due) {
        int missing = endings.getOrDefault(CallLines.NOT_STARTED, 0);
        double most = scenario.budgets().arrivalShortfall();
        return missing <= most * due
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "%d of %d calls were not started, because %d were under way; at most %.3g %% is allowed. Raise"
                                + " load.most_in_flight, or lower the rate.",
                        missing,
                        due,
                        Math.min(scenario.load().mostInFlight(), ceiling.concurrency()),
                        most * 100));
    }

    /** A checkpoint that cannot be written costs nobody a call. */
    private void keep(RunRecord record) {
        try {
            folder.write(record);
        } catch (MeasureException refused) {
            if (examples.size() < MOST_EXAMPLES) {
                examples.add(String.valueOf(refused.getMessage()));
            }
        }
    }

    /** Ends the schedule, from any thread, once the calls have begun: those under way go on to their end, and the run counts as finished. */
    public void letGo() {
        runner.ifPresent(CallRunner::letGo);
    }

    /** Ends the run early, from any thread: hangs up and begins no other call. */
    public void stop() {
        stopped = true;
        runner.ifPresent(CallRunner::stop);
    }

    /** The names are the agent's, and an agent may have a new one for every call. */
    private void noteStages(CallResult result) {
        result.about().forEach((stage, engine) -> {
            Map<String, Integer> engines =
                    enginesByStage.computeIfAbsent(known(stage, enginesByStage.keySet()), unseen -> new TreeMap<>());
            engines.merge(known(engine, engines.keySet()), 1, Integer::sum);
        });
        result.modelled().forEach(stage -> modelled.add(known(stage, modelled)));
    }

    private static String known(String name, Set<String> names) {
        return names.size() < MOST_NAMES || names.contains(name) ? name : "others";
    }

    /** Each stage's engine; where calls met different ones, how many met which. */
    private Map<String, String> stages() {
        Map<String, String> stages = new TreeMap<>();
        enginesByStage.forEach((stage, engines) -> stages.put(
                stage,
                engines.size() == 1
                        ? engines.keySet().iterator().next()
                        : engines.entrySet().stream()
                                .map(entry -> entry.getKey() + " (" + entry.getValue()
                                        + (entry.getValue() == 1 ? " call)" : " calls)"))
                                .collect(Collectors.joining(", "))));
        return stages;
    }

    private Facts facts(long startNanos, Link link, Health health, List<String> problems, String unfinished) {
        return new Facts(
                (System.nanoTime() - startNanos) / 1_000_000,
                stages(),
                List.copyOf(modelled),
                Map.copyOf(link.unknownEvents()),
                health.validity(problems, instrumentErrorUs),
                unfinished,
                Map.copyOf(endings),
                List.copyOf(examples));
    }
}
