package io.turngap.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.Validity;
import io.turngap.measure.RunRecord.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

    @TempDir
    Path dir;

    static RunRecord begun() {
        return new RunRecord(
                RunRecord.SCHEMA_VERSION,
                "20261123-130501-order-status",
                false,
                "2026-11-23T13:05:01Z",
                0,
                new RunRecord.ScenarioInfo("order-status", "d", "s.yaml", "abc", 20, 4, List.of("missed <= 5 %"), null),
                42,
                new RunRecord.AgentInfo("bundled", "openai-realtime", Map.of("llm", "modelled"), List.of("llm")),
                Map.of("java", "25"),
                Definitions.ofFigures(),
                Validity.UNKNOWN,
                Map.of(),
                Map.of(),
                RunRecord.Rates.NONE,
                Map.of(),
                List.of(),
                Verdict.INVALID);
    }

    @Test
    void aRunIsNamedAfterItsStartAndScenario() {
        Instant start = Instant.parse("2026-11-23T13:05:01.9Z");
        assertEquals("20261123-130501-order-status", RunFolder.runId(start, "Order status!"));
        assertEquals("20261123-130501-etc-passwd", RunFolder.runId(start, "../../etc/passwd"));
        assertEquals("20261123-130501", RunFolder.runId(start, "…"));
    }

    @Test
    void noRunOverwritesAnother() throws IOException {
        RunFolder first = RunFolder.createIn(dir.resolve("reports"), "run");
        RunFolder second = RunFolder.createIn(dir.resolve("reports"), "run");
        assertEquals("run", first.root().getFileName().toString());
        assertEquals("run-2", second.root().getFileName().toString());
        RunFolder.create(first.root());
        Files.writeString(first.turns(), "");
        MeasureException e = assertThrows(MeasureException.class, () -> RunFolder.create(first.root()));
        assertTrue(String.valueOf(e.getMessage()).contains("turns.jsonl"), e.toString());
        assertThrows(MeasureException.class, () -> RunFolder.open(second.root()));
        assertEquals(first, RunFolder.open(first.root()));
    }

    @Test
    void latestLeadsToTheRunThatWasMadeLast() throws IOException {
        Path reports = dir.resolve("reports");
        RunFolder.createIn(reports, "first");
        RunFolder second = RunFolder.createIn(reports, "second");
        assertEquals(
                second.root().toRealPath(), reports.resolve(RunFolder.LATEST).toRealPath());
    }

    @Test
    void aFolderOfTheUsersNamedLatestIsLeftAlone() throws IOException {
        Path mine = Files.createDirectories(dir.resolve("reports").resolve(RunFolder.LATEST));
        Files.writeString(mine.resolve("note.txt"), "mine");
        RunFolder.createIn(dir.resolve("reports"), "run");
        assertEquals("mine", Files.readString(mine.resolve("note.txt")));
    }

    @Test
    void aRunRecordComesBackAsItWas() {
        List<Turn> turns = new ArrayList<>();
        for (int call = 0; call < 80; call++) {
            turns.add(Turns.answered(call, 1, 500 + call));
        }
        Evaluation evaluation = Evaluation.of(turns, 42);
        GateResult gate = new GateResult(
                "ttfa", "ttfa p95 < 800 ms", 575.0, 800, "ms", List.of(570.0, 579.0), Verdict.PASS, "below");
        RunRecord run = begun().with(evaluation, List.of(gate), Verdict.PASS);
        RunFolder folder = RunFolder.create(dir.resolve("out"));
        folder.write(begun());
        assertFalse(folder.read().complete());
        folder.write(run);
        assertEquals(run, folder.read());
        assertFalse(Files.exists(folder.root().resolve("run.json.tmp")));
    }

    @Test
    void theContractsNamesAreInTheFile() throws IOException {
        RunFolder folder = RunFolder.create(dir.resolve("out"));
        List<Turn> turns = List.of(Turns.answered(0, 1, 640));
        folder.write(begun().with(Evaluation.of(turns, 1), List.of(), Verdict.UNSURE));
        var json = Json.MAPPER.readTree(folder.runJson().toFile());
        assertEquals("unsure", json.path("verdict").asText());
        assertEquals(1, json.at("/metrics/ttfa/n").asInt());
        assertEquals(640, json.at("/metrics/ttfa/p95_ms").asDouble(), 0.7);
        assertEquals(
                "needs 72 independent turns, has 1",
                json.at("/metrics/ttfa/notes/p95_ms").asText());
        assertEquals(640, json.at("/stages/unattributed/max_ms").asDouble());
        assertTrue(json.at("/rates/false_cut_off").isNumber());
        assertTrue(json.at("/validity/frame_lateness_us").isObject());
    }

    @Test
    void aDamagedOrForeignRecordIsAnErrorForPeople() throws IOException {
        RunFolder folder = RunFolder.create(dir.resolve("out"));
        for (String content : List.of("", "{\"schema_version\": 1, ", "[]", "null", "{}", "{\"schema_version\": 99}")) {
            Files.writeString(folder.runJson(), content);
            MeasureException e = assertThrows(MeasureException.class, folder::read, content);
            assertTrue(String.valueOf(e.getMessage()).contains("run.json"), e.toString());
        }
        Files.writeString(
                folder.runJson(), "{\"schema_version\": 1, \"new\": {}, \"metrics\": {\"ttfa\": {\"n\": 3}}}");
        RunRecord run = folder.read();
        assertEquals(3, Turns.in(run.metrics(), "ttfa").n());
        assertEquals(Verdict.INVALID, run.verdict());
        assertFalse(run.validity().valid());
    }

    @Test
    void aKilledRunStillEvaluates() throws IOException {
        RunFolder folder = RunFolder.create(dir.resolve("out"));
        folder.write(begun());
        try (Journal journal = folder.createJournal()) {
            journal.turn(Turns.answered(0, 1, 700));
        }
        Files.writeString(folder.turns(), Files.readString(folder.turns()) + "{\"call\":0,\"turn\":2,\"outc");
        JournalReader.Content content = folder.readTurns();
        assertTrue(content.tornLastLine());
        assertEquals(
                1,
                Turns.in(Evaluation.of(content.turns(), folder.read().seed()).metrics(), "ttfa")
                        .n());
        assertEquals(
                List.of(), RunFolder.create(dir.resolve("empty")).readTurns().turns());
    }

    @Test
    void histogramsAreTaggedClampedAndCounted() {
        Path log = dir.resolve("latency.hlog");
        List<Turn> turns = new ArrayList<>();
        for (int call = 0; call < 50; call++) {
            turns.add(Turns.answered(call, 1, 100 + call));
        }
        turns.add(Turns.answered(50, 1, -200));
        turns.add(Turns.answered(51, 1, 700_000));
        turns.add(Turns.of(52, 0, Outcome.ANSWERED, "first_audible", 350_000));
        assertEquals(2, HistogramLog.write(log, turns));
        var read = HistogramLog.read(log);
        assertEquals(52, Turns.in(read, "ttfa").getTotalCount());
        assertEquals(124_000, Turns.in(read, "ttfa").getValueAtPercentile(50), 130);
        assertEquals(0, Turns.in(read, "ttfa").getMinValue());
        assertEquals(600_000_000, Turns.in(read, "ttfa").getMaxValue(), 600_000);
        assertEquals(350_000, Turns.in(read, "greeting").getMaxValue(), 350);
        assertTrue(HistogramLog.write(log, List.of()) == 0
                && HistogramLog.read(log).isEmpty());
    }
}
