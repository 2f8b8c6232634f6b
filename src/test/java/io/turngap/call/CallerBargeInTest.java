package io.turngap.call;

import static io.turngap.call.Bench.backchannel;
import static io.turngap.call.Bench.interrupt;
import static io.turngap.call.Bench.overlap;
import static io.turngap.call.Bench.say;
import static io.turngap.call.Bench.ttfa;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.Turn;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Interruptions and backchannels. The first utterance ends at 509.9375 ms; the reply is heard from 1,000 ms; after 600 ms of it, at
 * 1,600 ms, the caller speaks.
 */
class CallerBargeInTest {

    @Test
    void bargeInStopIsExactWhenQueuedAudioIsFlushed() {
        Bench bench = new Bench(agent -> agent.answers()
                .audio(1_000, "r1", 0, 10 * 16_000)
                .milestone(1_700, Milestone.TTS_REQUEST)
                .milestone(1_750, Milestone.AGENT_SPEECH_END)
                .flush(1_850)
                .milestone(2_500, Milestone.TTS_REQUEST)
                .audio(2_600, "r2", 80, 16_000));
        bench.run(say(500), interrupt(400, 600));

        Turn interrupted = bench.turn(1);
        assertEquals(Outcome.ANSWERED, interrupted.outcome());
        assertEquals(
                1_849_938 - 509_938, interrupted.at(Milestone.AGENT_AUDIO_END).orElseThrow(), 1);
        assertTrue(interrupted.at(Milestone.TTS_REQUEST).isPresent(), "still about the reply that goes on");
        assertNull(interrupted.bargeIn());

        Turn turn = bench.turn(2);
        assertEquals(1_600_000, turn.startEpochUs(), "the sample at which 600 ms had been heard");
        Turn.BargeIn bargeIn = turn.bargeIn();
        assertNotNull(bargeIn);
        assertEquals("interruption", bargeIn.kind());
        assertEquals(249_938, bargeIn.stopUs(), "the last sample begun before 1,850 ms");
        assertNull(bargeIn.censoredUs());
        assertEquals(605_063, bargeIn.recoveryUs());
        assertEquals(2_605_000 - 1_999_938, ttfa(turn), 1);
        assertEquals(Outcome.ANSWERED, turn.outcome());
        assertEquals(250_000, turn.talkOverUs());
        assertEquals(2_500_000 - 1_999_938, turn.at(Milestone.TTS_REQUEST).orElseThrow(), 1);
        assertEquals(List.of("r1@850"), bench.session().interruptions);
    }

    @Test
    void bargeInStopIsExactWhenALiveAgentFallsSilent() {
        Bench bench = new Bench(agent -> agent.answers().live(1_000, 1_930, "").live(2_800, 4_000, ""));
        bench.run(say(500), interrupt(400, 600));
        Turn turn = bench.turn(2);
        assertNotNull(turn.bargeIn());
        assertEquals(329_938, turn.bargeIn().stopUs());
        assertEquals(2_800_000 - 1_999_938, ttfa(turn), 1);
        assertEquals(1_419_999, bench.turn(1).at(Milestone.AGENT_AUDIO_END).orElseThrow(), 2);
    }

    @Test
    void whatIsClaimedOnceAReplyToTheInterruptionArrivesIsOfTheInterruption() {
        Bench bench = new Bench(agent -> agent.answers()
                .live(1_000, 1_800, "r1")
                .at(1_790, now -> agent.caller.claim("of_the_old_reply", 1))
                .live(2_600, 3_400, "r2")
                .at(2_600.5, now -> agent.caller.claim("of_the_interruption", 2)));
        bench.run(say(500), interrupt(400, 600));
        assertEquals(java.util.Map.of("of_the_old_reply", 1.0), bench.turn(1).claimsMs());
        assertEquals(java.util.Map.of("of_the_interruption", 2.0), bench.turn(2).claimsMs());
    }

