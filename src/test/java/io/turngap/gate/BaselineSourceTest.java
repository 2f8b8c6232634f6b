package io.turngap.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.measure.BaselineFile;
import io.turngap.measure.Evaluation;
import io.turngap.measure.MeasureException;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.Inputs;
import io.turngap.measure.StoredRun;
import io.turngap.measure.StoredRuns;
import io.turngap.measure.Turn;
import io.turngap.measure.Turns;
import io.turngap.stats.Design;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which runs a path gives as a baseline, and which are refused or passed over. */
class BaselineSourceTest {

    @TempDir
    Path dir;

    private final RunRecord now = StoredRuns.record("now", "2026-11-30T10:00:00Z");

    private Path run(String id, String startedAt, int firstMs) {
        return StoredRuns.folder(
                dir.resolve("runs").resolve(id), StoredRuns.record(id, startedAt), StoredRuns.answers(30, firstMs));
    }

    private Path run(String id, long seed, JsonNode effective, @Nullable Inputs inputs) {
        RunRecord record = StoredRuns.record(id, "2026-11-20T10:00:00Z", seed, effective, inputs);
        return StoredRuns.folder(dir.resolve("runs").resolve(id), record, StoredRuns.answers(30, 500));
    }

    private Path save(Path file, Path... runs) {
        BaselineMaker.of("main", Optional.empty(), List.of(runs), true).file().write(file);
        return file;
    }

    private BaselineCandidate candidate() {
        return BaselineCandidate.of(now, dir.resolve("now"));
    }

    private Baseline open(Path path) {
        return BaselineSource.open(new BaselineSource.Ask(path, false, Set.of()), candidate());
    }

    private Baseline forced(Path path) {
        return BaselineSource.open(new BaselineSource.Ask(path, true, Set.of()), candidate());
    }

    private void assertRefused(Path path, String... parts) {
        String message = String.valueOf(
                assertThrows(MeasureException.class, () -> open(path)).getMessage());
        for (String part : parts) {
            assertTrue(message.contains(part), () -> part + " is missing in: " + message);
        }
    }

    private static List<String> ids(Baseline baseline) {
        return baseline.origin().runs().stream().map(run -> run.side().runId()).toList();
    }

    private static String notes(Baseline baseline) {
        return String.join("; ", baseline.notes());
    }

    @Test
    void aRunAndItsFileGiveTheSame() {
        Path run = run("r1", "2026-11-20T10:00:00Z", 500);
        Baseline ofFolder = open(run);
        Baseline ofFile = open(save(dir.resolve("main.json"), run));
        assertEquals(ofFolder.name(), ofFile.name());
        assertEquals(ofFolder.notes(), ofFile.notes());
        assertEquals(ofFolder.origin(), ofFile.origin());
        assertEquals(ofFolder.evaluation().metrics(), ofFile.evaluation().metrics());
        assertEquals("r1", ofFile.name());
        assertFalse(ofFile.origin().design().isSeveralRuns());
        assertEquals(ids(ofFolder), ids(open(run.resolve("run.json"))), "its run.json is another name of a run");
    }

    @Test
    void aFolderOfRunsIsJoinedInTheOrderOfTimeAndEachRunCountsOnce() throws IOException {
        Path second = run("b-second", "2026-11-21T10:00:00Z", 600);
        Path first = run("c-first", "2026-11-20T10:00:00Z", 500);
        save(dir.resolve("runs/order-status/main.json"), first, second);
        Files.createSymbolicLink(dir.resolve("runs/latest"), Path.of("b-second"));
        Files.createSymbolicLink(dir.resolve("runs/again"), Path.of("c-first"));
        Baseline baseline = open(dir.resolve("runs"));
        assertEquals(List.of("c-first", "b-second"), ids(baseline));
        assertEquals("runs (2 runs)", baseline.name());
        assertEquals(60, baseline.evaluation().counts().get("calls"));
        Design design = baseline.origin().design();
        assertTrue(design.isSeveralRuns());
        assertEquals(0, design.runOfFirst(29));
        assertEquals(1, design.runOfFirst(30));
        assertFalse(notes(baseline).contains("passed over"), notes(baseline));
    }

