package io.turngap.call;

import static io.turngap.call.Bench.say;
import static io.turngap.call.Bench.speech;
import static io.turngap.call.Bench.ttfa;
import static io.turngap.call.Bench.waitFor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.link.Link;
import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.Turn;
import io.turngap.scenario.Step;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A call of well-behaved turns. The caller's first word, where nothing is waited for, comes at 10 ms; 500 ms of speech end at 509.9375 ms. */
class CallerTurnsTest {

    @Test
    void ttfaRunsFromTheLastSpeechSampleToTheFirstAudibleSampleAsPlayed() {
        Bench bench = new Bench(agent -> agent.answers().audio(1_000, "r1", 100, 16_000));
        CallResult result = bench.run(say(500));

        Turn turn = bench.turn(1);
        assertEquals(Outcome.ANSWERED, turn.outcome());
        assertEquals("", turn.detail());
        assertEquals(0, turn.at(Milestone.SPEECH_END).orElseThrow());
        assertEquals(490_063, turn.at(Milestone.FIRST_PACKET).orElseThrow(), "1,000 ms less 509.9375 ms");
        assertEquals(496_313, ttfa(turn), "100 samples of leading silence later");
        assertTrue(turn.at(Milestone.ANSWER_AUDIBLE).isEmpty(), "nobody said that this was no filler");
        assertEquals(1_496_250, turn.at(Milestone.AGENT_AUDIO_END).orElseThrow(), "15,999 samples on");
        assertEquals(Bench.STREAM_START_US, turn.startEpochUs());
        assertEquals("words:500", turn.utterance());
        assertEquals("kim", turn.voice());
        assertNull(turn.bargeIn());
        assertEquals(1, bench.turns.size(), "no greeting was heard or waited for");

        assertTrue(result.completed());
        assertFalse(result.failed());
        assertEquals(Link.Ending.Kind.HUNG_UP, result.ending());
        assertEquals(OptionalLong.of(10_000), result.connectUs());
        assertEquals(0, result.framesLate());
    }

    @Test
    void framesLeaveEvery20MsOnceTheirLastSampleWasSpokenAndHoldTheUtteranceToTheSample() {
        Bench bench = new Bench(agent -> agent.answers().audio(1_000, "r1", 0, 1_600));
        CallResult result = bench.run(say(500), new Step.Silence(0));
        TestAgent.Session session = bench.session();
        for (int k = 0; k < session.frameNanos.size(); k++) {
            assertEquals((30 + 20L * k) * TestAgent.MS, session.frameNanos.get(k));
        }
        assertEquals(result.framesSent(), session.frames.size());
        int loud = 0;
        for (int k = 0; k < session.frames.size(); k++) {
            for (int i = 0; i < 320; i++) {
                boolean speech = session.frames.get(k)[i] == TestSound.SPEECH;
                assertEquals(k * 320 + i < 8_000, speech, "sample " + (k * 320 + i));
                loud += speech ? 1 : 0;
            }
        }
        assertEquals(8_000, loud);
    }

    @Test
    void theLastWordLeavesBeforeTheCallerHangsUp() {
        Bench bench = new Bench(TestAgent.Session::answers);
        CallResult result = bench.run(say(500), new Step.HangUp());
        List<short[]> frames = bench.session().frames;
        assertEquals(25, frames.size(), "samples 0 to 7,999");
        assertEquals(TestSound.SPEECH, frames.getLast()[319]);
        assertEquals(25, result.framesSent());
        assertEquals(510 * TestAgent.MS, bench.session().frameNanos.getLast());
    }

    @Test
    void soundThatStandsLaterOnTheWireIsSpokenLater() {
        Bench bench = new Bench(agent -> agent.answers().audio(1_000, "r1", 0, 16_000));
        bench.agent.soundDelayNanos = 500_000;
        CallResult result = bench.run(say(500));
        assertEquals(Bench.STREAM_START_US + 500, bench.turn(1).startEpochUs());
        assertEquals(489_563, ttfa(bench.turn(1)), "half a millisecond less than without");
        assertEquals(30 * TestAgent.MS, bench.session().frameNanos.getFirst(), "frames leave when they did");
        int heard = 16 * 990 - 8;
        assertEquals(TestSound.AGENT, result.recording().right(heard, heard + 1)[0]);
        assertEquals(0, result.recording().right(heard - 1, heard)[0]);
    }

