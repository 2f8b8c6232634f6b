package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.gate.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The steps of the GitHub Action, run as GitHub's runner does. */
class ActionScriptTest {

    private static final String SCENARIO = "scenarios/first call.yaml";

    @TempDir
    static Path shared;

    @TempDir
    Path dir;

    /** A folder as {@code run} leaves it behind, written by the program itself. */
    private static Path run = Path.of("");

    @BeforeAll
    static void aRun() {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no bash here");
        run = TestRuns.answered(shared.resolve("a run"), 80, "ttfa p95 < 800 ms");
        Cli.run("report", run.toString()).exits(ExitCode.PASS);
    }

    private GithubStep step() throws IOException {
        return new GithubStep(dir);
    }

    private GithubStep call() throws IOException {
        return step().with("scenario", SCENARIO);
    }

    private Path folderWith(String file, String text) throws IOException {
        Path folder = Files.createDirectories(dir.resolve("left behind"));
        Files.writeString(folder.resolve(file), text);
        return folder;
    }

    @Test
    void aRunsVerdictPercentileFolderAndSummaryAreHandedOn() throws Exception {
        GithubStep step = call().turngapLeaves(run, 0);
        GithubStep.Outcome outcome = step.run("call");
        assertEquals(0, outcome.code(), outcome.said());
        Path report = step.workspace().toRealPath().resolve("reports/ci");
        String p95 = Cli.JSON
                .readTree(report.resolve("run.json").toFile())
                .at("/metrics/ttfa/p95_ms")
                .asText();
        assertEquals(
                Map.of("exit-code", "0", "verdict", "pass", "p95-ms", p95, "report", report.toString()),
                outcome.outputs());
        assertEquals(Files.readString(report.resolve("summary.md")) + "\n", outcome.summary());
        assertEquals(List.of("run", "--out=reports/ci", "--", SCENARIO), outcome.arguments());
    }

    @Test
    void everyInputBecomesAnArgument() throws Exception {
        GithubStep.Outcome outcome = call().with("agent", "openai:wss://host/v1/realtime?model=x&y=z")
                .with("against", "bundled")
                .with("gates", "ttfa p50 regresses < 10 %\r\n\n  # the slow end\n  ttfa p95 < 900 ms  \n")
                .with("set", "caller.noise={bed: cafe, snr_db: 15}")
                .with("calls", "24")
                .with("concurrency", "8")
                .with("unsure", "fail")
                .with("args", "--against-set\nagent.endpointing.silence_ms=500\n")
                .with("out", "my reports/one")
                .run("call");
        assertEquals(
                List.of(
                        "run",
                        "--out=my reports/one",
                        "--agent=openai:wss://host/v1/realtime?model=x&y=z",
                        "--against=bundled",
                        "--calls=24",
                        "--concurrency=8",
                        "--unsure=fail",
                        "--gate=ttfa p50 regresses < 10 %",
                        "--gate=ttfa p95 < 900 ms",
                        "--set=caller.noise={bed: cafe, snr_db: 15}",
                        "--against-set",
                        "agent.endpointing.silence_ms=500",
                        "--",
                        SCENARIO),
                outcome.arguments());
    }

    @ParameterizedTest
    @CsvSource({
        "1, internal error, true",
        "3, a gate failed, false",
        "4, a gate could not be decided, false",
        "5, the run is invalid, false",
        "6, the agent could not be reached, true",
        "42, ended by a signal, false"
    })
    void turngapsExitCodeIsTheSteps(int code, String meaning, boolean annotated) throws Exception {
        GithubStep.Outcome outcome = call().turngapLeaves(run, code).run("call");
        assertEquals(code, outcome.code());
        assertEquals(Integer.toString(code), outcome.output("exit-code"));
        assertTrue(outcome.said().contains("exit code " + code + ": " + meaning), outcome.said());
        assertEquals(annotated, outcome.said().contains("::error "), outcome.said());
        assertTrue(outcome.summary().contains("order-status"), outcome.summary());
    }

    @Test
    void whereNoRunCameAboutTheSummarySaysWhy() throws Exception {
        GithubStep.Outcome outcome = call().environment("STUB_EXIT", "6").run("call");
        assertEquals(6, outcome.code());
        assertEquals(Map.of("exit-code", "6", "verdict", "", "p95-ms", "", "report", ""), outcome.outputs());
        assertTrue(outcome.summary().startsWith("Turngap ended with exit code 6: the agent could not"));
    }

    @Test
    void aFolderWithoutResultsGivesNone() throws Exception {
        GithubStep.Outcome outcome = call().turngapLeaves(folderWith("run.json", "{\"verdict\": \"pa"), 1)
                .run("call");
        assertEquals("", outcome.output("verdict"));
        assertEquals("", outcome.output("p95-ms"));
        assertTrue(outcome.output("report").endsWith("reports/ci"));
    }

    @Test
    void theSummaryCanBeLeftOut() throws Exception {
        assertEquals(
                "",
                call().turngapLeaves(run, 0)
                        .with("summary", "false")
                        .run("call")
                        .summary());
    }

