package io.turngap.load;

import io.turngap.call.CallResult;
import io.turngap.link.Link;
import io.turngap.measure.CallLine;
import io.turngap.measure.CallLog;
import io.turngap.measure.Journal;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord.Validity;
import io.turngap.measure.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * What is kept of the calls on one agent: their turns, their ends, the worst of their sound, and what the agent said of itself. Turns are
 * taken on any thread, all else on the run's.
 */
final class SideBook implements AutoCloseable {

    private static final int MOST_EXAMPLES = 5;
    private static final int MOST_NAMES = 32;

    private final RunFolder folder;
    private final Journal journal;
    private final CallLog calls;
    private final RecordingKeeper recordings;
    private final BiConsumer<CallResult, List<Turn>> watcher;
    private final Map<String, Map<String, Integer>> enginesByStage = new TreeMap<>();
    private final TreeSet<String> modelled = new TreeSet<>();
    private final Map<String, Integer> endings = new TreeMap<>();
    private final List<String> examples = new ArrayList<>();

    /**
     * Begins a journal and a list of calls in {@code folder}.
     *
     * @param watcher hears of each call as it ends
     * @throws io.turngap.measure.MeasureException when the folder holds such already, or the disk refuses
     */
    SideBook(RunFolder folder, BiConsumer<CallResult, List<Turn>> watcher) {
        this.folder = folder;
        this.watcher = watcher;
        this.recordings = new RecordingKeeper(folder.root());
        this.journal = folder.createJournal();
        try {
            this.calls = folder.createCallLog();
        } catch (RuntimeException refused) {
            journal.close();
            throw refused;
        }
    }

    RunFolder folder() {
        return folder;
    }

    Journal journal() {
        return journal;
    }

    /** A call ended. */
    CallLine callEnded(CallResult result, List<Turn> turns) {
        CallLine line = CallLines.of(result);
        calls.call(line);
        watcher.accept(result, turns);
        noteStages(result);
        if (result.failed()) {
            endings.merge(result.endingName(), 1, Integer::sum);
            if (!result.detail().isEmpty()) {
                example("call " + result.call() + ": " + result.detail());
            }
        }
        recordings.callEnded(result, turns);
        return line;
    }

    /** A call was not made. */
    void notMade(CallLine line) {
        calls.call(line);
        if (line.ending().equals(CallLines.NOT_STARTED) && endings.merge(CallLines.NOT_STARTED, 1, Integer::sum) == 1) {
            examples.add("call " + line.call() + ": " + line.detail());
        }
    }

    /** The rest were given up. */
    void gaveUp(int untried, String why) {
        if (untried > 0) {
            endings.merge(CallLines.NOT_TRIED, untried, Integer::sum);
        }
        examples.add(why);
    }

    /** A sentence for people on what went wrong; of many the first few are kept. */
    void example(String what) {
        if (examples.size() < MOST_EXAMPLES) {
            examples.add(what);
        }
    }

    /** Calls that the schedule wanted and this program did not start. */
    int notStarted() {
        return endings.getOrDefault(CallLines.NOT_STARTED, 0);
    }

    /** After the last call: writes what waits, and says why the run is not valid where turns were lost. */
    Optional<String> over() {
        journal.close();
        calls.problem().ifPresent(examples::add);
        recordings.problem().ifPresent(examples::add);
        return journal.problem();
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

    /** What is known by now. */
    RunSession.Facts facts(long wallMs, Link link, Validity validity, String unfinished) {
        return new RunSession.Facts(
                wallMs,
                stages(),
                List.copyOf(modelled),
                Map.copyOf(link.unknownEvents()),
                validity,
                unfinished,
                Map.copyOf(endings),
                List.copyOf(examples));
    }

    @Override
    public void close() {
        journal.close();
        calls.close();
    }
}
