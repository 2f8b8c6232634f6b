package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.gate.ExitCode;
import io.turngap.measure.RunRecord;
import io.turngap.measure.StoredRuns;
import io.turngap.measure.Turn;
import io.turngap.measure.Turns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code baseline save|show|list}, {@code --baseline FILE|DIR}, {@code --force}, {@code check --json}. */
class BaselineCommandTest {

    private static final String GATE = "ttfa p95 regresses < 5 %";

    @TempDir
    Path dir;

    private Cli.Result turngap(Object... args) {
        return Cli.run(Arrays.stream(args).map(String::valueOf).toArray(String[]::new));
    }

    private Path run(String id, String startedAt, int firstMs) {
        return run(StoredRuns.record(id, startedAt), StoredRuns.answers(60, firstMs));
    }

    private Path run(RunRecord record, List<Turn> turns) {
        return StoredRuns.folder(dir.resolve("runs").resolve(record.runId()), record, turns);
    }

    private Cli.Result save(Object... args) {
        Object[] all = new Object[args.length + 4];
        System.arraycopy(args, 0, all, 4, args.length);
        all[0] = "baseline";
        all[1] = "save";
        all[2] = "--dir";
        all[3] = dir.resolve("baselines");
        return turngap(all);
    }

    private Path file(String name) {
        return dir.resolve("baselines/order-status/" + name + ".json");
    }

    @Test
    void aSavedBaselineGivesToTheDigitWhatItsRunGives() throws IOException {
        Path was = run(StoredRuns.record("was", "2026-11-20T10:00:00Z"), StoredRuns.pipeline(60, 5, 1));
        Path is = run(StoredRuns.record("is", "2026-11-21T10:00:00Z"), StoredRuns.pipeline(60, 5, 2));
        save(was)
                .exits(ExitCode.PASS)
                .says("1 run, 60 calls, 300 turns", "git add", file("main").toString());
        List<String> gates = List.of(
                "--gate", GATE, "--gate", "endpointing p50 regresses < 5 %", "--gate", "missed regresses < 2 %");
        JsonNode ofRun = check(is, was, gates);
        assertEquals(ofRun, check(is, file("main"), gates));
        assertEquals(ofRun, check(is, dir.resolve("baselines"), gates));
        assertEquals(3, ofRun.path("gates").size());
        assertEquals("is", ofRun.path("run_id").asText());
        assertEquals("pass", ofRun.path("verdict").asText());
    }

    private JsonNode check(Path run, Path baseline, List<String> gates) throws IOException {
        Object[] args = new Object[5 + gates.size()];
        List<Object> first = List.of("check", run, "--baseline", baseline, "--json");
        for (int i = 0; i < args.length; i++) {
            args[i] = i < 5 ? first.get(i) : gates.get(i - 5);
        }
        return Cli.JSON.readTree(turngap(args).exits(ExitCode.PASS).out());
    }

    @Test
    void runsAreAddedReplacedAndListed() throws IOException {
        Path first = run("first", "2026-11-20T10:00:00Z", 500);
        Path second = run("second", "2026-11-21T10:00:00Z", 520);
        save(first).exits(ExitCode.PASS);
        save(second, "--append").exits(ExitCode.PASS).says("2 runs, 120 calls");
        save(second, "--append").exits(ExitCode.PASS).says("2 runs, 120 calls", "count once");
        save(second, "--as", "release-2").exits(ExitCode.PASS);
        save(second).exits(ExitCode.PASS).says("1 run, 60 calls", "it replaces one of 2026-11-21T10:00:00Z");
        Files.writeString(file("broken"), "{\"kind\": \"turngap");
        turngap("baseline", "list", dir.resolve("baselines"))
                .exits(ExitCode.PASS)
                .says(
                        file("main") + "  Order status, 1 run, 60 calls, 60 turns, ttfa P50 549 ms",
                        file("release-2").toString(),
                        file("broken") + "  cannot be used: ");
        turngap("baseline", "list", dir.resolve("runs")).exits(ExitCode.PASS).says("first", "second");
        turngap("baseline", "list", dir.resolve("nowhere"))
                .exits(ExitCode.USAGE)
                .says("baseline save");
    }

    @Test
    void showSaysWhatItIsAndWhatItCanTell() {
        Path first = run("first", "2026-11-20T10:00:00Z", 500);
        Path second = run("second", "2026-11-21T10:00:00Z", 520);
        save(first, second, "--as", "two").exits(ExitCode.PASS);
        turngap("baseline", "show", file("two"))
                .exits(ExitCode.PASS)
                .says(
                        "baseline two",
                        "scenario  Order status",
                        "run       first, 2026-11-20T10:00:00Z, 60 calls, 60 turns, seed 42, bundled, turngap 1.0",
                        "callers   link openai-realtime, pcm; sounds fa57",
                        "four times in five",
                        "ttfa p50: slower by",
                        "ttfa p95: slower by");
        turngap("baseline", "show", first)
                .exits(ExitCode.PASS)
                .says("run first", "ttfa p95: nothing; an interval of it needs 72 independent turns");
        turngap("baseline", "show", dir.resolve("runs")).exits(ExitCode.USAGE).says("baseline list");
    }

