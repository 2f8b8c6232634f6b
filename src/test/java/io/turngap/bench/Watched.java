package io.turngap.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of the bench, pinned to cores where {@code taskset} exists, with what Linux tells of it. */
final class Watched implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double TICK_SECONDS = 0.01;
    private static final long END_WAIT_SECONDS = 5;

    private final Process process;
    private final Path log;
    private final BufferedReader out;
    private final BufferedWriter in;

    private Watched(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.in = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts a process whose standard output is read and whose errors go to {@code log}; no cores means any. */
    static Watched start(String cores, List<String> command, Path log) throws IOException {
        List<String> whole = new ArrayList<>();
        if (!cores.isEmpty()) {
            whole.addAll(List.of("taskset", "-c", cores));
        }
        whole.addAll(command);
        return new Watched(new ProcessBuilder(whole).redirectError(log.toFile()).start(), log);
    }

    /** The same, for a process that says nothing to us: what it prints goes to {@code log}, too. */
    static Watched startSilent(String cores, List<String> command, Path log) throws IOException {
        List<String> whole = new ArrayList<>(cores.isEmpty() ? List.of() : List.of("taskset", "-c", cores));
        whole.addAll(command);
        return new Watched(
                new ProcessBuilder(whole)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start(),
                log);
    }

    /** A JVM of this one's Java and class path. */
    static List<String> java(List<String> flags, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** The next line that it prints. */
    String line() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException(
                    "a process of the bench ended; it said:\n" + String.join("\n", Files.readAllLines(log)));
        }
        return line;
    }

    /** Tells it something and reads its answer. */
    JsonNode ask(String what) throws IOException {
        say(what);
        return JSON.readTree(line());
    }

    /** Tells it something that it does not answer. */
    void say(String what) throws IOException {
        in.write(what + "\n");
        in.flush();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Processor time so far, seconds. */
    double cpuSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_SECONDS;
    }

    /** A figure of {@code /proc/PID/status}: {@code VmRSS} in kB, {@code Threads}. */
    long status(String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith(name + ":")) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        throw new IOException("no " + name + " in /proc/" + process.pid() + "/status");
    }

    /** Open file descriptors. */
    int descriptors() {
        String[] open = Path.of("/proc/" + process.pid() + "/fd").toFile().list();
        return open == null ? 0 : open.length;
    }

    @Override
    public void close() throws IOException {
        try {
            in.close();
        } catch (IOException gone) {
            // It ended before.
        }
        try {
            if (!process.waitFor(END_WAIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroy();
                if (!process.waitFor(END_WAIT_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
