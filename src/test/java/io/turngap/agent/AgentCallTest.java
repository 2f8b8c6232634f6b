package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class AgentCallTest {

    private static final String ORDER = "my order number is four two seven one";

    @Test
    void eachStageTakesExactlyItsTime() {
        Stage stage = new Stage("{}", "where is my order");
        stage.silence(200).speech(1000).silence(3000);
        assertEquals(240, stage.msOf("started 1 at 200") - 20, "onset is known once 60 ms of speech came");
        assertEquals(1200, stage.msOf("agent.speech_end"));
        assertEquals(1700, stage.msOf("agent.turn_end"));
        assertEquals(1730, stage.msOf("stt.final"));
        assertEquals(1730, stage.msOf("llm.request"));
        assertEquals(1930, stage.msOf("llm.first_token"));
        assertEquals(1930, stage.msOf("tts.request") - 50, "six words: 'Sure. What is your order number?'");
        assertEquals(1990, stage.msOf("tts.first_byte"));
        assertEquals(1990, stage.msOf("audio 1"));
        assertEquals("Sure. What is your order number?", stage.said(1));
        assertEquals(1, stage.count("over 1 COMPLETED"));
    }

    @Test
    void silenceIsCountedOnTheStreamNotOnTheClock() {
        Stage stage = new Stage("{'endpointing': {'silence_ms': 400}}", "hello");
        stage.speech(400).silence(380);
        stage.timeline.runUntil(60_000_000_000L);
        assertEquals(0, stage.count("agent.turn_end"), "a stalled stream is not silence");
        short[] frame = new short[320];
        stage.call.audio(frame, 100, stage.timeline.nowNanos());
        assertEquals(0, stage.count("agent.turn_end"), "part of a frame is not a frame");
        stage.call.audio(frame, 220, stage.timeline.nowNanos());
        assertEquals(60_000, stage.msOf("agent.turn_end"));
    }

    @Test
    void theRecogniserHearsThePrerollAndTheSilence() {
        Stage stage = new Stage("{'stt': {'preroll_ms': 200}}", "hello");
        stage.silence(1000).speech(400).silence(1000);
        assertEquals(List.of(10 + 20 + 25), stage.words.framesHeard);
    }

    @Test
    void aClickIsNoTurn() {
        Stage stage = new Stage("{}", "hello");
        stage.silence(200).speech(40).silence(2000);
        assertEquals(List.of(), stage.log);
    }

    @Test
    void aTurnThatNeverEndsIsEnded() {
        Stage stage = new Stage("{'endpointing': {'max_turn_ms': 2000}}", "hello");
        stage.speech(2100);
        assertEquals(2000, stage.msOf("agent.turn_end"));
    }

    @Test
    void nothingUnderstoodIsAnsweredWithAnApology() {
        Stage stage = new Stage("{}", "");
        stage.speech(400).silence(3000);
        assertEquals("Sorry, I did not catch that.", stage.said(1));
    }

    @Test
    void aRecogniserThatNeverAnswersIsGivenUp() {
        Stage stage = new Stage("{'stt': {'timeout_ms': 800}}", "never");
        stage.speech(400).silence(3000);
        assertEquals(900 + 800, stage.msOf("stt.final"));
        assertEquals("Sorry, that took too long. Please say it again.", stage.said(1));
    }

    @Test
    void anOrderNumberIsLookedUp() {
        Stage stage = new Stage("{}", ORDER);
        stage.speech(400).silence(4000);
        // 900 turn end, 930 words, 1130 first token: the tool.
        assertEquals(1130, stage.msOf("tool.start"));
        assertEquals(1230, stage.msOf("tool.end"));
        assertEquals(2, stage.count("llm.request"));
        assertTrue(stage.log.contains("1230 llm.request"), stage.log::toString);
        assertTrue(stage.log.contains("1430 llm.first_token"), stage.log::toString);
        assertTrue(stage.said(1).startsWith("Order four two seven one arrives on "), stage.said(1));
        assertEquals(0, stage.count("answer"), "no filler came first");
    }

    @Test
    void aSlowToolIsBridgedAndTheAnswerIsMarked() {
        Stage stage = new Stage("{'tools': {'lookup_order': {'delay_ms': 2000}}, 'filler': {'after_ms': 300}}", ORDER);
        stage.speech(400).silence(5000);
        assertEquals(1130 + 300 + 10, stage.msOf("audio 1"), "the filler");
        assertEquals(2, stage.count("tts.request"), "filler and answer");
        long answer = stage.msOf("answer 1");
        // The tool ends at 3130, the model's first token at 3330, the phrase of eight words at 3390 to 3410.
        assertEquals(3330 + 70 + 10, answer);
        int mark = stage.log.indexOf(answer + " answer 1");
        assertTrue(stage.log.get(mark + 1).startsWith(answer + " audio 1"), stage.log::toString);
    }

    @Test
    void noFillerWhenItIsOff() {
        Stage stage = new Stage("{'tools': {'lookup_order': {'delay_ms': 2000}}, 'filler': {'enabled': false}}", ORDER);
        stage.speech(400).silence(5000);
        assertEquals(0, stage.count("answer"));
        assertTrue(stage.msOf("audio 1") > 3000);
    }

    @Test
    void aToolThatHangsEndsInAFallback() {
        Stage stage = new Stage(
                "{'tools': {'timeout_ms': 700, 'lookup_order': {'hang': true}}, 'filler': {'enabled': false}}", ORDER);
        stage.speech(400).silence(5000);
        assertEquals(1130 + 700, stage.msOf("tool.end"));
        assertEquals("Sorry, our system is slow. Please try again later.", stage.said(1));
        assertEquals(1, stage.count("trouble tool gave no answer within 700 ms"));
    }

    @Test
    void aToolThatFailsEndsInAnApology() {
        Stage stage = new Stage("{'tools': {'lookup_order': {'delay_ms': 5, 'fail_rate': 1}}}", ORDER);
        stage.speech(400).silence(5000);
        assertEquals("Sorry, I cannot find that order.", stage.said(1));
        assertEquals(1, stage.count("over 1 COMPLETED"));
    }

    @Test
    void speechOverTheAgentStopsIt() {
        Stage stage = new Stage("{}", "where is my order", "wait stop please");
        stage.speech(400).silence(1000);
        long audio = stage.msOf("audio 1");
        stage.speech(1000).silence(4000);
        long yielded = stage.msOf("started 2 at 1400");
        assertEquals(1400 + 300, yielded, "once 300 ms of speech were heard");
        assertTrue(audio < 1400);
        assertEquals("Sure, I stopped. What do you need?", stage.said(2));
    }

    @Test
    void aReplyOnItsWayIsGivenUpWhenInterrupted() {
        Stage stage = new Stage(
                "{'llm': {'latency': {'distribution': 'constant', 'median_ms': 200, 'per_token_ms': 400}}}",
                "where is my order",
                "wait stop please");
        stage.speech(400).silence(1000).speech(600).silence(4000);
        assertEquals(1700, stage.msOf("started 2 at 1400"));
        assertEquals(1700, stage.msOf("over 1 INTERRUPTED"));
        int end = stage.log.indexOf("1700 over 1 INTERRUPTED");
        assertFalse(
                stage.log.subList(end, stage.log.size()).stream().anyMatch(l -> l.contains(" 1 Sure")),
                stage.log::toString);
        assertTrue(stage.log.indexOf("1700 started 2 at 1400") < end, "the client is told to flush first");
    }

    @Test
    void aBackchannelLeavesNoTrace() {
        Stage stage = new Stage("{}", "where is my order", "uh huh");
        stage.speech(400).silence(1000).speech(280).silence(4000);
        assertEquals(1, stage.count("started"));
        assertEquals(1, stage.count("agent.turn_end"));
        assertEquals(1, stage.count("over 1 COMPLETED"));
        assertEquals(0, stage.count("reply 2"));
    }

    @Test
    void anAgentThatDoesNotYieldAnswersAfterwards() {
        Stage stage = new Stage("{'barge_in': {'enabled': false}}", "where is my order", "thank you");
        stage.speech(400).silence(1000).speech(600).silence(4000);
        assertEquals(1, stage.count("over 1 COMPLETED"));
        assertEquals("You are welcome.", stage.said(2));
        assertEquals(1, stage.count("started"), "a client that hears of speech would stop playing");
    }

    @Test
    void aHalfTurnIsPutBeforeTheOther() {
        // The pause of 560 ms ends the turn at 500; the caller goes on while the model still thinks.
        Stage stage = new Stage("{'barge_in': {'min_speech_ms': 100}}", "my order number is", "four two seven one");
        stage.speech(600).silence(560).speech(800).silence(4000);
        assertEquals(1, stage.count("over 1 INTERRUPTED"));
        assertEquals("", stage.said(1));
        assertTrue(stage.said(2).startsWith("Order four two seven one"), stage.said(2));
    }

    @Test
    void speechWhileTheTranscriptIsMissingIsRecognisedToo() {
        Stage stage =
                new Stage("{'stt': {'timeout_ms': 2000}, 'barge_in': {'min_speech_ms': 100}}", "never", "thank you");
        stage.speech(600).silence(560).speech(800).silence(4000);
        assertEquals(2, stage.count("heard"));
        assertEquals("You are welcome.", stage.said(1), stage.log::toString);
    }

    @Test
    void theGreetingComesFirstAndCanBeInterrupted() {
        Stage stage = new Stage("{'greeting': {'enabled': true, 'text': 'Hello there'}}", "hello");
        stage.call.start();
        stage.silence(100);
        assertEquals(10, stage.msOf("audio 1 " + 11 * 50 * 16));
        stage.speech(600).silence(1000);
        assertEquals(400, stage.msOf("started 1 at 100"));
    }

    @Test
    void aVoiceThatFailsOrHangsDoesNotHoldTheCall() {
        Stage broken = new Stage("{'greeting': {'enabled': true, 'text': 'broken'}}");
        broken.call.start();
        broken.silence(100);
        assertEquals(1, broken.count("trouble speech synthesis gave a phrase up: it is broken"));
        assertEquals(1, broken.count("over 1 COMPLETED"));
        Stage mute = new Stage("{'greeting': {'enabled': true, 'text': 'mute'}, 'tts': {'timeout_ms': 500}}");
        mute.call.start();
        mute.silence(1000);
        assertEquals(500, mute.msOf("over 1 COMPLETED"));
    }

    @Test
    void byHandNothingHappensUntilTheClientSaysSo() {
        Stage stage = new Stage("{}", "where is my order");
        stage.call.taking(new TurnTaking(false, 0.5, 500, false, false));
        assertFalse(stage.call.commit(), "nothing to commit");
        stage.speech(400).silence(1000);
        assertEquals(List.of(), stage.log);
        assertTrue(stage.call.commit());
        assertTrue(stage.call.respond());
        stage.silence(2000);
        assertEquals(1400, stage.msOf("agent.turn_end"));
        assertEquals(List.of(70), stage.words.framesHeard);
        assertEquals("Sure. What is your order number?", stage.said(1));
        stage.call.tell("thanks that's all");
        assertTrue(stage.call.respond());
        assertFalse(stage.call.respond(), "one is on its way");
        assertTrue(stage.call.cancel());
        assertFalse(stage.call.cancel());
        assertEquals(1, stage.count("over 2 CANCELLED"));
    }

    @Test
    void latencyComesFromTheSeed() {
        String random =
                "{'llm': {'seed': %d, 'latency': {'median_ms': 300, 'sigma': 0.5, 'distribution': 'lognormal'}}}";
        List<String> first = played(0, random.formatted(7));
        assertEquals(first, played(0, random.formatted(7)), "same seed, same call");
        assertNotEquals(first, played(0, random.formatted(8)), "another seed");
        assertNotEquals(first, played(1, random.formatted(7)), "another call");
    }

    private static List<String> played(long index, String config) {
        Stage stage = new Stage(index, config, "where is my order", ORDER, "thanks");
        for (int turn = 0; turn < 3; turn++) {
            stage.speech(600).silence(6000);
        }
        return stage.log;
    }

    @Test
    void theEndOfSpeechComesWithItsPlaceInTheStream() {
        Stage stage = new Stage("{}", "where is my order");
        stage.silence(300).speech(400).silence(2_000);
        assertEquals(700, stage.msOf("agent.speech_end"));
        assertEquals(List.of(700.0), stage.speechEndsMs);
    }

    @Test
    void aClosedCallIsSilent() {
        Stage stage = new Stage("{}", "where is my order");
        stage.speech(400).silence(520);
        stage.call.close();
        int before = stage.log.size();
        stage.timeline.runAll(1000);
        stage.call.audio(new short[320], 320, 0);
        assertEquals(before, stage.log.size());
    }
}
