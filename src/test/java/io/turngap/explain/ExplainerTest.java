package io.turngap.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.Turn;
import io.turngap.measure.Turns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplainerTest {

    /** Endpointing 800 ms in every turn, a model of 300 ms that takes 3 s in each tenth, synthesis 100 ms. */
    private static List<Turn> turns(int calls) {
        List<Turn> turns = new ArrayList<>();
        for (int call = 0; call < calls; call++) {
            for (int turn = 1; turn <= 5; turn++) {
                long llmUs = (call * 5 + turn) % 10 == 0 ? 3_000_000 : 300_000;
                long firstToken = 850_000 + llmUs;
                turns.add(Turns.of(
                        call,
                        turn,
                        Outcome.ANSWERED,
                        Milestone.SPEECH_END,
                        0,
                        Milestone.AGENT_SPEECH_END,
                        0,
                        Milestone.AGENT_TURN_END,
                        800_000,
                        Milestone.STT_FINAL,
                        850_000,
                        Milestone.LLM_REQUEST,
                        850_000,
                        Milestone.LLM_FIRST_TOKEN,
                        firstToken,
                        Milestone.TTS_REQUEST,
                        firstToken,
                        Milestone.TTS_FIRST_BYTE,
                        firstToken + 100_000,
                        Milestone.FIRST_PACKET,
                        firstToken + 100_000,
                        Milestone.FIRST_AUDIBLE,
                        firstToken + 100_000));
            }
        }
        return turns;
    }

    private static Explanation.Advice advice(Explanation explanation, String id) {
        return explanation.plan().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError(id + " is not in " + explanation.plan()));
    }

    @Test
    void theBiggestStageOfATypicalTurnIsNotThatOfASlowOne() {
        Explanation explanation = Explainer.explain(turns(20), 1);
        assertEquals("endpointing", explanation.typical().getFirst().stage());
        assertEquals(800, explanation.typical().getFirst().meanMs(), 1e-9);
        assertEquals("llm", explanation.slow().getFirst().stage());
        assertEquals(3_000, explanation.slow().getFirst().meanMs(), 1e-9);
        double sum = explanation.slow().stream()
                .mapToDouble(Explanation.Part::meanMs)
                .sum();
        assertEquals(3_950, sum, 1e-9, "the parts are the whole wait");
    }

    @Test
    void eachSavingIsWhatTheTurnsThemselvesGiveWithTheStageShortened() {
        Explanation explanation = Explainer.explain(turns(20), 1);
        Explanation.Advice silence = advice(explanation, "endpointing_400");
        assertEquals(400, silence.p50().lowMs(), 1e-9);
        assertEquals(400, silence.p95().lowMs(), 1e-9);
        assertEquals(List.of(400.0, 400.0), silence.p50().ci95(), "all turns gain the same");
        assertEquals(1, silence.touched(), 1e-9);
        Explanation.Advice tier = advice(explanation, "fast_tier");
        assertEquals(0, tier.p50().lowMs(), 1e-9, "300 ms is within the fast tier's 400 ms");
        assertEquals(100, tier.p50().highMs(), 1e-9);
        assertEquals(2_600, tier.p95().lowMs(), 1e-9);
        assertEquals(
                "fast_tier",
                explanation.plan().stream()
                        .filter(one -> one.stages().equals(List.of("llm")))
                        .findFirst()
                        .orElseThrow()
                        .id());
        assertTrue(silence.rank() > tier.rank(), "ordered by the saving at P95");
    }

    @Test
    void aRemedyOfAStageThatIsShortAlreadyIsIdle() {
        Explanation explanation = Explainer.explain(turns(20), 1);
        assertTrue(
                explanation.idle().contains("leading_silence"),
                explanation.idle().toString());
    }

    @Test
    void whereTheMilestonesDoNotReachItSaysSo() {
        List<Turn> turns = new ArrayList<>();
        for (int call = 0; call < 12; call++) {
            turns.add(Turns.of(
                    call,
                    1,
                    Outcome.ANSWERED,
                    Milestone.SPEECH_END,
                    0,
                    Milestone.FIRST_PACKET,
                    900_000,
                    Milestone.FIRST_AUDIBLE,
                    1_000_000));
        }
        Explanation explanation = Explainer.explain(turns, 1);
        String unseen = String.join(" ", explanation.unseen());
        assertTrue(unseen.contains("endpointing, stt, llm, tts"), unseen);
        assertTrue(unseen.contains("90 % of the wait is unattributed"), unseen);
        assertEquals(
                List.of("leading_silence"),
                explanation.plan().stream().map(Explanation.Advice::id).toList(),
                "the one thing that is seen from outside");
    }

    @Test
    void fewTurnsManyCutOffsAndMissedTurnsAreSaidBesideTheFigures() {
        List<Turn> turns = turns(2);
        turns.add(Turns.missed(3, 1, 8_000));
        turns.add(Turns.of(3, 2, Outcome.CUT_OFF, Milestone.SPEECH_END, 0));
        Explanation explanation = Explainer.explain(turns, 1);
        Explanation.Advice silence = advice(explanation, "endpointing_400");
        assertTrue(String.join(" ", explanation.notes()).contains("only 10 turns"));
        assertTrue(silence.cost().contains("cuts off 8 % of its turns already"), silence.cost());
        assertEquals(null, silence.p50().ci95(), "two calls give no interval");
        assertTrue(String.join(" ", explanation.notes()).contains("1 turn was never answered"));
    }

    @Test
    void nothingAnsweredIsNothingToExplain() {
        Explanation explanation = Explainer.explain(List.of(Turns.missed(0, 1, 8_000)), 1);
        assertEquals(0, explanation.turns());
        assertFalse(explanation.unseen().isEmpty());
        assertTrue(explanation.plan().isEmpty());
    }

    @Test
    void anExcuseAndAThinkingPhraseAreSaidBeforeTheRest() {
        List<Turn> turns = new ArrayList<>(turns(20));
        turns.add(Turns.with(
                Turns.of(
                        30,
                        1,
                        Outcome.ANSWERED,
                        Milestone.SPEECH_END,
                        0,
                        Milestone.FIRST_AUDIBLE,
                        900_000,
                        Milestone.ANSWER_AUDIBLE,
                        4_900_000),
                Map.of("fallback", "tool timed out")));
        List<String> notes = Explainer.explain(turns, 1).notes();
        assertTrue(notes.getFirst().contains("{tool timed out=1}"), notes.toString());
        assertTrue(notes.get(1).contains("the answer came 4000 ms later"), notes.toString());
    }

    @Test
    void oneModelFromSoundToSoundIsNotToldToBecomeOne() {
        List<Turn> turns = turns(20).stream()
                .map(turn -> Turns.with(turn, Map.of("speech_to_speech", "yes")))
                .toList();
        Explanation explanation = Explainer.explain(turns, 1);
        assertTrue(
                explanation.plan().stream().noneMatch(one -> one.stages().contains("llm")),
                explanation.plan().toString());
    }
}
