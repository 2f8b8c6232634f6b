package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentPagesTest {

    private static final AgentPages OPEN = pages(Optional.empty());

    private static AgentPages pages(Optional<String> key) {
        return new AgentPages(new ServerOptions("127.0.0.1", 0, 1, 1, key), Set.of("/pipecat", "/twilio"));
    }

    private static Doors.Page ask(AgentPages pages, String method, String path, String host, String body, boolean key) {
        FullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.valueOf(method),
                path,
                Unpooled.copiedBuffer(body.replace('\'', '"'), StandardCharsets.UTF_8));
        if (!host.isEmpty()) {
            request.headers().set("Host", host);
        }
        if (host.endsWith(".example")) {
            request.headers().set("X-Forwarded-Proto", "https");
        }
        return pages.answer(request, path, key);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8765, ws://127.0.0.1:8765",
        "[::1]:8765, ws://[::1]:8765",
        "tunnel.example, wss://tunnel.example"
    })
    void addressesAreThoseUnderWhichTheClientCame(String host, String base) throws Exception {
        for (String method : new String[] {"GET", "POST"}) {
            Doors.Page voice = ask(OPEN, method, "/voice", host, "", true);
            assertEquals("text/xml", voice.contentType());
            assertTrue(voice.body().contains("<Stream url=\"" + base + "/twilio\"/>"), voice.body());
        }
        JsonNode start = new ObjectMapper()
                .readTree(ask(OPEN, "POST", "/start", host, "{'transport':'websocket','body':{}}", true)
                        .body());
        assertEquals(base + "/pipecat", start.path("wsUrl").asText());
        assertEquals(1, start.size(), "the official client refuses other keys, and a token that is null");
    }

    /** Each is read by our own link of that provider in a test of whole calls; here stands what a user may look up in the vendor's pages. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "/telnyx, text/xml, <Stream url='wss://a.example/twilio' bidirectionalMode='rtp' bidirectionalCodec='PCMU'/>",
                "/plivo, text/xml, contentType='audio/x-mulaw;rate=8000'>wss://a.example/twilio</Stream>",
                "/vonage, application/json, 'uri':'wss://a.example/twilio'",
                "/exotel, application/json, {'url':'wss://a.example/twilio'}"
            })
    void otherProvidersAreAnsweredInTheirOwnForm(String provider, String type, String part) {
        for (String method : new String[] {"GET", "POST"}) {
            Doors.Page page = ask(OPEN, method, "/voice" + provider, "a.example", "", true);
            assertEquals(type, page.contentType());
            assertTrue(page.body().contains(part.replace('\'', '"')), page.body());
        }
        ServerOptions asking = new ServerOptions("127.0.0.1", 0, 1, 1, Optional.empty());
        AgentPages signed = new AgentPages(asking.with(Optional.of("token"), false), Set.of());
        assertEquals(
                403,
                ask(signed, "POST", "/voice" + provider, "a.example", "", true)
                        .status()
                        .code());
    }

    @Test
    void functionsThatTheClientOffersGoIntoTheAddress() throws Exception {
        String body = "{'body':{'functions':['lookup_order','a b']}}";
        String address = new ObjectMapper()
                .readTree(ask(OPEN, "POST", "/start", "h", body, true).body())
                .path("wsUrl")
                .asText();
        assertEquals("ws://h/pipecat?functions=lookup_order&functions=a%20b", address.replace("+", "%20"));
    }

    @Test
    void theCallsTraceGoesIntoTheAddress() {
        String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        String page = ask(OPEN, "POST", "/start", "h", "{'body':{'traceparent':'" + parent + "'}}", true)
                .body();
        assertTrue(page.contains("/pipecat?traceparent=" + parent), page);
        String wrong = ask(OPEN, "POST", "/start", "h", "{'body':{'traceparent':'00-4bf9'}}", true)
                .body();
        assertTrue(wrong.contains("/pipecat\""), wrong);
    }

    @Test
    void aKeyIsAskedForAndHandedOnAsToken() {
        AgentPages closed = pages(Optional.of("s3cret"));
        Doors.Page refused = ask(closed, "POST", "/start", "h", "", false);
        assertEquals(401, refused.status().code());
        assertFalse(refused.body().contains("s3cret"));
        assertTrue(ask(closed, "POST", "/start", "h", "", true).body().contains("\"token\":\"s3cret\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{'transport':'webrtc'}",
                "{'transport':7}",
                "{'body':{'functions':'lookup_order'}}",
                "{'body':{'functions':['']}}",
                "{'body':{'functions':[{}]}}"
            })
    void aWrongStartIsRefused(String body) {
        Doors.Page page = ask(OPEN, "POST", "/start", "h", body, true);
        assertEquals(400, page.status().code(), page::body);
        assertTrue(page.body().endsWith(".\"}}") && !page.body().endsWith("..\"}}"), page::body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\"/><Say>x</Say>", "a b", "ä", "a/b", "''"})
    void aHostThatIsNoneIsRefused(String host) {
        assertEquals(400, ask(OPEN, "GET", "/voice", host, "", true).status().code());
        assertEquals(400, ask(OPEN, "POST", "/start", host, "", true).status().code());
        assertEquals(400, ask(OPEN, "GET", "/voice", "", "", true).status().code());
    }

    @Test
    void otherPathsAndMethods() {
        assertEquals(200, ask(OPEN, "GET", "/", "h", "", false).status().code());
        Doors.Page lost = ask(OPEN, "GET", "/v2", "h", "", true);
        assertEquals(404, lost.status().code());
        assertTrue(lost.body().contains("No path /v2; use /, /pipecat, /start, /twilio, /voice, "), lost.body());
        assertEquals(405, ask(OPEN, "POST", "/", "h", "", true).status().code());
        assertEquals(405, ask(OPEN, "DELETE", "/voice", "h", "", true).status().code());
        assertEquals(405, ask(OPEN, "GET", "/start", "h", "", true).status().code());
    }
}
