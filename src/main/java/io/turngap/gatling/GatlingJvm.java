package io.turngap.gatling;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A JVM of its own for Gatling, which is neither clock nor store nor gate of ours: its libraries stay out of the instrument's, and it leaves the
 * JVM when it is done. It does not call home: its analytics are off, and its look for a newer version finds, in preferences that last as
 * long as this JVM, that it looked already.
 *
 * <p>Gatling's charts may be used and not repackaged: Maven resolves them where Turngap is built, to {@code target/gatling}, and no archive of
 * Turngap's holds them.
 */
public final class GatlingJvm {

    private static final String GATLING = "io.gatling.app.Gatling";

    private GatlingJvm() {}

    /**
     * What came of it.
     *
     * @param code exit code: 0, 2 when an assertion of a simulation failed
     * @param said what it printed, where it was kept
     */
    public record Result(int code, String said) {}

    /** Gatling is not there, or could not be run; the message says what to do. */
    public static final class Missing extends RuntimeException {
        private static final long serialVersionUID = 1;

        Missing(String message) {
            super(message);
        }
    }

    /**
     * Renders Gatling's page of a run's folder to {@code gatling/index.html} in it.
     *
     * @param home Turngap's home
     * @throws Missing when Gatling is not there
     */
    public static Result render(Path home, Path run) {
        return launch(home, List.of(), List.of("render", run.toString()), false);
    }

    /**
     * Runs a simulation; its output goes where this process's goes.
     *
     * @param classes folder with the simulation's compiled class
     * @param arguments of {@link GatlingMain} behind {@code run}
     * @throws Missing when Gatling is not there
     */
    public static Result run(Path home, Path classes, List<String> arguments) {
        List<String> all = new ArrayList<>(List.of("run"));
        all.addAll(arguments);
        return launch(home, List.of(classes), all, true);
    }

    /**
     * Looks whether Gatling is there.
     *
     * @throws Missing when it is not
     */
    public static void check(Path home) {
        if (classPath(home).isEmpty()) {
            throw new Missing(
                    "this program has no class path, so Gatling's process would have none; start it with ./turngap");
        }
    }

    /** The class path of a simulation: Turngap's own and Gatling's. */
    public static String classPath(Path home) {
        String own = System.getProperty("java.class.path");
        try {
            Class.forName(GATLING, false, GatlingJvm.class.getClassLoader());
            return own;
        } catch (ClassNotFoundException elsewhere) {
            return own + System.getProperty("path.separator") + libraries(home).resolve("*");
        }
    }

    private static Path libraries(Path home) {
        Path folder = home.resolve("target/gatling");
        try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.of()) {
            if (files.anyMatch(file -> file.toString().endsWith(".jar"))) {
                return folder;
            }
        } catch (IOException unreadable) {
            throw new Missing("Gatling's libraries in " + folder + " cannot be read: " + unreadable
                    + "; build Turngap again, with `mvn package`");
        }
        throw new Missing("Gatling is not here: " + folder
                + " holds no library. Its charts may not be repackaged, so Maven resolves them where Turngap is built: run `mvn package`"
                + " in Turngap's folder");
    }

    private static Result launch(Path home, List<Path> before, List<String> arguments, boolean shown) {
        String path = classPath(home);
        for (Path folder : before) {
            path = folder + System.getProperty("path.separator") + path;
        }
        Path preferences = temporary();
        try {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--add-opens=java.base/java.lang=ALL-UNNAMED",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Djava.awt.headless=true",
                    "-Djava.util.prefs.userRoot=" + preferences,
                    "-Dgatling.data.enableAnalytics=false",
                    "-Dturngap.home=" + home));
            command.addAll(shown ? List.of("-XX:+UseZGC") : List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
            command.addAll(List.of("-cp", path, GatlingMain.class.getName()));
            command.addAll(arguments);
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            Process process = (shown ? builder.inheritIO() : builder).start();
            Thread onExit = Thread.ofPlatform().unstarted(() -> stop(process));
            stopWithUs(process, onExit);
            try {
                String said = shown ? "" : new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                return new Result(process.waitFor(), said);
            } finally {
                remove(onExit);
                // Whoever was interrupted waits no more, and no process of its own goes on without it.
                if (process.isAlive()) {
                    stop(process);
                }
            }
        } catch (IOException cause) {
            throw new Missing("Gatling's process could not be started: " + cause.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Missing("interrupted while Gatling ran");
        } finally {
            delete(preferences);
        }
    }

    /** A run that somebody stops has its reports to write, and no time for another's. */
    private static void stopWithUs(Process process, Thread onExit) {
        try {
            Runtime.getRuntime().addShutdownHook(onExit);
        } catch (IllegalStateException goingDown) {
            process.destroyForcibly();
            throw new Missing(
                    "Turngap is being stopped; make them later with `turngap report --gatling` and the run's folder");
        }
    }

    /** Gives it some seconds to end as it should. */
    private static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
        }
    }

    private static void remove(Thread onExit) {
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException exiting) {
            // It runs already.
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("turngap-gatling-");
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException left) {
            // A folder of the system's temporary ones; it holds nothing.
        }
    }
}
