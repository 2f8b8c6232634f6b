package io.turngap.analyze;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.Turn;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who spoke when, in milliseconds, and the turns that it makes. */
class ConversationTest {

    private static final long END_MS = 60_000;

    private final List<Stretch> caller = new ArrayList<>();
    private final List<Stretch> agent = new ArrayList<>();

    private static Stretch ms(long from, long to) {
        return new Stretch(from * 16, to * 16);
    }

    private ConversationTest caller(long from, long to) {
        caller.add(ms(from, to));
        return this;
    }

    private ConversationTest agent(long from, long to) {
        agent.add(ms(from, to));
        return this;
    }

    private List<Turn> turns() {
        return turns(Rules.STANDARD);
    }

    private List<Turn> turns(Rules rules) {
        return new CallTurns(0, "s", "call.wav", Conversation.of(caller, agent, rules), rules, END_MS * 16)
                .all().stream().map(Analysis.Placed::turn).toList();
    }

    private static long ttfaMs(Turn turn) {
        return turn.at(Milestone.FIRST_AUDIBLE).orElseThrow() / 1_000;
    }

    private static Turn.BargeIn bargeIn(Turn turn) {
        Turn.BargeIn bargeIn = turn.bargeIn();
        if (bargeIn == null) {
            throw new AssertionError("no barge-in in " + turn);
        }
        return bargeIn;
    }

    @Test
    void aGreetingAndTwoAnsweredTurns() {
        List<Turn> turns = agent(500, 2_000)
                .caller(2_800, 4_000)
                .agent(4_900, 6_000)
                .caller(7_000, 8_000)
                .agent(8_700, 9_500)
                .turns();
        assertEquals(3, turns.size());
        assertEquals(500, ttfaMs(turns.get(0)));
        assertEquals(900, ttfaMs(turns.get(1)));
        assertEquals(2_000_000L, turns.get(1).milestonesUs().get(Milestone.AGENT_AUDIO_END));
        assertEquals(700, ttfaMs(turns.get(2)));
        assertEquals(2_800_000, turns.get(1).startEpochUs());
        turns.forEach(turn -> assertEquals(Outcome.ANSWERED, turn.outcome()));
        turns.forEach(turn -> assertNull(turn.bargeIn()));
    }

    @Test
    void aPauseInWhichTheAgentIsSilentIsInsideATurn() {
        List<Turn> turns =
                caller(1_000, 2_000).caller(3_900, 5_000).agent(5_600, 7_000).turns();
        assertEquals(1, turns.size());
        assertEquals(600, ttfaMs(turns.getFirst()));
    }

    @Test
    void aLongerPauseIsATurnThatWasMissed() {
        List<Turn> turns =
                caller(1_000, 2_000).caller(4_100, 5_000).agent(5_600, 7_000).turns();
        assertEquals(2, turns.size());
        assertEquals(Outcome.MISSED, turns.get(0).outcome());
        assertEquals(2_100_000L, turns.get(0).waitedUs());
        assertEquals("the caller spoke again before a reply", turns.get(0).detail());
        assertEquals(Outcome.ANSWERED, turns.get(1).outcome());
    }

    @Test
    void anAgentThatBeginsBeforeTheCallerIsDoneIsACandidateForAFalseCutOff() {
        List<Turn> turns = caller(1_000, 3_000).agent(2_700, 4_000).turns();
        assertEquals(Outcome.CUT_OFF, turns.getFirst().outcome());
        assertEquals(-300, ttfaMs(turns.getFirst()));
        assertEquals(300, turns.getFirst().talkOverUs() / 1_000);
    }

    @Test
    void aCallerWhoGoesOnAsSoonAsTheAgentBeginsWasNotDone() {
        List<Turn> turns = caller(1_000, 2_000)
                .agent(2_700, 3_500)
                .caller(3_000, 4_500)
                .agent(5_200, 6_000)
                .turns();
        assertEquals(1, turns.size());
        assertEquals(Outcome.CUT_OFF, turns.getFirst().outcome());
        assertEquals(-1_800, ttfaMs(turns.getFirst()));
        assertEquals(500, turns.getFirst().talkOverUs() / 1_000);
    }

    @Test
    void aHesitatingCallerWhoGoesOnLateIsInDoubtAndIsCutOffWhereTheUserSaysSo() {
        caller(1_000, 2_000).agent(2_700, 3_600).caller(3_400, 4_500).agent(5_200, 6_000);
        List<Turn> turns = turns();
        assertEquals("interruption", bargeIn(turns.get(1)).kind());
        assertEquals(1, Conversation.of(caller, agent, Rules.STANDARD).doubtful(Rules.STANDARD));
        Rules hesitant = Rules.STANDARD.with(2_000, 10_000, 3_000, 3_000, 800);
        assertEquals(0, Conversation.of(caller, agent, hesitant).doubtful(hesitant));
        turns = turns(hesitant);
        assertEquals(1, turns.size());
        assertEquals(Outcome.CUT_OFF, turns.getFirst().outcome());
    }

