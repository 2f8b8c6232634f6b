package io.turngap.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Word errors counted by hand. */
class WordErrorsTest {

    @ParameterizedTest
    @CsvSource({
        "where is my order, Where is my order?, 4, 0",
        "where is my order, where is your order, 4, 1",
        "where is my order, where is order, 4, 1",
        "where is my order, where is my big order, 4, 1",
        "where is my order, '', 4, 4",
        "my order, no idea what you mean, 2, 5",
        "number four eight two, Number 482., 4, 0",
        "i'd like that, I’d like 'that', 3, 0",
        "twenty-one, twenty one, 2, 0",
        "a b c d e f, b c x d f, 6, 3",
        "'', hello, 0, 1"
    })
    void errorsAreTheFewestEdits(String said, String understood, int words, int errors) {
        assertEquals(new WordErrors(words, errors), WordErrors.of(said, understood));
    }

    @Test
    void theRateIsErrorsOverWords() {
        assertEquals(0.25, WordErrors.of("a b c d", "a b x d").rate());
        assertEquals(2.5, new WordErrors(2, 5).rate());
        assertTrue(Double.isNaN(WordErrors.of("", "x").rate()));
    }

    @Test
    void lettersOfEveryLanguageAreWords() {
        assertEquals(List.of("grüße", "aus", "köln"), WordErrors.words("Grüße aus Köln!"));
    }
}