    @Test
    void whatIsNoBaselineIsNeverSaved() throws IOException {
        ObjectNode late = StoredRuns.JSON.valueToTree(StoredRuns.record("late", "2026-11-20T10:00:00Z"));
        ((ObjectNode) late.path("validity"))
                .put("valid", false)
                .putArray("reasons")
                .add("frames were late");
        Path invalid = run(StoredRuns.JSON.convertValue(late, RunRecord.class), StoredRuns.answers(60, 500));
        save(invalid, "--force")
                .exits(ExitCode.USAGE)
                .says("is invalid (frames were late), so it never becomes a baseline");
        Path empty = run(StoredRuns.record("empty", "2026-11-20T10:00:00Z"), List.of());
        save(empty).exits(ExitCode.USAGE).says("has no turn in its journal");
        save(dir.resolve("runs")).exits(ExitCode.USAGE).says("There is no run in");
        save(dir.resolve("nowhere")).exits(ExitCode.USAGE).says("There is no run in");
        Path good = run("good", "2026-11-20T10:00:00Z", 500);
        save(good, "--as", "../../etc/x").exits(ExitCode.USAGE).says("--as is");
        assertFalse(Files.exists(dir.resolve("baselines")), "nothing was written");
        Files.createDirectories(file("main").getParent());
        Files.writeString(file("main"), "{\"name\": \"a file of somebody\"}");
        save(good).exits(ExitCode.USAGE).says("is JSON of another kind");
        save(good, "--force").exits(ExitCode.PASS);
    }

    @Test
    void anotherScenarioIsRefusedWithBothValuesAndTakenByForce() throws IOException {
        ObjectNode other = StoredRuns.effective();
        ((ObjectNode) other.path("limits")).put("reply_ms", 5_000);
        Path was = run(
                StoredRuns.record("was", "2026-11-20T10:00:00Z", 42, other, StoredRuns.INPUTS),
                StoredRuns.answers(60, 500));
        Path is = run("is", "2026-11-21T10:00:00Z", 900);
        turngap("check", is, "--baseline", was, "--gate", GATE)
                .exits(ExitCode.USAGE)
                .says("limits.reply_ms (5000, now 8000)", "--force");
        turngap("report", is, "--baseline", was, "--gate", GATE, "--force")
                .exits(ExitCode.GATE_FAILED)
                .says("compared by --force");
        for (String file : List.of("report.html", "summary.md", "junit.xml")) {
            String text = Files.readString(is.resolve(file)).replace("\\", "");
            assertTrue(text.contains("limits.reply_ms (5000, now 8000)"), file);
        }
        JsonNode json = Cli.runJson(is);
        turngap("report", is, "--gate", GATE).exits(ExitCode.GATE_FAILED);
        assertEquals(json, Cli.runJson(is), "without the options the same comes of it");
    }

    @Test
    void aRunThatWasJudgedByAFolderIsJudgedByTheSameRunsAgain() throws IOException {
        run("a", "2026-11-20T10:00:00Z", 500);
        run("b", "2026-11-21T10:00:00Z", 510);
        Path is = StoredRuns.folder(
                dir.resolve("is"), StoredRuns.record("is", "2026-11-22T10:00:00Z"), StoredRuns.answers(60, 500));
        turngap("report", is, "--baseline", dir.resolve("runs"))
                .exits(ExitCode.PASS)
                .says("runs (2 runs)");
        JsonNode json = Cli.runJson(is);
        run("c", "2026-11-21T12:00:00Z", 100);
        turngap("report", is).exits(ExitCode.PASS);
        assertEquals(json.path("gates"), Cli.runJson(is).path("gates"));
        turngap("report", is, "--baseline", dir.resolve("runs")).says("runs (3 runs)");
    }