    @Test
    void anInterruptionLongAfterTheCallersOwnWordsIsInNoDoubt() {
        caller(1_000, 2_000).agent(2_700, 6_000).caller(5_000, 6_500).agent(7_200, 8_000);
        assertEquals("interruption", bargeIn(turns().get(1)).kind());
        assertEquals(0, Conversation.of(caller, agent, Rules.STANDARD).doubtful(Rules.STANDARD));
    }

    @Test
    void aShortReplyThatIsOverIsNoCutOff() {
        List<Turn> turns = caller(1_000, 2_000)
                .agent(2_700, 2_900)
                .caller(3_000, 4_500)
                .agent(5_200, 6_000)
                .turns();
        assertEquals(2, turns.size());
        assertEquals(700, ttfaMs(turns.get(0)));
        assertEquals(700, ttfaMs(turns.get(1)));
        assertNull(turns.get(1).bargeIn());
    }

    @Test
    void anInterruptionThatIsHeeded() {
        List<Turn> turns = caller(1_000, 2_000)
                .agent(3_000, 6_240)
                .caller(6_000, 7_500)
                .agent(8_100, 9_000)
                .turns();
        assertEquals(2, turns.size());
        Turn.BargeIn bargeIn = bargeIn(turns.get(1));
        assertEquals("interruption", bargeIn.kind());
        assertEquals(240_000L, bargeIn.stopUs());
        assertNull(bargeIn.censoredUs());
        assertEquals(600_000L, bargeIn.recoveryUs());
        assertEquals(600, ttfaMs(turns.get(1)));
        assertEquals(240, turns.get(1).talkOverUs() / 1_000);
    }

    @Test
    void anInterruptionThatIsNotHeededIsCensored() {
        List<Turn> turns =
                caller(1_000, 2_000).agent(3_000, 20_000).caller(6_000, 7_500).turns();
        Turn.BargeIn bargeIn = bargeIn(turns.get(1));
        assertNull(bargeIn.stopUs());
        assertEquals(3_000_000L, bargeIn.censoredUs());
        assertEquals(Outcome.MISSED, turns.get(1).outcome());
    }

    @Test
    void anInterruptionInPartsIsOne() {
        List<Turn> turns = caller(1_000, 2_000)
                .agent(3_000, 8_000)
                .caller(6_000, 6_900)
                .caller(7_200, 8_500)
                .agent(9_500, 10_000)
                .turns();
        assertEquals(2, turns.size());
        assertEquals(2_000_000L, bargeIn(turns.get(1)).stopUs());
        assertEquals(1_000, ttfaMs(turns.get(1)));
    }

    @Test
    void aShortSoundOverWhichTheAgentSpeaksOnIsABackchannel() {
        List<Turn> turns = caller(1_000, 2_000)
                .agent(3_000, 9_000)
                .caller(5_000, 5_300)
                .caller(9_600, 11_000)
                .agent(11_800, 12_500)
                .turns();
        assertEquals(2, turns.size());
        assertEquals("backchannel", bargeIn(turns.get(0)).kind());
        assertEquals(300, turns.get(0).talkOverUs() / 1_000);
        assertNull(turns.get(1).bargeIn());
    }

    @Test
    void aCallerWhoSpeaksJustAsTheAgentEndsInterruptsNobody() {
        List<Turn> turns = caller(1_000, 2_000)
                .agent(3_000, 5_100)
                .caller(5_000, 6_000)
                .agent(7_000, 8_000)
                .turns();
        assertEquals(2, turns.size());
        assertNull(turns.get(1).bargeIn());
        assertEquals(100, turns.get(1).talkOverUs() / 1_000);
    }

    @Test
    void deadAirAndALateReply() {
        List<Turn> turns = caller(1_000, 2_000)
                .agent(6_000, 7_000)
                .caller(8_000, 9_000)
                .agent(19_500, 20_000)
                .turns();
        assertEquals(4_000_000, turns.get(0).deadAirUs());
        assertEquals(Outcome.ANSWERED, turns.get(0).outcome());
        assertEquals(Outcome.MISSED, turns.get(1).outcome());
        assertEquals(10_500, ttfaMs(turns.get(1)));
    }

    @Test
    void lastWordsCountAsMissedOnlyWhereTheRecordingGoesOn() {
        assertEquals(Outcome.MISSED, caller(1_000, 50_000).turns().getFirst().outcome());
        caller.clear();
        assertEquals(List.of(), caller(1_000, 58_000).turns());
    }

    @Test
    void anAgentThatSpeaksAsTheRecordingBeginsGreetsAtAnUnknownTime() {
        List<Turn> turns =
                agent(0, 1_000).caller(2_000, 3_000).agent(3_500, 4_000).turns();
        assertEquals(1, turns.size());
        assertEquals(1, turns.getFirst().turn());
    }

    @Test
    void aBreakInAReplyPartsItFromTheNextOnlyWhenItIsLong() {
        List<Turn> turns = caller(1_000, 2_000)
                .agent(3_000, 3_500)
                .agent(3_900, 6_300)
                .caller(6_000, 7_500)
                .agent(7_900, 9_000)
                .turns();
        assertEquals(300_000L, bargeIn(turns.get(1)).stopUs());
    }
}
