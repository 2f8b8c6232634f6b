package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialogueTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "that's all | You are welcome. Goodbye.",
                "we are you my all | I see. Tell me a little more.",
                "my order number is four tuesday one | Sorry, I missed the number. Please say it again.",
                "hang on | Sure, take your time.",
                "where is my order | Sure. What is your order number?"
            })
    void whatIsHalfUnderstoodIsAskedForAgain(String heard, String reply) {
        assertEquals(new Dialogue.Move.Say(reply), new Dialogue().heard(heard));
    }

    @Test
    void anOrderNumberIsLookedUp() {
        assertEquals(new Dialogue.Move.Lookup("4271"), new Dialogue().heard("my order number is four two seven one"));
    }
}