    @Test
    void aSimulatedRunNotesItsInputsAndIsNoBaselineOfARealOne() throws IOException {
        Path scenario = Path.of("scenarios", "01-order-status.yaml").toAbsolutePath();
        Path simulated = dir.resolve("simulated");
        turngap("simulate", scenario, "--calls", 12, "--out", simulated).exits(ExitCode.PASS);
        assertEquals(
                "{\"fixtures\":\"\",\"link\":\"none (virtual timeline)\"}",
                Cli.runJson(simulated).path("inputs").toString());
        save(simulated).exits(ExitCode.PASS).says("12 calls");
        Path again = dir.resolve("again");
        turngap(
                        "simulate",
                        scenario,
                        "--calls",
                        10,
                        "--seed",
                        5,
                        "--out",
                        again,
                        "--baseline",
                        dir.resolve("baselines"))
                .exits(ExitCode.USAGE)
                .says("seed (");
        assertFalse(Files.exists(again), "no call is made for a comparison that cannot be");
        turngap("run", scenario, "--calls", 1, "--out", again, "--baseline", simulated)
                .exits(ExitCode.USAGE)
                .says("link (none (virtual timeline), now openai-realtime, pcm)");
        turngap("run", scenario, "--calls", 1, "--out", again, "--baseline", simulated, "--set", "limits.reply_ms=3000")
                .exits(ExitCode.USAGE)
                .says("limits.reply_ms (10000, now 3000)");
        assertFalse(Files.exists(again));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "hello\nworld\n",
                "{\"type\":\"Point\",\"metric\":\"http_req_duration\",\"data\":{\"value\":12.5}}\n{\"metric\":\"vus\"}\n",
                "{\"log\":{\"version\":\"1.2\",\"entries\":[]}}\n",
                "{\"call\":\"one\",\"turn\":1,\"outcome\":\"answered\"}\n[]\nnull\n7\n",
                "{\"call\":0,\"turn\":1,\"outcome\":\"answered\",\"milestones_us\":{\"first_audible\":\"soon\"}}\n"
            })
    void aForeignJournalNeverPasses(String journal) throws IOException {
        Path is = run("is", "2026-11-21T10:00:00Z", 500);
        Files.writeString(is.resolve("turns.jsonl"), journal);
        turngap("check", is, "--gate", "ttfa p50 < 5 s")
                .exits(ExitCode.INVALID)
                .says("INVALID")
                .hasNoStackTrace();
        save(is).exits(ExitCode.USAGE).says("has no turn in its journal").hasNoStackTrace();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"schema_version\": 2}",
                "{\"schema_version\": 0}",
                "{\"name\": \"npm\"}",
                "",
                "[]",
                "not json",
                "null"
            })
    void aForeignRunJsonIsRefused(String text) throws IOException {
        Path is = run("is", "2026-11-21T10:00:00Z", 500);
        Path good = run("good", "2026-11-20T10:00:00Z", 500);
        Files.writeString(is.resolve("run.json"), text);
        turngap("check", is).exits(ExitCode.USAGE).hasNoStackTrace();
        turngap("check", good, "--baseline", is).exits(ExitCode.USAGE).hasNoStackTrace();
        save(is).exits(ExitCode.USAGE).hasNoStackTrace();
    }

    @Test
    void anOlderJournalWithFewerFieldsIsRead() throws IOException {
        Path is = run("is", "2026-11-21T10:00:00Z", 500);
        StringBuilder lines = new StringBuilder();
        for (int call = 0; call < 40; call++) {
            lines.append("{\"call\":" + call
                    + ",\"turn\":1,\"outcome\":\"answered\",\"milestones_us\":{\"speech_end\":0,\"first_audible\":"
                    + (500_000 + call) + "}}\n");
        }
        Files.writeString(is.resolve("turns.jsonl"), lines + "{\"call\":40,\"tu");
        turngap("check", is, "--gate", "ttfa p50 < 5 s").exits(ExitCode.PASS).says("torn off");
        save(is).exits(ExitCode.PASS).says("40 calls, 40 turns");
    }

    @Test
    void aBaselineOfTwoTurnsOrOfMissedOnesIsUnsureAndHasNoNaN() {
        Path is = run("is", "2026-11-21T10:00:00Z", 500);
        RunRecord was = StoredRuns.record("was", "2026-11-20T10:00:00Z");
        List<Turn> missed = IntStream.range(0, 60)
                .mapToObj(call -> Turns.missed(call, 1, 8_000))
                .toList();
        Path tiny = StoredRuns.folder(dir.resolve("tiny"), was, StoredRuns.answers(2, 500));
        Path silent = StoredRuns.folder(dir.resolve("silent"), was, missed);
        save(tiny, "--as", "tiny").exits(ExitCode.PASS);
        save(silent, "--as", "silent").exits(ExitCode.PASS);
        Cli.Result two = turngap("check", is, "--baseline", file("tiny"), "--gate", GATE, "--unsure", "fail", "--json")
                .exits(ExitCode.UNSURE);
        assertFalse(two.out().contains("NaN"), two.out());
        Cli.Result none = turngap("check", is, "--baseline", file("silent"), "--gate", GATE, "--json")
                .hasNoStackTrace();
        assertFalse(none.out().contains("NaN"), none.out());
        turngap("baseline", "show", file("tiny")).exits(ExitCode.PASS).says("ttfa p50: nothing");
        turngap("baseline", "show", file("silent")).exits(ExitCode.PASS).hasNoStackTrace();
        Cli.Result worse = turngap("check", silent, "--baseline", tiny, "--gate", GATE, "--json")
                .hasNoStackTrace();
        assertFalse(worse.out().contains("NaN"), worse.out());
    }
}