    @Test
    void anAgentThatNeverYieldsIsCensored() {
        Bench bench = new Bench(agent -> agent.answers().audio(1_000, "r1", 0, 8 * 16_000));
        bench.run(say(500), interrupt(400, 600));
        Turn turn = bench.turn(2);
        assertNotNull(turn.bargeIn());
        assertNull(turn.bargeIn().stopUs());
        assertEquals(3_000_000, turn.bargeIn().censoredUs());
        assertEquals(Outcome.MISSED, turn.outcome(), "it answered the first turn and not the second");
        assertEquals(400_000, turn.talkOverUs());
        assertEquals(Outcome.ANSWERED, bench.turn(1).outcome());
    }

    @Test
    void aCallThatEndsWhileTheAgentGoesOnIsCensoredAtWhatWasSeen() {
        Bench bench = new Bench(agent -> agent.answers().audio(1_000, "r1", 0, 30 * 16_000));
        bench.run(say(500), interrupt(400, 600), new io.turngap.scenario.Step.HangUp());
        Turn turn = bench.turn(2);
        assertNotNull(turn.bargeIn());
        assertNull(turn.bargeIn().stopUs());
        assertEquals(409_938, turn.bargeIn().censoredUs());
    }

    @Test
    void aReplyThatRanToItsOwnEndWasNotYieldedAndIsCensoredThere() {
        Bench bench = new Bench(agent -> agent.answers()
                .audio(1_000, "r1", 0, 3 * 16_000)
                .ended(1_050, "r1", false)
                .audio(5_000, "r2", 0, 16_000));
        bench.run(say(500), interrupt(400, 600));
        Turn.BargeIn bargeIn = bench.turn(2).bargeIn();
        assertNotNull(bargeIn);
        assertNull(bargeIn.stopUs(), "it said all it had to say");
        assertEquals(2_399_938, bargeIn.censoredUs(), "from 1,600 to 4,000 ms");
    }

    @Test
    void aCompleteReplyOfWhichTheRestIsDroppedWasYielded() {
        Bench bench = new Bench(agent -> agent.answers()
                .audio(1_000, "r1", 0, 3 * 16_000)
                .ended(1_050, "r1", false)
                .flush(1_850)
                .audio(2_600, "r2", 0, 16_000)
                .ended(2_600, "r2", false));
        bench.run(say(500), interrupt(400, 600));
        Turn.BargeIn bargeIn = bench.turn(2).bargeIn();
        assertNotNull(bargeIn);
        assertEquals(249_938, bargeIn.stopUs());
        assertNull(bargeIn.censoredUs());
    }

    @Test
    void aCancelledReplyThatWasHeardToTheEndOfWhatHadComeWasYielded() {
        Bench bench = new Bench(agent -> agent.answers()
                .live(1_000, 1_930, "r1")
                .ended(1_935, "r1", true)
                .live(2_800, 4_000, "r2")
                .ended(4_000, "r2", false));
        bench.run(say(500), interrupt(400, 600));
        Turn.BargeIn bargeIn = bench.turn(2).bargeIn();
        assertNotNull(bargeIn);
        assertEquals(329_938, bargeIn.stopUs());
    }

    @Test
    void aReplyThatIsOverTooSoonIsNotInterruptedAndTheWordsAreSaidAnyway() {
        Bench bench =
                new Bench(agent -> agent.answers().audio(1_000, "r1", 0, 3_200).audio(3_000, "r2", 0, 3_200));
        bench.run(say(500), interrupt(400, 600));
        Turn turn = bench.turn(2);
        assertEquals(1_999_938, turn.startEpochUs(), 1);
        assertEquals(Outcome.ANSWERED, turn.outcome());
        assertEquals("the reply was over before it could be interrupted", turn.detail());
        assertNull(turn.bargeIn());
    }

