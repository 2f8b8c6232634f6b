package io.turngap.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.link.Link.Ending;
import io.turngap.link.Link.Ending.Kind;
import io.turngap.sound.Pcm;
import io.turngap.time.Timeline;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls to telephone agents over real sockets: the hook, the signature, the stream, and all that may go wrong between them. */
class PhoneStreamsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN = "very-private-token";
    private static final LinkOptions SIGNED = LinkOptions.of(Map.of(TwilioDialect.KEY_VARIABLE, TOKEN));

    private final RecordingListener listener = new RecordingListener();
    private MockWebServer hook;

    @BeforeEach
    void listen() throws Exception {
        hook = new MockWebServer();
        hook.start();
    }

    @AfterEach
    void close() {
        hook.close();
    }

    private String hookAddress() {
        return "twilio:http://127.0.0.1:" + hook.getPort() + "/voice?x=1";
    }

    private Ending call(String address, LinkOptions options) throws Exception {
        try (Link link = Links.open(address, options)) {
            Timeline timeline = link.nextTimeline();
            Link.Connection connection = link.connect(timeline, RecordingListener.CALL, listener);
            timeline.at(timeline.nowNanos(), () -> connection.send(new short[Pcm.FRAME_SAMPLES]));
            return listener.awaitEnding();
        }
    }

    private Ending asked(LinkOptions options) throws Exception {
        return call(hookAddress(), options);
    }

    private void answers(String verbs) {
        hook.enqueue(new MockResponse.Builder()
                .setHeader("Content-Type", "text/xml")
                .body("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>" + verbs + "</Response>")
                .build());
    }

    private static void assertEnding(Kind kind, Ending ending, String... parts) {
        assertEquals(kind, ending.kind(), ending.detail());
        for (String part : parts) {
            assertTrue(ending.detail().contains(part), () -> "\"" + part + "\" is missing in: " + ending.detail());
        }
        assertFalse(ending.detail().contains(TOKEN), ending.detail());
    }

    private static ObjectNode settings(String json) throws Exception {
        return (ObjectNode) JSON.readTree(json);
    }

    @Test
    void aWholeCall() throws Exception {
        CompletableFuture<JsonNode> started = new CompletableFuture<>();
        CompletableFuture<Boolean> stopped = new CompletableFuture<>();
        try (ScriptedAgent agent = new ScriptedAgent(peer -> {
            peer.upgrade();
            String connected = peer.read().orElseThrow();
            assertTrue(connected.contains("\"connected\""), connected);
            JsonNode start = JSON.readTree(peer.read().orElseThrow());
            started.complete(start);
            String stream = start.path("streamSid").asText();
            String sound = Base64.getEncoder().encodeToString(new byte[800]);
            peer.text(
                    "{\"event\":\"media\",\"streamSid\":\"" + stream + "\",\"media\":{\"payload\":\"" + sound + "\"}}");
            peer.text("{\"event\":\"clear\",\"streamSid\":\"" + stream + "\"}");
            String last = "";
            for (var message = peer.read(); message.isPresent(); message = peer.read()) {
                last = message.get();
            }
            stopped.complete(last.contains("\"event\":\"stop\""));
        })) {
            answers("<Connect><Stream url='ws://127.0.0.1:" + agent.port()
                    + "/media'><Parameter name='tenant' value='t1'/></Stream></Connect>");
            LinkOptions options = SIGNED.withSettings(
                    settings("{\"from\":\"+1\",\"to\":\"+2\",\"parameters\":{\"caller\":\"probe\"}}"));
            try (Link link = Links.open(hookAddress(), options)) {
                Timeline timeline = link.nextTimeline();
                Link.Connection connection = link.connect(timeline, RecordingListener.CALL, listener);
                listener.await("flush");
                timeline.at(timeline.nowNanos(), () -> {
                    connection.send(new short[Pcm.FRAME_SAMPLES]);
                    connection.hangUp();
                });
                assertEnding(Kind.HUNG_UP, listener.awaitEnding(), "the caller hung up");
            }
            assertTrue(stopped.get(10, TimeUnit.SECONDS), "the last message says stop");
            RecordedRequest asked = Objects.requireNonNull(hook.takeRequest(10, TimeUnit.SECONDS));
            assertEquals("POST", asked.getMethod());
            assertEquals(
                    RecordingListener.CALL.traceparent(), asked.getHeaders().get("traceparent"));
            String form = Objects.requireNonNull(asked.getBody()).utf8();
            PhoneCall call = PhoneCall.of(RecordingListener.CALL, options.settings());
            assertTrue(form.contains("CallSid=" + call.callSid()) && form.contains("From=%2B1"), form);
            assertEquals(
                    TwilioSignature.of(
                            new Secret(TOKEN),
                            "http://127.0.0.1:" + hook.getPort() + "/voice?x=1",
                            new TwilioDialect().hookParameters(call)),
                    asked.getHeaders().get("X-Twilio-Signature"));
            JsonNode start = started.get().path("start");
            assertEquals(call.callSid(), start.path("callSid").asText());
            assertEquals("probe", start.at("/customParameters/caller").asText());
            assertEquals("t1", start.at("/customParameters/tenant").asText());
            assertEquals(
                    RecordingListener.CALL.traceparent(),
                    start.at("/customParameters/traceparent").asText());
            String upgrade = agent.request().get();
            String signature =
                    TwilioSignature.of(new Secret(TOKEN), "ws://127.0.0.1:" + agent.port() + "/media", Map.of());
            assertTrue(upgrade.contains("X-Twilio-Signature: " + signature), upgrade);
            assertTrue(upgrade.contains("traceparent: " + RecordingListener.CALL.traceparent()), upgrade);
        }
    }

    @Test
    void withoutAHookTheStreamIsDialledAtOnce() throws Exception {
        try (ScriptedAgent agent = new ScriptedAgent(peer -> {
            peer.upgrade();
            peer.read();
            peer.close(1000, "done");
            peer.drain();
        })) {
            Ending ending = call("twilio:ws://127.0.0.1:" + agent.port() + "/media-stream", SIGNED);
            assertEnding(Kind.AGENT_CLOSED, ending, "1000 (normal)", "done");
            assertTrue(
                    agent.request().get().contains("X-Twilio-Signature: "),
                    agent.request().get());
            assertEquals(0, hook.getRequestCount());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "401, REFUSED, set the environment variable TWILIO_AUTH_TOKEN",
        "403, REFUSED, set the environment variable TWILIO_AUTH_TOKEN",
        "404, REFUSED, check the path",
        "302, REFUSED, redirects are not followed",
        "429, RATE_LIMITED, make fewer calls at once",
        "503, REFUSED, overloaded",
        "500, REFUSED, out of cheese"
    })
    void aHookThatRefuses(int status, Kind kind, String part) throws Exception {
        hook.enqueue(new MockResponse.Builder()
                .code(status)
                .body("out of cheese, key sk-verysecret123456 " + "x".repeat(100_000))
                .build());
        Ending ending = asked(LinkOptions.DEFAULTS);
        assertEnding(kind, ending, "/voice?x=…", " " + status, "out of cheese", part);
        assertFalse(ending.detail().contains("verysecret"), ending.detail());
        assertTrue(ending.detail().length() < 1_200, "bounded");
    }

    @Test
    void aHookThatRefusesASignature() throws Exception {
        hook.enqueue(new MockResponse.Builder().code(403).body("no: " + TOKEN).build());
        assertEnding(Kind.REFUSED, asked(SIGNED), "no: ***", "signed with the token of TWILIO_AUTH_TOKEN");
    }

    @Test
    void aStreamThatRefusesASignature() throws Exception {
        try (ScriptedAgent agent = new ScriptedAgent(peer -> {
            peer.readRequest();
            peer.raw("HTTP/1.1 403 Forbidden\r\nContent-Length: 4\r\n\r\nwho?");
            peer.drain();
        })) {
            Ending ending = call("twilio:ws://127.0.0.1:" + agent.port() + "/m", LinkOptions.DEFAULTS);
            assertEnding(
                    Kind.REFUSED, ending, "403 Forbidden", "who?", "set the environment variable TWILIO_AUTH_TOKEN");
        }
    }

    @Test
    void nobodyAnswersTheHook() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = socket.getLocalPort();
        }
        assertEnding(
                Kind.UNREACHABLE,
                call("twilio:http://127.0.0.1:" + port + "/voice", LinkOptions.DEFAULTS),
                "http://127.0.0.1:" + port + "/voice",
                "check that an agent listens there");
    }

    @Test
    void aHookThatNeverAnswers() throws Exception {
        hook.enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
        assertEquals(
                Kind.UNREACHABLE,
                asked(LinkOptions.DEFAULTS.withConnectTimeoutMs(300)).kind());
    }

    @Test
    void redirectsAreFollowedAndALoopEnds() throws Exception {
        for (int i = 0; i < 6; i++) {
            answers("<Redirect>/voice?again=" + i + "</Redirect>");
        }
        assertEnding(Kind.PROTOCOL, asked(LinkOptions.DEFAULTS), "redirected more than 5 times");
        assertEquals(6, hook.getRequestCount());
    }

    @Test
    void aRedirectLeadsToTheStream() throws Exception {
        try (ScriptedAgent agent = new ScriptedAgent(peer -> {
            peer.upgrade();
            peer.close(1000, "");
            peer.drain();
        })) {
            answers("<Redirect method='GET'>/next</Redirect>");
            answers("<Connect><Stream url='ws://127.0.0.1:" + agent.port() + "/'/></Connect>");
            assertEquals(Kind.AGENT_CLOSED, asked(SIGNED).kind());
            RecordedRequest first = Objects.requireNonNull(hook.takeRequest(10, TimeUnit.SECONDS));
            RecordedRequest second = Objects.requireNonNull(hook.takeRequest(10, TimeUnit.SECONDS));
            assertEquals("POST", first.getMethod());
            assertEquals("GET", second.getMethod());
            assertTrue(
                    String.valueOf(second.getUrl().queryParameter("CallSid")).startsWith("CA"),
                    second.getUrl().toString());
            assertEquals(
                    TwilioSignature.of(
                            new Secret(TOKEN), "http://127.0.0.1:" + hook.getPort() + second.getTarget(), Map.of()),
                    second.getHeaders().get("X-Twilio-Signature"));
        }
    }

    @Test
    void anAnswerThatIsTooLong() throws Exception {
        answers("<!--" + "x".repeat(70_000) + "-->");
        assertEnding(Kind.PROTOCOL, asked(LinkOptions.DEFAULTS), "more than 64 KiB");
    }

    @Test
    void anAnswerThatHangsUp() throws Exception {
        answers("<Hangup/>");
        assertEnding(
                Kind.REFUSED, asked(LinkOptions.DEFAULTS), "/voice?x=… answered the call with TwiML that hangs up");
    }

    @Test
    void whatAgentsSendInDespair() throws Exception {
        try (ScriptedAgent agent = new ScriptedAgent(peer -> {
            peer.upgrade();
            for (int i = 0; i < CallSocket.MOST_BAD; i++) {
                peer.text("{\"event\":\"media\",\"media\":{\"payload\":\"AAAA\"}}");
            }
            peer.drain();
        })) {
            Ending ending = call("twilio:ws://127.0.0.1:" + agent.port() + "/m", LinkOptions.DEFAULTS);
            assertEnding(Kind.PROTOCOL, ending, "100 messages that cannot be understood", "no streamSid");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "twilio:",
                "twilio:127.0.0.1/voice",
                "twilio:ftp://127.0.0.1/voice",
                "twilio:http://u:hush@127.0.0.1/voice",
                "plivo:http:///voice",
                "vonage:ws://"
            })
    void addressesThatCannot(String address) {
        LinkException e = assertThrows(LinkException.class, () -> Links.open(address, LinkOptions.DEFAULTS));
        String message = String.valueOf(e.getMessage());
        String prefix = address.substring(0, address.indexOf(':') + 1);
        assertTrue(message.contains(prefix + "http://127.0.0.1:5050/voice"), message);
        assertFalse(message.contains("hush"), message);
    }

    @Test
    void theProtocolFixesHowSoundIsWritten() {
        LinkException e = assertThrows(
                LinkException.class,
                () -> Links.open("vonage:ws://127.0.0.1/", LinkOptions.DEFAULTS.withFormat(WireFormat.MULAW)));
        assertTrue(
                String.valueOf(e.getMessage())
                        .contains("--codec is mulaw, and vonage: leaves no choice: Vonage fixes how sound is written"
                                + " (pcm at 16000 Hz"),
                e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"form\":1}|\"form\"|account_sid, from",
                "{\"from\":[1]}|link.from is [1]|text of 1 to 500",
                "{\"to\":\"\"}|link.to is \"\"|text of 1 to 500",
                "{\"parameters\":7}|link.parameters is 7|a mapping",
                "{\"parameters\":{\"a\":{}}}|link.parameters.a is {}|text of 1 to 500"
            })
    void settingsThatCannotBe(String json, String seen, String allowed) throws Exception {
        LinkOptions options = LinkOptions.DEFAULTS.withSettings(settings(json));
        LinkException e = assertThrows(LinkException.class, () -> Links.open("twilio:ws://127.0.0.1/", options));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains(seen) && message.contains(allowed), message);
    }

    @Test
    void theTokenIsAmongTheSecretsOfTheEnvironment() {
        assertTrue(Links.keyVariables().contains(TwilioDialect.KEY_VARIABLE));
    }
}
