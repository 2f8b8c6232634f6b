package io.turngap.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.link.Link.Ending;
import io.turngap.link.Link.Ending.Kind;
import io.turngap.sound.Pcm;
import io.turngap.time.Timeline;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever an agent does, a call ends once, with a kind that can be counted and a sentence that helps. */
class MisbehavingAgentTest {

    private static final LinkOptions OPTIONS = LinkOptions.DEFAULTS;
    private static final LinkOptions HASTY = OPTIONS.withConnectTimeoutMs(300);
    private static final String SILENCE = "AAAAAAAA";

    private final RecordingListener listener = new RecordingListener();

    private Ending call(String address, LinkOptions options) throws Exception {
        try (Link link = Links.open(address, options)) {
            Timeline timeline = link.nextTimeline();
            link.connect(timeline, RecordingListener.CALL, listener);
            return listener.awaitEnding();
        }
    }

    private Ending call(LinkOptions options, ScriptedAgent.Script script) throws Exception {
        try (ScriptedAgent agent = new ScriptedAgent(script)) {
            return call(agent.address(), options);
        }
    }

    private static void assertEnding(Kind kind, Ending ending, String... parts) {
        assertEquals(kind, ending.kind(), ending.detail());
        for (String part : parts) {
            assertTrue(ending.detail().contains(part), () -> "\"" + part + "\" is missing in: " + ending.detail());
        }
    }

    private static void readAndKeepSilent(ScriptedAgent.Peer peer) throws Exception {
        peer.readRequest();
        peer.drain();
    }

    private static String delta(String audio) {
        return "{\"type\":\"response.output_audio.delta\",\"response_id\":\"r\",\"item_id\":\"i\",\"content_index\":0,\"delta\":\""
                + audio + "\"}";
    }

