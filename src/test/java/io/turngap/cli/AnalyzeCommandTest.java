package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.analyze.KnownCall;
import io.turngap.gate.ExitCode;
import io.turngap.sound.Fixtures;
import io.turngap.sound.Wav;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings in, a run's folder out. */
class AnalyzeCommandTest {

    private static final Fixtures FIXTURES = Fixtures.open(KnownCall.FIXTURES);

    @TempDir
    private Path dir;

    private Path calls;
    private Path out;

    @BeforeEach
    void folders() throws IOException {
        calls = Files.createDirectory(dir.resolve("calls"));
        out = dir.resolve("out");
    }

    /** A greeting and two turns, answered after 600 ms and after so many. */
    private static KnownCall call(int secondMs) {
        KnownCall call = new KnownCall(FIXTURES, 16);
        long at = call.agentSays("lovely-weather-today.slt", 8_000);
        at = call.callerSays("no-thank-you.awb", at + 12_000);
        at = call.agentSays("lovely-weather-today.rms", at + 9_600);
        at = call.callerSays("no-thank-you.kevin", at + 12_000);
        call.agentSays("lovely-weather-today.slt", at + secondMs * 16L);
        return call;
    }

    private void record(String name, byte[] bytes) throws IOException {
        Files.write(calls.resolve(name), bytes);
    }

    private Cli.Result analyze(String... more) {
        List<String> words = new java.util.ArrayList<>(List.of("analyze", calls.toString(), "--out", out.toString()));
        words.addAll(List.of(more));
        return Cli.run(words.toArray(String[]::new)).hasNoStackTrace();
    }

    @Test
    void aFolderOfRecordingsGivesARunsFolder() throws IOException {
        record("a.wav", call(700).wav());
        record("b.WAV", call(900).wav());
        analyze("--caller", "left", "--gate", "ttfa p50 < 800 ms")
                .exits(ExitCode.PASS)
                .says("call 0  a.wav  0:16, 16000 Hz, 16-bit integer; caller left (given)")
                .says("2 turns, TTFA median 600 ms, longest 700 ms", "analysis of recordings", "no calls were made");
        JsonNode run = Cli.runJson(out);
        assertEquals("none (analysis of recordings)", run.at("/agent/protocol").asText());
        assertEquals(4, run.at("/metrics/ttfa/n").asInt());
        assertEquals(2, run.at("/metrics/greeting/n").asInt());
        assertEquals(0, run.at("/stages").size());
        assertTrue(run.at("/rates/false_barge_in").isMissingNode());
        assertTrue(run.at("/validity/valid").asBoolean());
        List<JsonNode> turns = Cli.journal(out);
        assertEquals(6, turns.size());
        assertEquals(900.0, turns.getLast().at("/milestones_us/first_audible").asLong() / 1_000.0, 5);
        assertTrue(turns.getLast().at("/utterance").asText().startsWith("b.WAV from "));
        String page = Files.readString(out.resolve("report.html"));
        assertTrue(page.contains("no instrument ran"));
        assertFalse(page.contains("known from the script"));
        assertEquals(4, page.split("data:audio/wav", -1).length - 1, "the sound of each turn");
        assertTrue(Files.readString(out.resolve("summary.md")).contains("Analysis of recordings"));
        assertTrue(Files.size(out.resolve("latency.hlog")) > 0);
        assertTrue(Files.readString(out.resolve("junit.xml")).contains("ttfa p50"));
    }

    @Test
    void checkAndReportWorkOnItAndABaselineDoes() throws IOException {
        byte[] recording = call(700).wav();
        for (int i = 0; i < 8; i++) {
            record(i + ".wav", recording);
        }
        analyze("--caller", "left").exits(ExitCode.PASS).says("The recordings were analysed. There are no gates.");
        Cli.run("check", out.toString(), "--gate", "ttfa p50 < 100 ms").exits(ExitCode.GATE_FAILED);
        Cli.run("report", out.toString()).exits(ExitCode.PASS).says("no calls were made");
        Cli.run("check", out.toString(), "--gate", "false_barge_in <= 1 %")
                .exits(ExitCode.USAGE)
                .says("audio alone does not tell");
        Path again = dir.resolve("again");
        Cli.run(
                        "analyze",
                        calls.toString(),
                        "--out",
                        again.toString(),
                        "--baseline",
                        out.toString(),
                        "--caller",
                        "left")
                .exits(ExitCode.PASS)
                .says("ttfa p95 regresses < 10 %");
    }

    @Test
    void jsonIsTheJournalAndNothingElse() throws IOException {
        record("a.wav", call(700).wav());
        Cli.Result result = analyze("--caller", "left", "--json").exits(ExitCode.PASS);
        assertEquals(Files.readString(out.resolve("turns.jsonl")), result.out());
        assertTrue(result.err().contains("2 turns"));
    }

    @Test
    void badFilesAreNamedAndTheOthersAnalysed() throws IOException {
        byte[] good = call(700).wav();
        record("a.wav", good);
        record("cut.wav", java.util.Arrays.copyOf(good, good.length / 2));
        record("mono.wav", Wav.mono(call(700).left()));
        record("mp3.wav", new byte[] {'I', 'D', '3', 4, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        record("notes.txt", new byte[] {1});
        Cli.Result result = analyze("--caller", "left").exits(ExitCode.USAGE);
        result.says("cut.wav: it says", "mono.wav: it has 1 channel", "mp3.wav: not a WAV file", "2 turns");
        assertFalse(result.err().contains("notes.txt"));
        assertEquals("pass", Cli.runJson(out).at("/verdict").asText());
        assertTrue(Cli.runJson(out).at("/environment").toString().contains("not analysed, 3"));
    }

    @Test
    void aRecordingThatCannotTellFollowsTheOthers() throws IOException {
        record("a.wav", call(700).noise("office", 25, 0).wav());
        KnownCall weak = new KnownCall(FIXTURES, 20);
        long at = weak.callerSays("where-is-my-order.slt", 8_000);
        weak.agentSays("where-is-my-order.slt", at + 16_000);
        record("b.wav", weak.wav());
        analyze().exits(ExitCode.PASS).says("caller left (strong evidence)", "as in the other recordings");
        Files.delete(calls.resolve("a.wav"));
        out = dir.resolve("out2");
        analyze()
                .exits(ExitCode.USAGE)
                .says("cannot tell which channel is the caller's", "give --caller left or --caller right")
                .says("nothing was analysed");
        assertFalse(Files.exists(out));
    }

    @Test
    void wrongUsageSaysWhatIsAllowed() throws IOException {
        analyze().exits(ExitCode.USAGE).says("there is no WAV file in this folder");
        record("a.wav", call(700).wav());
        Cli.run("analyze", dir.resolve("none.wav").toString())
                .exits(ExitCode.USAGE)
                .says("no such file")
                .hasNoStackTrace();
        analyze("--pause-ms", "-1").exits(ExitCode.USAGE).says("a limit of -1 ms; 0 to 60000 ms is allowed");
        analyze("--caller", "middle").exits(ExitCode.USAGE).says("middle");
        analyze("--gate", "llm p50 < 1 s").exits(ExitCode.USAGE).says("which audio alone does not tell");
        Files.createDirectory(out);
        Files.write(out.resolve("kept.txt"), new byte[1]);
        analyze("--caller", "left").exits(ExitCode.USAGE).says("holds kept.txt already");
    }
}
