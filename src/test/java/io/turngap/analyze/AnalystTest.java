package io.turngap.analyze;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.Milestone;
import io.turngap.measure.Turn;
import io.turngap.sound.Fixtures;
import io.turngap.sound.Pcm;
import io.turngap.sound.SoundException;
import io.turngap.sound.Wav;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found in sound, against what was put into it. */
class AnalystTest {

    private static final Fixtures FIXTURES = Fixtures.open(KnownCall.FIXTURES);
    private static final double SAMPLE_MS = 1_000.0 / Pcm.RATE_HZ;

    @TempDir
    private Path folder;

    /** A greeting and three turns, the replies 700, 900 and 1,100 ms behind the caller's last words. */
    private static KnownCall call() {
        KnownCall call = new KnownCall(FIXTURES, 26);
        long at = call.agentSays("lovely-weather-today.slt", 8_000);
        at = call.callerSays("where-is-my-order.slt", at + 12_000);
        at = call.agentSays("my-order-number-is.awb", at + 11_200);
        at = call.callerSays("my-order-number-is-four-two-seven-one.kevin", at + 9_000);
        at = call.agentSays("book-a-table-for-six.rms", at + 14_400);
        at = call.callerSays("no-thank-you.awb", at + 16_000);
        call.agentSays("lovely-weather-today.slt", at + 17_600);
        return call;
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("call.wav"), bytes);
    }

    private Analyst.Outcome outcome(byte[] bytes, OptionalInt caller) throws IOException {
        return new Analyst(Rules.STANDARD, "test").analyse(3, file(bytes), caller, "said so");
    }

    private Analysis analysis(byte[] bytes) throws IOException {
        return outcome(bytes, OptionalInt.of(0)).analysis().orElseThrow();
    }

    /** Fails unless there are a greeting and three turns whose edges are no further from the truth than this, ms. */
    private void finds(KnownCall call, byte[] bytes, double endMs, double startMs) throws IOException {
        Analysis found = analysis(bytes);
        assertEquals(4, found.placed().size(), () -> found.placed() + " " + found.notes());
        for (int i = 1; i <= 3; i++) {
            Analysis.Placed turn = found.placed().get(i);
            long heard = turn.turn().at(Milestone.FIRST_AUDIBLE).orElseThrow() * Pcm.RATE_HZ / 1_000_000;
            double end = (turn.zero() - call.callerTruth().get(i - 1).last()) * SAMPLE_MS;
            double start = (turn.zero() + heard - call.agentTruth().get(i).first()) * SAMPLE_MS;
            assertTrue(Math.abs(end) <= endMs, "turn " + i + ": the caller's end is off by " + end + " ms");
            assertTrue(Math.abs(start) <= startMs, "turn " + i + ": the agent's start is off by " + start + " ms");
        }
    }

    @Test
    void cleanSoundIsFoundToTheSample() throws IOException {
        KnownCall call = call();
        finds(call, call.wav(), 5, 0.2);
    }

    @Test
    void otherRatesAndFormats() throws IOException {
        KnownCall call = call();
        finds(call, call.wav(48_000), 5, 1);
        finds(call, call.wav(44_100), 5, 1);
        finds(call, Wav.stereoMuLaw(call.left(), call.right()), 20, 5);
    }

    @Test
    void noiseMovesTheEdgesButLosesNoTurn() throws IOException {
        finds(call(), call().noise("line-hiss", 20, 0).wav(), 70, 0.2);
        finds(call(), call().noise("cafe", 15, 0).wav(), 210, 0.2);
        finds(call(), call().noise("street", 10, 0).wav(), 210, 0.2);
    }

    @Test
    void telephoneLinesAndTheirEcho() throws IOException {
        KnownCall line = call().line();
        finds(line, line.wav(), 130, 40);
        KnownCall echo = call().echo(-20, 40);
        finds(echo, echo.wav(), 50, 5);
    }

    @Test
    void aCopyOfTheOtherChannelIsNamedAndIsNoSpeech() throws IOException {
        KnownCall call = call().echo(-20, 60);
        List<String> notes = analysis(call.wav()).notes();
        assertEquals(
                List.of(
                        "the agent is heard in the caller's channel, 20 dB lower, 60 ms later; that copy does not count as speech",
                        "the caller is heard in the agent's channel, 20 dB lower, 60 ms later; that copy does not count as speech"),
                notes);
        assertEquals(List.of(), analysis(call().wav()).notes());
    }

    @Test
    void tapsOnTheMicrophoneAreNoSpeech() throws IOException {
        KnownCall call = call();
        for (int at = 4_000; at < 24 * Pcm.RATE_HZ; at += 25_000) {
            call.callerTaps(at);
        }
        assertEquals(4, analysis(call.wav()).placed().size());
    }

    @Test
    void aBargeIn() throws IOException {
        KnownCall call = new KnownCall(FIXTURES, 20);
        long at = call.callerSays("where-is-my-order.slt", 8_000);
        long reply = at + 14_400;
        long interrupts = reply + 16_000;
        long stopped = call.agentSays("my-order-number-is-four-two-seven-one.awb", reply, interrupts + 4_800);
        at = call.callerSays("i-want-to-cancel-my-order.kal", interrupts);
        call.agentSays("lovely-weather-today.rms", at + 9_600);
        List<Turn> turns = analysis(call.wav()).turns();
        assertEquals(2, turns.size());
        Turn.BargeIn bargeIn = turns.get(1).bargeIn();
        assertNotNull(bargeIn);
        Long stopUs = bargeIn.stopUs();
        Long recoveryUs = bargeIn.recoveryUs();
        assertNotNull(stopUs);
        assertNotNull(recoveryUs);
        assertEquals((stopped - interrupts) / 16.0, stopUs / 1_000.0, 10);
        assertEquals(600, recoveryUs / 1_000.0, 10);
    }

    @Test
    void whoIsTheCallerIsFoundOut() throws IOException {
        KnownCall call = call().noise("office", 25, 0);
        Sides left = outcome(call.wav(), OptionalInt.empty()).sides();
        assertTrue(left.decided(), () -> left.toString());
        assertEquals("left", left.caller());
        Sides right = outcome(Wav.stereo(call.right(), call.left()), OptionalInt.empty())
                .sides();
        assertTrue(right.decided());
        assertEquals("right", right.caller());
        assertEquals(left.points(), right.points());
    }

    @Test
    void weakEvidenceDecidesNothing() throws IOException {
        KnownCall call = new KnownCall(FIXTURES, 20);
        long at = call.callerSays("where-is-my-order.slt", 8_000);
        call.agentSays("where-is-my-order.slt", at + 16_000);
        Analyst.Outcome outcome = outcome(call.wav(), OptionalInt.empty());
        assertFalse(outcome.sides().decided());
        assertEquals(Optional.empty(), outcome.analysis());
    }

    @Test
    void aSilentAgentIsAnAgentThatMissedEveryTurn() throws IOException {
        KnownCall call = new KnownCall(FIXTURES, 20);
        call.callerSays("where-is-my-order.slt", 8_000);
        Analysis found = analysis(call.wav());
        assertEquals(1, found.placed().size());
        assertEquals(List.of("nothing in the agent's channel stands out as speech"), found.notes());
    }

    @Test
    void whatIsNoRecordingOfTwoPartiesIsRefused() throws IOException {
        KnownCall call = call();
        refuses(Wav.mono(call.left()), "it has 1 channel", "cannot be told apart", "one party a channel");
        refuses(Wav.stereo(call.left(), call.left()), "both channels hold the same sound");
        short[] quieter = call.left().samples().clone();
        for (int i = 0; i < quieter.length; i++) {
            quieter[i] = (short) (-quieter[i] / 3);
        }
        refuses(Wav.stereo(call.left(), new Pcm(Pcm.RATE_HZ, quieter)), "both channels hold the same sound");
        Pcm nothing = new Pcm(Pcm.RATE_HZ, new short[160_000]);
        refuses(Wav.stereo(nothing, nothing), "nothing in it stands out as speech");
        refuses(call.wav(96_000), "its rate is 96000 Hz", "8000 to 48000 Hz");
        refuses(call.wav(15_991), "a usual one is expected");
        refuses(new byte[0], "the file is empty");
        refuses(
                "ID3\u0003 an mp3 in a wav's name".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1),
                "begins with \"ID3");
        byte[] whole = call.wav();
        refuses(java.util.Arrays.copyOf(whole, whole.length / 2), "the file is cut short");
        refuses(java.util.Arrays.copyOf(whole, 44), "and has 0");
    }

    private void refuses(byte[] bytes, String... said) {
        String message = String.valueOf(
                assertThrows(SoundException.class, () -> analysis(bytes)).getMessage());
        for (String part : said) {
            assertTrue(message.contains(part), message);
        }
        assertTrue(message.startsWith(folder.resolve("call.wav") + ": "), message);
    }
}