    @Test
    void nobodyListens() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = socket.getLocalPort();
        }
        assertEnding(
                Kind.UNREACHABLE,
                call("ws://127.0.0.1:" + port, OPTIONS),
                "refused",
                "127.0.0.1:" + port,
                "check that an agent listens");
    }

    @Test
    void hostIsUnknown() throws Exception {
        assertEnding(
                Kind.UNREACHABLE,
                call("ws://no-such-host.invalid/v1/realtime", OPTIONS),
                "no-such-host.invalid",
                "check its spelling");
    }

    @ParameterizedTest
    @CsvSource({
        "401, Unauthorized, OPENAI_API_KEY",
        "403, Forbidden, OPENAI_API_KEY",
        "404, Not Found, check the path",
        "500, Internal Server Error, out of cheese",
        "503, Service Unavailable, overloaded"
    })
    void handshakeIsRefused(int status, String phrase, String hint) throws Exception {
        Ending ending = call(OPTIONS, peer -> {
            peer.readRequest();
            String body = "{\"error\":\"out of cheese, key sk-verysecret123456\"}" + "x".repeat(5_000);
            peer.raw("HTTP/1.1 " + status + " " + phrase + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            peer.drain();
        });
        assertEnding(Kind.REFUSED, ending, status + " " + phrase, "out of cheese", hint);
        assertFalse(ending.detail().contains("verysecret"), ending.detail());
        assertTrue(
                ending.detail().length() < 900,
                "the body must be bounded: " + ending.detail().length());
    }

    @Test
    void refusalWithoutABodysEndIsShownWhenTimeIsUp() throws Exception {
        Ending ending = call(HASTY, peer -> {
            peer.readRequest();
            peer.raw("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 1000\r\n\r\nall places taken");
            peer.drain();
        });
        assertEnding(Kind.REFUSED, ending, "503", "all places taken");
    }

    @Test
    void keyNeverShows() throws Exception {
        String key = "my.private+key";
        LinkOptions options = LinkOptions.of(Map.of(OpenAiRealtime.KEY_VARIABLE, key));
        try (ScriptedAgent agent = new ScriptedAgent(peer -> {
            peer.readRequest();
            peer.raw("HTTP/1.1 401 Unauthorized\r\nContent-Length: " + (4 + key.length()) + "\r\n\r\nbad " + key);
        })) {
            Ending ending = call(agent.address() + "?api_key=hush&model=m", options);
            assertTrue(agent.request().get().contains("authorization: Bearer " + key), "sent to this machine");
            assertEnding(Kind.REFUSED, ending, "model=m", "check that it is valid");
            assertFalse(ending.detail().contains(key) || ending.detail().contains("hush"), ending.detail());
            assertFalse(options.toString().contains(key));
        }
    }

    @Test
    void handshakeIsNeverAnswered() throws Exception {
        assertEnding(
                Kind.UNREACHABLE,
                call(HASTY, MisbehavingAgentTest::readAndKeepSilent),
                "no answer to the WebSocket handshake within 300 ms");
    }

    @Test
    void answerIsNotHttp() throws Exception {
        assertEnding(
                Kind.PROTOCOL,
                call(OPTIONS, peer -> {
                    peer.readRequest();
                    peer.raw("220 smtp.example.org ESMTP\r\n\r\n");
                    peer.drain();
                }),
                "HTTP");
    }

    @Test
    void handshakeKeyIsWrong() throws Exception {
        assertEnding(
                Kind.REFUSED,
                call(OPTIONS, peer -> {
                    peer.readRequest();
                    peer.raw("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: bm9uc2Vuc2U=\r\n\r\n");
                    peer.drain();
                }),
                "answered the WebSocket handshake wrongly");
    }

    private static final String PCM_SESSION =
            "{\"type\":\"session.created\",\"session\":{\"audio\":{\"input\":{\"format\":{\"type\":\"audio/pcm\",\"rate\":24000}}}}}";

    @Test
    void anAgentThatRefusesOpusIsNotMeasuredUnderItsName() throws Exception {
        assertEnding(
                Kind.PROTOCOL,
                call(OPTIONS.withFormat(WireFormat.OPUS), peer -> {
                    peer.upgrade();
                    peer.text(PCM_SESSION);
                    peer.awaitText("session.update");
                    peer.text(
                            "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"code\":\"invalid_value\","
                                    + "\"message\":\"no such format\",\"event_id\":\"turngap-session\"}}");
                    peer.drain();
                }),
                "does not speak audio/opus",
                "no such format",
                "Choose pcm, mulaw or alaw");
    }

    @Test
    void anAgentThatPassesOpusOverIsNotMeasuredUnderItsName() throws Exception {
        assertEnding(
                Kind.PROTOCOL,
                call(OPTIONS.withFormat(WireFormat.OPUS), peer -> {
                    peer.upgrade();
                    peer.text(PCM_SESSION);
                    peer.awaitText("session.update");
                    peer.text(PCM_SESSION.replace("created", "updated"));
                    peer.drain();
                }),
                "did not confirm it");
    }

    @Test
    void closesBeforeTheHandshakesAnswer() throws Exception {
        assertEnding(Kind.UNREACHABLE, call(OPTIONS, ScriptedAgent.Peer::readRequest), "closed before");
    }

    @Test
    void sessionIsNeverCreated() throws Exception {
        assertEnding(
                Kind.PROTOCOL,
                call(HASTY, peer -> {
                    peer.upgrade();
                    peer.drain();
                }),
                "no session.created within 300 ms");
    }

    @ParameterizedTest
    @CsvSource({"1000, normal", "1011, internal error", "1013, try again later", "4321, the agent's own code"})
    void closesHalfWay(int code, String meaning) throws Exception {
        assertEnding(
                Kind.AGENT_CLOSED,
                call(OPTIONS, peer -> {
                    peer.openSession();
                    peer.close(code, "lunch");
                }),
                code + " (" + meaning,
                "lunch");
        assertEquals("connected", listener.lines.getFirst());
    }

    @Test
    void noFreePlace() throws Exception {
        assertEnding(
                Kind.RATE_LIMITED,
                call(OPTIONS, peer -> {
                    peer.upgrade();
                    peer.text(
                            "{\"type\":\"error\",\"error\":{\"type\":\"session_limit_reached\",\"message\":\"4 of 4\"}}");
                    peer.close(1008, "");
                }),
                "1008 (policy violation",
                "session_limit_reached: 4 of 4");
    }

    @Test
    void sessionExpires() throws Exception {
        assertEnding(
                Kind.AGENT_CLOSED,
                call(OPTIONS, peer -> {
                    peer.openSession();
                    peer.text(
                            "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"code\":\"session_expired\","
                                    + "\"message\":\"Your session hit the maximum duration of 60 minutes.\"}}");
                    peer.close(1001, "");
                }),
                "1001 (going away)",
                "session_expired: Your session hit");
        assertTrue(
                listener.lines.get(1).startsWith("trouble the agent reports an error: session_expired"),
                listener.lines.toString());
    }

    @Test
    void resets() throws Exception {
        assertEnding(Kind.BROKEN, call(OPTIONS, peer -> {
            peer.openSession();
            peer.reset();
        }));
    }

    @Test
    void endsWithoutAClose() throws Exception {
        assertEnding(Kind.BROKEN, call(OPTIONS, ScriptedAgent.Peer::openSession), "without a close");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{not json",
                "[1,2]",
                "{\"no\":\"type\"}",
                "{\"type\":\"response.output_audio.delta\",\"response_id\":\"r\",\"item_id\":\"i\",\"delta\":\"AB!=\"}",
                "{\"type\":\"response.output_audio.delta\",\"response_id\":\"r\",\"item_id\":\"i\",\"delta\":\"AAAAAA==AAAA\"}",
                "{\"type\":\"response.output_audio.delta\",\"response_id\":\"r\",\"item_id\":\"i\",\"delta\":\"AAAA\"}",
                "{\"type\":\"session.created\"} trailing",
                ""
            })
    void oneBadMessageIsTroubleAndTheCallGoesOn(String message) throws Exception {
        Ending ending = call(OPTIONS, peer -> {
            peer.openSession();
            peer.text(message);
            peer.text(delta(SILENCE.repeat(100)));
            peer.close(1000, "");
        });
        assertEquals(Kind.AGENT_CLOSED, ending.kind());
        assertEquals(
                1, listener.lines.stream().filter(l -> l.startsWith("trouble")).count(), listener.lines.toString());
        assertTrue(listener.samples > 100, listener.lines.toString());
    }

    @Test
    void binaryWhereTextIsDue() throws Exception {
        Ending ending = call(OPTIONS, peer -> {
            peer.openSession();
            peer.frame(0x82, new byte[640]);
            peer.close(1000, "");
        });
        assertEquals(Kind.AGENT_CLOSED, ending.kind());
        assertTrue(listener.lines.get(1).contains("binary message of 640 bytes"), listener.lines.toString());
    }

    @Test
    void onlyGarbage() throws Exception {
        Ending ending = call(OPTIONS, peer -> {
            peer.openSession();
            for (int i = 0; i < 500; i++) {
                peer.text("garbage " + i);
            }
            peer.drain();
        });
        assertEnding(Kind.PROTOCOL, ending, "100 messages that cannot be understood", "garbage 99");
    }

    @Test
    void messageBeyondAllBounds() throws Exception {
        assertEnding(
                Kind.FLOODED,
                call(OPTIONS, peer -> {
                    peer.openSession();
                    // The header of a text frame of 1 GiB: its content need not even come.
                    peer.bytes(new byte[] {(byte) 0x81, 127, 0, 0, 0, 0, 0x40, 0, 0, 0});
                    peer.bytes(new byte[1000]);
                    peer.drain();
                }),
                "16 MiB");
    }

    @Test
    void messageInEndlessPieces() throws Exception {
        assertEnding(
                Kind.FLOODED,
                call(OPTIONS, peer -> {
                    peer.openSession();
                    byte[] piece = new byte[1 << 20];
                    peer.frame(0x01, piece);
                    for (int i = 0; i < 40; i++) {
                        peer.frame(0x00, piece);
                    }
                }),
                "16 MiB");
    }

    @Test
    void breaksWebSocket() throws Exception {
        assertEnding(
                Kind.PROTOCOL,
                call(OPTIONS, peer -> {
                    peer.openSession();
                    peer.bytes(new byte[] {(byte) 0x83, 1, 1});
                    peer.drain();
                }),
                "WebSocket protocol");
    }

    @Test
    void insistsOnAFormatNotSpokenHere() throws Exception {
        assertEnding(
                Kind.PROTOCOL,
                call(OPTIONS, peer -> {
                    peer.upgrade();
                    peer.text(
                            "{\"type\":\"session.created\",\"session\":{\"audio\":{\"output\":{\"format\":{\"type\":\"audio/pcm\",\"rate\":48000}}}}}");
                    peer.drain();
                }),
                "48000",
                "audio/pcmu");
    }

    @Test
    void stopsReading() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedAgent agent = new ScriptedAgent(peer -> {
                    peer.openSession();
                    over.await(RecordingListener.WAIT_MS, TimeUnit.MILLISECONDS);
                });
                Link link = Links.open(agent.address(), OPTIONS)) {
            Timeline timeline = link.nextTimeline();
            Link.Connection connection = link.connect(timeline, RecordingListener.CALL, listener);
            listener.await("connected");
            // An hour of sound, far faster than real time.
            short[] frame = new short[Pcm.FRAME_SAMPLES];
            timeline.after(0, () -> {
                for (int i = 0; i < 180_000 && !listener.ending.isDone(); i++) {
                    connection.send(frame);
                }
            });
            Ending ending = listener.awaitEnding();
            over.countDown();
            assertEnding(Kind.BROKEN, ending, "stopped reading", "256 KiB");
        }
    }

    @Test
    void errorsAreToldAndTheirNumberIsBounded() throws Exception {
        call(OPTIONS, peer -> {
            peer.openSession();
            for (int i = 0; i < 3_000; i++) {
                peer.text("{\"type\":\"error\",\"error\":{\"type\":\"server_error\",\"message\":\"no " + i + "\"}}");
            }
            peer.close(1000, "");
        });
        assertEquals("trouble the agent reports an error: server_error: no 0", listener.lines.get(1));
        assertEquals(
                1_000,
                listener.lines.stream().filter(l -> l.startsWith("trouble")).count());
    }

    @Test
    void unknownEventsAreCounted() throws Exception {
        try (ScriptedAgent agent = new ScriptedAgent(peer -> {
                    peer.openSession();
                    peer.text("{\"type\":\"localai.classifier.result\"}");
                    peer.text("{\"type\":\"localai.classifier.result\"}");
                    peer.text("{\"type\":\"rate_limits.updated\"}");
                    peer.close(1000, "");
                });
                SocketLink link = Links.open(agent.address(), OPTIONS)) {
            link.connect(link.nextTimeline(), RecordingListener.CALL, listener);
            listener.awaitEnding();
            assertEquals(Map.of("localai.classifier.result", 2L), link.unknownEvents());
            assertEquals(2, listener.lines.size(), listener.lines.toString());
        }
    }

    @Test
    void othersGoOn() throws Exception {
        CountDownLatch badOver = new CountDownLatch(1);
        AtomicInteger callers = new AtomicInteger();
        try (ScriptedAgent agent = new ScriptedAgent(peer -> {
                    boolean good = callers.getAndIncrement() == 0;
                    peer.openSession();
                    if (good) {
                        badOver.await(RecordingListener.WAIT_MS, TimeUnit.MILLISECONDS);
                        peer.text(delta(SILENCE.repeat(100)));
                        peer.close(1000, "");
                    } else {
                        for (int i = 0; i < 200; i++) {
                            peer.text("garbage");
                        }
                    }
                });
                Link link = Links.open(agent.address(), OPTIONS)) {
            RecordingListener other = new RecordingListener();
            link.connect(link.nextTimeline(), RecordingListener.CALL, other);
            other.await("connected");
            link.connect(link.nextTimeline(), RecordingListener.CALL, listener);
            assertEquals(Kind.PROTOCOL, listener.awaitEnding().kind());
            badOver.countDown();
            assertEquals(Kind.AGENT_CLOSED, other.awaitEnding().kind());
            assertTrue(other.samples > 100);
        }
    }

    @Test
    void hangingUpBeforeAnAnswer() throws Exception {
        try (ScriptedAgent agent = new ScriptedAgent(MisbehavingAgentTest::readAndKeepSilent);
                Link link = Links.open(agent.address(), OPTIONS)) {
            Timeline timeline = link.nextTimeline();
            Link.Connection connection = link.connect(timeline, RecordingListener.CALL, listener);
            timeline.after(0, connection::hangUp);
            assertEnding(Kind.HUNG_UP, listener.awaitEnding(), "before the agent answered");
        }
    }

    @Test
    void closingTheLinkEndsItsCalls() throws Exception {
        try (ScriptedAgent agent = new ScriptedAgent(peer -> {
            peer.openSession();
            peer.drain();
        })) {
            Link link = Links.open(agent.address(), OPTIONS);
            link.connect(link.nextTimeline(), RecordingListener.CALL, listener);
            listener.await("connected");
            link.close();
            assertEnding(Kind.HUNG_UP, listener.awaitEnding(), "link was closed");
        }
    }

    @Test
    void timelineOfAnotherLinkIsRejected() {
        try (Link one = Links.open("ws://127.0.0.1:9", OPTIONS);
                Link other = Links.open("ws://127.0.0.1:9", OPTIONS.withKeys(Keys.none()))) {
            Timeline foreign = other.nextTimeline();
            org.junit.jupiter.api.Assertions.assertThrows(
                    IllegalArgumentException.class, () -> one.connect(foreign, RecordingListener.CALL, listener));
        }
    }
}
