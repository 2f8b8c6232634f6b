package io.turngap.load;

import io.turngap.call.Acoustics;
import io.turngap.call.CallResult;
import io.turngap.link.Link;
import io.turngap.measure.CallLine;
import io.turngap.measure.HealthLog;
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
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One run: makes the calls, writes the journal as turns end, keeps the worst recordings, and each few seconds writes what is known so far
 * to {@code run.json}, so that a run that is killed says how well the instrument did until then. A run may call a second agent in pairs
 * with its own, and place further calls once those planned have ended.
 */
public final class RunSession {

    private static final long CHECKPOINT_US = 5_000_000;

    private final RunFolder folder;
    private final Scenario scenario;
    private final Optional<Map<String, Double>> instrumentErrorUs;
    private final Ceiling ceiling;
    private BiConsumer<CallResult, List<Turn>> ended = (result, turns) -> {};
    private LiveStats live = new LiveStats();
    private Optional<Baseline> baseline = Optional.empty();
    private Further further = facts -> 0;
    private volatile Optional<CallRunner> runner = Optional.empty();
    private volatile boolean stopped;

    /**
     * What came of the calls on one agent; their turns are in the journal.
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

    /**
     * The agent that the run's own is held against.
     *
     * @param folder takes its side: a run's folder in itself
     * @param ceiling the most that may be asked of it
     * @param checkpoint gives its {@code run.json} as it is to stand while the run goes on
     * @param watcher hears of each call on it as it ends, on the thread of {@link #execute}
     */
    public record Baseline(
            RunFolder folder,
            Link link,
            Ceiling ceiling,
            Function<Facts, RunRecord> checkpoint,
            BiConsumer<CallResult, List<Turn>> watcher) {}

    /**
     * Asked whenever all calls have ended and their turns are in the folder, on the thread of {@link #execute}: how many are to be made still
     * on each agent, 0 where the run is over. Told what came of each agent's calls, the run's own first.
     */
    @FunctionalInterface
    public interface Further {
        int calls(List<Facts> sofar);
    }

    /** A run into {@code folder} that does not go beyond {@code ceiling}. */
    public RunSession(
            RunFolder folder, Scenario scenario, Optional<Map<String, Double>> instrumentErrorUs, Ceiling ceiling) {
        this.folder = folder;
        this.scenario = scenario;
        this.instrumentErrorUs = instrumentErrorUs;
        this.ceiling = ceiling;
    }

    /** Tells {@code watcher} of each call on the run's own agent as it ends, on the thread of {@link #execute}. */
    public RunSession watchedBy(BiConsumer<CallResult, List<Turn>> watcher) {
        ended = watcher;
        return this;
    }

    /** Counts the run in {@code stats} while it goes on: its calls on all agents, and what is heard of its own. */
    public RunSession countedBy(LiveStats stats) {
        live = stats;
        return this;
    }

    /** Makes each call on {@code other} as well, right before or after. */
    public RunSession against(Baseline other) {
        baseline = Optional.of(other);
        return this;
    }

    /** Goes on for as long as {@code asked} wants further calls. */
    public RunSession extendedBy(Further asked) {
        further = asked;
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
        return executeAll(link, acoustics, checkpoint, progress).getFirst();
    }

    /** As {@link #execute}; gives what came of the calls on each agent, the run's own first. */
    public List<Facts> executeAll(
            Link link,
            Acoustics acoustics,
            Function<Facts, RunRecord> checkpoint,
            Consumer<CallRunner.Snapshot> progress) {
        try (HealthLog healthLog = folder.createHealthLog();
                Health health = new Health(scenario.budgets(), healthLog::line);
                Called own = new Called(new SideBook(folder, ended), link, checkpoint)) {
            live.watch(health);
            if (baseline.isEmpty()) {
                return make(List.of(own), acoustics, health, healthLog, progress);
            }
            Baseline other = baseline.get();
            SideBook book = new SideBook(other.folder(), other.watcher());
            try (Called against = new Called(book, other.link(), other.checkpoint())) {
                return make(List.of(own, against), acoustics, health, healthLog, progress);
            }
        }
    }

    /** An agent, what is kept of the calls on it, and what {@code run.json} says of them. */
    private record Called(SideBook book, Link link, Function<Facts, RunRecord> checkpoint) implements AutoCloseable {
        Facts facts(long startNanos, Validity validity, String unfinished) {
            return book.facts((System.nanoTime() - startNanos) / 1_000_000, link, validity, unfinished);
        }

