package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapacityCommandTest {

    @TempDir
    private Path work;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int capacity(String... options) {
        List<String> args = new ArrayList<>(List.of(
                "capacity",
                "scenarios/01-order-status.yaml",
                "--simulate",
                "--turns",
                "120",
                "--out",
                work.resolve("out").toString(),
                "--set",
                "agent.llm.fleet.replicas=1",
                "--set",
                "agent.llm.fleet.slots=4"));
        args.addAll(List.of(options));
        return Main.run(new PrintWriter(out), new PrintWriter(err), args.toArray(String[]::new));
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(work.resolve("out/capacity.json").toFile());
    }

    @Test
    void aSearchLeavesAPageAndARunsFolderForEachStep() throws IOException {
        assertEquals(0, capacity("--slo", "ttfa < 2000 ms", "--peak", "1200/h"), () -> out + "\n" + err);
        JsonNode found = json();
        assertEquals("knee", found.path("answer").asText());
        assertTrue(found.path("complete").asBoolean());
        assertTrue(found.path("knee").path("load").asDouble() > 4, found.path("knee")::toString);
        assertTrue(found.path("plan").path("instances").asInt() >= 1);
        assertTrue(found.path("scaling").path("held_out").has("error"), out::toString);
        String page = Files.readString(work.resolve("out/capacity.html"));
        assertTrue(page.contains("knee ") && page.contains("Universal Scalability Law"));
        assertFalse(page.contains("NaN"), "no figure is none");
        String folder = found.path("steps").path(0).path("folder").asText();
        Path step = work.resolve("out").resolve(folder);
        assertTrue(Files.size(step.resolve("turns.jsonl")) > 0);
        assertEquals(0, Main.run(new PrintWriter(out), new PrintWriter(err), "report", step.toString()), err::toString);
    }

    @Test
    void theGateFailsWhereTheKneeLiesBelow() throws IOException {
        assertEquals(
                3,
                capacity("--slo", "ttfa < 2000 ms", "--at-least", "2000", "--no-second-pass"),
                () -> out + "\n" + err);
        assertTrue(out.toString().contains("Gate: at least 2000 calls at once: fail"), out::toString);
    }

    @Test
    void aTargetThatIsNeverMetFails() throws IOException {
        assertEquals(3, capacity("--slo", "ttfa < 50 ms"), () -> out + "\n" + err);
        assertEquals("never", json().path("answer").asText());
        assertTrue(json().path("plan").isMissingNode());
    }

    @Test
    void noKneeUpToTheBoundIsSaid() throws IOException {
        assertEquals(0, capacity("--slo", "ttfa < 2000 ms", "--most", "6"), () -> out + "\n" + err);
        assertEquals("no_knee", json().path("answer").asText());
        assertTrue(out.toString().contains("No knee up to 6 calls at once"), out::toString);
    }

    @Test
    void mistakesAreNamed() {
        assertEquals(2, capacity("--slo", "ttfa p95 < 800"));
        assertTrue(err.toString().contains("ttfa < 800 ms"), err::toString);
        assertEquals(2, capacity("--peak", "many"));
        assertTrue(err.toString().contains("--peak 1200/h"), err::toString);
        assertEquals(2, capacity("--start", "0"));
        assertEquals(2, capacity("--start", "2.5"));
        assertEquals(2, capacity("--headroom", "100"));
        assertEquals(2, capacity("--turns", "3"));
        assertEquals(2, capacity("--start", "50", "--most", "10"));
        assertFalse(Files.exists(work.resolve("out")), "nothing is written for a mistake");
    }
}