    @Test
    void aReplyThatBeginsInTheInstantBeforeTheCallerSpeaksIsOfTheTurnBefore() {
        // The reply is over at 1,099.9375 ms; 800 ms later, at 1,899.9375 ms, the caller speaks in the frame that
        // begins at 1,890 ms, and
        // has not heard by then what begins at 1,895 ms.
        Bench bench = new Bench(agent -> agent.answers()
                .audio(1_000, "r1", 0, 1_600)
                .audio(1_895, "r2", 0, 8_000)
                .audio(3_500, "r3", 0, 8_000));
        bench.run(say(500), say(500));
        assertEquals(1_899_938, bench.turn(2).startEpochUs(), 1);
        assertEquals(Outcome.ANSWERED, bench.turn(2).outcome());
        assertEquals(3_500_000 - 2_399_875, ttfa(bench.turn(2)), 1);
        assertEquals(
                2_394_938 - 509_938, bench.turn(1).at(Milestone.AGENT_AUDIO_END).orElseThrow(), 1);
    }

    @Test
    void aSecondTurnWaitsUntilTheReplyWasHeardAndSettled() {
        Bench bench =
                new Bench(agent -> agent.answers().audio(1_000, "r1", 0, 16_000).audio(4_000, "r2", 0, 8_000));
        bench.run(say(500), say(500));
        assertEquals(490_063, ttfa(bench.turn(1)));
        // The reply's last sample is heard at 1,999.9375 ms; 800 ms later the caller speaks, with the next sample of
        // its own stream.
        assertEquals(2_799_937, bench.turn(2).startEpochUs());
        assertEquals(4_000_000 - (2_799_938 + 499_938), ttfa(bench.turn(2)), 1);
    }

    @Test
    void theCallerWaitsWhileTheAgentSaysThatItIsAtAReply() {
        Bench bench = new Bench(agent -> agent.answers()
                .at(900, now -> agent.caller.replying(now, true))
                .audio(1_000, "r1", 0, 1_600)
                .audio(3_000, "r1", 0, 1_600)
                .at(3_900, now -> agent.caller.replying(now, false))
                .audio(5_000, "r2", 0, 1_600));
        bench.run(say(500), say(300));
        assertEquals(
                3_910_000, bench.turn(2).startEpochUs(), "frames begin at 3,890 ms, too early to know, and 3,910 ms");
        assertEquals(0, bench.turn(1).deadAirUs(), "1.9 s of silence within the reply is less than the threshold");
    }

    @Test
    void anAnswerBehindAFillerIsHeardBeforeTheCallerSpeaksAlsoWhenItsGenerationIsOverBeforeItIsAudible() {
        Bench bench = new Bench(agent -> agent.answers()
                .at(900, now -> agent.caller.replying(now, true))
                .audio(1_000, "r1", 0, 1_600)
                .audio(3_000, "r1", 320, 16_000)
                .at(3_001, now -> agent.caller.replying(now, false))
                .audio(6_000, "r2", 0, 1_600));
        bench.run(say(500), say(300));
        assertEquals(Outcome.ANSWERED, bench.turn(2).outcome());
        assertEquals(4_819_938, bench.turn(2).startEpochUs(), 63, "800 ms after the last sample at 4,019.9375 ms");
    }

    @Test
    void aPauseInsideATurnDoesNotEndIt() {
        Bench bench = new Bench(agent -> agent.answers().audio(2_000, "r1", 0, 1_600));
        bench.run(say(speech(300), Bench.pause(700), speech(200)));
        // 10 + 300 + 700 + 200 ms, less the one sample that has just been spoken.
        assertEquals(2_000_000 - 1_209_938, ttfa(bench.turn(1)), 1);
        List<short[]> frames = bench.session().frames;
        assertEquals(TestSound.SPEECH, frames.get(0)[0]);
        assertEquals(0, frames.get(15)[0], "sample 4,800: the pause");
        assertEquals(0, frames.get(49)[319], "sample 15,999: the last of the pause");
        assertEquals(TestSound.SPEECH, frames.get(50)[0], "sample 16,000: speech again");
    }