    @Test
    void whatDoesNotFitIsPassedOverAndCounted() throws IOException {
        run("good", "2026-11-20T10:00:00Z", 500);
        run("slow", 42, StoredRuns.effective().put("concurrency", 50), StoredRuns.INPUTS);
        Path damaged = run("damaged", "2026-11-20T11:00:00Z", 500);
        Files.writeString(damaged.resolve("run.json"), "{\"schema_version\": 99}");
        RunRecord late = StoredRuns.record("late", "2026-11-20T12:00:00Z");
        StoredRuns.folder(dir.resolve("runs/late"), invalid(late), StoredRuns.answers(30, 500));
        StoredRuns.folder(dir.resolve("runs/mute"), StoredRuns.record("mute", "2026-11-20T13:00:00Z"), List.of());
        Files.writeString(dir.resolve("runs/package.json"), "{\"name\": \"x\"}");
        Files.writeString(dir.resolve("runs/notes.txt"), "nothing");
        Files.createSymbolicLink(dir.resolve("runs/loop"), dir.resolve("runs/loop"));
        Files.createSymbolicLink(dir.resolve("runs/up"), dir.resolve("runs"));
        Baseline baseline = open(dir.resolve("runs"));
        assertEquals(List.of("good"), ids(baseline));
        String notes = notes(baseline);
        assertTrue(notes.contains("runs were passed over"), notes);
        for (String part : List.of(
                "1 of another scenario, link or sounds",
                "1 that is invalid",
                "1 that has no turn in its journal",
                "damaged, which cannot be read",
                "package.json, which cannot be read")) {
            assertTrue(notes.contains(part), part + ": " + notes);
        }
    }

    private static RunRecord invalid(RunRecord it) {
        ObjectNode tree = StoredRuns.JSON.valueToTree(it);
        ((ObjectNode) tree.path("validity"))
                .put("valid", false)
                .putArray("reasons")
                .add("frames were late");
        return StoredRuns.JSON.convertValue(tree, RunRecord.class);
    }

    @Test
    void theCandidateIsNeverItsOwnBaseline() {
        Path own = StoredRuns.folder(dir.resolve("now"), now, StoredRuns.answers(30, 500));
        assertRefused(own, "is the run itself");
        Path file = save(dir.resolve("kept/main.json"), own);
        assertRefused(file, "is the run itself");
        assertRefused(dir.resolve("kept"), "There is no run in", "but this one perhaps");
        Path other = run("other", "2026-11-20T10:00:00Z", 500);
        assertEquals(List.of("other"), ids(open(save(dir.resolve("kept/two.json"), own, other))));
    }

    @Test
    void nothingUsableIsSaid() throws IOException {
        assertRefused(Files.createDirectory(dir.resolve("empty")), "There is no run in");
        assertRefused(dir.resolve("nowhere"), "There is no run in", "nowhere");
        Path loop = dir.resolve("loop");
        Files.createSymbolicLink(loop, loop);
        assertRefused(loop, "a link that leads nowhere");
        run("other", 42, StoredRuns.effective().put("concurrency", 50), StoredRuns.INPUTS);
        assertRefused(
                dir.resolve("runs"),
                "holds nothing that this run can be held against",
                "concurrency (50, now not set)");
        Path text = dir.resolve("text.json");
        Files.writeString(text, "k6 says hello");
        assertRefused(text, "is no whole JSON");
    }

