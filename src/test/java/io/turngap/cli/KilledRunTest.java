package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.gate.ExitCode;
import io.turngap.measure.CallLine;
import io.turngap.measure.RunFolder;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** A run that is stopped or killed keeps what it measured, and leaves no agent behind. */
class KilledRunTest {

    private static final int SIGINT = 2;

    @TempDir
    static Path dir;

    /** Calls that ended and stand in the list of calls, each whole, though the run was killed. */
    private static void everyEndedCallIsListed(Path folder) {
        List<CallLine> calls = RunFolder.open(folder).readCalls();
        assertFalse(calls.isEmpty(), "no call was written as it ended");
        for (CallLine call : calls) {
            assertTrue(call.endEpochUs() > call.startEpochUs(), call.toString());
            assertTrue(call.connectUs().orElse(-1) >= 0, call.toString());
        }
    }

    private static List<Running> runs = List.of();

    /** A run in a process of its own, with its bundled agent in another. */
    private record Running(Process process, Path folder, Path log) {

        static Running start(String name) throws IOException {
            Path log = dir.resolve(name + ".log");
            Path folder = dir.resolve(name);
            Process process =
                    Cli.start(log, Map.of(), "run", dir.resolve("long.yaml").toString(), "--out", folder.toString());
            return new Running(process, folder, log);
        }

        /** Waits until some turns were measured, and gives the processes that it started. */
        List<ProcessHandle> underway() throws Exception {
            Cli.await(
                    "two turns in " + folder,
                    () -> !process.isAlive()
                            || Cli.lines(folder.resolve("turns.jsonl")) >= 2
                                    && Cli.lines(folder.resolve("calls.jsonl")) >= 1);
            assertTrue(process.isAlive(), () -> "it ended by itself: " + said());
            List<ProcessHandle> children = process.descendants().toList();
            assertFalse(children.isEmpty(), "the bundled agent runs in a process of its own");
            return children;
        }

        void awaitEnd() throws InterruptedException {
            assertTrue(process.waitFor(40, TimeUnit.SECONDS), () -> "it goes on: " + said());
        }

        String said() {
            try {
                return Files.readString(log);
            } catch (IOException cause) {
                return cause.toString();
            }
        }
    }

    @BeforeAll
    static void start() throws IOException {
        Files.writeString(dir.resolve("long.yaml"), """
                scenario: long
                calls: 100
                concurrency: 2
                ramp_ms: 0
                limits: {settle_ms: 300}
                script:
                  - wait_for: agent_end
                  - say: where-is-my-order
                agent: %s
                """.formatted(TestAgents.CHEAP));
        runs = List.of(Running.start("killed"), Running.start("stopped"));
    }

    @AfterAll
    static void end() {
        for (Running run : runs) {
            run.process().descendants().forEach(ProcessHandle::destroyForcibly);
            run.process().destroyForcibly();
        }
    }

    @Test
    void aKilledRunCanBeReportedOn() throws Exception {
        Running run = runs.getFirst();
        List<ProcessHandle> agent = run.underway();
        run.process().destroyForcibly();
        run.awaitEnd();
        Cli.await("the agent's end", () -> agent.stream().noneMatch(ProcessHandle::isAlive));
        assertFalse(Files.exists(run.folder().resolve("report.html")));
        Cli.run("report", run.folder().toString())
                .exits(ExitCode.INVALID)
                .says(
                        "the run did not finish",
                        run.folder().resolve("report.html").toString())
                .hasNoStackTrace();
        everyEndedCallIsListed(run.folder());
        JsonNode json = Cli.runJson(run.folder());
        assertTrue(json.at("/metrics/connect/n").asInt() >= 1, json.path("metrics").toString());
        assertFalse(json.path("complete").asBoolean(true));
        assertTrue(
                json.at("/metrics/greeting/n").asInt() >= 1,
                json.path("metrics").toString());
    }

    @Test
    void aStoppedRunReportsOnWhatItMeasured() throws Exception {
        Running run = runs.getLast();
        List<ProcessHandle> agent = run.underway();
        String signal = interruptible() ? "INT" : "TERM";
        Process kill = new ProcessBuilder(
                        "kill", "-" + signal, Long.toString(run.process().pid()))
                .start();
        assertEquals(0, kill.waitFor());
        run.awaitEnd();
        Cli.await("the agent's end", () -> agent.stream().noneMatch(ProcessHandle::isAlive));
        assertEquals(signal.equals("INT") ? 130 : 143, run.process().exitValue(), run.said());
        JsonNode json = Cli.runJson(run.folder());
        assertFalse(json.path("complete").asBoolean(true));
        assertEquals("invalid", json.path("verdict").asText());
        assertTrue(
                json.at("/metrics/greeting/n").asInt() >= 1,
                json.path("metrics").toString());
        assertTrue(json.at("/validity/frame_lateness_us/n").asLong() > 0, "how late it was until then is kept");
        for (String file : List.of("report.html", "junit.xml", "summary.md", "latency.hlog")) {
            assertTrue(Files.exists(run.folder().resolve(file)), () -> file + " is missing; it said: " + run.said());
        }
        assertTrue(run.said().contains("the run did not finish: stopped after"), run.said());
        assertFalse(run.said().contains("\tat "), run.said());
    }

    /** Whatever is started in the background by a script ignores Ctrl-C, and so do its children. */
    private static boolean interruptible() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            throw new TestAbortedException("no /proc here to tell whether Ctrl-C is ignored");
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> new BigInteger(line.substring(7).strip(), 16))
                .noneMatch(ignored -> ignored.testBit(SIGINT - 1));
    }
}