    @Test
    void anAgentThatSpeaksInThePauseCutsTheCallerOff() {
        Bench bench =
                new Bench(agent -> agent.answers().audio(800, "r1", 0, 3_200).audio(1_900, "r2", 0, 3_200));
        bench.run(say(speech(300), Bench.pause(700), speech(200)));
        Turn turn = bench.turn(1);
        assertEquals(Outcome.CUT_OFF, turn.outcome());
        assertEquals(800_000 - 1_209_938, ttfa(turn), 1);
        assertEquals(1, bench.turns.size());
        assertEquals(
                1_900_000 + 199_938 - 1_209_938,
                turn.at(Milestone.AGENT_AUDIO_END).orElseThrow(),
                1);
    }

    @Test
    void theGreetingIsATurnOfItsOwnMeasuredFromTheConnection() {
        Bench bench =
                new Bench(agent -> agent.answers().audio(600, "hi", 160, 8_000).audio(3_000, "r1", 0, 8_000));
        bench.run(waitFor(Step.WaitFor.Event.AGENT_END), say(500));
        Turn greeting = bench.turn(0);
        assertEquals(Outcome.ANSWERED, greeting.outcome());
        assertEquals(600_000, ttfa(greeting), "heard at 610 ms, connected at 10 ms");
        assertTrue(greeting.at(Milestone.SPEECH_END).isEmpty());
        assertEquals("", greeting.utterance());
        // Greeting heard until 1,109.9375 ms, then 800 ms.
        assertEquals(1_909_938, bench.turn(1).startEpochUs(), 1);
        assertEquals(Outcome.ANSWERED, bench.turn(1).outcome());
    }

    private static long waitedUs(Turn turn) {
        return Objects.requireNonNull(turn.waitedUs(), "the journal does not say how long the caller waited");
    }

    @Test
    void aGreetingThatIsWaitedForAndDoesNotComeIsMissedAndTheCallGoesOn() {
        Bench bench = new Bench(agent -> agent.answers().audio(5_500, "r1", 0, 1_600));
        CallResult result = bench.run(waitFor(Step.WaitFor.Event.AGENT_START), say(500));
        assertEquals(Outcome.MISSED, bench.turn(0).outcome());
        assertEquals("no greeting within 4000 ms", bench.turn(0).detail());
        assertEquals(4_000_000, waitedUs(bench.turn(0)), 100_000);
        assertNull(bench.turn(1).waitedUs(), "it was answered");
        assertEquals(Outcome.ANSWERED, bench.turn(1).outcome());
        assertTrue(result.completed());
    }

    @Test
    void aTurnWithoutAReplyIsMissedAndItsSilenceIsDeadAir() {
        Bench bench = new Bench(TestAgent.Session::answers);
        CallResult result = bench.run(say(500), say(500));
        assertEquals(2, bench.turns.size());
        assertEquals(Outcome.MISSED, bench.turn(1).outcome());
        assertEquals("no audible reply within 5000 ms", bench.turn(1).detail());
        assertEquals(5_000_000 - 63, bench.turn(1).deadAirUs(), 1);
        assertEquals(5_000_000, waitedUs(bench.turn(1)), 100_000);
        assertEquals(5_000_000, waitedUs(bench.turn(2)), 100_000);
        assertEquals(Outcome.MISSED, bench.turn(2).outcome());
        assertTrue(result.completed(), "the script came to its end");
    }

    @Test
    void aReplyAfterLongSilenceIsDeadAirAndAShortOneIsNot() {
        Bench bench =
                new Bench(agent -> agent.answers().audio(3_000, "r1", 0, 16_000).audio(6_000, "r2", 0, 1_600));
        bench.run(say(500), say(500));
        assertEquals(3_000_000 - 510_000, bench.turn(1).deadAirUs(), 1, "from the end of speech to the reply");
        assertEquals(0, bench.turn(2).deadAirUs());
    }

    @Test
    void whatAnAgentThatMarksAnswersPlaysUnmarkedIsTheAnswer() {
        Bench bench = new Bench(agent -> agent.answers()
                .at(20, now -> agent.caller.about("llm", "templates", true))
                .audio(1_000, "r1", 100, 16_000));
        bench.run(say(500));
        assertEquals(496_313, bench.turn(1).at(Milestone.ANSWER_AUDIBLE).orElseThrow());
    }

