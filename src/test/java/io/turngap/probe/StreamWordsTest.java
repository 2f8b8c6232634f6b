package io.turngap.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.Milestone;
import io.turngap.measure.ProbeKind;
import io.turngap.measure.ProbeMilestone;
import org.junit.jupiter.api.Test;

/** When a transcript is final: speech ends 2 s into the stream, at 2,000 ms on this test's clock. */
class StreamWordsTest {

    private final Attempt attempt = new Attempt(ProbeKind.STT, 0, "x", "", 0);
    private final StreamWords words = new StreamWords(attempt, 2.0);

    StreamWordsTest() {
        attempt.origin(ms(2_000));
        words.speechEnds(ms(2_000));
    }

    private static long ms(long ms) {
        return ms * 1_000_000;
    }

    private void result(long atMs, String text, double untilS, String flags) {
        words.message(
                ("{'type':'Results','start':0,'duration':" + untilS + "," + flags
                                + "'channel':{'alternatives':[{'transcript':'" + text + "'}]}}")
                        .replace('\'', '"'),
                ms(atMs));
    }

    private long atMs(String milestone) {
        return attempt.at(milestone).orElse(-1) / 1_000_000;
    }

    @Test
    void theFirstFinalResultThatCoversSpeechIsTheOne() {
        result(900, "where", 0.8, "");
        result(1_400, "where is", 1.3, "'is_final':true,");
        assertFalse(words.isCovered(), "it covers only the first 1.3 s");
        result(2_100, "my order", 2.1, "");
        result(2_450, "my order", 2.4, "'is_final':true,'speech_final':true,");
        assertTrue(words.isCovered() && words.isOver());
        assertEquals("where is my order", words.words());
        assertEquals(900, atMs(ProbeMilestone.FIRST_PARTIAL));
        assertEquals(2_450, atMs(Milestone.STT_FINAL));
        assertEquals(2_450, atMs(ProbeMilestone.TURN_END));
    }

    @Test
    void aPauseTakenForTheEndIsNotTheEnd() {
        result(1_200, "where", 0.9, "'is_final':true,'speech_final':true,");
        assertFalse(words.isOver());
        result(2_300, "is my order", 2.2, "'is_final':true,'speech_final':true,");
        assertEquals(2_300, atMs(Milestone.STT_FINAL));
        assertEquals("where is my order", words.words());
    }

    @Test
    void wordsAfterAFinalResultMakeTheLaterOneFinal() {
        result(2_200, "where is", 1.95, "'is_final':true,");
        assertTrue(words.isCovered());
        assertFalse(words.isOver(), "speech was not said to be over");
        result(2_500, "my order", 2.4, "'is_final':true,'speech_final':true,");
        assertEquals(2_500, atMs(Milestone.STT_FINAL));
        result(2_600, "", 2.5, "'is_final':true,");
        assertEquals(2_500, atMs(Milestone.STT_FINAL), "silence changes nothing");
    }

    @Test
    void anAnswerToFinalizeIsFinalWhateverItsWindow() {
        result(2_080, "where is my order", 1.7, "'is_final':true,'from_finalize':true,");
        assertTrue(words.isOver());
        assertEquals(2_080, atMs(Milestone.STT_FINAL));
    }

    @Test
    void fluxEndsTurns() {
        String info = "{'type':'TurnInfo','event':'%s','transcript':'%s','audio_window_end':%s}".replace('\'', '"');
        words.message(info.formatted("Update", "where", "0.9"), ms(1_000));
        words.message(info.formatted("EagerEndOfTurn", "where is my order", "2.1"), ms(2_150));
        assertFalse(words.isCovered());
        words.message(info.formatted("EndOfTurn", "where is my order", "2.3"), ms(2_400));
        assertTrue(words.isOver());
        assertEquals(1_000, atMs(ProbeMilestone.FIRST_PARTIAL));
        assertEquals(2_150, atMs(ProbeMilestone.EAGER_END));
        assertEquals(2_400, atMs(Milestone.STT_FINAL));
    }

    @Test
    void whatIsUnknownIsCountedAndWhatIsMalformedEndsTheSession() {
        words.message("{\"type\":\"Novelty\"}", ms(1));
        words.message("{\"type\":\"SpeechStarted\"}", ms(2));
        assertEquals(1, words.unknown());
        assertTrue(words.failure().isEmpty());
        words.message("{oops", ms(3));
        assertTrue(words.isOver());
        assertEquals("malformed", words.failure().orElseThrow().ending());
    }

    @Test
    void aCloseAfterTheTranscriptIsNoFailure() {
        result(2_400, "hello", 2.4, "'is_final':true,");
        words.ended(Attempt.Failure.of("broken", "closed"));
        assertTrue(words.failure().isEmpty());
        assertTrue(words.isOver());
    }
}