        @Override
        public void close() {
            book.close();
        }
    }

    private List<Facts> make(
            List<Called> called,
            Acoustics acoustics,
            Health health,
            HealthLog healthLog,
            Consumer<CallRunner.Snapshot> progress) {
        SideBook own = called.getFirst().book();
        List<Side> sides = new ArrayList<>();
        sides.add(new Side(folder.name(), called.getFirst().link(), counted(own.journal()), ceiling));
        baseline.ifPresent(other -> sides.add(new Side(
                other.folder().name(), other.link(), called.getLast().book().journal(), other.ceiling())));
        CallRunner made = new CallRunner(scenario, sides, acoustics, health);
        runner = Optional.of(made);
        if (stopped) {
            made.stop();
        }
        long start = System.nanoTime();
        Runnable keepAll = () -> {
            Validity validity = health.validity(List.of(), instrumentErrorUs);
            called.forEach(side -> keep(side, side.facts(start, validity, "")));
        };
        List<CallRunner.Observer> observers = called.stream()
                .<CallRunner.Observer>map(side -> new Watching(side.book(), progress, keepAll))
                .toList();
        String unfinished = made.run(observers);
        while (unfinished.isEmpty() && made.mayGoOn()) {
            int more = more(called, start, health, made.total());
            if (more < 1) {
                break;
            }
            unfinished = made.further(more, observers);
        }
        List<String> problems = new ArrayList<>();
        called.forEach(side -> side.book().over().ifPresent(problems::add));
        notStarted(called, made.total()).ifPresent(problems::add);
        healthLog.problem().ifPresent(own::example);
        Validity validity = health.validity(problems, instrumentErrorUs);
        String early = unfinished;
        return called.stream().map(side -> side.facts(start, validity, early)).toList();
    }

    private TurnSink counted(TurnSink journal) {
        return turn -> {
            live.turn(turn);
            journal.turn(turn);
        };
    }

    /** What the journals hold by now is in the folder when somebody is asked. */
    private int more(List<Called> called, long start, Health health, int due) {
        called.forEach(side -> side.book().journal().flush());
        List<String> problems = new ArrayList<>();
        notStarted(called, due).ifPresent(problems::add);
        Validity validity = health.validity(problems, instrumentErrorUs);
        return further.calls(
                called.stream().map(side -> side.facts(start, validity, "")).toList());
    }

    /** Writes down what the calls on one agent bring; the first of several also tells how far the run is. */
    private final class Watching implements CallRunner.Observer {
        private final SideBook book;
        private final Consumer<CallRunner.Snapshot> shown;
        private final Runnable keepAll;
        private long nextUs = CHECKPOINT_US;

        Watching(SideBook book, Consumer<CallRunner.Snapshot> shown, Runnable keepAll) {
            this.book = book;
            this.shown = shown;
            this.keepAll = keepAll;
        }

        @Override
        public void progress(CallRunner.Snapshot snapshot) {
            live.progress(snapshot.elapsedUs(), snapshot.done(), snapshot.inFlight(), snapshot.total());
            shown.accept(snapshot);
            if (snapshot.elapsedUs() >= nextUs) {
                nextUs = snapshot.elapsedUs() + CHECKPOINT_US;
                keepAll.run();
            }
        }

        @Override
        public void gaveUp(int untried, String why) {
            book.gaveUp(untried, why);
        }

        @Override
        public void notMade(CallLine line) {
            book.notMade(line);
            live.call(line);
        }

        @Override
        public void callEnded(CallResult result, List<Turn> turns) {
            live.call(book.callEnded(result, turns));
        }
    }

    /** Calls that the schedule wanted and this program did not start: beyond the budget the load was not the one asked for. */
    private Optional<String> notStarted(List<Called> called, int due) {
        int missing = called.stream().mapToInt(side -> side.book().notStarted()).sum();
        double most = scenario.budgets().arrivalShortfall();
        return missing <= most * due
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "%d of %d calls were not started, because %d were under way; at most %.3g %% is allowed. Raise"
                                + " load.most_in_flight, or lower the rate.",
                        missing,
                        due,
                        runner.map(CallRunner::mostInFlight).orElse(0),
                        most * 100));
    }

    /** A checkpoint that cannot be written costs nobody a call. */
    private static void keep(Called side, Facts facts) {
        try {
            side.book().folder().write(side.checkpoint().apply(facts));
        } catch (MeasureException refused) {
            side.book().example(String.valueOf(refused.getMessage()));
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
}
