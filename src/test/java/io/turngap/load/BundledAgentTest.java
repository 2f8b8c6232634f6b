package io.turngap.load;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundledAgentTest {

    private static final String MAIN = "io.turngap.cli.Main";

    @TempDir
    Path dir;

    private static String failure(String mainClass, String... arguments) {
        BundledAgent.AgentFailure failure = assertThrows(
                BundledAgent.AgentFailure.class,
                () -> BundledAgent.start(
                        mainClass, BundledAgent.Collector.THROUGHPUT, Optional.empty(), List.of(arguments), 30));
        return String.valueOf(failure.getMessage());
    }

    @Test
    void itsLastWordsTellWhyItDidNotStart() {
        String message = failure(MAIN, "--mechanical", "replies", "--most-calls", "0");
        assertTrue(message.contains("the bundled agent was not ready"), message);
        assertTrue(message.contains("most calls 0"), message);
    }

    @Test
    void anAgentThatCannotEvenRunIsSaid() {
        String message = failure("io.turngap.cli.NoSuchMain");
        assertTrue(message.contains("NoSuchMain"), message);
    }

    @Test
    void whatItWarnsOfIsHandedOn() throws Exception {
        Path cache = dir.resolve("answers.cache");
        Files.writeString(cache, "no cache at all, and long enough to be looked at");
        ObjectNode config = new ObjectMapper().createObjectNode();
        config.putObject("vad").put("engine", "energy");
        config.putObject("stt").put("engine", "matcher");
        config.putObject("cache").put("enabled", true).put("file", cache.toString());
        try (BundledAgent agent =
                BundledAgent.start(MAIN, BundledAgent.Collector.THROUGHPUT, Optional.of(config), List.of(), 60)) {
            String warnings = String.join("\n", agent.warnings());
            assertTrue(warnings.contains(cache + " is not used: it is no cache of answers"), warnings);
        }
    }

    @Test
    void itIsGivenNoKey() throws Exception {
        Path log = dir.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Starter.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment()
                .putAll(Map.of("TURNGAP_AGENT_KEY", "hush-1", "OPENAI_API_KEY", "hush-2", "OTHER", "there"));
        Process starter = builder.start();
        try {
            assertTrue(starter.waitFor(60, TimeUnit.SECONDS), "it goes on");
        } finally {
            starter.destroyForcibly();
        }
        String said = Files.readString(log);
        assertTrue(said.contains("OTHER=there"), said);
        assertFalse(said.contains("TURNGAP_AGENT_KEY") || said.contains("OPENAI_API_KEY"), said);
        assertFalse(said.contains("hush"), said);
    }

    /** Starts an agent, in an environment that holds keys. */
    static final class Starter {
        private Starter() {}

        public static void main(String[] args) {
            try (BundledAgent agent = BundledAgent.start(
                    Teller.class.getName(), BundledAgent.Collector.THROUGHPUT, Optional.empty(), List.of(), 30)) {
                System.out.println(agent.lastWords());
            }
        }
    }

    /** An agent that does nothing but tell some of its environment. */
    static final class Teller {
        private Teller() {}

        public static void main(String[] args) {
            System.getenv().forEach((name, value) -> {
                if (name.contains("KEY") || name.equals("OTHER")) {
                    System.out.println(name + "=" + value);
                }
            });
            System.out.println("turngap agent ready on ws://127.0.0.1:1/");
        }
    }

    @Test
    void itServesUntilItIsClosed() {
        BundledAgent agent = BundledAgent.start(
                MAIN, BundledAgent.Collector.SHORT_PAUSES, Optional.empty(), List.of("--mechanical", "replies"), 30);
        try {
            assertTrue(agent.alive());
            assertTrue(agent.address().startsWith("ws://127.0.0.1:"), agent.address());
        } finally {
            agent.close();
        }
        assertFalse(agent.alive());
    }
}
