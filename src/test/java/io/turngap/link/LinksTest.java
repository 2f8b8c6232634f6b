package io.turngap.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinksTest {

    private static AgentAddress address(String given) {
        return OpenAiRealtime.address(given.startsWith("openai:") ? given.substring("openai:".length()) : given);
    }

    private static String withModel(String given, String model) {
        LinkOptions options = new LinkOptions(
                WireFormat.PCM,
                WireFormat.PCM,
                Optional.of(model),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                JsonNodeFactory.instance.objectNode(),
                1,
                1,
                false,
                Keys.none(),
                Optional.empty(),
                List.of());
        return new OpenAiRealtime(address(given), options).address().uri().toString();
    }

    @ParameterizedTest
    @CsvSource({
        "openai:ws://127.0.0.1:8765/v1/realtime, ws://127.0.0.1:8765/v1/realtime, 127.0.0.1, 8765, true",
        "ws://localhost:1, ws://localhost:1/v1/realtime, localhost, 1, true",
        "WSS://api.example.com?model=m, WSS://api.example.com/v1/realtime?model=m, api.example.com, 443, false",
        "openai:ws://[::1]:80/x, ws://[::1]:80/x, ::1, 80, true",
        "ws://127.evil.example/, ws://127.evil.example/, 127.evil.example, 80, false"
    })
    void addressesThatCanBeUsed(String given, String shown, String host, int port, boolean loopback) {
        AgentAddress address = address(given);
        assertEquals(shown, address.shown());
        assertEquals(host, address.host());
        assertEquals(port, address.port());
        assertEquals(loopback, address.loopback());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bundled",
                "http://127.0.0.1:80/",
                "openai:http://127.0.0.1/",
                "carrier-pigeon:ws://127.0.0.1/",
                "ws://",
                "ws:///path",
                "ws://user:hush@host/",
                "ws://host:99999/",
                "ws://host/a b?api_key=hush",
                "ws://host_name:80/?k=hush",
                "ws://host/#hush",
                "openai:127.0.0.1:80"
            })
    void addressesThatCannot(String given) {
        LinkException e = assertThrows(LinkException.class, () -> Links.open(given, LinkOptions.DEFAULTS));
        assertTrue(
                String.valueOf(e.getMessage()).contains("openai:ws://127.0.0.1:8765/v1/realtime"),
                "what is allowed: " + e.getMessage());
        assertFalse(String.valueOf(e.getMessage()).contains("hush"), e.getMessage());
    }

    @Test
    void modelGoesIntoTheAddressUnlessItSaysOtherwise() {
        assertEquals("wss://h/v1/realtime?model=a+b", withModel("wss://h", "a b"));
        assertEquals("wss://h/p?language=en&model=m", withModel("wss://h/p?language=en", "m"));
        assertEquals("wss://h/p?model=given", withModel("wss://h/p?model=given", "m"));
    }

    @Test
    void whatMayBeASecretIsNotShown() {
        assertEquals(
                "wss://h/p?model=m&api_key=…&x=…",
                address("wss://h/p?model=m&api_key=hush&x=hush").toString());
    }

    @Test
    void optionsOutOfBounds() {
        assertThrows(LinkException.class, () -> LinkOptions.DEFAULTS.withConnectTimeoutMs(0));
        assertThrows(LinkException.class, () -> LinkOptions.DEFAULTS.withEventLoops(0));
        assertThrows(
                LinkException.class,
                () -> new LinkOptions(
                        WireFormat.PCM,
                        WireFormat.PCM,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(IntNode.valueOf(1)),
                        Optional.empty(),
                        JsonNodeFactory.instance.objectNode(),
                        1,
                        1,
                        false,
                        Keys.none(),
                        Optional.empty(),
                        List.of()));
        LinkException e = assertThrows(
                LinkException.class,
                () -> Links.open("wss://h", LinkOptions.DEFAULTS.withTrustedCertificates(Path.of("no-such.pem"))));
        assertTrue(String.valueOf(e.getMessage()).contains("no-such.pem"), e.getMessage());
    }

    @Test
    void keyIsTakenFromTheEnvironmentOnlyWhereSet() {
        assertEquals(Optional.empty(), LinkOptions.of(Map.of()).keys().get("OPENAI_API_KEY"));
        assertEquals(
                Optional.empty(),
                LinkOptions.of(Map.of("OPENAI_API_KEY", " ")).keys().get("OPENAI_API_KEY"));
        assertEquals(
                Optional.of(new Secret("k")),
                LinkOptions.of(Map.of("OPENAI_API_KEY", "k\n")).keys().get("OPENAI_API_KEY"));
    }

    private static LinkOptions header(String value, Map<String, String> environment) {
        ObjectNode settings = JsonNodeFactory.instance.objectNode();
        settings.putObject("headers").put("X-Gate", value);
        return LinkOptions.of(environment).withSettings(settings);
    }

    @Test
    void headersOfOnesOwnMayComeFromTheEnvironment() {
        LinkOptions options = header("${ENV:GATE}", Map.of("GATE", "open-sesame"));
        assertEquals(Map.of("X-Gate", "open-sesame"), options.headers(address("wss://h")));
        assertEquals(Map.of("X-Gate", "open-sesame"), options.headers(address("ws://127.0.0.1")));
        assertEquals(List.of(new Secret("open-sesame")), options.headerSecrets());
        LinkException open = assertThrows(LinkException.class, () -> Links.open("ws://example.com/", options));
        assertTrue(String.valueOf(open.getMessage()).contains("GATE"), open.getMessage());
        assertFalse(String.valueOf(open.getMessage()).contains("open-sesame"), open.getMessage());
        assertEquals(
                Map.of("X-Gate", "Bearer open-sesame, twice open-sesame"),
                header("Bearer ${ENV:GATE}, twice ${ENV:GATE}", Map.of("GATE", "open-sesame"))
                        .headers(address("wss://h")));
        LinkException torn = assertThrows(
                LinkException.class,
                () -> Links.open("wss://h", header("Bearer ${ENV:GATE", Map.of("GATE", "open-sesame"))));
        assertTrue(String.valueOf(torn.getMessage()).contains("not closed"), torn.getMessage());
        assertEquals(Map.of("X-Gate", "plain"), header("plain", Map.of()).headers(address("ws://h")));
        LinkException unset =
                assertThrows(LinkException.class, () -> Links.open("wss://h", header("${ENV:GATE}", Map.of())));
        assertTrue(String.valueOf(unset.getMessage()).contains("GATE is not set"), unset.getMessage());
    }

    @Test
    void settingsThatTheProtocolDoesNotKnowAreRefused() {
        ObjectNode settings = JsonNodeFactory.instance.objectNode().put("sesion", 1);
        LinkException e = assertThrows(
                LinkException.class, () -> Links.open("wss://h", LinkOptions.DEFAULTS.withSettings(settings)));
        assertTrue(
                String.valueOf(e.getMessage()).contains("\"sesion\"")
                        && String.valueOf(e.getMessage()).contains("headers, session"),
                e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Incorrect API key provided: sk-proj-abcd1234****wxyz.|Incorrect API key provided: sk-***",
                "Authorization: Bearer abc.def|Authorization: Bearer ***",
                "{\"api_key\": \"hush\"}|{\"api_key\": \"***\"}",
                "the word is open-sesame, twice open-sesame|the word is ***, twice ***",
                "send Authorization: Bearer with the value of KEY|send Authorization: Bearer with the value of KEY",
                "a risk-free task|a risk-free task"
            })
    void textOfAgentsIsCleaned(String given, String shown) {
        assertEquals(shown, new Redaction(List.of(new Secret("open-sesame"))).clean(given, 200));
    }

    @Test
    void keyAcrossTheCutIsNotHalfShown() {
        String text = "x".repeat(95) + " open-sesame";
        assertEquals("x".repeat(95) + " ***", new Redaction(List.of(new Secret("open-sesame"))).clean(text, 99));
    }
}
