package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.gate.ExitCode;
import io.turngap.measure.HistogramLog;
import io.turngap.measure.MeasureException;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.Validity;
import io.turngap.measure.Turn;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@code check} and {@code report} on runs that are over. */
class JudgingCommandsTest {

    private static final Validity LATE =
            new Validity(false, List.of("frames left 38 ms late"), Map.of(), Map.of(), null, Map.of(), Map.of());

    @TempDir
    Path dir;

    private String run() {
        return dir.resolve("run").toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "report"})
    void passes(String command) {
        TestRuns.answered(dir.resolve("run"), 80, "ttfa p95 < 800 ms");
        Cli.run(command, run()).exits(ExitCode.PASS).says("PASS", "ttfa p95 < 800 ms", "575 ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "report"})
    void aGateFails(String command) {
        TestRuns.answered(dir.resolve("run"), 80, "ttfa p95 < 520 ms");
        Cli.run(command, run()).exits(ExitCode.GATE_FAILED).says("FAIL", "not < 520 ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "report"})
    void fewTurnsAreUnsureAndTheUserDecidesWhatThatMeans(String command) {
        TestRuns.answered(dir.resolve("run"), 10, "ttfa p95 < 800 ms");
        Cli.run(command, run()).exits(ExitCode.PASS).says("UNSURE", "72", "more calls");
        Cli.run(command, run(), "--unsure", "fail").exits(ExitCode.UNSURE).says("UNSURE");
        Cli.run(command, run(), "--unsure", "maybe").exits(ExitCode.USAGE).says("--unsure", "maybe");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "report"})
    void nothingOfAnInvalidRunIsOfferedToAGate(String command) {
        TestRuns.folder(dir.resolve("run"), true, LATE, List.of("ttfa p95 < 800 ms"), TestRuns.answers(80));
        Cli.run(command, run()).exits(ExitCode.INVALID).says("INVALID", "frames left 38 ms late");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "report"})
    void anAgentThatWasNotThere(String command) {
        TestRuns.folder(dir.resolve("run"), true, TestRuns.VALID, List.of(), TestRuns.failures(3));
        Cli.run(command, run()).exits(ExitCode.UNREACHABLE).says("3 of 3 calls failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "report"})
    void tooManyFailedCalls(String command) {
        List<Turn> turns = new ArrayList<>(TestRuns.answers(80));
        turns.addAll(TestRuns.failures(20).stream()
                .map(turn -> io.turngap.measure.Turns.of(turn.call() + 80, 0, turn.outcome()))
                .toList());
        TestRuns.folder(dir.resolve("run"), true, TestRuns.VALID, List.of("ttfa p95 < 800 ms"), turns);
        Cli.run(command, run()).exits(ExitCode.UNREACHABLE).says("FAIL", "failed_calls", "10 %", "20");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "report"})
    void aGateOnTheCommandLineWinsOverTheRunsOnTheSameSubject(String command) {
        TestRuns.answered(dir.resolve("run"), 80, "ttfa  p95 < 520 ms", "missed <= 10 %");
        Cli.Result result =
                Cli.run(command, run(), "--gate", "ttfa p95 < 0.8 s").exits(ExitCode.PASS);
        result.says("ttfa p95 < 0.8 s", "missed <= 10 %");
        assertFalse(result.out().contains("520"), result.out());
        Cli.run(command, run(), "--gate", "ttfa p90 < 800 ms")
                .exits(ExitCode.GATE_FAILED)
                .says("520 ms", "ttfa p90 < 800 ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "report"})
    void aGateThatIsNoneIsUsage(String command) {
        TestRuns.answered(dir.resolve("run"), 10);
        Cli.run(command, run(), "--gate", "tfta p95 < 800 ms")
                .exits(ExitCode.USAGE)
                .says("tfta", "column 1", "ttfa")
                .hasNoStackTrace();
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "report"})
    void aRunThatWasKilled(String command) throws IOException {
        Validity open =
                new Validity(false, List.of("the run did not finish"), Map.of(), Map.of(), null, Map.of(), Map.of());
        Path folder =
                TestRuns.folder(dir.resolve("run"), false, open, List.of("ttfa p95 < 800 ms"), TestRuns.answers(30));
        Files.writeString(folder.resolve("turns.jsonl"), "{\"call\":30,\"turn\":1,\"outc", StandardOpenOption.APPEND);
        Cli.run(command, run())
                .exits(ExitCode.INVALID)
                .says("the run did not finish", "torn off")
                .hasNoStackTrace();
        if (command.equals("report")) {
            JsonNode json = Cli.runJson(folder);
            assertEquals(30, json.at("/metrics/ttfa/n").asInt());
            assertFalse(json.at("/complete").asBoolean());
            assertTrue(Files.readString(folder.resolve("report.html")).contains("the run did not finish"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "report"})
    void aRunThatWasKilledBeforeItsFirstTurn(String command) throws IOException {
        Path folder = TestRuns.folder(dir.resolve("run"), false, Validity.UNKNOWN, List.of(), List.of());
        Files.delete(folder.resolve("turns.jsonl"));
        Cli.run(command, run()).exits(ExitCode.INVALID).says("did not end").hasNoStackTrace();
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "report"})
    void damagedLinesAreCountedAndLeftOut(String command) throws IOException {
        Path folder = TestRuns.answered(dir.resolve("run"), 80, "ttfa p95 < 800 ms");
        Path journal = folder.resolve("turns.jsonl");
        Files.writeString(journal, "rubbish\n" + Files.readString(journal));
        Cli.run(command, run()).exits(ExitCode.PASS).says("1 line of the journal could not be read", "line 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "report"})
    void aFolderWithoutARunIsUsage(String command) throws IOException {
        Cli.run(command, dir.toString())
                .exits(ExitCode.USAGE)
                .says("There is no run in " + dir)
                .hasNoStackTrace();
        Cli.run(command, dir.resolve("nowhere").toString())
                .exits(ExitCode.USAGE)
                .hasNoStackTrace();
        Files.writeString(dir.resolve("run.json"), "{\"schema_version\": 99}");
        Cli.run(command, dir.toString())
                .exits(ExitCode.USAGE)
                .says("schema_version 99")
                .hasNoStackTrace();
    }

    @Test
    void checkWritesNothing() throws IOException {
        Path folder = TestRuns.answered(dir.resolve("run"), 80, "ttfa p95 < 800 ms");
        String before = Files.readString(folder.resolve("run.json"));
        Cli.run("check", run()).exits(ExitCode.PASS);
        assertEquals(before, Files.readString(folder.resolve("run.json")));
        assertFalse(Files.exists(folder.resolve("report.html")));
    }

    @Test
    void reportMakesEveryFileAndTheSameAgain() throws IOException {
        Path folder = TestRuns.answered(dir.resolve("run"), 80, "ttfa p95 < 800 ms");
        Cli.run("report", run())
                .exits(ExitCode.PASS)
                .says(folder.resolve("report.html").toString());
        assertEquals("pass", Cli.runJson(folder).path("verdict").asText());
        assertEquals(
                80,
                java.util.Objects.requireNonNull(HistogramLog.read(folder.resolve("latency.hlog"))
                                .get("ttfa"))
                        .getTotalCount());
        List<String> first = contents(folder);
        Cli.run("report", run()).exits(ExitCode.PASS);
        assertEquals(first, contents(folder));
    }

    @ParameterizedTest
    @ValueSource(strings = {"report.html", "run.json.tmp", "latency.hlog", "junit.xml"})
    void aReportThatCannotBeWrittenIsNoDefectOfTheProgram(String inTheWay) throws IOException {
        Path folder = TestRuns.answered(dir.resolve("run"), 80, "ttfa p95 < 800 ms");
        Files.createDirectories(folder.resolve(inTheWay).resolve("full"));
        Cli.run("report", run())
                .exits(ExitCode.INTERNAL)
                .says(
                        "The reports in " + folder + " cannot be written",
                        inTheWay,
                        folder.resolve("turns.jsonl").toString(),
                        "turngap report " + folder)
                .hasNoStackTrace();
    }

    @Test
    void aDiskThatRefusesIsNoWrongUsage() throws Exception {
        RunFolder folder = new RunFolder(TestRuns.answered(dir.resolve("run"), 1));
        RunRecord record = folder.read();
        Files.createDirectories(folder.root().resolve("run.json.tmp"));
        MeasureException refused = assertThrows(MeasureException.class, () -> folder.write(record));
        assertEquals(ExitCode.INTERNAL.code(), codeOf(refused));
        assertTrue(
                String.valueOf(refused.getMessage()).contains("turngap report " + folder.root()), refused::getMessage);
        MeasureException nowhere = assertThrows(MeasureException.class, () -> RunFolder.open(dir.resolve("nowhere")));
        assertEquals(ExitCode.USAGE.code(), codeOf(nowhere));
    }

    private static int codeOf(MeasureException thrown) throws Exception {
        CommandLine command = Main.commandLine().setErr(new PrintWriter(new StringWriter()));
        return command.getExecutionExceptionHandler()
                .handleExecutionException(thrown, command, command.parseArgs("doctor"));
    }

    private static List<String> contents(Path folder) throws IOException {
        List<String> contents = new ArrayList<>();
        for (String file : List.of("run.json", "junit.xml", "summary.md", "report.html")) {
            contents.add(Files.readString(folder.resolve(file)));
        }
        return contents;
    }
}
