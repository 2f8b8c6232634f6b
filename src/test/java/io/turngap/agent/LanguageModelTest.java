package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LanguageModelTest {

    private static final Set<String> KNOWN = Set.of("where", "is", "my", "order", "number", "one", "two");

    @Test
    void wordsAreLowerCaseWithoutPunctuationAndDigitsAreSpelt() {
        assertEquals(List.of("that's", "order", "four", "two"), LanguageModel.words("That’s order 42!"));
        assertEquals(List.of("ill", "disposed"), LanguageModel.words(" ill-disposed, "));
        assertEquals(List.of(), LanguageModel.words("' - ..."));
    }

    @Test
    void probabilitiesOfAllWordsSumToOneAfterAnyHistory() {
        LanguageModel model =
                LanguageModel.of(List.of("where is my order", "my order number is one two", "two"), KNOWN);
        int start = model.idOf(LanguageModel.START);
        for (String before : model.vocabulary()) {
            for (String last : model.vocabulary()) {
                double sum = 0;
                for (String word : model.vocabulary()) {
                    int id = model.idOf(word);
                    sum += id == start ? 0 : model.probability(model.idOf(before), model.idOf(last), id);
                }
                assertEquals(1, sum, 1e-9, before + " " + last);
            }
        }
    }

    /** By hand: after "my" come "order" twice, so c = 2 and T = 1; "order" is 2 of 12 words of 9 kinds; 8 words are possible. */
    @Test
    void interpolatesAfterWittenAndBell() {
        LanguageModel model = LanguageModel.of(List.of("where is my order", "my order number is one two"), KNOWN);
        double unigram = (2 + 8 / 8.0) / (12 + 8);
        assertEquals(
                (2 + unigram) / 3, model.probability(LanguageModel.NONE, model.idOf("my"), model.idOf("order")), 1e-12);
    }

    @Test
    void whatWasSaidIsLikelierThanWhatWasNot() {
        LanguageModel model = LanguageModel.of(List.of("where is my order"), KNOWN);
        int is = model.idOf("is");
        int my = model.idOf("my");
        assertTrue(model.probability(is, my, model.idOf("order")) > 5 * model.probability(is, my, model.idOf("where")));
        assertTrue(model.probability(is, my, model.idOf("where")) > 0);
    }

    @Test
    void takesSentencesApartAtUnknownWordsAndWantsOneKnown() {
        LanguageModel model = LanguageModel.of(List.of("where xyzzy order"), KNOWN);
        assertEquals(LanguageModel.NONE, model.idOf("xyzzy"));
        IllegalArgumentException error =
                assertThrows(IllegalArgumentException.class, () -> LanguageModel.of(List.of("xyzzy"), KNOWN));
        assertTrue(error.toString().contains("7 words"), error.toString());
    }
}
