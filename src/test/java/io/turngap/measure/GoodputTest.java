package io.turngap.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoodputTest {

    private static Share share(List<Turn> turns) {
        return Evaluation.of(turns, 1).withGoodput(turns, OptionalLong.of(800)).share(Share.GOODPUT);
    }

    private static void assertGood(int hits, int total, List<Turn> turns) {
        Share share = share(turns);
        assertEquals(hits + " of " + total, share.hits() + " of " + share.total());
    }

    @Test
    void onlyWhatWasAnsweredInTimeIsGood() {
        assertTrue(Goodput.isGood(Turns.answered(0, 1, 800), 800), "the target itself is in time");
        assertFalse(Goodput.isGood(Turns.answered(0, 1, 801), 800));
        assertFalse(Goodput.isGood(Turns.missed(0, 1, 5_000), 800));
        assertFalse(
                Goodput.isGood(Turns.of(0, 1, Outcome.CUT_OFF, Milestone.FIRST_AUDIBLE, -300_000), 800),
                "quick, and not what was asked for");
        assertFalse(Goodput.isGood(Turns.of(0, 1, Outcome.RATE_LIMITED, Milestone.SPEECH_END, 0), 800));
        assertFalse(Goodput.isGood(Turns.of(0, 1, Outcome.ANSWERED, Milestone.SPEECH_END, 0), 800));
        assertGood(
                1,
                4,
                List.of(
                        Turns.of(0, 0, Outcome.ANSWERED, Milestone.FIRST_AUDIBLE, 9),
                        Turns.answered(0, 1, 700),
                        Turns.answered(0, 2, 900),
                        Turns.missed(0, 3, 5_000),
                        Turns.of(0, 4, Outcome.CUT_OFF, Milestone.FIRST_AUDIBLE, -5)));
    }

    @Test
    void aCallThatBrokeOwesTheTurnsThatItDidNotComeTo() {
        List<Turn> turns = new ArrayList<>();
        for (int turn = 1; turn <= 3; turn++) {
            turns.add(Turns.answered(0, turn, 500));
        }
        turns.add(Turns.answered(1, 1, 500));
        turns.add(Turns.of(1, 2, Outcome.ERROR, Milestone.SPEECH_END, 0));
        turns.add(Turns.of(2, 0, Outcome.ERROR));
        assertGood(4, 9, turns);
    }

    @Test
    void whereEveryCallBrokeEachOwesOneTurnAtLeast() {
        assertGood(0, 2, List.of(Turns.of(0, 0, Outcome.ERROR), Turns.of(1, 0, Outcome.ERROR)));
    }

    @Test
    void aRunWithoutATargetHasNone() {
        List<Turn> turns = List.of(Turns.answered(0, 1, 500));
        Evaluation old = Evaluation.of(turns, 1).withGoodput(turns, OptionalLong.empty());
        assertNull(old.rates().goodput());
        assertFalse(old.counts().containsKey("good"));
        assertEquals(
                1.0,
                Evaluation.of(turns, 1)
                        .withGoodput(turns, OptionalLong.of(500))
                        .rates()
                        .goodput());
        assertNull(Evaluation.of(List.of(), 1)
                .withGoodput(List.of(), OptionalLong.of(500))
                .rates()
                .goodput());
    }

    @Test
    void runJsonHoldsTheTargetAndAnOldOneHasNone(@TempDir Path folder) throws Exception {
        String old = "{\"schema_version\": 1, \"scenario\": {\"name\": \"x\"}}";
        Files.writeString(folder.resolve("run.json"), old);
        assertTrue(new RunFolder(folder).read().scenario().slo().isEmpty());
        Files.writeString(folder.resolve("run.json"), old.replace("\"x\"", "\"x\", \"slo_ms\": 640"));
        assertEquals(
                OptionalLong.of(640), new RunFolder(folder).read().scenario().slo());
    }
}
