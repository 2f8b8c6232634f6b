package io.turngap.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    @TempDir
    Path dir;

    private Path file() {
        return dir.resolve("turns.jsonl");
    }

    private static Turn full() {
        return new Turn(
                3,
                2,
                "order-status",
                "where-is-my-order.slt",
                "slt",
                "cafe@15dB",
                Outcome.ANSWERED,
                "",
                1_763_900_000_123_456L,
                Map.of(Milestone.SPEECH_END, 0L, Milestone.pass(Milestone.LLM_REQUEST, 2), 410_123L),
                Map.of("ttft", 312.5),
                new Turn.BargeIn("interruption", null, 3_000_000L, null, false),
                1_000,
                2_000,
                3,
                "where's \"my\" order\nplease",
                "on its way – bientôt",
                List.of("llm"),
                Map.of(),
                250L,
                null);
    }

    @Test
    void whatIsWrittenIsRead() {
        try (Journal journal = Journal.create(file())) {
            journal.turn(full());
            journal.turn(Turns.answered(4, 1, 700));
        }
        JournalReader.Content content = JournalReader.read(file());
        assertEquals(List.of(full(), Turns.answered(4, 1, 700)), content.turns());
        assertFalse(content.tornLastLine());
        assertTrue(content.problem().isEmpty());
    }

    @Test
    void theFieldsOfALineAreThereAndWhatMayLackIsNot() throws com.fasterxml.jackson.core.JsonProcessingException {
        Turn bare = new Turn(
                1,
                0,
                "s",
                "",
                "",
                "",
                Outcome.MISSED,
                "",
                5,
                Map.of(),
                Map.of(),
                null,
                0,
                0,
                0,
                "",
                "",
                List.of(),
                Map.of(),
                null,
                null);
        assertEquals(
                "{\"call\":1,\"turn\":0,\"scenario\":\"s\",\"utterance\":\"\",\"voice\":\"\",\"noise\":\"\","
                        + "\"outcome\":\"missed\",\"start_epoch_us\":5,\"milestones_us\":{},\"claims_ms\":{},"
                        + "\"dead_air_us\":0,\"talk_over_us\":0,\"frames_late\":0}",
                Json.MAPPER.writeValueAsString(bare));
        String waited = Json.MAPPER.writeValueAsString(Turns.missed(0, 1, 8_000));
        assertTrue(waited.endsWith(",\"waited_us\":8000000}"), waited);
        assertEquals(Turns.missed(0, 1, 8_000), Json.MAPPER.readValue(waited, Turn.class));
    }

    @Test
    @Timeout(20)
    void aWriterThatBreaksIsCountedAndNeverWaitedFor() throws InterruptedException {
        Journal journal = Journal.unstarted(file(), 4, turn -> {
            throw new OutOfMemoryError("made up");
        });
        for (int turn = 1; turn <= 4; turn++) {
            journal.turn(Turns.answered(0, turn, 500));
        }
        Thread closer = Thread.ofPlatform().daemon().unstarted(journal::close);
        journal.start();
        closer.start();
        closer.join();
        journal.turn(Turns.answered(0, 5, 500));
        assertEquals(5, journal.lost());
        String problem = journal.problem().orElseThrow();
        assertTrue(problem.startsWith("5 turns were not written") && problem.contains("made up"), problem);
    }

    @Test
    void aTurnThatCannotBeWrittenCostsOnlyItself() {
        Journal journal = Journal.unstarted(file(), 4, turn -> {
            if (turn.turn() == 2) {
                throw new IllegalStateException("made up");
            }
            return Json.MAPPER.writeValueAsString(turn);
        });
        for (int turn = 1; turn <= 3; turn++) {
            journal.turn(Turns.answered(0, turn, 500));
        }
        journal.start();
        journal.close();
        assertEquals(2, JournalReader.read(file()).turns().size());
        assertEquals(1, journal.lost());
    }

    @Test
    void manyThreadsLoseNothingAndTearNothing() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        Journal journal = Journal.create(file());
        for (int t = 0; t < 8; t++) {
            int call = t;
            threads.add(Thread.ofVirtual().start(() -> {
                for (int turn = 1; turn <= 500; turn++) {
                    journal.turn(Turns.answered(call, turn, turn));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        journal.close();
        assertEquals(0, journal.lost());
        assertEquals(4_000, journal.written());
        assertTrue(journal.problem().isEmpty());
        List<Turn> turns = JournalReader.read(file()).turns();
        assertEquals(4_000, turns.stream().distinct().count());
        for (int call = 0; call < 8; call++) {
            int of = call;
            List<Turn> one = turns.stream().filter(turn -> turn.call() == of).toList();
            assertEquals(
                    one.stream().sorted(Comparator.comparingInt(Turn::turn)).toList(), one, "order of call " + of);
        }
    }

    @Test
    void aFullQueueCountsTheLossAndNeverBlocks() {
        Journal journal = Journal.unstarted(file(), 10);
        for (int turn = 1; turn <= 25; turn++) {
            journal.turn(Turns.answered(0, turn, 500));
        }
        assertEquals(15, journal.lost());
        journal.start();
        journal.close();
        assertEquals(10, journal.written());
        journal.turn(Turns.answered(0, 26, 500));
        assertEquals(16, journal.lost(), "a turn after the end is a loss, too");
        String problem = journal.problem().orElseThrow();
        assertTrue(problem.startsWith("16 turns were not written"), problem);
        assertEquals(10, JournalReader.read(file()).turns().size());
    }

    @Test
    @Timeout(20)
    void aLineIsThereBeforeTheJournalIsClosed() {
        try (Journal journal = Journal.create(file())) {
            journal.turn(full());
            while (journal.written() == 0) {
                Thread.onSpinWait();
            }
            assertEquals(List.of(full()), JournalReader.read(file()).turns());
        }
    }

    @Test
    void anExistingJournalIsNotOverwritten() throws IOException {
        Files.writeString(file(), "kept");
        MeasureException e = assertThrows(MeasureException.class, () -> Journal.create(file()));
        assertTrue(String.valueOf(e.getMessage()).contains("--out"), e.toString());
        assertEquals("kept", Files.readString(file()));
    }

    @Test
    void aTornLastLineIsPassedOver() throws IOException {
        write(full(), full());
        byte[] bytes = Files.readAllBytes(file());
        int second = bytes.length / 2;
        for (int length : new int[] {second, second + 1, second + 40, bytes.length - 2}) {
            Files.write(file(), java.util.Arrays.copyOf(bytes, length));
            JournalReader.Content content = JournalReader.read(file());
            assertEquals(List.of(full()), content.turns(), "cut at " + length);
            assertEquals(length > second, content.tornLastLine(), "cut at " + length);
            assertEquals(0, content.damagedLines(), "cut at " + length);
        }
        Files.write(file(), java.util.Arrays.copyOf(bytes, bytes.length - 1));
        assertEquals(2, JournalReader.read(file()).turns().size(), "only the line feed is missing");
    }

    @Test
    void damageElsewhereIsNamedAndTheRestIsRead() throws IOException {
        String line = Json.MAPPER.writeValueAsString(full());
        Files.writeString(file(), String.join("\n", line, line.substring(0, 50), "[1]", "{}", "null", "", line) + "\n");
        JournalReader.Content content = JournalReader.read(file());
        assertEquals(2, content.turns().size());
        assertEquals(4, content.damagedLines());
        assertEquals(
                List.of(2L, 3L, 4L, 5L),
                content.damage().stream().map(JournalReader.Damage::line).toList());
        String problem = content.problem().orElseThrow();
        assertTrue(problem.contains("4 lines") && problem.contains("line 2"), problem);
    }

    @Test
    void theFutureIsReadAsFarAsItIsKnown() throws IOException {
        Files.writeString(file(), """
                {"call":1,"turn":1,"outcome":"answered","mood":"fine","milestones_us":{"first_audible":7,"new.one":9,"gone":null}}
                {"call":1,"turn":2,"outcome":"transferred","detail":"to a person","barge_in":{"kind":"other","x":1}}
                """);
        List<Turn> turns = JournalReader.read(file()).turns();
        assertEquals(7, turns.get(0).at(Milestone.FIRST_AUDIBLE).orElse(-1));
        assertEquals(Map.of("first_audible", 7L, "new.one", 9L), turns.get(0).milestonesUs());
        assertEquals(Outcome.ERROR, turns.get(1).outcome());
        assertEquals("unknown outcome 'transferred' to a person", turns.get(1).detail());
        assertEquals(2, Evaluation.of(turns, 1).counts().get("turns"));
    }

    @Test
    void anEmptyJournalIsARunWithoutTurns() throws IOException {
        Files.writeString(file(), "");
        assertEquals(List.of(), JournalReader.read(file()).turns());
        assertFalse(JournalReader.read(file()).tornLastLine());
        MeasureException e = assertThrows(MeasureException.class, () -> JournalReader.read(dir.resolve("none.jsonl")));
        assertTrue(String.valueOf(e.getMessage()).contains("none.jsonl"), e.toString());
    }

    private void write(Turn... turns) {
        try (Journal journal = Journal.create(file())) {
            for (Turn turn : turns) {
                journal.turn(turn);
            }
        }
    }
}
