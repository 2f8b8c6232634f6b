package io.turngap.cli;

import io.turngap.gate.ExitCode;
import io.turngap.history.FoundRuns;
import io.turngap.measure.RunFolder;
import io.turngap.query.AnswerFormat;
import io.turngap.query.QueryException;
import io.turngap.query.Warehouse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks SQL of runs: their turns, calls, stages, gates. */
@Command(
        name = "query",
        mixinStandardHelpOptions = true,
        description = {
            "Asks SQL of runs, by DuckDB: tables runs, turns, calls, stages, gates, percentiles (--schema lists their columns).",
            "Their values are those of the reports. A question only reads: no file, no network. The launcher fetches DuckDB (80 MB) when the",
            "first question is asked."
        },
        footer = {
            "",
            "Exit codes: 0 answered, 2 wrong SQL (in DuckDB's words), no run, or no DuckDB for this machine.",
            "",
            "Example: turngap query \"select voice, count(*) as turns, quantile_cont(ttfa_ms, 0.95) as p95_ms from turns group by voice\" reports"
        })
final class QueryCommand implements Callable<Integer> {

    @CommandLine.Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "SQL",
            index = "0",
            arity = "0..1",
            description = "The question, such as \"select * from runs\".")
    private @Nullable String sql;

    @Parameters(
            paramLabel = "DIR|RUN",
            index = "1..*",
            arity = "0..*",
            description = "Runs' folders, or folders that hold some. Default: reports.")
    private List<Path> places = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "table|csv|json|markdown",
            defaultValue = "TABLE",
            description = "How the answer is printed. Default: table.")
    private AnswerFormat format;

    @Option(
            names = "--parquet",
            paramLabel = "FOLDER",
            description =
                    "Also write the tables there, as runs.parquet, turns.parquet and so on; no SQL is needed then.")
    private @Nullable Path parquet;

    @Option(names = "--schema", description = "List the tables and their columns, and do nothing else.")
    private boolean schema;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (schema) {
            out.print(Warehouse.schema());
            out.flush();
            return ExitCode.PASS.code();
        }
        String question = question();
        PrintWriter err = spec.commandLine().getErr();
        List<RunFolder> runs = runs();
        try (WorkFolder work = WorkFolder.make("turngap-query-");
                Warehouse warehouse = Warehouse.open(Home.folder(), work.path())) {
            if (warehouse.load(runs, note -> err.println("note: " + note)) == 0) {
                throw usage("None of the " + runs.size() + " runs in " + places
                        + " could be read, see above; at least one is needed. Give another folder.");
            }
            if (parquet != null) {
                warehouse.parquet(parquet).forEach(file -> err.println("wrote " + file));
            }
            if (!question.isEmpty()) {
                warehouse.ask(question, format, out);
            }
            return ExitCode.PASS.code();
        } catch (QueryException wrong) {
            throw usage(String.valueOf(wrong.getMessage()));
        } catch (IOException refused) {
            throw new CommandFailure(
                    ExitCode.INTERNAL.code(),
                    "The tables cannot be written (" + refused
                            + "); some 1 kB a turn is needed for as long as the question takes in "
                            + System.getProperty("java.io.tmpdir")
                            + (parquet == null ? "" : ", and a folder that can be written for --parquet")
                            + ". Make room.");
        }
    }

    /** The SQL; empty where only Parquet is wanted. A folder in its place is one of runs then. */
    private String question() {
        if (sql != null && parquet != null && Files.isDirectory(Path.of(sql))) {
            places.addFirst(Path.of(sql));
            return "";
        }
        if ((sql == null || sql.isBlank()) && parquet == null) {
            throw usage("No SQL was given; one statement is expected, such as \"select * from runs\"."
                    + " Give it in quotes, or --schema to see what can be asked.");
        }
        return sql == null ? "" : sql;
    }

    private List<RunFolder> runs() {
        if (places.isEmpty()) {
            places.add(Path.of("reports"));
        }
        // A run that is named twice, such as by its folder and by the link to the latest, is one.
        Map<Path, RunFolder> byPath = new LinkedHashMap<>();
        for (Path place : places) {
            FoundRuns.in(place).runs().forEach(run -> byPath.putIfAbsent(real(run.root()), run));
        }
        List<RunFolder> runs = List.copyOf(byPath.values());
        if (runs.isEmpty()) {
            throw usage(
                    "No run was found in " + places
                            + "; folders as `run` leaves them, each with a run.json, are expected. Give such a folder, or one that holds some.");
        }
        return runs;
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException unreadable) {
            return folder.toAbsolutePath().normalize();
        }
    }

    private static CommandFailure usage(String message) {
        return new CommandFailure(ExitCode.USAGE.code(), message);
    }
}
