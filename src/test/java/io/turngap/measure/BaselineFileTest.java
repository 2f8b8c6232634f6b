package io.turngap.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes into a compact file comes out of it, and nothing else is taken for one. */
class BaselineFileTest {

    @TempDir
    Path dir;

    private static StoredRun run(List<Turn> turns, List<CallLine> calls) {
        return new StoredRun(StoredRuns.record("r1", "2026-11-23T13:05:01Z"), turns, calls, List.of());
    }

    private StoredRun again(StoredRun run) {
        Path file = dir.resolve("b.json");
        new BaselineFile("main", List.of(run)).write(file);
        return BaselineFile.read(file).runs().getFirst();
    }

    private static Evaluation evaluation(StoredRun run) {
        return Evaluation.of(run.turns(), run.calls(), run.record().seed())
                .withGoodput(run.turns(), OptionalLong.of(900));
    }

    private static void assertSame(StoredRun expected, StoredRun seen) {
        Evaluation was = evaluation(expected);
        Evaluation is = evaluation(seen);
        assertEquals(was.metrics(), is.metrics());
        assertEquals(was.stages(), is.stages());
        assertEquals(was.rates(), is.rates());
        assertEquals(was.counts(), is.counts());
        assertEquals(was.distributions().keySet(), is.distributions().keySet());
    }

    @Test
    void aThousandTurnsTakeLessThanTwoHundredKilobytesAndGiveTheSameFigures() throws IOException {
        StoredRun run = run(StoredRuns.pipeline(200, 5, 7), List.of());
        assertSame(run, again(run));
        long bytes = Files.size(dir.resolve("b.json"));
        assertTrue(bytes < 160_000, bytes + " bytes");
        List<String> lines = Files.readAllLines(dir.resolve("b.json"));
        assertEquals(
                200, lines.stream().filter(line -> line.matches("\\[\\d+,.*")).count(), "a line a call");
    }

    @Test
    void whatIsRareIsKept() {
        List<Turn> turns = new ArrayList<>(StoredRuns.pipeline(30, 2, 3));
        turns.add(Turns.missed(30, 1, 8_000));
        turns.add(Turns.of(31, 1, Outcome.CUT_OFF, Milestone.SPEECH_END, 0, Milestone.FIRST_AUDIBLE, -120_000));
        turns.add(Turns.of(32, 0, Outcome.ERROR));
        turns.add(Turns.of(33, 0, Outcome.ANSWERED, Milestone.FIRST_AUDIBLE, 310_000));
        turns.add(Turns.of(34, 1, Outcome.RATE_LIMITED, Milestone.SPEECH_END, 0));
        turns.add(Turns.of(
                35,
                1,
                Outcome.ANSWERED,
                Map.of(Milestone.SPEECH_END, 0L, Milestone.FIRST_AUDIBLE, 700_000L),
                new Turn.BargeIn(Metrics.INTERRUPTION, null, 3_000_000L, null, false)));
        turns.add(Turns.of(
                36,
                1,
                Outcome.ANSWERED,
                Map.of(Milestone.SPEECH_END, 0L, Milestone.FIRST_AUDIBLE, 700_000L),
                new Turn.BargeIn(Metrics.BACKCHANNEL, 250_000L, null, 900_000L, true)));
        turns.add(Turns.levers(Turns.answered(37, 1, 400), Map.of(Metrics.FALLBACK, "said sorry", "cache", "hit")));
        turns.add(Turns.of(
                38, 1, Outcome.ANSWERED, "llm.request#2", 5, "llm.first_token#2", 9, Milestone.FIRST_AUDIBLE, 30));
        List<CallLine> calls = List.of(
                new CallLine(1, 100, 120, 5_100L, 9_000_000, "hung_up", false, "", 2, 1, 0),
                new CallLine(0, 100, 120, 2_100L, 9_000_000, "hung_up", false, "", 2, 1, 0),
                new CallLine(40, 100, 120, null, 5_000_100, "unreachable", true, "refused by 10.0.0.1", 0, 0, 0));
        StoredRun run = run(turns, calls);
        StoredRun seen = again(run);
        assertSame(run, seen);
        assertEquals(3, Turns.in(evaluation(seen).metrics(), Metrics.CONNECT).n());
        assertEquals(
                1, Turns.in(evaluation(seen).metrics(), Metrics.BARGE_IN_STOP).censored());
    }

