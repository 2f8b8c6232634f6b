package io.turngap.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What traces told stands beside the journal, and every reader of a run's turns gets both. */
class TraceFileTest {

    private static final TraceFacts NOTHING =
            new TraceFacts(List.of(), 1, 0, 0, 0, 3, 2, 1, 0, 0, Map.of("time", 1L), 1, 1, 0, 0, 0, null, List.of());

    @TempDir
    Path dir;

    private static Turn turn(int call, Map<String, Long> milestones, Map<String, Double> claims) {
        return new Turn(
                call,
                1,
                "s",
                "u",
                "v",
                "",
                Outcome.ANSWERED,
                "",
                0,
                milestones,
                claims,
                null,
                0,
                0,
                0,
                "",
                "",
                List.of("llm"),
                Map.of(),
                50L,
                null);
    }

    private RunFolder folder() {
        RunFolder folder = RunFolder.create(dir.resolve("run"));
        try (Journal journal = folder.createJournal()) {
            journal.turn(turn(0, Map.of("speech_end", 0L, "first_audible", 900L), Map.of("x", 1.0)));
            journal.turn(turn(1, Map.of("speech_end", 0L), Map.of()));
        }
        return folder;
    }

    private static TracedTurn traced(Map<String, Long> milestones) {
        return new TracedTurn(
                0, 1, "time", milestones, Map.of("x", 7.0, "y", 2.0), List.of("tool"), 5L, 2_000L, List.of("Pipecat"));
    }

    @Test
    void turnsAreReadWithWhatTheTracesToldAndTheJournalStaysAsItWas() throws IOException {
        RunFolder folder = folder();
        byte[] before = Files.readAllBytes(folder.turns());
        folder.writeTraces(List.of(traced(Map.of("stt.final", 300L, "first_audible", 1L))), NOTHING);
        List<Turn> turns = folder.readTurns().turns();
        assertEquals(
                Map.of("speech_end", 0L, "first_audible", 900L, "stt.final", 300L),
                turns.getFirst().milestonesUs());
        assertEquals(Map.of("x", 1.0, "y", 2.0), turns.getFirst().claimsMs(), "what the protocol told stays");
        assertEquals(List.of("llm", "tool"), turns.getFirst().modelled());
        assertEquals(2_000L, turns.getFirst().uncertaintyUs());
        assertEquals(turn(1, Map.of("speech_end", 0L), Map.of()), turns.get(1));
        assertEquals(new String(before, java.nio.charset.StandardCharsets.UTF_8), Files.readString(folder.turns()));
        assertTrue(Files.readString(folder.traces()).contains("\"spans_unmatched\":1"));
    }

    @Test
    void withoutMilestonesTheUncertaintyIsThatOfTheProtocol() {
        RunFolder folder = folder();
        folder.writeTraces(List.of(traced(Map.of())), NOTHING);
        assertEquals(50L, folder.readTurns().turns().getFirst().uncertaintyUs());
    }

    @Test
    void aDamagedLineIsNamedAndTheRestIsRead() throws IOException {
        RunFolder folder = folder();
        folder.writeTraces(List.of(traced(Map.of("stt.final", 300L))), NOTHING);
        Files.writeString(folder.traces(), "{\"call\": 1, torn\n" + Files.readString(folder.traces()));
        JournalReader.Content content = folder.readTurns();
        assertEquals(300L, content.turns().getFirst().milestonesUs().get("stt.final"));
        assertEquals(1, content.damagedLines());
        assertTrue(
                content.problem().orElse("").contains("traces.jsonl"),
                content.problem().orElse(""));
    }

    @Test
    void factsSurviveRunJson() {
        RunFolder folder = folder();
        TraceFacts.Clock clock = new TraceFacts.Clock("vm", "estimated", List.of("Pipecat"), 1, 5L, 2L, 3L, 7L, 4, 4);
        TraceFacts facts = new TraceFacts(
                List.of("http://127.0.0.1:4318"),
                1,
                0,
                0,
                0,
                3,
                2,
                1,
                0,
                0,
                Map.of("time", 1L),
                1,
                1,
                0,
                0,
                0,
                1.5,
                List.of(clock));
        folder.write(new RunRecord(
                        RunRecord.SCHEMA_VERSION,
                        "r",
                        true,
                        "",
                        0,
                        new RunRecord.ScenarioInfo("", "", "", "", 0, 0, List.of(), null),
                        1,
                        new RunRecord.AgentInfo("", "", Map.of(), List.of()),
                        Map.of(),
                        Map.of(),
                        RunRecord.Validity.UNKNOWN,
                        Map.of(),
                        Map.of(),
                        RunRecord.Rates.NONE,
                        Map.of(),
                        List.of(),
                        RunRecord.Verdict.PASS)
                .withTraces(facts));
        assertEquals(facts, folder.read().traces());
    }
}
