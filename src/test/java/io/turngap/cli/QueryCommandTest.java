package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.turngap.gate.ExitCode;
import io.turngap.measure.Evaluation;
import io.turngap.measure.Metrics;
import io.turngap.measure.Outcome;
import io.turngap.measure.RunFolder;
import io.turngap.measure.Share;
import io.turngap.measure.Turn;
import io.turngap.measure.Turns;
import io.turngap.measure.Waterfall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueryCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path dir;

    private Path run = Path.of("");
    private List<Turn> turns = List.of();

    @BeforeEach
    void aRunOfAllKindsOfTurns() {
        List<Turn> made = new ArrayList<>(TestRuns.answers(20));
        made.add(Turns.of(20, 1, Outcome.MISSED));
        made.add(Turns.of(21, 1, Outcome.CUT_OFF));
        made.add(Turns.of(22, 1, Outcome.ERROR));
        made.add(Turns.of(23, Turn.GREETING, Outcome.ERROR));
        turns = List.copyOf(made);
        run = TestRuns.folder(dir.resolve("runs/one"), true, TestRuns.VALID, List.of("ttfa p95 < 800 ms"), turns);
        Cli.run("report", run.toString());
    }

    private JsonNode ask(String sql, String... more) throws IOException {
        List<String> words =
                new ArrayList<>(List.of("query", sql, dir.resolve("runs").toString(), "--format", "json"));
        words.addAll(List.of(more));
        return JSON.readTree(
                Cli.run(words.toArray(String[]::new)).exits(ExitCode.PASS).out());
    }

    @Test
    void theValuesOfTurnsAreThoseOfMetricsAndWaterfalls() throws IOException {
        JsonNode rows = ask("select * from turns order by call, turn");
        assertEquals(turns.size(), rows.size());
        for (int i = 0; i < turns.size(); i++) {
            Turn turn = turns.get(i);
            JsonNode row = rows.get(i);
            assertEquals(turn.outcome().wireName(), row.path("outcome").asText());
            for (String metric : Metrics.NAMES) {
                Metrics.Value value = Metrics.of(turn).get(metric);
                JsonNode cell = row.path(metric + "_ms");
                assertEquals(value == null, cell.isNull() || cell.isMissingNode(), metric + " of " + turn);
                if (value != null) {
                    assertEquals(value.us() / 1_000.0, cell.asDouble(), 0, metric);
                }
            }
            Waterfall.of(turn)
                    .ifPresent(waterfall -> waterfall
                            .stagesUs()
                            .forEach((stage, us) -> assertEquals(
                                    us / 1_000.0,
                                    row.path(stage.wireName() + "_ms").asDouble(),
                                    0,
                                    stage.wireName())));
        }
    }

    @Test
    void theStagesOfATurnAddUpToItsTtfa() throws IOException {
        JsonNode off = ask(
                "select count(*) as n, count(distinct call) as calls from (select call, turn, sum(ms) as ms from stages"
                        + " group by all) join turns using (call, turn) where abs(ms - ttfa_ms) < 1e-6");
        assertTrue(off.at("/0/n").asInt() >= 20, off.toString());
    }

    @Test
    void ratesAreThoseOfTheReport() throws IOException {
        Evaluation evaluation = Evaluation.of(turns, 42);
        JsonNode rates = ask("select avg(missed::int) as missed, avg(false_cut_off::int) as false_cut_off from turns");
        assertEquals(
                evaluation.share(Share.MISSED).rate(), rates.at("/0/missed").asDouble(), 1e-12);
        assertEquals(
                evaluation.share(Share.FALSE_CUT_OFF).rate(),
                rates.at("/0/false_cut_off").asDouble(),
                1e-12);
        JsonNode said = ask("select missed, p50_ms, verdict, started_at from runs");
        JsonNode written = Cli.runJson(run);
        assertEquals(written.at("/rates/missed"), said.at("/0/missed"));
        assertEquals(written.at("/metrics/ttfa/p50_ms"), said.at("/0/p50_ms"));
        assertEquals(written.at("/verdict"), said.at("/0/verdict"));
        assertTrue(said.at("/0/started_at").asText().startsWith("2026-11-23 13:05:01"), said.toString());
    }

    @Test
    void gatesAndPercentilesStandInTablesOfTheirOwn() throws IOException {
        JsonNode gates = ask("select rule, allowed, unit from gates where metric = 'ttfa'");
        assertEquals("ttfa p95 < 800 ms", gates.at("/0/rule").asText());
        assertEquals(800, gates.at("/0/allowed").asDouble());
        JsonNode median = ask("select ms, low_ms from percentiles where name = 'ttfa' and percentile = 'p50'");
        assertEquals(
                Cli.runJson(run).at("/metrics/ttfa/ci95/p50_ms/0").asDouble(),
                median.at("/0/low_ms").asDouble());
    }

    @Test
    void textsComeBackAsTheyStandInTheJournal() throws IOException {
        String odd = "a \"quoted\", comma;\nline\tand, \\ | ünï";
        TestRuns.folder(
                dir.resolve("odd/one"),
                true,
                TestRuns.VALID,
                List.of(),
                List.of(Turns.of(0, 1, Outcome.MISSED), Turns.answered(1, 1, 500)));
        Path journal = dir.resolve("odd/one/turns.jsonl");
        Files.writeString(
                journal,
                JSON.writeValueAsString(JSON.createObjectNode()
                                .put("call", 0)
                                .put("turn", 1)
                                .put("outcome", "missed")
                                .put("detail", odd))
                        + "\n");
        JsonNode row = JSON.readTree(Cli.run(
                        "query",
                        "select detail, utterance, ttfa_ms from turns",
                        dir.resolve("odd").toString(),
                        "--format",
                        "json")
                .exits(ExitCode.PASS)
                .out());
        assertEquals(odd, row.at("/0/detail").asText());
        assertEquals("", row.at("/0/utterance").asText());
        assertTrue(row.at("/0/ttfa_ms").isNull());
        Cli.run("query", "select detail from turns", dir.resolve("odd").toString(), "--format", "csv")
                .exits(ExitCode.PASS)
                .says("detail\r\n\"a \"\"quoted\"\", comma;\nline");
        Cli.run("query", "select detail, 1 as n from turns", dir.resolve("odd").toString(), "--format", "markdown")
                .exits(ExitCode.PASS)
                .says("| detail", "\\|", "-: |");
    }

    @Test
    void aTableIsAligned() {
        Cli.run("query", "select 'a' as name, 1.23456 as ms union all select 'longer', 20 order by 1", run.toString())
                .exits(ExitCode.PASS)
                .says("name       ms", "a       1.235", "longer     20", "(2 rows)");
    }

    @Test
    void aMistakeIsToldInDuckDbsWords() {
        Cli.run("query", "selct 1", run.toString())
                .exits(ExitCode.USAGE)
                .says("Parser Error: syntax error at or near \"selct\"")
                .hasNoStackTrace();
        Cli.run("query", "select ttfa from turns", run.toString())
                .exits(ExitCode.USAGE)
                .says("Binder Error", "ttfa_ms");
        Cli.run("query").exits(ExitCode.USAGE).says("No SQL was given", "--schema");
    }

    @Test
    void aQuestionReachesNoFile() throws IOException {
        Path secret = Files.writeString(dir.resolve("secret.csv"), "a,b\n1,2\n");
        Path out = dir.resolve("out.csv");
        for (String sql : List.of(
                "select * from read_csv('" + secret + "')",
                "copy turns to '" + out + "'",
                "attach '" + dir.resolve("x.db") + "'",
                "set enable_external_access = true",
                "set memory_limit = '100GB'",
                "install httpfs")) {
            Cli.run("query", sql, run.toString()).exits(ExitCode.USAGE).hasNoStackTrace();
        }
        assertFalse(Files.exists(out));
    }

    @Test
    void aParquetFileThatCannotBeWrittenIsNamedAndIsNoFaultOfTheQuestion() throws IOException {
        Path to = dir.resolve("parquet");
        Files.createDirectories(to.resolve("runs.parquet/taken"));
        Cli.run("query", dir.resolve("runs").toString(), "--parquet", to.toString())
                .exits(ExitCode.INTERNAL)
                .says("runs.parquet");
    }

    @Test
    void parquetFilesHoldTheTables() throws IOException {
        Path to = dir.resolve("it's parquet");
        Cli.run("query", dir.resolve("runs").toString(), "--parquet", to.toString())
                .exits(ExitCode.PASS)
                .says("turns.parquet");
        for (String name : List.of("runs", "turns", "calls", "stages", "gates", "percentiles")) {
            byte[] bytes = Files.readAllBytes(to.resolve(name + ".parquet"));
            assertEquals("PAR1", new String(bytes, 0, 4, java.nio.charset.StandardCharsets.US_ASCII));
        }
    }

    @Test
    void aDamagedRunIsNamedAndTheOthersAreAsked() throws IOException {
        Path torn = Files.createDirectories(dir.resolve("runs/torn"));
        Files.writeString(torn.resolve("run.json"), "{");
        TestRuns.answered(new RunFolder(run).against(), 3);
        Cli.Result result = Cli.run(
                        "query",
                        "select run_id from runs order by 1",
                        dir.resolve("runs").toString())
                .exits(ExitCode.PASS)
                .says("note: passed over", "torn", "one/against", "(2 rows)");
        assertFalse(result.out().contains("passed over"), "notes go beside the answer");
        Cli.run("query", "select 1", torn.toString()).exits(ExitCode.USAGE).says("None of the 1 runs");
        Cli.run("query", "select 1", dir.resolve("nowhere").toString())
                .exits(ExitCode.USAGE)
                .says("There is no folder");
    }

    @Test
    void aRunThatIsNamedTwiceIsOne() throws IOException {
        Path link = Files.createSymbolicLink(dir.resolve("latest"), run);
        String sql = "select count(*) as n from runs";
        Cli.run(
                        "query",
                        sql,
                        run.toString(),
                        link.toString(),
                        dir.resolve("runs").toString(),
                        "--format",
                        "csv")
                .exits(ExitCode.PASS)
                .says("n\r\n1\r\n");
    }

    @Test
    void theSchemaNamesWhatCanBeAsked() throws IOException {
        Cli.run("query", "--schema")
                .exits(ExitCode.PASS)
                .says("turns: a row a turn", "ttfa_ms", "endpointing_ms", "stages: ", "gates: ");
        JsonNode columns = ask("select column_name from (describe turns)");
        String schema = Cli.run("query", "--schema").out().toLowerCase(Locale.ROOT);
        columns.forEach(column ->
                assertTrue(schema.contains("  " + column.path("column_name").asText() + " "), column.toString()));
    }

    @Test
    void nothingIsLeftBehind() throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        long before = leftovers(temporary);
        Cli.run("query", "select 1", run.toString()).exits(ExitCode.PASS);
        Cli.run("query", "wrong", run.toString()).exits(ExitCode.USAGE);
        assertEquals(before, leftovers(temporary));
    }

    private static long leftovers(Path temporary) throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(file -> file.getFileName().toString().startsWith("turngap-query-"))
                    .count();
        }
    }
}
