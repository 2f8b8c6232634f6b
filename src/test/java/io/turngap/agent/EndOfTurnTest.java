package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndOfTurnTest {

    private static final EndOfTurn.Engine ENGINE = EndOfTurnModel.engine();

    /** Said by nobody that the model was made from. */
    private static final List<String> OVER = List.of(
            "what time does the store close",
            "i would like to speak to a manager",
            "can you help me with my invoice",
            "the parcel was left at the wrong house",
            "how do i reset my password",
            "is the shop open tomorrow",
            "my code is three nine one six",
            "i think that is everything thanks",
            "yes that works for me",
            "no i don't need anything else",
            "please call me back tomorrow morning",
            "when can i pick it up",
            "my husband is allergic to nuts",
            "the driver never rang the bell",
            "could you send me an email please");

    private static final List<String> NOT_OVER = List.of(
            "i need to return",
            "can you help me with the",
            "i would like to speak to",
            "my code is",
            "my code is three nine",
            "the driver left it at my",
            "how do i",
            "is the shop open on",
            "i was wondering if",
            "well i ordered a lamp and",
            "please call me back in um",
            "we want to come with four or",
            "yes but the",
            "the name on the account is",
            "could you send it to my");

    private static double complete(String words) {
        return ENGINE.open().complete(words, 200);
    }

    @Test
    void theArticlesExamples() {
        assertTrue(complete("what time does the store close") > 0.8, "a question that is over");
        assertTrue(complete("i need to return") < 0.5, "an object is missing");
        assertTrue(complete("my order number is") < 0.2, "digits are missing");
        assertTrue(complete("my order number is four two") < 0.5, "more digits are missing");
        assertTrue(complete("my order number is four two seven one") > 0.7);
        assertTrue(complete("my order number is four two seven one um") < 0.5, "an um says that more comes");
    }

    @Test
    void sentencesThatNobodyTrainedOn() {
        List<String> wrong = new ArrayList<>();
        OVER.stream().filter(words -> complete(words) < 0.5).forEach(wrong::add);
        NOT_OVER.stream().filter(words -> complete(words) >= 0.5).forEach(wrong::add);
        assertTrue(wrong.size() <= 4, wrong.size() + " of 30 wrong: " + wrong);
    }

    /** What it costs: words that sound complete end the turn although more was to come. */
    @Test
    void whoPausesAfterAWholeSentenceIsTakenAtHisWord() {
        assertTrue(complete("i want to cancel my order") > 0.8, "… please, and also the one of last week");
    }

    @Test
    void callersWhoPauseAreCutOffLessForTheSameWait() {
        EndOfTurnStudy.Result held = EndOfTurnStudy.words();
        EndOfTurnStudy.Accuracy accuracy = held.accuracies().getFirst();
        assertTrue(accuracy.right() > 0.8, "a judge that is blind for words is right half the time; " + accuracy);
        List<WaitingCurve.Point> plain = held.curves().getFirst().points();
        for (EndOfTurnStudy.Curve curve : held.curves().subList(1, held.curves().size())) {
            for (int ms : new int[] {600, 800, 1_000}) {
                double cutOff = point(plain, "silence " + ms).cutOff();
                double meanMs = curve.best().stream()
                        .filter(point -> point.cutOff() <= cutOff)
                        .mapToDouble(WaitingCurve.Point::meanMs)
                        .min()
                        .orElseThrow();
                assertTrue(meanMs < 0.7 * ms, curve.name() + " waits " + meanMs + " ms for the cut-offs of " + ms);
            }
            WaitingCurve.Point standard = point(curve.points(), "240–1200");
            assertTrue(standard.meanMs() < 500, "no slower than the plain default, 500 ms: " + standard);
            assertTrue(
                    standard.cutOff() < point(plain, "silence 500").cutOff() / 2, "and half the cut-offs: " + standard);
            assertTrue(standard.cutOff() > 0.05, "which are not none: " + standard);
        }
    }

    private static WaitingCurve.Point point(List<WaitingCurve.Point> points, String rule) {
        return points.stream()
                .filter(point -> point.rule().equals(rule))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theFileIsWhatTheTrainerMakes() {
        EndOfTurnWeights bundled = EndOfTurnWeights.bundled();
        EndOfTurnWeights trained = EndOfTurnTrainer.words(TurnCases.sentences());
        for (String sentence : TurnCases.sentences()) {
            assertEquals(
                    trained.ofWords(sentence),
                    bundled.ofWords(sentence),
                    1e-9,
                    sentence + ": run EndOfTurnBench after a change of the corpus or of TurnWords");
        }
    }

    /** A hum of ten harmonics, 16 kHz, whose pitch goes from one to another over its last 300 ms. */
    private static void hum(EndOfTurn model, double fromHz, double toHz, int ms) {
        double phase = 0;
        for (int at = 0; at < ms; at += 20) {
            short[] frame = new short[320];
            for (int i = 0; i < frame.length; i++) {
                double t = at + i / 16.0;
                double hz = fromHz + (toHz - fromHz) * Math.clamp((t - ms + 300) / 300, 0, 1);
                phase += 2 * Math.PI * hz / 16_000;
                double sum = 0;
                for (int k = 1; k <= 10; k++) {
                    sum += Math.sin(k * phase) / k;
                }
                frame[i] = (short) (4_000 * sum);
            }
            model.frame(frame, true);
        }
        for (int i = 0; i < 5; i++) {
            model.frame(new short[320], false);
        }
    }

    @Test
    void aPitchThatFallsSoundsMoreLikeTheEndThanOneThatStays() {
        for (double hz : new double[] {110, 210}) {
            for (String words : List.of("", "yes i have the number")) {
                EndOfTurn falls = ENGINE.open();
                falls.begin();
                hum(falls, hz, hz * 0.75, 1_000);
                EndOfTurn stays = ENGINE.open();
                stays.begin();
                hum(stays, hz, hz, 1_000);
                double down = falls.complete(words, 100);
                double level = stays.complete(words, 100);
                assertTrue(down > level + 0.05, hz + " Hz \"" + words + "\": falls " + down + ", stays " + level);
            }
        }
    }

    @Test
    void soundOfTheTurnBeforeIsForgotten() {
        EndOfTurn model = ENGINE.open();
        model.begin();
        hum(model, 120, 90, 1_000);
        assertTrue(Math.abs(model.complete("", 100) - 0.5) > 0.02);
        model.begin();
        assertEquals(0.5, model.complete("", 100), "nothing is known");
        assertEquals(complete("where is my order"), model.complete("where is my order", 100), "words alone");
    }

    @Test
    void aGapWithinAWordIsNoReasonToListen() {
        EndOfTurn model = ENGINE.open();
        model.begin();
        hum(model, 120, 90, 1_000);
        assertEquals(0.5, model.complete("", 40));
        assertTrue(model.complete("", 60) != 0.5);
    }

    @Test
    void aDamagedFileIsRefused() {
        List<String> lines = new ArrayList<>(EndOfTurnTrainer.lines(List.of("yes please", "where is it"), List.of()));
        lines.set(3, "words determiner much");
        String number = String.valueOf(
                assertThrows(IllegalStateException.class, () -> new EndOfTurnWeights(lines, "model.txt")));
        assertTrue(number.contains("model.txt, line 4: \"much\""), number);
        lines.remove(3);
        String missing = String.valueOf(
                assertThrows(IllegalStateException.class, () -> new EndOfTurnWeights(lines, "model.txt")));
        assertTrue(missing.contains("determiner"), missing);
    }
}