    @Test
    void aFillerIsNotTheAnswer() {
        Bench bench = new Bench(agent -> agent.answers()
                .audio(1_000, "r1", 0, 4_800)
                .at(1_200, now -> agent.caller.answerFollows(now))
                .audio(1_250, "r1", 0, 8_000));
        bench.run(say(500));
        Turn turn = bench.turn(1);
        assertEquals(490_063, ttfa(turn));
        // The filler plays from 1,000 to 1,300 ms; the answer arrived meanwhile and follows it without a gap.
        assertEquals(1_300_000 - 509_938, turn.at(Milestone.ANSWER_AUDIBLE).orElseThrow(), 1);
    }

    @Test
    void milestonesGoToTheTurnTheyBelongToAndRepetitionsAreCounted() {
        Bench bench = new Bench(agent -> {
            agent.answers().milestone(900, Milestone.LLM_REQUEST).milestone(950, Milestone.LLM_REQUEST);
            agent.audio(1_000, "r1", 0, 1_600)
                    .milestone(3_000, Milestone.LLM_REQUEST)
                    .audio(3_200, "r2", 0, 1_600);
            // Told late, of an instant before the second utterance began at 1,900 ms: not the second turn's.
            agent.at(2_100, now -> agent.caller.milestone(1_020 * TestAgent.MS, Milestone.TTS_FIRST_BYTE, 40_000));
            agent.at(1_050, now -> agent.caller.claim("ttft", 123.5));
            agent.at(1_055, now -> agent.caller.lever(now, "cache", "miss"));
            agent.at(1_056, now -> agent.caller.lever(now, "cache", "hit"));
            for (int i = 0; i < 40; i++) {
                String name = "lever" + i;
                agent.at(3_100, now -> agent.caller.lever(now, name, "on"));
            }
            agent.at(1_060, now -> agent.caller.transcript(now, true, "where is"));
            agent.at(1_061, now -> agent.caller.transcript(now, true, "my order"));
            agent.at(1_062, now -> agent.caller.about("llm", "templates", true));
        });
        CallResult result = bench.run(say(500), say(500));
        Turn first = bench.turn(1);
        assertEquals(900_000 - 509_938, first.at(Milestone.LLM_REQUEST).orElseThrow(), 1);
        assertEquals(950_000 - 509_938, first.at(Milestone.LLM_REQUEST + "#2").orElseThrow(), 1);
        assertEquals(1_020_000 - 509_938, first.at(Milestone.TTS_FIRST_BYTE).orElseThrow(), 1);
        assertEquals(40L, first.uncertaintyUs());
        assertEquals(123.5, first.claimsMs().get("ttft"));
        assertEquals(Map.of("cache", "hit"), first.levers());
        assertEquals(16, bench.turn(2).levers().size(), "bounded");
        assertEquals("where is my order", first.transcriptHeard());
        assertEquals(List.of("llm"), first.modelled());
        assertTrue(bench.turn(2).at(Milestone.LLM_REQUEST).isPresent());
        assertTrue(bench.turn(2).at(Milestone.TTS_FIRST_BYTE).isEmpty());
        assertEquals("templates", result.about().get("llm"));
    }

    @Test
    void theRecordingHoldsWhatWasSpokenAndWhatWasHeardInPlace() {
        Bench bench = new Bench(agent -> agent.answers().audio(1_000, "r1", 0, 1_600));
        CallResult result = bench.run(say(500));
        int heard = (1_000 - 10) * 16;
        short[] right = result.recording().right(heard - 1, heard + 1_601);
        assertEquals(0, right[0]);
        assertEquals(TestSound.AGENT, right[1]);
        assertEquals(TestSound.AGENT, right[1_600]);
        assertEquals(0, right[1_601]);
        short[] left = result.recording().left(7_999, 8_001);
        assertEquals(TestSound.SPEECH, left[0]);
        assertEquals(0, left[1]);
        assertEquals(
                new CallResult.Mark(1, 0, 7_999, heard + 1_599), result.marks().getFirst());
    }
}
