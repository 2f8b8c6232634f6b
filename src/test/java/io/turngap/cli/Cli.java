package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.turngap.gate.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Runs commands as a user does, in this process or in one of their own. */
final class Cli {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final long WAIT_SECONDS = 60;

    private Cli() {}

    /**
     * What a command left behind.
     *
     * @param code its exit code
     * @param out its standard output
     * @param err its standard error
     */
    record Result(int code, String out, String err) {

        /** Fails unless the code is this one, and shows what was printed. */
        Result exits(ExitCode expected) {
            assertEquals(expected.code(), code, () -> "out: " + out + "\nerr: " + err);
            return this;
        }

        /** Fails unless each part stands in what was printed. */
        Result says(String... parts) {
            for (String part : parts) {
                assertTrue((out + err).contains(part), () -> "\"" + part + "\" is missing in:\n" + out + "\n" + err);
            }
            return this;
        }

        /** Fails when a stack trace was printed. */
        Result hasNoStackTrace() {
            assertFalse((out + err).contains("\tat "), () -> out + "\n" + err);
            assertFalse((out + err).contains("turngap: internal error"), () -> out + "\n" + err);
            return this;
        }
    }

    /** Runs a command in this process. */
    static Result run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
        return new Result(code, out.toString(), err.toString());
    }

    /** Starts a command in a JVM of its own, whose output goes to {@code log}. */
    static Process start(Path log, Map<String, String> environment, String... args) throws IOException {
        return start(log, environment, Main.class, args);
    }

    /** The same of another main class. */
    static Process start(Path log, Map<String, String> environment, Class<?> main, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(Arrays.asList(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Waits until something holds; fails with {@code what} when it does not within a minute. */
    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + WAIT_SECONDS * 1_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, () -> "waited " + WAIT_SECONDS + " s in vain: " + what);
            Thread.sleep(20);
        }
    }

    /** How many lines a file has by now; 0 when there is none. */
    static long lines(Path file) {
        try {
            return Files.exists(file)
                    ? Files.readString(file).chars().filter(c -> c == '\n').count()
                    : 0;
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /** The {@code run.json} of a run's folder. */
    static JsonNode runJson(Path folder) throws IOException {
        return JSON.readTree(folder.resolve("run.json").toFile());
    }

    /** The lines of a run's journal. */
    static List<JsonNode> journal(Path folder) throws IOException {
        List<JsonNode> turns = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("turns.jsonl"))) {
            turns.add(JSON.readTree(line));
        }
        return turns;
    }

    /** The exit code unless this busy machine made the run invalid, which is no fault of what is tested. */
    static void exitsUnlessInvalid(ExitCode expected, Result result, Path folder) throws IOException {
        boolean valid = runJson(folder).at("/validity/valid").asBoolean();
        result.exits(valid ? expected : ExitCode.INVALID);
    }
}
