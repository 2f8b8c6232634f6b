package io.turngap.query;

import io.turngap.measure.RunFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs in a DuckDB database that lives as long as one command. Every value is computed here by the code that computes reports; DuckDB only
 * holds and asks. Once the runs are in, it can reach no file and no network, and its settings are locked: a question reads, whatever it says.
 */
public final class Warehouse implements AutoCloseable {

    private static final int MOST_THREADS = 4;
    /** What {@link Table} writes; nothing is guessed. */
    private static final String CSV =
            " (FORMAT csv, AUTO_DETECT false, HEADER false, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NULL '',"
                    + " ALLOW_QUOTED_NULLS false)";

    private final Path work;
    private final Connection connection;

    private Warehouse(Path work, Connection connection) {
        this.work = work;
        this.connection = connection;
    }

    /** Each table with its columns and their meanings, for people. */
    public static String schema() {
        return Tables.describe();
    }

    /**
     * An empty one.
     *
     * @param home Turngap's home
     * @param work an empty folder for its files, which grow to some 500 bytes a turn; whoever made it removes it
     * @throws QueryException when DuckDB is not here, or does not run here
     */
    public static Warehouse open(Path home, Path work) {
        Warehouse opened = new Warehouse(work, DuckDbDriver.open(home, work.resolve("runs.duckdb")));
        int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
        opened.execute("SET threads = " + threads);
        opened.execute("SET memory_limit = '1GB'");
        opened.execute("SET autoinstall_known_extensions = false");
        opened.execute("SET autoload_known_extensions = false");
        return opened;
    }

    /**
     * Takes runs in.
     *
     * @param notes takes a sentence on each run that cannot be read, or not wholly
     * @return how many were taken
     * @throws IOException when the work folder cannot be written
     */
    public int load(List<RunFolder> runs, Consumer<String> notes) throws IOException {
        int taken = 0;
        try (RunTables tables = new RunTables(work, notes)) {
            for (RunFolder run : runs) {
                taken += tables.add(run) ? 1 : 0;
            }
        }
        for (Table<?> table : Tables.ALL) {
            Path file = work.resolve(table.name() + ".csv");
            execute(table.create());
            if (Files.size(file) > 0) {
                execute("COPY " + table.name() + " FROM " + quoted(file) + CSV);
            }
            Files.delete(file);
        }
        execute(Tables.createStages());
        return taken;
    }

    /**
     * Writes each table as a Parquet file of its name; one that is there is replaced.
     *
     * @param folder made when it is not there
     * @throws IOException when it cannot be made, or a file cannot be written
     */
    public List<Path> parquet(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<String> names =
                new java.util.ArrayList<>(Tables.ALL.stream().map(Table::name).toList());
        names.add(Tables.STAGES);
        List<Path> files =
                names.stream().map(name -> folder.resolve(name + ".parquet")).toList();
        for (int i = 0; i < files.size(); i++) {
            String copy =
                    "COPY " + names.get(i) + " TO " + quoted(files.get(i)) + " (FORMAT parquet, COMPRESSION zstd)";
            try (Statement statement = connection.createStatement()) {
                statement.execute(copy);
            } catch (SQLException refused) {
                throw new IOException(files.get(i) + ": " + refused.getMessage(), refused);
            }
        }
        return files;
    }

    /**
     * Answers a question, after which nothing but questions can be asked.
     *
     * @throws QueryException in DuckDB's words when it does not understand it
     */
    public void ask(String sql, AnswerFormat format, PrintWriter out) {
        execute("SET enable_external_access = false");
        execute("SET lock_configuration = true");
        try (Statement statement = connection.createStatement()) {
            if (statement.execute(sql)) {
                try (ResultSet rows = statement.getResultSet()) {
                    format.print(rows, out);
                }
            }
        } catch (SQLException wrong) {
            throw new QueryException(String.valueOf(wrong.getMessage()), wrong);
        }
        out.flush();
    }

    private static String quoted(Path file) {
        return "'" + file.toAbsolutePath().toString().replace("'", "''") + "'";
    }

    private void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException refused) {
            throw new QueryException(
                    "DuckDB refused to take the runs in: " + refused.getMessage() + "\n(" + sql + "). Make room in "
                            + work + ", or report this.",
                    refused);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException unimportant) {
            // Its files are removed in any case, and everything was said.
        }
    }
}
