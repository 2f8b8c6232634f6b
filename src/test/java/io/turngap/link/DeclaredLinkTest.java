package io.turngap.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.link.Link.Ending;
import io.turngap.link.Link.Ending.Kind;
import io.turngap.time.Timeline;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A declared link over real sockets: what is sent to open a call, how calls end, and what of a file is refused. */
class DeclaredLinkTest {

    private static final String SECRET = "very-secret-value";
    private static final LinkOptions OPTIONS =
            LinkOptions.of(Map.of("MY_AGENT_KEY", SECRET, "ELEVENLABS_API_KEY", SECRET));
    private static final String REST = """
            caller_audio: {message: {type: audio, data: "{{audio}}"}}
            agent_audio: {rate_hz: 16000}
            events:
              - when: {/type: started}
                ready: true
              - when: {/type: audio}
                audio: {base64: /data}
              - when: {/type: error}
                error: {code: /code, message: /message, fatal: true, rate_limit: {/code: [busy_today]}}
            close_codes:
              "4001": {means: no free line, ending: busy}
              "4002": {means: the operator went home}
            """;

    @TempDir
    Path folder;

    private final RecordingListener listener = new RecordingListener();

    private String file(String text) throws Exception {
        Path file = folder.resolve("agent.yaml");
        Files.writeString(file, text);
        return "file:" + file;
    }

    private String socket(int port) throws Exception {
        return file("""
                agent_link: 1
                name: my-agent
                websocket:
                  url: ws://127.0.0.1:%d/call?room=7
                  query: {api_key: "${ENV:MY_AGENT_KEY}", call: "{{call}}", absent: "${ENV:NOT_SET}"}
                  headers: {Authorization: "Bearer ${ENV:MY_AGENT_KEY}", X-Run: "{{run}}"}
                """.formatted(port) + REST);
    }

    private Ending call(String address) throws Exception {
        try (Link link = Links.open(address, OPTIONS.withConnectTimeoutMs(2_000))) {
            Timeline timeline = link.nextTimeline();
            link.connect(timeline, RecordingListener.CALL, listener);
            return listener.awaitEnding();
        }
    }

    private static void assertEnding(Kind kind, Ending ending, String... parts) {
        assertEquals(kind, ending.kind(), ending.detail());
        for (String part : parts) {
            assertTrue(ending.detail().contains(part), () -> "\"" + part + "\" is missing in: " + ending.detail());
        }
        assertFalse(ending.detail().contains(SECRET), ending.detail());
    }

    private interface After {
        void play(ScriptedAgent.Peer peer) throws Exception;
    }

    private Ending opened(After after) throws Exception {
        try (ScriptedAgent agent = new ScriptedAgent(peer -> {
            peer.upgrade();
            peer.text("{\"type\":\"started\"}");
            after.play(peer);
        })) {
            return call(socket(agent.port()));
        }
    }

    @Test
    void theHandshakeCarriesWhatTheFileSays() throws Exception {
        try (ScriptedAgent agent = new ScriptedAgent(peer -> {
            peer.upgrade();
            peer.close(1000, "");
        })) {
            call(socket(agent.port()));
            String request = agent.request().get(5, TimeUnit.SECONDS);
            assertTrue(request.startsWith("GET /call?room=7&api_key=" + SECRET + "&call=test%2F0 HTTP/1.1"), request);
            String lower = request.toLowerCase(java.util.Locale.ROOT);
            assertTrue(lower.contains("authorization: bearer " + SECRET), request);
            assertTrue(lower.contains("x-run: test\r\n"), request);
            assertTrue(lower.contains("traceparent: " + RecordingListener.CALL.traceparent()), request);
        }
    }

    @Test
    void soundIsHeardAndAClosedCallEnds() throws Exception {
        String silence = java.util.Base64.getEncoder().encodeToString(new byte[640]);
        assertEnding(Kind.AGENT_CLOSED, opened(peer -> {
            peer.text("{\"type\":\"audio\",\"data\":\"" + silence + "\"}");
            peer.close(1000, "bye");
        }));
        assertEquals(java.util.List.of("connected", "audio ", "closed AGENT_CLOSED"), listener.lines);
        assertEquals(320, listener.samples);
    }

    @ParameterizedTest
    @CsvSource({
        "4001, BUSY, no free line",
        "4002, AGENT_CLOSED, the operator went home",
        "1011, AGENT_CLOSED, internal error"
    })
    void closeCodesMeanWhatTheFileSays(int code, Kind kind, String words) throws Exception {
        assertEnding(kind, opened(peer -> peer.close(code, "")), Integer.toString(code), words);
    }

