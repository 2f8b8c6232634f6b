package io.turngap.load;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BundledAgentTest {

    private static final String MAIN = "io.turngap.cli.Main";

    private static String failure(String mainClass, String... arguments) {
        BundledAgent.AgentFailure failure = assertThrows(
                BundledAgent.AgentFailure.class,
                () -> BundledAgent.start(mainClass, Optional.empty(), List.of(arguments), 30));
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
    void itServesUntilItIsClosed() {
        BundledAgent agent = BundledAgent.start(MAIN, Optional.empty(), List.of("--mechanical", "replies"), 30);
        try {
            assertTrue(agent.alive());
            assertTrue(agent.address().startsWith("ws://127.0.0.1:"), agent.address());
        } finally {
            agent.close();
        }
        assertFalse(agent.alive());
    }
}