    @Test
    void anAgentThatGoesOnAfterABackchannelIsRight() {
        Bench bench = new Bench(agent -> agent.answers().audio(1_000, "r1", 0, 3 * 16_000));
        bench.run(say(500), backchannel(200, 600));
        assertEquals(1, bench.turns.size(), "a backchannel opens no turn");
        Turn turn = bench.turn(1);
        assertNotNull(turn.bargeIn());
        assertEquals("backchannel", turn.bargeIn().kind());
        assertFalse(turn.bargeIn().falseBargeIn());
        assertNull(turn.bargeIn().stopUs());
        assertEquals(200_000, turn.talkOverUs());
        assertEquals(TestSound.SPEECH, bench.session().frames.get(79)[160], "sample 25,440, at 1,600 ms");
        assertEquals(0, bench.session().frames.get(79)[159]);
    }

    @Test
    void anAgentThatStopsForABackchannelBargesInFalsely() {
        Bench bench = new Bench(agent ->
                agent.answers().audio(1_000, "r1", 0, 3 * 16_000).flush(1_750).audio(2_400, "r2", 0, 8_000));
        bench.run(say(500), backchannel(200, 600));
        Turn turn = bench.turn(1);
        assertNotNull(turn.bargeIn());
        assertTrue(turn.bargeIn().falseBargeIn());
        assertEquals(149_938, turn.bargeIn().stopUs());
    }

    @Test
    void aLiveAgentThatTakesABackchannelForATurnBargesInFalsely() {
        Bench bench = new Bench(agent -> agent.answers()
                .live(1_000, 1_800, "r1")
                .milestone(2_000, Milestone.AGENT_TURN_END)
                .live(2_400, 3_000, "r2"));
        bench.run(say(500), backchannel(200, 600));
        Turn turn = bench.turn(1);
        assertNotNull(turn.bargeIn());
        assertTrue(turn.bargeIn().falseBargeIn());
        assertEquals(199_938, turn.bargeIn().stopUs());
    }

    @Test
    void anAgentThatStopsThoughNobodySpokeBargesInFalsely() {
        Bench bench = new Bench(agent ->
                agent.answers().audio(1_000, "r1", 0, 3 * 16_000).flush(1_750).audio(2_400, "r2", 0, 8_000));
        bench.run(say(500));
        assertEquals(
                new Turn.BargeIn("noise", null, null, null, true), bench.turn(1).bargeIn());
    }

    @Test
    void theCallersOwnLastWordIsNoNoiseAndNeitherIsAReplyThatWasOver() {
        Bench late = new Bench(agent -> agent.answers()
                .audio(400, "r1", 0, 3 * 16_000)
                .flush(900)
                .audio(1_900, "r2", 0, 8_000)
                .ended(1_900, "r2", false)
                .flush(2_600));
        late.run(say(500));
        assertNull(late.turn(1).bargeIn());
    }

    @Test
    void speakingOverAReplyDoesNotMakeItACutOffOfTheNewTurn() {
        Bench bench =
                new Bench(agent -> agent.answers().audio(400, "r1", 0, 8_000).audio(1_900, "r2", 0, 8_000));
        // The first turn is cut off at 400 ms by a reply that goes on until 900 ms; the second utterance begins at 510
        // ms.
        bench.run(say(500), overlap(600));
        assertEquals(Outcome.CUT_OFF, bench.turn(1).outcome());
        assertEquals(Outcome.ANSWERED, bench.turn(2).outcome());
        assertEquals(1_900_000 - 1_109_938, ttfa(bench.turn(2)), 1);
        assertEquals(390_000, bench.turn(2).talkOverUs(), "510 to 900 ms");
    }

    @Test
    void whatIsFlushedBeforeItIsHeardWasNotHeard() {
        Bench bench = new Bench(agent ->
                agent.answers().audio(1_000, "r1", 16_000, 16_000).flush(1_900).audio(2_500, "r2", 0, 8_000));
        bench.run(say(500));
        Turn turn = bench.turn(1);
        assertEquals(490_063, turn.at(Milestone.FIRST_PACKET).orElseThrow(), "it did arrive");
        assertEquals(2_500_000 - 509_938, ttfa(turn), 1);
        assertEquals(List.of("r1@900"), bench.session().interruptions);
    }
}