    @Test
    void callersWhoDoOtherThingsAreRefusedUnlessForced() {
        ObjectNode other = StoredRuns.effective();
        ((ObjectNode) other.path("limits")).put("reply_ms", 5_000);
        Path patient = run("patient", 42, other, StoredRuns.INPUTS);
        assertRefused(patient, "differs from this run in limits.reply_ms (5000, now 8000)", "--force");
        assertTrue(notes(forced(patient)).contains("compared by --force"), notes(forced(patient)));
        assertRefused(
                run("sounds", 42, StoredRuns.effective(), new Inputs("0ther", StoredRuns.INPUTS.link())),
                "fixtures (0ther, now fa57)");
        assertRefused(
                run("codec", 42, StoredRuns.effective(), new Inputs("fa57", "openai-realtime, mulaw")),
                "link (openai-realtime, mulaw, now openai-realtime, pcm)");
        assertRefused(run("seed", 7, StoredRuns.effective(), StoredRuns.INPUTS), "seed (7, now 42)");
        assertTrue(
                forced(dir.resolve("runs/seed")).notes().stream().anyMatch(note -> note.contains("seed (7, now 42)")));
    }

    @Test
    void theAgentMayDifferAndSoMayNumbersAndNames() {
        ObjectNode other =
                StoredRuns.effective().put("calls", 500).put("slo_ms", 900).put("description", "other words");
        ((ObjectNode) other.at("/agent/endpointing")).put("silence_ms", 300);
        Baseline baseline = open(run("agent", 42, other, StoredRuns.INPUTS));
        assertEquals(
                List.of("the baseline's scenario differs in agent.endpointing.silence_ms (300, now 500)"),
                baseline.notes());
    }

    @Test
    void anEmptyBlockOfSettingsIsNoDifference() {
        ObjectNode bare = StoredRuns.effective();
        bare.putObject("agent");
        assertEquals(
                List.of("the baseline's scenario differs in agent.endpointing.silence_ms (not set, now 500)"),
                open(run("bare", 42, bare, StoredRuns.INPUTS)).notes());
    }

    @Test
    void whatAnOldRunDoesNotSayIsNotComparedAndSaid() {
        Baseline baseline = open(run("old", 42, StoredRuns.effective(), null));
        assertEquals(1, baseline.notes().size());
        assertTrue(notes(baseline).contains("the baseline does not say from which sounds"), notes(baseline));
    }

    @Test
    void runsOfSeveralSeedsStandForAny() {
        Path one = run("one", 1, StoredRuns.effective(), StoredRuns.INPUTS);
        Path two = run("two", 2, StoredRuns.effective(), StoredRuns.INPUTS);
        Path alike = run("alike", 1, StoredRuns.effective(), StoredRuns.INPUTS);
        assertEquals(2, ids(open(save(dir.resolve("both.json"), one, two))).size());
        assertRefused(save(dir.resolve("alike.json"), one, alike), "seed (1, now 42)");
    }

    @Test
    void ofManyRunsTheNewestAreTaken() {
        List<Turn> turns = StoredRuns.answers(6, 500);
        for (int i = 0; i < BaselineSource.MOST_RUNS + 3; i++) {
            RunRecord record = StoredRuns.record("r" + i, String.format("2026-11-20T10:%02d:00Z", i));
            StoredRuns.folder(dir.resolve("runs/r" + i), record, turns);
        }
        Baseline baseline = open(dir.resolve("runs"));
        assertEquals(BaselineSource.MOST_RUNS, baseline.origin().runs().size());
        assertEquals("r3", ids(baseline).getFirst());
        assertTrue(notes(baseline).contains("the newest 50 are taken"), notes(baseline));
    }

    @Test
    void joinedCallsKeepTheirTurnsTogetherWhateverTheirNumbers() {
        Turn far = StoredRuns.answers(1, 700).getFirst().ofCall(Integer.MAX_VALUE);
        Turn below = StoredRuns.answers(1, 800).getFirst().ofCall(-5);
        StoredRun odd = new StoredRun(now, List.of(far, below), List.of(), List.of());
        Baseline joined = Baseline.joined("x", List.of(odd, odd, odd), OptionalLong.empty());
        assertEquals(6, joined.evaluation().counts().get("calls"));
        assertEquals(
                List.of(0, 2, 4),
                joined.origin().runs().stream()
                        .map(Baseline.Origin.Run::firstCall)
                        .toList());
    }

