package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.turngap.gate.ExitCode;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.Summary;
import io.turngap.measure.RunRecord.Validity;
import io.turngap.measure.RunRecord.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path dir;

    /** A run on day {@code day} with this P95 of TTFA, of which endpointing has a part. */
    private Path run(String id, int day, double p95, double endpointing, boolean valid, String effective)
            throws IOException {
        RunFolder folder = RunFolder.create(dir.resolve(id));
        Validity validity = valid ? TestRuns.VALID : TestRuns.VALID.withFirst("frames were 80 ms late");
        folder.write(new RunRecord(
                RunRecord.SCHEMA_VERSION,
                id,
                true,
                String.format("2026-11-%02dT10:00:00Z", day),
                60_000,
                new RunRecord.ScenarioInfo(
                        "order-status", "", "s.yaml", "digest-" + id, 100, 4, List.of(), JSON.readTree(effective)),
                day,
                new RunRecord.AgentInfo("bundled", "openai-realtime", Map.of(), List.of()),
                Map.of(),
                Map.of(),
                validity,
                Map.of("ttfa", summary(p95)),
                Map.of("endpointing", summary(endpointing), "llm", summary(400)),
                RunRecord.Rates.NONE,
                Map.of("calls", 100L),
                List.of(),
                valid ? Verdict.PASS : Verdict.INVALID));
        return folder.root();
    }

    private static Summary summary(double p95) {
        return new Summary(
                400,
                p95 * 0.6,
                p95 * 0.9,
                p95,
                p95 * 1.3,
                p95 * 1.5,
                Map.of("p95_ms", List.of(p95 * 0.92, p95 * 1.08)),
                Map.of(),
                0);
    }

    private static String callers(int silenceMs, String noise) {
        return "{\"agent\":{\"endpointing\":{\"silence_ms\":" + silenceMs + "}},\"caller\":{\"noise\":\"" + noise
                + "\"},\"calls\":100}";
    }

    /** Seven runs at one level, five a quarter above; the agent's setting changed between, which is no other series. */
    private void twelve() throws IOException {
        for (int i = 1; i <= 12; i++) {
            boolean slow = i > 7;
            double wobble = 1 + (i % 3 - 1) * 0.02;
            run("r" + i, i, (slow ? 1_000 : 800) * wobble, slow ? 700 : 500, true, callers(slow ? 700 : 500, "none"));
        }
    }

    @Test
    void theRunFromWhichOnItIsSlowerIsNamedAndTheStageThatGrew() throws IOException {
        twelve();
        Cli.run("history", dir.toString())
                .exits(ExitCode.PASS)
                .says(
                        "order-status: ttfa",
                        "12 runs of bundled",
                        "1 change in 12 valid runs",
                        "P95 up 25 % from r8 on",
                        "the stage that grew most is endpointing, from 500 ms to 700 ms",
                        "Page: " + dir.resolve("history.html"));
    }

    @Test
    void theSameAsJsonForPrograms() throws IOException {
        twelve();
        JsonNode history =
                JSON.readTree(Cli.run("history", dir.toString(), "--json").out());
        JsonNode series = history.at("/series/0");
        assertEquals(12, series.at("/runs").size());
        assertEquals("r1", series.at("/runs/0/run_id").asText());
        assertEquals(784, series.at("/runs/2/points/p95/ms").asDouble(), 1e-9);
        assertEquals("r8", series.at("/shifts/0/from_run").asText());
        assertEquals(7, series.at("/shifts/0/at").asInt());
        assertEquals(25, series.at("/shifts/0/percent").asDouble(), 3);
        assertEquals("endpointing", series.at("/shifts/0/stage/stage").asText());
        assertFalse(Files.exists(dir.resolve("history.html")));
    }

    @Test
    void thePageShowsEveryRunAndLeadsToItsReport() throws IOException {
        twelve();
        Files.writeString(dir.resolve("r3/report.html"), "");
        Path out = dir.resolve("pages here");
        Cli.run("history", dir.toString(), "--out", out.toString()).exits(ExitCode.PASS);
        String page = Files.readString(out.resolve("history.html"));
        assertTrue(page.contains("href=\"../r3/report.html\""), page);
        assertFalse(page.contains("r4/report.html"));
        assertTrue(page.contains("class=\"his-shift\"") && page.contains("P95 +"), page);
        assertFalse(page.contains("http://") || page.contains("https://"), "a page without network");
        for (int i = 1; i <= 12; i++) {
            assertTrue(page.contains("r" + i + ", 2026-11-"), "run r" + i);
        }
    }

    @Test
    void invalidRunsAreShownAndMoveNothing() throws IOException {
        for (int i = 1; i <= 6; i++) {
            run("good" + i, i, 800 + i, 500, true, callers(500, "none"));
        }
        for (int i = 7; i <= 12; i++) {
            run("late" + i, i, 4_000, 500, false, callers(500, "none"));
        }
        Cli.run("history", dir.toString())
                .exits(ExitCode.PASS)
                .says("late12  (left out: invalid: frames were 80 ms late)", "No change in 6 valid runs.");
    }

    @Test
    void fewRunsCannotTell() throws IOException {
        run("a", 1, 800, 500, true, callers(500, "none"));
        run("b", 2, 8_000, 500, true, callers(500, "none"));
        Cli.run("history", dir.toString()).exits(ExitCode.PASS).says("2 of 5 valid runs that it takes to tell");
    }

    @Test
    void otherCallersAreAnotherSeries() throws IOException {
        run("quiet", 1, 800, 500, true, callers(500, "none"));
        run("noisy", 2, 900, 500, true, callers(500, "cafe"));
        JsonNode history =
                JSON.readTree(Cli.run("history", dir.toString(), "--json").out());
        assertEquals(2, history.at("/series").size());
        assertEquals("noisy", history.at("/series/0/runs/0/run_id").asText());
        Cli.run("history", dir.toString(), "--scenario", "other")
                .exits(ExitCode.USAGE)
                .says("No run of a scenario 'other'");
    }

    @Test
    void aStageCanBeLookedAtAndAnUnknownMetricNamesThoseThatAre() throws IOException {
        twelve();
        Cli.run("history", dir.toString(), "--metric", "endpointing")
                .exits(ExitCode.PASS)
                .says("order-status: endpointing", "up 40 % from r8 on");
        Cli.run("history", dir.toString(), "--metric", "barge_in_stop").says("it has no P95 of barge_in_stop");
        Cli.run("history", dir.toString(), "--metric", "speed")
                .exits(ExitCode.USAGE)
                .says("--metric speed", "barge_in_stop", "endpointing");
        Cli.run("history", dir.toString(), "--percentile", "p75")
                .exits(ExitCode.USAGE)
                .says("p75", "[p50, p95, p99]");
    }

    @Test
    void whatIsDamagedOrForeignIsNamedAndTheRestGoesOn() throws IOException {
        run("whole", 1, 800, 500, true, callers(500, "none"));
        Files.createDirectories(dir.resolve("notes"));
        Files.createDirectories(dir.resolve("torn"));
        Files.writeString(dir.resolve("torn/run.json"), "{\"schema_version\": 1, \"run_id\":");
        Files.createDirectories(dir.resolve("killed"));
        Files.writeString(dir.resolve("killed/turns.jsonl"), "");
        Files.createDirectories(dir.resolve("newer"));
        Files.writeString(dir.resolve("newer/run.json"), "{\"schema_version\": 99}");
        Files.createDirectories(dir.resolve("undated"));
        Files.writeString(dir.resolve("undated/run.json"), "{\"schema_version\": 1, \"started_at\": \"noon\"}");
        Files.createSymbolicLink(dir.resolve("latest"), Path.of("whole"));
        Cli.run("history", dir.toString())
                .exits(ExitCode.PASS)
                .says(
                        "1 run of",
                        "notes: no run",
                        "torn/run.json is",
                        "There is no file",
                        "schema_version 99",
                        "'noon'")
                .hasNoStackTrace();
    }

    @Test
    void anEmptyFolderAndNoneAreRefused() throws IOException {
        Cli.run("history", dir.toString())
                .exits(ExitCode.USAGE)
                .says("No run was found in " + dir, "it holds none", "run.json");
        Cli.run("history", dir.resolve("nowhere").toString())
                .exits(ExitCode.USAGE)
                .says("There is no folder");
    }
}
