package io.turngap.query;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Finds DuckDB and opens a database with it. Its jar holds a native library for each of several systems, 80 MB, so it is no part of what
 * every command loads: the launcher fetches it to {@code target/duckdb} when the first query is asked, and it is loaded from there.
 */
final class DuckDbDriver {

    private static final String DRIVER = "org.duckdb.DuckDBDriver";

    private DuckDbDriver() {}

    /**
     * Opens a database in a file of its own.
     *
     * @param home Turngap's home
     * @param file made when it is not there
     * @throws QueryException when DuckDB is not here, or does not run here
     */
    static Connection open(Path home, Path file) {
        Properties wishes = new Properties();
        // Rows come as they are read, not all at once.
        wishes.setProperty("jdbc_stream_results", "true");
        try {
            Connection connection = driver(home).connect("jdbc:duckdb:" + file.toAbsolutePath(), wishes);
            if (connection == null) {
                throw new QueryException("DuckDB did not take the database file " + file + "; report this.");
            }
            return connection;
        } catch (LinkageError | SQLException broken) {
            throw new QueryException(
                    "DuckDB's native library does not run on this machine (" + System.getProperty("os.name") + " "
                            + System.getProperty("os.arch") + ", " + broken
                            + "); Linux with glibc on x86_64 or aarch64, macOS on arm64 or Windows on x86_64 is expected, and room for 80 MB in "
                            + System.getProperty("java.io.tmpdir")
                            + ". Ask on such a machine; turns.jsonl and run.json can be read by any tool.",
                    broken);
        } catch (ReflectiveOperationException | ClassCastException foreign) {
            throw new QueryException(
                    "The jar in " + folder(home) + " is not DuckDB's JDBC driver (" + foreign
                            + "); duckdb_jdbc from Maven Central is expected. Remove the folder and ask again with ./turngap query.",
                    foreign);
        }
    }

    private static Driver driver(Path home) throws ReflectiveOperationException {
        try {
            return instance(DuckDbDriver.class.getClassLoader());
        } catch (ClassNotFoundException elsewhere) {
            return instance(loader(jar(home)));
        }
    }

    private static Driver instance(ClassLoader loader) throws ReflectiveOperationException {
        return Class.forName(DRIVER, true, loader)
                .asSubclass(Driver.class)
                .getDeclaredConstructor()
                .newInstance();
    }

    /** Stays open as long as the program: the driver may load further classes until the end. */
    private static ClassLoader loader(Path jar) {
        try {
            return new URLClassLoader("duckdb", new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
        } catch (MalformedURLException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Path folder(Path home) {
        return home.resolve("target/duckdb");
    }

    private static Path jar(Path home) {
        Path folder = folder(home);
        try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.of()) {
            Optional<Path> jar =
                    files.filter(file -> file.toString().endsWith(".jar")).findFirst();
            return jar.orElseThrow(
                    () -> new QueryException(
                            "DuckDB is not here: " + folder
                                    + " holds no library. It is fetched when the first query is asked with ./turngap query: start it so."));
        } catch (IOException unreadable) {
            throw new QueryException(
                    "DuckDB's library in " + folder + " cannot be read: " + unreadable + ". Check the folder.",
                    unreadable);
        }
    }
}