    @Test
    void aBaselineOfMissedTurnsOrOfTwoDecidesNothing() {
        RunRecord record = StoredRuns.record("was", "2026-11-20T10:00:00Z");
        List<Turn> missed = StoredRuns.answers(30, 500).stream()
                .map(turn -> Turns.missed(turn.call(), 1, 8_000))
                .toList();
        Path silent = StoredRuns.folder(dir.resolve("silent"), record, missed);
        Path tiny = StoredRuns.folder(dir.resolve("tiny"), record, StoredRuns.answers(2, 500));
        Evaluation is = Evaluation.of(StoredRuns.answers(30, 900), 42);
        List<Rule> rules = List.of(Rule.parse("ttfa p95 regresses < 5 %"), Rule.parse("ttfa p50 regresses < 5 %"));
        for (Path path : List.of(save(dir.resolve("s.json"), silent), save(dir.resolve("t.json"), tiny))) {
            Gates.Judgement judgement = Gates.judge(rules, is, StoredRuns.VALID, Optional.of(open(path)), 42);
            assertFalse(judgement.verdict() == RunRecord.Verdict.FAIL, judgement.toString());
            assertFalse(judgement.toString().contains("NaN"), judgement.toString());
        }
    }

    @Test
    void aReachShrinksWithMoreCalls() {
        double few = reach(30);
        double many = reach(480);
        assertTrue(many < few, many + " is not below " + few);
        assertTrue(few > 0.05 && few < 1.5, "few: " + few);
        assertTrue(BaselineReach.of(open(run("short", "2026-11-20T10:00:00Z", 500)), "ttfa", 0.95)
                .isEmpty());
    }

    private double reach(int calls) {
        Path run = StoredRuns.folder(
                dir.resolve("reach" + calls), StoredRuns.record("reach", "2026-11-20T10:00:00Z"), spread(calls));
        return BaselineReach.of(open(run), "ttfa", 0.95).orElseThrow().share();
    }

    /** Log-normal turns, five a call: median 800 ms, P95 about 1.8 s. */
    private static List<Turn> spread(int calls) {
        Random random = new Random(1);
        return IntStream.range(0, calls * 5)
                .mapToObj(i ->
                        Turns.answered(i / 5, 1 + i % 5, Math.round(800 * Math.exp(0.5 * random.nextGaussian()))))
                .toList();
    }

    @Test
    void aMakerTakesNothingInvalidWhateverIsForced() {
        RunRecord record = StoredRuns.record("late", "2026-11-20T10:00:00Z");
        Path late = StoredRuns.folder(dir.resolve("late"), invalid(record), StoredRuns.answers(30, 500));
        for (boolean force : new boolean[] {false, true}) {
            MeasureException refused = assertThrows(
                    MeasureException.class, () -> BaselineMaker.of("main", Optional.empty(), List.of(late), force));
            assertTrue(String.valueOf(refused.getMessage())
                    .contains("is invalid (frames were late), so it never becomes a baseline"));
        }
    }

    @Test
    void aMakerKeepsTheNewestAndCountsWhatItKnew() {
        Path first = run("first", "2026-11-20T10:00:00Z", 500);
        Path second = run("second", "2026-11-21T10:00:00Z", 500);
        BaselineFile before = BaselineMaker.of("main", Optional.empty(), List.of(second), false)
                .file();
        BaselineMaker.Made made = BaselineMaker.of("main", Optional.of(before), List.of(first, second, first), false);
        assertEquals(2, made.known());
        assertEquals(
                List.of("first", "second"),
                made.file().runs().stream().map(run -> run.record().runId()).toList());
        Path other = run("other", 42, StoredRuns.effective().put("concurrency", 9), StoredRuns.INPUTS);
        MeasureException refused = assertThrows(
                MeasureException.class, () -> BaselineMaker.of("main", Optional.empty(), List.of(first, other), false));
        assertTrue(String.valueOf(refused.getMessage()).contains("concurrency (not set, now 9)"), refused.getMessage());
        assertEquals(
                2,
                BaselineMaker.of("main", Optional.empty(), List.of(first, other), true)
                        .file()
                        .runs()
                        .size());
        assertEquals("first", new RunFolder(first).read().runId());
    }
}
