package io.turngap.call;

import static io.turngap.call.Bench.say;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.scenario.Conditions;
import io.turngap.scenario.Step;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An agent's marks are answered when the sound before them was played to its last sample, and keys are pressed when the script says. */
class CallerMarksTest {

    private static List<String> marks(Bench bench) {
        CallResult unused = bench.run(new Step.Silence(3_000), new Step.HangUp());
        return bench.session().marksPlayed;
    }

    @Test
    void aMarkIsAnsweredInTheInstantInWhichTheSoundBeforeItEnds() {
        Bench bench = new Bench(session -> session.answers()
                .audio(100, "", 0, 1_601)
                .mark(100, "a")
                .audio(120, "", 0, 3_200)
                .mark(120, "b"));
        // 1,601 samples take 100.0625 ms; the second piece is played behind the first.
        assertEquals(List.of("a@200.0625", "b@400.0625"), marks(bench));
    }

    @Test
    void aMarkWithNothingToPlayIsAnsweredAtOnce() {
        Bench bench = new Bench(session ->
                session.answers().mark(50, "first").audio(100, "", 0, 160).mark(500, "late"));
        assertEquals(List.of("first@50.0", "late@500.0"), marks(bench));
    }

    @Test
    void marksBehindEachOtherAreAnsweredTogetherAndInOrder() {
        Bench bench = new Bench(session ->
                session.answers().audio(100, "", 0, 1_600).mark(100, "a").mark(150, "b"));
        assertEquals(List.of("a@200.0", "b@200.0"), marks(bench));
    }

    @Test
    void aFlushAnswersAllThatWaitAndNothingTwice() {
        Bench bench = new Bench(session -> session.answers()
                .audio(100, "", 0, 16_000)
                .mark(100, "a")
                .audio(110, "", 0, 16_000)
                .mark(110, "b")
                .flush(300)
                .audio(320, "", 0, 160)
                .mark(320, "c"));
        assertEquals(List.of("a@300.0", "b@300.0", "c@330.0"), marks(bench));
    }

    @Test
    void aMarkKeepsItsPlaceBehindSoundThatTheNetworkDelays() {
        Bench bench = new Bench(session ->
                session.answers().audio(100, "", 0, 1_600).mark(100, "a").flush(150));
        bench.conditions = new Conditions(
                Optional.empty(),
                0,
                Conditions.Line.WIDEBAND,
                new Conditions.Network(80, 0, new Conditions.Loss.None()));
        // Sound and mark are there at 180 ms, the flush at 230.
        assertEquals(List.of("a@230.0"), marks(bench));
    }

    @Test
    void noMarkIsAnsweredOnceTheCallerHungUp() {
        Bench bench = new Bench(
                session -> session.answers().audio(100, "", 0, 16_000 * 5).mark(100, "a"));
        CallResult unused = bench.run(new Step.Silence(500), new Step.HangUp());
        assertEquals(List.of(), bench.session().marksPlayed);
    }

    @Test
    void soManyMarksMayWaitAndNoMore() {
        Bench bench = new Bench(session -> {
            session.answers().audio(100, "", 0, 1_600);
            IntStream.rangeClosed(0, Marks.MOST).forEach(i -> session.mark(110, "m" + i));
        });
        CallResult result = bench.run(new Step.Silence(1_000), new Step.HangUp());
        assertEquals(Marks.MOST, bench.session().marksPlayed.size());
        assertEquals(1, result.troubles());
    }

    @Test
    void keysArePressedWhenTheScriptSays() {
        Bench bench = new Bench(TestAgent.Session::answers);
        CallResult result = bench.run(new Step.Silence(500), new Step.Press("12#"), new Step.HangUp());
        assertEquals(List.of("12#@510"), bench.session().keys);
        assertEquals(0, result.troubles());
    }

    @Test
    void aTurnSaysThatKeysCouldNotBePressed() {
        Bench bench = new Bench(session -> {
            session.takesKeys = false;
            session.answers().audio(1_500, "", 0, 1_600);
        });
        CallResult result = bench.run(say(500), new Step.Press("7"));
        assertEquals(1, result.troubles());
        String trouble = bench.turns.getLast().detail();
        assertTrue(trouble.contains("the keys 7 were not pressed"), trouble);
    }
}
