package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signatures were made with {@code validateRequest}'s counterpart of the npm package twilio 6.2.0, token {@code 12345}. */
class TwilioSignatureTest {

    private static final String STREAM = "E4OSwppBQzXoQg+/ZgPLNx+QFOc=";
    private static final String CALL = "maFOZRhiCtJ8/oNOwwGfYAa5U+I=";
    private static final ServerOptions SIGNED =
            new ServerOptions("127.0.0.1", 0, 1, 1, Optional.empty()).with(Optional.of("12345"), false);

    private static FullHttpRequest request(HttpMethod method, String uri, String body, String host, String signature) {
        FullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, method, uri, Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
        request.headers().set("Host", host).set(TwilioSignature.HEADER, signature);
        return request;
    }

    @Test
    void signaturesAreTwilios() {
        assertEquals(STREAM, TwilioSignature.of("12345", "wss://agent.example/media-stream", Map.of()));
        Map<String, List<String>> form = Map.of("To", List.of("+2"), "From", List.of("+1"), "CallSid", List.of("CA1"));
        assertEquals(CALL, TwilioSignature.of("12345", "https://agent.example/voice?x=1", form));
    }

    @ParameterizedTest
    @CsvSource({"agent.example, true", "agent.example:443, true", "agent.example:8443, false", "other.example, false"})
    void aStreamIsCheckedUnderTheNameThatWasCalled(String host, boolean valid) {
        FullHttpRequest stream = request(HttpMethod.GET, "/media-stream", "", host, STREAM);
        assertEquals(valid, TwilioSignature.isValid("12345", stream, ""));
        assertFalse(TwilioSignature.isValid("54321", stream, ""));
    }

    @Test
    void aCallIsSentHereOnlyWhenItIsSignedRight() {
        AgentPages pages = new AgentPages(SIGNED, java.util.Set.of("/twilio"));
        String form = "CallSid=CA1&To=%2B2&From=%2B1";
        Doors.Page right =
                pages.answer(request(HttpMethod.POST, "/voice?x=1", form, "agent.example", CALL), "/voice", true);
        assertEquals(200, right.status().code());
        assertTrue(right.body().contains("<Connect><Stream url=\"ws://agent.example/twilio\"/></Connect>"));
        Doors.Page wrong = pages.answer(
                request(HttpMethod.POST, "/voice?x=1", form + "&x=1", "agent.example", CALL), "/voice", true);
        assertEquals(403, wrong.status().code());
        assertFalse(wrong.body().contains("12345"), "the token is nobody's business");
        assertFalse(SIGNED.toString().contains("12345"));
    }
}
