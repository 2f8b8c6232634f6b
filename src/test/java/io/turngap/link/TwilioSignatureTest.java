package io.turngap.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Values that {@code validateRequest} of npm's {@code twilio} 6.2.0 takes for valid. */
class TwilioSignatureTest {

    private static final Secret TOKEN = new Secret("12345");

    @Test
    void ofAStreamsUrl() {
        assertEquals(
                "E4OSwppBQzXoQg+/ZgPLNx+QFOc=",
                TwilioSignature.of(TOKEN, "wss://agent.example/media-stream", Map.of()));
    }

    @Test
    void ofAPostedFormWithAQueryInTheUrl() {
        assertEquals(
                "maFOZRhiCtJ8/oNOwwGfYAa5U+I=",
                TwilioSignature.of(
                        TOKEN, "https://agent.example/voice?x=1", Map.of("To", "+2", "CallSid", "CA1", "From", "+1")));
    }
}