    @Test
    void aProbeIsKeptToo() {
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Turn bare = Turns.of(
                    i, 1, Outcome.ANSWERED, ProbeMilestone.HTTP_START, 5, Milestone.LLM_FIRST_TOKEN, 90_000 + i);
            turns.add(new Turn(
                    i,
                    1,
                    "",
                    "",
                    "",
                    "",
                    bare.outcome(),
                    "",
                    0,
                    bare.milestonesUs(),
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
                    null,
                    new ProbeNotes(
                            ProbeKind.LLM,
                            ProbeNotes.OK,
                            200,
                            ProbeNotes.WARM,
                            Map.of(ProbeNotes.PIECES, 3.0),
                            List.of(900L + i, 1_100L)),
                    null));
        }
        StoredRun run = run(turns, List.of());
        StoredRun seen = again(run);
        assertSame(run, seen);
        assertEquals(
                80, Turns.in(evaluation(seen).metrics(), ProbeKind.INTER_TOKEN).n());
    }

    @Test
    void itHoldsNoWordAndNothingOfTheMachine() throws IOException {
        Turn turn = Turns.answered(0, 1, 500);
        again(run(List.of(turn), List.of()));
        String text = Files.readString(dir.resolve("b.json"));
        for (String secret : List.of("my-laptop", "/home/me", "said by callers", "transcript", "1763900", "claims")) {
            assertFalse(text.contains(secret), secret);
        }
    }

    @Test
    void severalRunsKeepTheirOrder() {
        Path file = dir.resolve("deep/er/b.json");
        StoredRun first = run(StoredRuns.answers(3, 500), List.of());
        StoredRun second = new StoredRun(
                StoredRuns.record("r2", "2026-11-24T13:05:01Z"), StoredRuns.answers(2, 700), List.of(), List.of());
        assertEquals(Long.valueOf(new BaselineFile("main", List.of(first, second)).write(file)), size(file));
        BaselineFile read = BaselineFile.read(file);
        assertEquals("main", read.name());
        assertEquals(
                List.of(first.key(), second.key()),
                read.runs().stream().map(StoredRun::key).toList());
        assertEquals(StoredRuns.INPUTS, read.runs().getFirst().record().inputs());
        assertEquals(
                first.record().scenario().effective(),
                read.runs().getFirst().record().scenario().effective());
    }

    private static Long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException cause) {
            throw new AssertionError(cause);
        }
    }

    private String refused(Path file) {
        return String.valueOf(assertThrows(MeasureException.class, () -> BaselineFile.read(file))
                .getMessage());
    }

    private void assertRefused(String content, String part) throws IOException {
        Path file = dir.resolve("bad.json");
        Files.writeString(file, content);
        String message = refused(file);
        assertTrue(message.contains(part), message);
        assertTrue(message.contains("bad.json"), message);
    }

    @Test
    void aFileThatWasCutShortChangedOrMergedIsRefused() throws IOException {
        again(run(StoredRuns.answers(9, 500), List.of()));
        String text = Files.readString(dir.resolve("b.json"));
        for (int part = 1; part < 20; part++) {
            assertRefused(text.substring(0, text.length() * part / 20), "is no whole JSON");
        }
        assertRefused(text.replace("505000", "405000"), "was changed after it was saved: the digest of its run 1");
        assertRefused(text.replace("\"seed\" : 42", "\"seed\" : 7"), "was changed");
        assertRefused(
                text.replace("\"schema_version\": 1,\n\"name\"", "\"schema_version\": 2,\n\"name\""),
                "has schema_version 2; 1 can be read");
        assertRefused(text.replaceFirst("\n\\[3,", "\n<<<<<<< HEAD\n[3,"), "merge conflict");
        assertRefused(text.replaceFirst("(?s)\"runs\": .*", "\"runs\": []}"), "holds no run");
        Files.writeString(dir.resolve("spaced.json"), text.replace("[3,", "[ 3,\n "));
        assertEquals(1, BaselineFile.read(dir.resolve("spaced.json")).runs().size(), "spaces are no change");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|is JSON of another kind",
                "'hello, this is a text'|is no whole JSON (line 1, column",
                "'{\"log\": {\"version\": \"1.2\", \"entries\": []}}'|is JSON of another kind (with log)",
                "'{\"metrics\": {\"http_req_duration\": {\"p(95)\": 12.5}}, \"root_group\": {}}'|another kind (with metrics, root_group)",
                "'[1, 2]'|is JSON of another kind",
                "'{\"kind\": \"turngap baseline\", \"schema_version\": 1, \"runs\": [7]}'|was changed",
                "'{\"kind\": \"turngap baseline\"}'|has schema_version none; 1 can be read",
                "null|is JSON of another kind"
            })
    void foreignFilesAreRefused(String content, String part) throws IOException {
        assertRefused(content, part);
    }

    @Test
    void whatCannotBeReadIsNamed() throws IOException {
        assertTrue(refused(dir.resolve("nowhere.json")).contains("cannot be read"));
        Path loop = dir.resolve("loop.json");
        Files.createSymbolicLink(loop, loop);
        assertTrue(refused(loop).contains("cannot be read"), refused(loop));
        Path blocked = dir.resolve("file");
        Files.writeString(blocked, "");
        MeasureException full = assertThrows(
                MeasureException.class,
                () -> new BaselineFile("main", List.of(run(List.of(), List.of()))).write(blocked.resolve("b.json")));
        assertTrue(full.diskRefused());
    }

    @Test
    void whatCouldNotBeWrittenLeavesNoHalfFileBehind() throws IOException {
        Path taken = dir.resolve("taken/main.json");
        Files.createDirectories(taken.resolve("inside"));
        assertThrows(
                MeasureException.class,
                () -> new BaselineFile("main", List.of(run(List.of(), List.of()))).write(taken));
        try (Stream<Path> left = Files.list(dir.resolve("taken"))) {
            assertEquals(List.of(taken), left.toList());
        }
    }
}
