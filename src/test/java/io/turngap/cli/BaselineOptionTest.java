package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.turngap.gate.ExitCode;
import io.turngap.measure.Definitions;
import io.turngap.measure.Journal;
import io.turngap.measure.Outcome;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.Validity;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Turn;
import io.turngap.measure.Turns;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --baseline}: which folders are taken, what is judged, what is left in the run's folder. */
class BaselineOptionTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Validity VALID = new Validity(true, List.of(), Map.of(), Map.of(), null, Map.of(), Map.of());
    private static final Validity LATE =
            new Validity(false, List.of("frames left 38 ms late"), Map.of(), Map.of(), null, Map.of(), Map.of());

    @TempDir
    Path dir;

    private final StringWriter said = new StringWriter();

    private int turngap(Object... args) {
        said.getBuffer().setLength(0);
        PrintWriter out = new PrintWriter(said, true);
        return Main.run(
                out, out, java.util.Arrays.stream(args).map(String::valueOf).toArray(String[]::new));
    }

    private void assertSaid(ExitCode expected, int code, String... parts) {
        assertEquals(expected.code(), code, said.toString());
        // A terminal breaks lines where it likes.
        String flat = said.toString().replaceAll("\\s+", " ");
        for (String part : parts) {
            assertTrue(flat.contains(part), () -> part + " is missing in: " + said);
        }
        assertFalse(flat.contains("internal error"), flat);
    }

    private Path folder(
            String name,
            boolean complete,
            Validity validity,
            JsonNode effective,
            List<String> gates,
            List<Turn> turns) {
        RunFolder folder = RunFolder.create(dir.resolve(name));
        folder.write(new RunRecord(
                RunRecord.SCHEMA_VERSION,
                "id-of-" + name,
                complete,
                "2026-11-23T13:05:01Z",
                90_000,
                new RunRecord.ScenarioInfo("s", "", "s.yaml", effective.toString(), 80, 4, gates, effective),
                42,
                new RunRecord.AgentInfo("bundled", "openai-realtime", Map.of(), List.of()),
                Map.of("java", "25"),
                Definitions.ofFigures(),
                validity,
                Map.of(),
                Map.of(),
                RunRecord.Rates.NONE,
                Map.of(),
                List.of(),
                Verdict.INVALID));
        try (Journal journal = folder.createJournal()) {
            turns.forEach(journal::turn);
        }
        return folder.root();
    }

    private static JsonNode scenario(int silenceMs, int calls) {
        return JSON.createObjectNode()
                .put("calls", calls)
                .set("agent", JSON.createObjectNode().put("silence_ms", silenceMs));
    }

    /** So many calls of one turn each, 1 ms apart from {@code firstMs}. */
    private static List<Turn> answers(int calls, int firstMs) {
        return IntStream.range(0, calls)
                .mapToObj(call -> Turns.answered(call, 1, firstMs + call))
                .toList();
    }

    private Path run(String name, int firstMs, String... gates) {
        return folder(name, true, VALID, scenario(500, 80), List.of(gates), answers(80, firstMs));
    }

    @Test
    void aRegressionFailsAndItsAbsencePasses() {
        Path before = run("before", 500);
        Path after = run("after", 700, "ttfa p95 regresses < 5 %");
        assertSaid(ExitCode.PASS, turngap("check", after), "no baseline given (--baseline)");
        assertSaid(
                ExitCode.GATE_FAILED,
                turngap("check", after, "--baseline", before),
                "FAIL ttfa p95 regresses < 5 %",
                "in the baseline id-of-before",
                "seed 42",
                "drift between the two runs is not controlled");
        assertSaid(
                ExitCode.PASS,
                turngap("check", before, "--baseline", after, "--gate", "ttfa p95 regresses < 5 %", "--unsure", "fail"),
                "PASS ttfa p95 regresses < 5 %");
    }

    @Test
    void theReportsSayWhatWasComparedAndCanBeMadeAgain() throws IOException {
        Path before = run("before", 500);
        Path after = run("after", 700, "ttfa p95 regresses < 5 %");
        assertSaid(
                ExitCode.GATE_FAILED, turngap("report", after, "--baseline", before), "Against the baseline", "drift");
        JsonNode json = JSON.readTree(after.resolve("run.json").toFile());
        JsonNode gate = json.at("/gates/0");
        assertEquals("fail", gate.path("verdict").asText());
        assertEquals("%", gate.path("unit").asText());
        assertEquals(5, gate.path("limit").asDouble());
        assertTrue(gate.path("value").asDouble() > 25, gate.toString());
        assertEquals(2, gate.path("ci95").size());
        for (String file : List.of("report.html", "summary.md", "junit.xml")) {
            String text = Files.readString(after.resolve(file));
            assertTrue(text.contains("id-of-before"), file);
            assertTrue(text.contains("drift between the two runs is not controlled"), file);
        }
        assertSaid(ExitCode.GATE_FAILED, turngap("report", after), "id-of-before");
        assertEquals(
                json, JSON.readTree(after.resolve("run.json").toFile()), "without the option the same comes of it");
        Files.move(before, dir.resolve("away"));
        for (int again = 0; again < 2; again++) {
            assertSaid(
                    ExitCode.GATE_FAILED,
                    turngap("report", after),
                    "cannot be used again",
                    "There is no run in",
                    "Its verdict on 1 gate is kept");
        }
        JsonNode kept = JSON.readTree(after.resolve("run.json").toFile());
        assertEquals(gate.path("value"), kept.at("/gates/0/value"));
        assertEquals(
                gate.path("reason").asText() + "; kept from before, since the baseline cannot be read again",
                kept.at("/gates/0/reason").asText(),
                "said once, however often the report is made");
        assertEquals(json.path("definitions"), kept.path("definitions"));
        assertSaid(ExitCode.GATE_FAILED, turngap("check", after), "FAIL ttfa p95 regresses < 5 %", "kept from before");
        assertSaid(
                ExitCode.PASS,
                turngap("check", after, "--gate", "ttfa p95 regresses < 90 %"),
                "UNSURE ttfa p95 regresses < 90 %",
                "no baseline given");
    }

    @Test
    void aGateThatTheBaselineBroughtIsKeptWithoutIt() throws IOException {
        Path before = run("before", 500);
        Path after = run("after", 700, "ttfa p95 < 2 s");
        Path typed = Path.of("").toAbsolutePath().relativize(before.toAbsolutePath());
        assertSaid(ExitCode.GATE_FAILED, turngap("report", after, "--baseline", typed), "was added for the baseline");
        JsonNode json = JSON.readTree(after.resolve("run.json").toFile());
        assertEquals(
                before.toAbsolutePath().toString(),
                json.at("/environment/baseline").asText(),
                "absolute: a later command may run elsewhere");
        Files.move(before, dir.resolve("away"));
        assertSaid(
                ExitCode.GATE_FAILED, turngap("check", after), "FAIL ttfa p95 regresses < 10 %", "PASS ttfa p95 < 2 s");
    }

    @Test
    void aBaselineBringsAGateWhereNoneRegresses() {
        Path before = run("before", 500);
        Path after = run("after", 700, "ttfa p95 < 2 s");
        assertSaid(
                ExitCode.GATE_FAILED,
                turngap("check", after, "--baseline", before),
                "PASS ttfa p95 < 2 s",
                "FAIL ttfa p95 regresses < 10 %",
                "was added for the baseline");
    }

    @Test
    void otherScenariosAreAllowedAndNamed() {
        Path before = folder("before", true, VALID, scenario(500, 40), List.of(), answers(80, 500));
        Path longer = run("longer", 500);
        turngap("check", longer, "--baseline", before);
        assertFalse(
                said.toString().contains("scenario differs"), "how many calls there were is no difference: " + said);
        Path other = folder("other", true, VALID, scenario(300, 40), List.of(), answers(80, 500));
        assertSaid(
                ExitCode.PASS,
                turngap("check", other, "--baseline", before),
                "the baseline's scenario differs in agent.silence_ms (500, now 300)");
    }

    @Test
    void whatIsNoBaselineIsRefused() throws IOException {
        Path after = run("after", 700, "ttfa p95 regresses < 5 %");
        assertRefused(after, dir.resolve("nowhere"), "There is no run in");
        assertRefused(after, after, "is the run itself");
        Path killed = folder("killed", false, VALID, scenario(500, 80), List.of(), answers(80, 500));
        assertRefused(after, killed, "did not finish", "make one with `run`");
        Path late = folder("late", true, LATE, scenario(500, 80), List.of(), answers(80, 500));
        assertRefused(after, late, "is invalid (frames left 38 ms late)");
        assertRefused(after, folder("empty", true, VALID, scenario(500, 80), List.of(), List.of()), "has no turn");
        List<Turn> lost = IntStream.range(0, 20)
                .mapToObj(call -> Turns.of(call, 1, call < 5 ? Outcome.ERROR : Outcome.ANSWERED))
                .toList();
        Path lossy = folder("lossy", true, VALID, scenario(500, 80), List.of(), lost);
        assertRefused(after, lossy, "lost 5 of its 20 calls");
        Path damaged = run("damaged", 500);
        Files.writeString(damaged.resolve("run.json"), "{");
        assertRefused(after, damaged, "is damaged");
    }

    private void assertRefused(Path run, Path baseline, String... parts) {
        assertSaid(ExitCode.USAGE, turngap("check", run, "--baseline", baseline), parts);
    }

    @Test
    void aWrongBaselineIsKnownBeforeAnyCallIsMade() {
        Path out = dir.resolve("out");
        int code = turngap(
                "run",
                Path.of("scenarios", "01-order-status.yaml").toAbsolutePath(),
                "--out",
                out,
                "--baseline",
                dir.resolve("nowhere"));
        assertSaid(ExitCode.USAGE, code, "There is no run in");
        assertFalse(Files.exists(out), "nothing was begun");
    }
}
