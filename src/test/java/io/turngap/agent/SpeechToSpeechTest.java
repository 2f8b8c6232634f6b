package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** L22. The turn ends at 900; a transcript would be there at 930, and its answer's first sound at 1190. */
class SpeechToSpeechTest {

    private static final String ON =
            "{'speech_to_speech': {'enabled': true, 'latency': {'distribution': 'constant', 'median_ms': %d}}}";

    private static Stage played(String config, String words) {
        return new Stage(config, words).speech(400).silence(5_000);
    }

    @Test
    void theFirstSoundWaitsForNothingButTheModel() {
        Stage stage = played(ON.formatted(200), "where is my order|where is my order");
        assertEquals(1_100, stage.msOf("audio 1"));
        assertEquals(1_100, stage.msOf("tts.first_byte"));
        assertEquals(1_100, stage.msOf("lever speech_to_speech modelled"));
        assertEquals(0, stage.count("stt.") + stage.count("llm.") + stage.count("tts.request"));
        assertEquals(930, stage.msOf("heard 1 where is my order"), "the transcript comes for the log");
        assertEquals("Sure. What is your order number?", stage.said(1));
        assertEquals(1, stage.count("over 1 COMPLETED"));
    }

    @Test
    void wordsThatCameLaterButInTimeAreSpoken() {
        assertEquals(
                "It will be sunny all day.",
                played(ON.formatted(200), "hello|what is the weather").said(1));
        Stage none = played(ON.formatted(200), "what is the weather");
        assertEquals("It will be sunny all day.", none.said(1));
        assertEquals(1_100, none.msOf("audio 1"));
    }

    @Test
    void whatIsSpokenIsNotTakenBack() {
        Stage stage = played(ON.formatted(20), "hello there|what is the weather");
        assertEquals("Hello. What can I do for you?", stage.said(1), "the cost of answering before all is understood");
        assertEquals(920, stage.msOf("audio 1"));
    }

    @Test
    void soundThatIsLaterThanTheModelSaysSo() {
        Stage stage = played(ON.formatted(20), "hello there");
        assertEquals(940, stage.msOf("audio 1"), "words at 930 and 10 ms of voice");
        assertEquals(1, stage.count("lever speech_to_speech late"));
    }

    /** The cost: nothing can be looked up. */
    @Test
    void thereIsNoBusinessLogic() {
        Stage stage = played(ON.formatted(200), "my order number is four two seven one");
        assertEquals(0, stage.count("tool."));
        assertEquals(SpeechToSpeech.CANNOT_LOOK_UP, stage.said(1));
        assertEquals(1, stage.count("lever speech_to_speech no business logic"));
    }

    @Test
    void aCallerWhoGoesOnIsAnsweredAsAWhole() {
        Stage stage = new Stage(
                        "{'barge_in': {'min_speech_ms': 100}, 'speech_to_speech': {'enabled': true,"
                                + " 'latency': {'distribution': 'constant', 'median_ms': 400}}}",
                        "i would like a table|i would like a table",
                        "for friday")
                .speech(400)
                .silence(600)
                .speech(400)
                .silence(3_000);
        assertEquals(1, stage.count("over 1 INTERRUPTED"));
        assertEquals("Your table is booked for friday.", stage.said(2));
    }

    @Test
    void anAgentThatDoesNotYieldAnswersAfterwards() {
        Stage stage = new Stage(
                        "{'barge_in': {'enabled': false}, 'speech_to_speech': {'enabled': true,"
                                + " 'latency': {'distribution': 'constant', 'median_ms': 2000}}}",
                        "where is my order",
                        "thank you")
                .speech(400)
                .silence(600)
                .speech(400)
                .silence(6_000);
        assertEquals("Sure. What is your order number?", stage.said(1));
        assertEquals("You are welcome.", stage.said(2));
    }

    @Test
    void aModelThatMakesNoSoundEndsInTheFallback() {
        Stage stage = new Stage(
                0,
                ON.formatted(200),
                kit -> new Kit(kit.vad(), kit.stt(), kit.llm(), kit.tool(), new FallbackTest.Hoarse(kit.tts())),
                "where is my order");
        stage.speech(400).silence(9_000);
        assertEquals(1, stage.count("lever fallback speech to speech failed"));
        assertTrue(stage.said(1).endsWith("Please say it again."), stage.said(1));
        assertTrue(stage.samples(0, 10_000) > 0);
    }

    @Test
    void theModelsOwnLatencyIsTheArticles() {
        long[] ms = new long[400];
        for (int call = 0; call < ms.length; call++) {
            Stage stage = new Stage(call, "{'speech_to_speech': {'enabled': true}}", "hello|hello");
            ms[call] = stage.speech(400).silence(2_000).msOf("audio 1") - 900;
        }
        Arrays.sort(ms);
        assertEquals(253, ms[200], 12, "√(160·400)");
        assertEquals(160, ms[20], 15, "the article's least, read as the 5th percentile");
        assertEquals(400, ms[380], 35, "its most, as the 95th");
    }
}