    @ParameterizedTest
    @CsvSource({"busy_today, RATE_LIMITED", "broken, AGENT_CLOSED"})
    void aFatalErrorEndsTheCall(String code, Kind kind) throws Exception {
        assertEnding(
                kind,
                opened(peer -> {
                    peer.text("{\"type\":\"error\",\"code\":\"" + code + "\",\"message\":\"with " + SECRET + "\"}");
                    peer.drain();
                }),
                code,
                "with ***");
    }

    @Test
    void aRefusalNamesTheVariableOfTheKey() throws Exception {
        try (ScriptedAgent agent = new ScriptedAgent(peer -> {
            peer.readRequest();
            String body = "{\"why\":\"key " + SECRET + " is bad\"}";
            peer.raw("HTTP/1.1 401 Unauthorized\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        })) {
            assertEnding(Kind.REFUSED, call(socket(agent.port())), "401", "key *** is bad", "MY_AGENT_KEY");
        }
    }

    @Test
    void rubbishIsToldAndTooMuchOfItEndsTheCall() throws Exception {
        assertEnding(
                Kind.PROTOCOL,
                opened(peer -> {
                    for (int i = 0; i < 25; i++) {
                        peer.text("not json");
                        peer.text("[1]");
                        peer.frame(0x82, new byte[] {1, 2, 3});
                        peer.text("{\"type\":\"audio\",\"data\":\"" + "?".repeat(300) + "\"}");
                    }
                    peer.drain();
                }),
                "cannot be understood");
    }

    @Test
    void anAgentThatNeverStartsIsTold() throws Exception {
        try (ScriptedAgent agent = new ScriptedAgent(peer -> {
            peer.upgrade();
            peer.drain();
        })) {
            assertEnding(Kind.PROTOCOL, call(socket(agent.port())), "{\"/type\":\"started\"}", "my-agent");
        }
    }

    // The request before a call.

    private String asked(MockWebServer server) throws Exception {
        return file("""
                agent_link: 1
                name: my-agent
                link: {assistant: a-1}
                request:
                  url: %s
                  headers: {Authorization: "Bearer ${ENV:MY_AGENT_KEY}"}
                  body: {assistant: "{{link:/assistant}}", call: "{{call}}"}
                  websocket: /transport/url
                websocket:
                  headers: {Authorization: "Bearer ${ENV:MY_AGENT_KEY}", X-Run: "{{run}}"}
                """.formatted(server.url("/calls")) + REST);
    }

    @Test
    void theAddressIsAskedForAndDialledWithoutTheKey() throws Exception {
        try (MockWebServer server = new MockWebServer();
                ScriptedAgent agent = new ScriptedAgent(peer -> {
                    peer.upgrade();
                    peer.text("{\"type\":\"started\"}");
                    peer.close(1000, "");
                })) {
            server.start();
            server.enqueue(new MockResponse.Builder()
                    .body("{\"transport\":{\"url\":\"ws://127.0.0.1:" + agent.port() + "/x?token=t\"}}")
                    .build());
            assertEnding(Kind.AGENT_CLOSED, call(asked(server)));
            RecordedRequest request = server.takeRequest();
            assertEquals("Bearer " + SECRET, request.getHeaders().get("Authorization"));
            assertEquals(
                    RecordingListener.CALL.traceparent(), request.getHeaders().get("traceparent"));
            assertEquals(
                    "{\"assistant\":\"a-1\",\"call\":\"test/0\"}",
                    Objects.requireNonNull(request.getBody()).utf8());
            String head = agent.request().get(5, TimeUnit.SECONDS);
            assertTrue(head.startsWith("GET /x?token=t "), head);
            assertFalse(head.contains(SECRET), head);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401|{\"e\":\"no\"}|REFUSED|MY_AGENT_KEY",
                "429|slow down|RATE_LIMITED|fewer calls",
                "500|oops|REFUSED|oops",
                "302|moved|REFUSED|redirects are not followed",
                "200|not json|PROTOCOL|not JSON",
                "200|{\"transport\":{}}|PROTOCOL|/transport/url",
                "200|{\"transport\":{\"url\":\"ftp://x/y\"}}|PROTOCOL|ftp"
            })
    void anAnswerThatGivesNoAddress(int status, String body, Kind kind, String words) throws Exception {
        try (MockWebServer server = new MockWebServer()) {
            server.start();
            server.enqueue(new MockResponse.Builder().code(status).body(body).build());
            assertEnding(kind, call(asked(server)), words);
        }
    }

    @Test
    void nobodyToAsk() throws Exception {
        MockWebServer server = new MockWebServer();
        server.start();
        String address = asked(server);
        server.close();
        assertEnding(Kind.UNREACHABLE, call(address), "could not reach http://");
    }

    @Test
    void aPrivateElevenLabsAgentIsDialledAtItsSignedAddress() throws Exception {
        try (MockWebServer server = new MockWebServer();
                ScriptedAgent agent = new ScriptedAgent(peer -> {
                    peer.upgrade();
                    peer.close(1008, "");
                })) {
            server.start();
            server.enqueue(new MockResponse.Builder()
                    .body("{\"signed_url\":\"ws://127.0.0.1:" + agent.port()
                            + "/c?agent_id=a1&conversation_signature=s\"}")
                    .build());
            Ending ending = call("elevenlabs:http://127.0.0.1:" + server.getPort() + "/a1");
            assertEnding(Kind.REFUSED, ending, "1008", "check the agent's id and the key");
            RecordedRequest request = server.takeRequest();
            assertEquals("/v1/convai/conversation/get-signed-url?agent_id=a1", request.getTarget());
            assertEquals(SECRET, request.getHeaders().get("xi-api-key"));
            assertFalse(ending.detail().contains("signature=s"), ending.detail());
        }
    }

    // What is refused before any call.

    private String refused(String text) throws Exception {
        String address = file(text);
        String message = String.valueOf(assertThrows(LinkException.class, () -> Links.open(address, OPTIONS))
                .getMessage());
        assertFalse(message.contains(SECRET), message);
        return message;
    }

    private static final String HEAD = "agent_link: 1\nname: x\nwebsocket: {url: \"ws://127.0.0.1:1/\"}\n";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "evnets: []|evnets|did you mean events",
                "caller_audio: {encoding: mp3}|agent.yaml:4:26|linear16, mulaw, alaw",
                "caller_audio: {rate_hz: 16001}|caller_audio.rate_hz|16001",
                "caller_audio: {message: {a: b}}|exactly one|{{audio}}",
                "caller_audio: {message: {a: '{{audioo}}'}}|{{audioo}}|{{audio}}",
                "caller_audio: {message: {a: 'x{{audio}}'}}|exactly one|{{audio}}",
                "connect: [{a: '{{link:/nope}}'}]|{{link:/nope}}|link: in this file",
                "connect: [{a: '{{event:/x}}'}]|{{event:/x}}|{{call}}",
                "connect: [{a: 'sk-abcdefgh12345678'}]|looks like a secret|${ENV:NAME}",
                "events: [{when: {/type: a}, milestone: llm.thought}]|llm.thought|llm.first_token",
                "events: [{when: {type: a}, ready: true}]|type|",
                "events: [{when: {/type: a}, tool: {id: /i, name: /n}}]|tool without tool_answer|tool_answer",
                "connect: [{tools: '{{tools}}'}]|agent.yaml:4:19|tool_declaration with",
                "tool_declaration: {name: '{{tool.name}}'}|tool_declaration without {{tools}}|link, connect, send",
                "tool_declaration: {name: '{{tool.nam}}'}|{{tool.nam}}|{{tool.name}}",
                "tool_answer: {a: '{{tool.id}}'}|tool_answer without tool|a rule with tool",
                "goodbye: [{id: '{{call'}]|agent.yaml:4:16|does not end",
                "goodbye: [{id: 'a {{call}} ${ENV:B'}]|${ENV:|does not end",
                "request: {url: 'wss://h/', websocket: /u}|agent.yaml:4:16|https://",
                "websocket: {url: 'http://h/'}|agent.yaml:3:18|wss://",
                "tool_answer: text|tool_answer|",
                "tools_answered: {type: go}|tools_answered|",
                "goodbye: [{id: '{{session}}'}]|{{session}} without session|session: /pointer",
                "events: [{when: {/type: a}, flsh: true}]|flsh|did you mean flush",
                "events: [{ready: true}]|lacks the key when|",
                "close_codes: {'99': {means: x}}|99|"
            })
    void aFileThatIsWrong(String line, String seen, String said) throws Exception {
        String rest = "caller_audio: {}\nagent_audio: {binary: sound}\nevents: []\n"
                .lines()
                .filter(usual -> !line.startsWith(usual.substring(0, usual.indexOf(':') + 1)))
                .reduce("", (a, b) -> a + b + "\n");
        String head = line.startsWith("websocket") ? HEAD.substring(0, HEAD.indexOf("websocket")) : HEAD;
        String message = refused(head + line + "\n" + rest);
        assertTrue(message.contains("agent.yaml:"), message);
        assertTrue(message.contains(seen), message);
        assertTrue(said == null || message.contains(said), message);
    }

    @Test
    void aSecretInTheFile() throws Exception {
        String message = refused(
                "agent_link: 1\nname: x\nwebsocket: {url: \"ws://127.0.0.1:1/\", headers: {Authorization: \"Bearer "
                        + SECRET + "\"}}\ncaller_audio: {}\nagent_audio: {binary: sound}\nevents: []\n");
        assertTrue(message.contains("a secret in a file") && message.contains("${ENV:NAME}"), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:",
                "file:/no/such/agent.yaml",
                "elevenlabs:",
                "elevenlabs:two words",
                "elevenlabs:https://api.example.com",
                "gemini:",
                "gemini:wss://example.com/path",
                "deepgram:http://example.com/",
                "deepgram:nova-3"
            })
    void anAddressThatIsWrong(String address) {
        String message = String.valueOf(assertThrows(LinkException.class, () -> Links.open(address, OPTIONS))
                .getMessage());
        assertTrue(message.length() > 40, message);
    }

    @Test
    void aSecretIsNotSentToAnAddressThatAnAnswerNames() throws Exception {
        String message = refused("agent_link: 1\nname: x\nrequest: {url: \"https://example.com/\", websocket: /url}\n"
                + "connect: [{key: \"${ENV:MY_AGENT_KEY}\"}]\n"
                + "caller_audio: {}\nagent_audio: {binary: sound}\nevents: []\n");
        assertTrue(message.contains("agent.yaml:4:17") && message.contains("secrets belong in"), message);
    }

    @Test
    void whatTheAgentCallsTheConversationIsSentBackToIt() throws Exception {
        Path file = folder.resolve("named.yaml");
        Files.writeString(file, """
                agent_link: 1
                name: x
                websocket: {url: "ws://127.0.0.1:1/"}
                caller_audio: {message: {stream: "{{session}}", data: "{{audio}}"}}
                agent_audio: {binary: sound}
                events: [{when: {/type: started}, session: /id, ready: true}]
                goodbye: [{type: end, stream: "{{session}}"}]
                """);
        FakeWire wire = new FakeWire();
        Conversation call = new DeclaredLink(AgentLinkFile.read(file), OPTIONS, DeclaredLink.Place.AS_WRITTEN)
                .converse(wire, RecordingListener.CALL, listener);
        call.start(0);
        byte[] started = "{\"type\":\"started\",\"id\":\"s-1\"}".getBytes(StandardCharsets.UTF_8);
        call.text(0, started, started.length);
        call.frame(new short[io.turngap.sound.Pcm.FRAME_SAMPLES]);
        call.goodbye();
        assertTrue(wire.sent.getFirst().startsWith("{\"stream\":\"s-1\",\"data\":\"AAAA"), wire.sent.toString());
        assertEquals("{\"type\":\"end\",\"stream\":\"s-1\"}", wire.sent.getLast());
    }

    @Test
    void anotherCodecIsTheFilesToChoose() {
        LinkException wrong =
                assertThrows(LinkException.class, () -> Links.open("deepgram:", OPTIONS.withFormat(WireFormat.MULAW)));
        assertTrue(String.valueOf(wrong.getMessage()).contains("leave --codec away"), wrong.getMessage());
    }

    @Test
    void aMessageWithoutItsLongStringsIsReadAsTheParserReadsIt() {
        FakeWire wire = new FakeWire();
        String data = "A".repeat(CutJson.LEAST_CUT);
        String text = "{\"a\":{\"" + data + "\":1,\"s\":\"" + data + "\",\"t\":\"x\\\"" + data + "\"},\"l\":[\"" + data
                + "\",7]}";
        for (String message : new String[] {text, text.replace("{\"" + data + "\":1,", "{")}) {
            byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
            CutJson cut = wire.scratch.cut;
            var read = cut.object(wire, 0, bytes, bytes.length).orElseThrow();
            assertEquals(data, cut.text(read.at("/a/s")));
            assertEquals(data, cut.text(read.at("/l/0")));
            assertEquals(message, cut.whole(read).toString());
        }
        byte[] broken = ("{\"a\":\"" + data + "\",}").getBytes(StandardCharsets.UTF_8);
        assertTrue(wire.scratch.cut.object(wire, 0, broken, broken.length).isEmpty());
        assertTrue(wire.asked.getFirst().startsWith("bad text that is not JSON"), wire.asked.toString());
    }
}