    @Test
    void asMuchOfASummaryAsGithubTakes() throws Exception {
        GithubStep.Outcome outcome = call().turngapLeaves(folderWith("summary.md", "x".repeat(3_000_000)), 0)
                .run("call");
        assertTrue(
                outcome.summary().length() < 1 << 20,
                () -> "" + outcome.summary().length());
        assertTrue(outcome.summary().length() > 900_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"; touch owned; \"",
                "'; touch owned; '",
                "$(touch owned)",
                "`touch owned`",
                "x && touch owned",
                "*",
                "--help",
                "%0A::set-output name=verdict::pass",
                "a\\nb",
                "ünï ✅"
            })
    void whatStandsInAnInputIsOneArgumentAndNothingElse(String hostile) throws Exception {
        GithubStep step = step().with("scenario", hostile)
                .with("agent", hostile)
                .with("gates", hostile + "\n" + hostile)
                .with("args", hostile);
        GithubStep.Outcome outcome = step.run("call");
        assertEquals(0, outcome.code(), outcome.said());
        assertEquals(
                List.of(
                        "run",
                        "--out=reports/ci",
                        "--agent=" + hostile,
                        "--gate=" + hostile,
                        "--gate=" + hostile,
                        hostile,
                        "--",
                        hostile),
                outcome.arguments());
        assertFalse(Files.exists(step.workspace().resolve("owned")));
        assertEquals("", outcome.output("verdict"));
    }

    @ParameterizedTest
    @CsvSource({
        "scenario, 'a.yaml\nverdict=pass', several lines",
        "agent, 'x\r\ny', several lines",
        "out, 'reports/*', without wildcards",
        "run, 'reports/*', without wildcards",
        "command, serve, 'run, simulate or report'",
        "scenario, '', scenario is missing",
        "summary, yes, true or false",
        "working-directory, no such folder, a folder in the workspace"
    })
    void aWrongInputIsNamed(String input, String value, String said) throws Exception {
        GithubStep step = call().with(input, value);
        if (input.equals("run")) {
            step.with("command", "report");
        }
        GithubStep.Outcome outcome = step.run("call");
        assertEquals(2, outcome.code(), outcome.said());
        assertEquals(List.of(), outcome.arguments());
        assertTrue(outcome.said().contains("::error title=Turngap::The input " + input), outcome.said());
        assertTrue(outcome.said().contains(said), outcome.said());
        assertEquals(Map.of("exit-code", "2"), outcome.outputs());
    }

    @Test
    void aSecondRunInAJobHasAFolderOfItsOwn() throws Exception {
        GithubStep step = call().turngapLeaves(run, 0);
        step.run("call");
        assertTrue(step.run("call").output("report").endsWith("reports/ci-2"));
    }

    @Test
    void aRunThatIsThereIsJudgedWhereItIs() throws Exception {
        GithubStep.Outcome outcome =
                step().with("command", "report").with("run", run.toString()).run("call");
        assertEquals(List.of("report", "--", run.toString()), outcome.arguments());
        assertEquals("pass", outcome.output("verdict"));
        assertEquals(run.toRealPath().toString(), outcome.output("report"));
    }

    @Test
    void anEarlierRunsVerdictIsNoneOnWrongUsage() throws Exception {
        GithubStep step = step().with("command", "report").with("run", run.toString());
        GithubStep.Outcome outcome = step.environment("STUB_EXIT", "2").run("call");
        assertEquals(Map.of("exit-code", "2", "verdict", "", "p95-ms", "", "report", ""), outcome.outputs());
        assertTrue(outcome.summary().startsWith("Turngap ended with exit code 2: wrong usage"), outcome.summary());
    }

    @Test
    void aLinkToANameOfSeveralLinesWritesNoOutput() throws Exception {
        GithubStep step = step();
        Path elsewhere = Files.createDirectories(dir.resolve("elsewhere\nverdict=pass"));
        Files.createSymbolicLink(step.workspace().resolve("linked"), elsewhere);
        GithubStep.Outcome outcome =
                step.with("command", "report").with("run", "linked").run("call");
        assertEquals(0, outcome.code(), outcome.said());
        assertEquals(Map.of("exit-code", "0", "verdict", "", "p95-ms", "", "report", ""), outcome.outputs());
    }

    @Test
    void aCancelledJobStillReports() throws Exception {
        GithubStep step = call().turngapLeaves(run, 0).environment("STUB_HANGS", "yes");
        Process process = step.start("call");
        for (int i = 0; i < 200 && !step.said().contains("waiting"); i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        // The runner tells the step's first process only, and waits a few seconds.
        process.destroy();
        GithubStep.Outcome outcome = step.end(process);
        assertTrue(outcome.said().contains("stopped, reported"), outcome.said());
        assertEquals(3, outcome.code(), outcome.said());
        assertEquals("pass", outcome.output("verdict"));
    }

    @Test
    void javaIsSetUpWhereTheRunnerHasNone() throws Exception {
        Path java = Files.createDirectories(dir.resolve("java 25"));
        assertEquals("true", step().run("prepare").output("setup-java"));
        Files.createDirectories(java.resolve("bin"));
        Files.copy(Path.of("/bin/true"), java.resolve("bin/javac"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(java.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
        GithubStep hosted = call().environment("JAVA_HOME_25_X64", java.toString());
        assertEquals("false", hosted.run("prepare").output("setup-java"));
        assertTrue(hosted.run("call").said().contains("java home: " + java));
        assertEquals("true", hosted.with("java", "setup").run("prepare").output("setup-java"));
        assertEquals("false", step().with("java", "none").run("prepare").output("setup-java"));
        assertEquals(2, step().with("java", "17").run("prepare").code());
        Files.writeString(java.resolve("release"), "JAVA_VERSION=\"1.8.0\"\n");
        hosted.with("java", "auto");
        assertEquals("true", hosted.run("prepare").output("setup-java"));
    }
}
