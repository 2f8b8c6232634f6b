package io.turngap.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.agent.AgentConfig;
import io.turngap.agent.ServerOptions;
import io.turngap.link.Links;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The bundled agent in a process of its own, so that it never shares a heap or a garbage collector with the instrument. It ends when this
 * object is closed or this process dies: it watches its standard input, which closes then.
 */
public final class BundledAgent implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("turngap agent ready on (ws://\\S+)");
    private static final int KEPT_LINES = 40;

    /** The bundled agent needs none: it is reached without a key, and calls a provider only where its settings say so. */
    private static final Set<String> KEYS = Stream.concat(
                    Stream.of(ServerOptions.KEY_VARIABLE), Links.keyVariables().stream())
            .collect(Collectors.toUnmodifiableSet());

    /** Garbage collectors of an agent's process. */
    public enum Collector {
        /** For an agent that recognises speech: in one run on two cores a concurrent one left it seconds behind. */
        THROUGHPUT("-XX:+UseParallelGC"),
        /** For an agent that only keeps time. */
        SHORT_PAUSES("-XX:+UseZGC");

        private final String option;

        Collector(String option) {
            this.option = option;
        }
    }

    /** How a line begins with which the agent's process warns. */
    private static final String WARNING = "WARNING: ";

    private final Process process;
    private final Deque<String> lastLines;
    private final List<String> warnings;
    private final String address;

    private BundledAgent(Process process, Deque<String> lastLines, List<String> warnings, String address) {
        this.process = process;
        this.lastLines = lastLines;
        this.warnings = warnings;
        this.address = address;
    }

    /** What it warned of so far, such as a cache file that is of no use. */
    public List<String> warnings() {
        synchronized (lastLines) {
            return List.copyOf(warnings);
        }
    }

    /**
     * Starts the agent and waits until it takes calls.
     *
     * @param mainClass the class that understands {@code serve}
     * @param collector the garbage collector of its process
     * @param config settings of the agent, as in a scenario's {@code agent:} block; absent for none
     * @param arguments further arguments of {@code serve}
     * @param timeoutSeconds how long it may take to start
     * @throws AgentFailure when it does not start; the message holds its last words
     */
    public static BundledAgent start(
            String mainClass,
            Collector collector,
            Optional<JsonNode> config,
            List<String> arguments,
            long timeoutSeconds) {
        try {
            Optional<Path> configFile = Optional.empty();
            List<String> command = new ArrayList<>(politely());
            command.add(java());
            command.addAll(jvmOptions(collector));
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass, "serve", "--port", "0"));
            command.add("--with-parent");
            if (config.isPresent()) {
                Path file = Files.createTempFile("turngap-agent-", ".json");
                Files.writeString(file, config.get().toString());
                configFile = Optional.of(file);
                command.addAll(List.of("--config", file.toString()));
            }
            command.addAll(arguments);
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            Set<String> given =
                    config.map(AgentConfig::of).map(AgentConfig::keyVariables).orElse(Set.of());
            builder.environment().keySet().removeIf(name -> KEYS.contains(name) && !given.contains(name));
            Process process = builder.start();
            return waitUntilReady(process, configFile, timeoutSeconds);
        } catch (IOException cause) {
            throw new AgentFailure("the bundled agent's process could not be started: " + cause.getMessage(), cause);
        }
    }

    private static BundledAgent waitUntilReady(Process process, Optional<Path> configFile, long timeoutSeconds) {
        Deque<String> lastLines = new ArrayDeque<>();
        List<String> warnings = new ArrayList<>();
        CompletableFuture<String> ready = new CompletableFuture<>();
        Thread.ofVirtual().name("bundled-agent-output").start(() -> read(process, lastLines, warnings, ready));
        try {
            return new BundledAgent(process, lastLines, warnings, ready.get(timeoutSeconds, TimeUnit.SECONDS));
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new AgentFailure("interrupted while the bundled agent was starting", interrupted);
        } catch (ExecutionException | TimeoutException failed) {
            process.destroyForcibly();
            throw new AgentFailure(
                    "the bundled agent was not ready within " + timeoutSeconds + " s; it said:\n" + words(lastLines),
                    failed);
        } finally {
            // Read by now. Deleted here rather than on close, which a killed run never comes to.
            configFile.ifPresent(BundledAgent::deleteQuietly);
        }
    }

    private static void read(
            Process process, Deque<String> lastLines, List<String> warnings, CompletableFuture<String> ready) {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                Matcher matcher = READY.matcher(line);
                if (matcher.find()) {
                    ready.complete(matcher.group(1));
                }
                synchronized (lastLines) {
                    if (line.startsWith(WARNING) && warnings.size() < KEPT_LINES) {
                        warnings.add(line.substring(WARNING.length()));
                    }
                    lastLines.addLast(line);
                    if (lastLines.size() > KEPT_LINES) {
                        lastLines.removeFirst();
                    }
                }
            }
        } catch (IOException closed) {
            // The process is gone, which the future below tells.
        }
        ready.completeExceptionally(new IOException("its output ended"));
    }

    /**
     * On one machine the instrument must not wait for the agent that it measures: where the system has {@code nice}, the agent yields.
     * Alone on its cores it is as fast as ever.
     */
    private static List<String> politely() {
        return Stream.of("/usr/bin/nice", "/bin/nice")
                .filter(nice -> Files.isExecutable(Path.of(nice)))
                .findFirst()
                .map(nice -> List.of(nice, "-n", "5"))
                .orElse(List.of());
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static List<String> jvmOptions(Collector collector) {
        List<String> options = new ArrayList<>(List.of(
                collector.option,
                "-Xms512m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.awt.headless=true"));
        String home = System.getProperty("turngap.home");
        if (home != null) {
            options.add("-Dturngap.home=" + home);
        }
        return options;
    }

    private static String words(Deque<String> lastLines) {
        synchronized (lastLines) {
            return lastLines.isEmpty() ? "(nothing)" : String.join("\n", lastLines);
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException left) {
            // A temporary file that stays does no harm.
        }
    }

    /** Where it takes calls: a {@code ws://} address on loopback. */
    public String address() {
        return address;
    }

    /** True until the process ended. */
    public boolean alive() {
        return process.isAlive();
    }

    /** The last lines it printed, for an error message. */
    public String lastWords() {
        return words(lastLines);
    }

    /** Processor time used by the agent so far, where the system tells. */
    public Optional<Double> cpuSeconds() {
        return process.info().totalCpuDuration().map(used -> used.toNanos() / 1e9);
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(3, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException gone) {
            process.destroyForcibly();
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** The bundled agent did not start. */
    public static final class AgentFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        AgentFailure(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
