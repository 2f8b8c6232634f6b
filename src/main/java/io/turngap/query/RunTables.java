package io.turngap.query;

import io.turngap.measure.CallLine;
import io.turngap.measure.JournalReader;
import io.turngap.measure.MeasureException;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.Summary;
import io.turngap.measure.Turn;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Writes runs down as files that DuckDB takes in at once, one a table. One run is in memory at a time. A run that cannot be read is told of, and the
 * rest goes on.
 */
final class RunTables implements AutoCloseable {

    private final Path folder;
    private final Map<Table<?>, BufferedWriter> writers = new LinkedHashMap<>();
    private final Set<String> names = new HashSet<>();
    private final Consumer<String> notes;

    /**
     * Begins the files.
     *
     * @param folder where they are written
     * @param notes takes what must be said beside the answer
     */
    RunTables(Path folder, Consumer<String> notes) throws IOException {
        this.folder = folder;
        this.notes = notes;
        for (Table<?> table : Tables.ALL) {
            writers.put(table, Files.newBufferedWriter(file(table), StandardCharsets.UTF_8));
        }
    }

    /** Where a table's rows are. */
    Path file(Table<?> table) {
        return folder.resolve(table.name() + ".csv");
    }

    /** Adds a run, and what it was held against where it called two agents; true when it could be read. */
    boolean add(RunFolder run) throws IOException {
        boolean read = add(run, "");
        RunFolder against = new RunFolder(run.against());
        if (read && Files.isRegularFile(against.runJson())) {
            add(against, "/against");
        }
        return read;
    }

    private boolean add(RunFolder folder, String behind) throws IOException {
        RunRecord run;
        List<Turn> turns;
        List<CallLine> calls;
        try {
            run = folder.read();
            JournalReader.Content journal = folder.readTurns();
            journal.problem().ifPresent(problem -> notes.accept(folder.root() + ": " + problem));
            turns = journal.turns();
            calls = folder.readCalls();
        } catch (MeasureException unreadable) {
            notes.accept("passed over: " + unreadable.getMessage());
            return false;
        }
        String sample = run.environment().get("journal");
        if (sample != null) {
            notes.accept(folder.root() + ": turns holds " + sample);
        }
        String id = name(folder, run, behind);
        write(Tables.RUNS, new Rows.OfRun(id, folder.root().toString(), run));
        OptionalLong slo = run.scenario().slo();
        for (Turn turn : turns) {
            write(Tables.TURNS, Rows.OfTurn.of(id, turn, slo));
        }
        for (CallLine call : calls) {
            write(Tables.CALLS, new Rows.OfCall(id, call));
        }
        for (GateResult gate : run.gates()) {
            write(Tables.GATES, new Rows.OfGate(id, gate));
        }
        percentiles(id, "metric", run.metrics());
        percentiles(id, "stage", run.stages());
        return true;
    }

    private void percentiles(String id, String kind, Map<String, Summary> of) throws IOException {
        for (Map.Entry<String, Summary> each : of.entrySet()) {
            for (String percentile : List.of("p50", "p90", "p95", "p99", "max")) {
                write(Tables.PERCENTILES, new Rows.OfPercentile(id, kind, each.getKey(), each.getValue(), percentile));
            }
        }
    }

    /** The run's own name; where another has it, its folder's path. */
    private String name(RunFolder folder, RunRecord run, String behind) {
        String own = behind.isEmpty()
                ? (run.runId().isEmpty() ? folder.name() : run.runId())
                : new RunFolder(folder.root().resolve("..").normalize()).name() + behind;
        String name = names.add(own) ? own : folder.root().toString();
        names.add(name);
        return name;
    }

    private <T> void write(Table<T> table, T row) throws IOException {
        BufferedWriter writer = writers.get(table);
        if (writer == null) {
            throw new IllegalArgumentException("no table " + table.name());
        }
        table.write(row, writer);
    }

    @Override
    public void close() throws IOException {
        for (BufferedWriter writer : writers.values()) {
            writer.close();
        }
    }
}
