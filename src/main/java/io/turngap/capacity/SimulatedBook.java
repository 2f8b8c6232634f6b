package io.turngap.capacity;

import io.turngap.call.CallResult;
import io.turngap.load.CallLines;
import io.turngap.load.RunBook;
import io.turngap.load.RunSession;
import io.turngap.measure.CallLog;
import io.turngap.measure.Journal;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord.Validity;
import io.turngap.measure.TurnSink;
import io.turngap.scenario.CheckedScenario;
import io.turngap.simulate.Simulator;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The folder of a simulated step: journal, list of calls and {@code run.json}, so that {@code report} makes a page of it. */
public final class SimulatedBook implements SimulatedRig.Book {

    private final String name;
    private final RunFolder folder;
    private final RunBook book;
    private final Journal journal;
    private final CallLog calls;

    /** Begins the folder of a step below {@code root}. */
    public SimulatedBook(
            Path root, int index, StepRun step, CheckedScenario scenario, Map<String, String> environment) {
        name = StepFolder.name(index, step);
        folder = StepFolder.create(root, index, step);
        Map<String, String> about = new TreeMap<>(environment);
        about.put("arrivals", step.arrivals().name());
        book = RunBook.virtual(folder, scenario, Instant.now(), about);
        folder.write(book.started());
        journal = folder.createJournal();
        calls = folder.createCallLog();
    }

    @Override
    public TurnSink turns() {
        return journal::turnOrWait;
    }

    @Override
    public void call(CallResult call) {
        calls.call(CallLines.of(call));
    }

    @Override
    public String folder() {
        return name;
    }

    @Override
    public void finished(Simulator.Result result, long wallMs, Map<String, Integer> endings) {
        journal.close();
        Map<String, String> stages = new TreeMap<>();
        List<String> modelled = new ArrayList<>();
        result.about().forEach((stage, about) -> {
            stages.put(stage, about.engine());
            if (about.modelled()) {
                modelled.add(stage);
            }
        });
        List<String> problems = journal.problem().stream().toList();
        folder.write(book.finished(new RunSession.Facts(
                wallMs,
                stages,
                modelled.stream().sorted().toList(),
                Map.of(),
                new Validity(problems.isEmpty(), problems, Map.of(), Map.of(), null, Map.of(), Map.of()),
                "",
                endings,
                List.of())));
    }

    @Override
    public void close() {
        journal.close();
        calls.close();
    }
}
