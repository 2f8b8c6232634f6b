package io.turngap.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.link.Link.Ending;
import io.turngap.link.Link.Ending.Kind;
import io.turngap.link.ScriptedAgent.Peer;
import io.turngap.link.ScriptedAgent.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The same abuse over four links that have little in common: what a caller is told, and that others go on. */
class HostileServerTest {

    private static final LinkOptions OPTIONS = LinkOptions.DEFAULTS;
    private static final LinkOptions HASTY = OPTIONS.withConnectTimeoutMs(300);

    /** A protocol, and how a server opens its conversation. */
    enum Spoken {
        OPENAI,
        TWILIO,
        PIPECAT,
        FILE;

        void open(Peer peer) throws Exception {
            switch (this) {
                case OPENAI -> peer.openSession();
                case TWILIO -> peer.upgrade();
                case PIPECAT -> {
                    peer.upgrade();
                    say(peer, "{\"label\":\"rtvi-ai\",\"type\":\"bot-ready\",\"id\":\"1\",\"data\":{}}");
                }
                case FILE -> {
                    peer.upgrade();
                    peer.text("{\"type\":\"ready\"}");
                }
            }
        }

        void say(Peer peer, String json) throws IOException {
            if (this == PIPECAT) {
                peer.frame(0x82, EchoingAgents.pipecat(json));
            } else {
                peer.text(json);
            }
        }
    }

    @TempDir
    Path dir;

    private final RecordingListener listener = new RecordingListener();

    private String address(Spoken spoken, int port) throws IOException {
        return switch (spoken) {
            case OPENAI -> "openai:ws://127.0.0.1:" + port + "/";
            case TWILIO -> "twilio:ws://127.0.0.1:" + port + "/";
            case PIPECAT -> "pipecat:ws://127.0.0.1:" + port + "/";
            case FILE ->
                "file:" + Files.writeString(dir.resolve("link.yaml"), EchoingAgents.declared(port, "NO_SUCH_VARIABLE"));
        };
    }

    private Ending call(Spoken spoken, LinkOptions options, Script script) throws Exception {
        try (ScriptedAgent agent = new ScriptedAgent(script);
                Link link = Links.open(address(spoken, agent.port()), options)) {
            link.connect(link.nextTimeline(), RecordingListener.CALL, listener);
            return listener.awaitEnding();
        }
    }

    private Ending opened(Spoken spoken, Script script) throws Exception {
        return call(spoken, OPTIONS, peer -> {
            spoken.open(peer);
            script.play(peer);
        });
    }

    private static void assertEnding(Kind kind, Ending ending, String... parts) {
        assertEquals(kind, ending.kind(), ending.detail());
        for (String part : parts) {
            assertTrue(ending.detail().contains(part), () -> "\"" + part + "\" is missing in: " + ending.detail());
        }
    }

    private static Script answers(String answer) {
        return peer -> {
            peer.readRequest();
            peer.raw(answer);
            peer.drain();
        };
    }

    private static final String PAGE =
            "<!DOCTYPE html><html><head><style>p {color: red}</style></head><body><h1>Nothing"
                    + " here</h1><script>alert(1)</script><p>Ask &amp; see</p></body></html>";

    @ParameterizedTest
    @EnumSource(Spoken.class)
    void neverAnswers(Spoken spoken) throws Exception {
        assertEnding(
                Kind.UNREACHABLE,
                call(spoken, HASTY, peer -> {
                    peer.readRequest();
                    peer.drain();
                }),
                "no answer to the WebSocket handshake within 300 ms");
    }

    @ParameterizedTest
    @EnumSource(Spoken.class)
    void isAWebServer(Spoken spoken) throws Exception {
        Ending ending = call(
                spoken, OPTIONS, answers("HTTP/1.1 200 OK\r\nContent-Length: " + PAGE.length() + "\r\n\r\n" + PAGE));
        assertEnding(Kind.REFUSED, ending, "200 OK", "\"Nothing here Ask & see\"", "check port and path");
        assertFalse(ending.detail().contains("<") || ending.detail().contains("color"), ending.detail());
    }

    @ParameterizedTest
    @CsvSource({"OPENAI, 301", "TWILIO, 302", "PIPECAT, 307", "FILE, 308"})
    void sendsElsewhere(Spoken spoken, int status) throws Exception {
        assertEnding(
                Kind.REFUSED,
                call(
                        spoken,
                        OPTIONS,
                        answers("HTTP/1.1 " + status
                                + " Moved\r\nLocation: ws://elsewhere.example/\r\nContent-Length: 0\r\n\r\n")),
                status + " Moved",
                "redirects are not followed");
    }

    @ParameterizedTest
    @EnumSource(Spoken.class)
    void sendsHeadersWithoutEnd(Spoken spoken) throws Exception {
        assertEnding(
                Kind.PROTOCOL,
                call(
                        spoken,
                        OPTIONS,
                        answers("HTTP/1.1 101 Yes\r\n" + ("X-Pad: " + "x".repeat(1_000) + "\r\n").repeat(64))),
                "headers larger than any agent's");
    }

    @ParameterizedTest
    @EnumSource(Spoken.class)
    void compressesUnasked(Spoken spoken) throws Exception {
        assertEnding(
                Kind.PROTOCOL,
                opened(spoken, peer -> {
                    peer.frame(0xc1, new byte[] {1, 2, 3});
                    peer.drain();
                }),
                "broke the WebSocket protocol",
                "RSV");
    }

    @ParameterizedTest
    @EnumSource(Spoken.class)
    void aPingInTheMiddleOfAMessageIsAnswered(Spoken spoken) throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        Ending ending = opened(spoken, peer -> {
            peer.frame(0x01, "{\"type\":\"a\",\"event\":".getBytes(StandardCharsets.UTF_8));
            peer.frame(0x89, "hello".getBytes(StandardCharsets.UTF_8));
            peer.frame(0x80, "\"a\"}".getBytes(StandardCharsets.UTF_8));
            while (peer.skip() != 0x0a) {
                // Until the pong.
            }
            answered.countDown();
            peer.frame(0x88, new byte[0]);
            peer.drain();
        });
        assertEquals(0, answered.getCount());
        assertEnding(Kind.AGENT_CLOSED, ending, "1005 (no code given)");
    }

    @ParameterizedTest
    @EnumSource(Spoken.class)
    void closesOneHalf(Spoken spoken) throws Exception {
        assertEnding(
                Kind.BROKEN,
                opened(spoken, peer -> {
                    peer.halfClose();
                    peer.drain();
                }),
                "without a close");
    }

    @ParameterizedTest
    @EnumSource(Spoken.class)
    void breaksInTheMiddleOfAFrame(Spoken spoken) throws Exception {
        Ending ending = opened(spoken, peer -> {
            peer.bytes(new byte[] {(byte) 0x81, 126, 4, 0, '{', '"'});
            peer.reset();
        });
        assertEquals(Kind.BROKEN, ending.kind(), ending.detail());
    }

    @ParameterizedTest
    @EnumSource(Spoken.class)
    void oddJsonEndsNoCall(Spoken spoken) throws Exception {
        String deep = "[".repeat(10_000) + "]".repeat(10_000);
        Ending ending = opened(spoken, peer -> {
            spoken.say(peer, "{\"type\":\"x\",\"event\":\"x\",\"deep\":" + deep + "}");
            spoken.say(peer, "{\"type\":\"x\",\"event\":\"x\",\"n\":NaN}");
            spoken.say(
                    peer,
                    "{\"type\":\"x\",\"event\":\"x\",\"n\":1e999,\"m\":1e-99999999,\"k\":" + "9".repeat(2_000) + "}");
            spoken.say(peer, "{\"type\":\"\\ud800\",\"event\":\"\\udc00\",\"label\":\"rtvi-ai\"}");
            spoken.say(peer, "{\"type\":\"error\",\"type\":\"x\",\"event\":\"media\",\"event\":\"x\"}");
            spoken.say(peer, "{\"event\":\"media\",\"type\":\"x\",\"streamSid\":7,\"media\":{\"payload\":[]}}");
            peer.close(1000, "done");
            peer.drain();
        });
        assertEnding(Kind.AGENT_CLOSED, ending, "1000 (normal)", "done");
        assertTrue(listener.lines.stream().allMatch(line -> line.length() < 1_500), "what is told of them is bounded");
    }

    @ParameterizedTest
    @EnumSource(Spoken.class)
    void emptySoundIsNoSound(Spoken spoken) throws Exception {
        Ending ending = opened(spoken, peer -> {
            for (String sound : new String[] {"", "AA==", "A"}) {
                spoken.say(
                        peer,
                        "{\"type\":\"response.output_audio.delta\",\"response_id\":\"r\",\"delta\":\"" + sound + "\"}");
                spoken.say(
                        peer, "{\"event\":\"media\",\"streamSid\":\"MZ\",\"media\":{\"payload\":\"" + sound + "\"}}");
            }
            peer.frame(0x82, new byte[0]);
            peer.frame(0x82, new byte[1]);
            peer.close(1000, "done");
            peer.drain();
        });
        assertEnding(Kind.AGENT_CLOSED, ending, "done");
        assertEquals(0, listener.samples);
    }

    @ParameterizedTest
    @EnumSource(Spoken.class)
    void aHundredThousandEventsHoldNobodyUp(Spoken spoken) throws Exception {
        AtomicInteger callers = new AtomicInteger();
        CountDownLatch flooded = new CountDownLatch(1);
        try (ScriptedAgent agent = new ScriptedAgent(peer -> {
                    boolean good = callers.getAndIncrement() == 0;
                    spoken.open(peer);
                    if (good) {
                        flooded.await(RecordingListener.WAIT_MS, TimeUnit.MILLISECONDS);
                    } else {
                        flood(spoken, peer);
                        flooded.countDown();
                    }
                    peer.close(1000, good ? "good" : "flooded");
                    peer.drain();
                });
                SocketLink link = Links.open(address(spoken, agent.port()), OPTIONS)) {
            RecordingListener other = new RecordingListener();
            link.connect(link.nextTimeline(), RecordingListener.CALL, other);
            other.await("connected");
            link.connect(link.nextTimeline(), RecordingListener.CALL, listener);
            assertEnding(Kind.AGENT_CLOSED, listener.awaitEnding(), "flooded");
            assertEnding(Kind.AGENT_CLOSED, other.awaitEnding(), "good");
            assertTrue(link.unknownEvents().size() <= 66, "names are bounded");
            assertEquals(
                    100_000,
                    link.unknownEvents().values().stream()
                            .mapToLong(Long::longValue)
                            .sum());
        }
    }

    private static void flood(Spoken spoken, Peer peer) throws IOException {
        java.io.ByteArrayOutputStream many = new java.io.ByteArrayOutputStream();
        for (int i = 0; i < 100_000; i++) {
            byte[] json = ("{\"label\":\"rtvi-ai\",\"type\":\"e" + i + "\",\"event\":\"e" + i
                            + "\",\"streamSid\":\"\"}")
                    .getBytes(StandardCharsets.UTF_8);
            byte[] message =
                    spoken == Spoken.PIPECAT ? EchoingAgents.pipecat(new String(json, StandardCharsets.UTF_8)) : json;
            many.write(spoken == Spoken.PIPECAT ? 0x82 : 0x81);
            many.write(message.length);
            many.writeBytes(message);
        }
        peer.bytes(many.toByteArray());
    }

    @ParameterizedTest
    @CsvSource({
        "OPENAI, session_expired, make calls shorter",
        "FILE, CLIENT_MESSAGE_TIMEOUT, got no sound",
        "FILE, NET-0001, got no sound",
        "FILE, transport_receive_timeout, make the script's pauses shorter"
    })
    void aVendorsWordForTheEndSaysWhatToDo(Spoken spoken, String word, String advice) throws Exception {
        Ending ending = opened(spoken, peer -> {
            spoken.say(
                    peer,
                    "{\"type\":\"error\",\"message\":\"" + word + "\",\"error\":{\"code\":\"" + word
                            + "\",\"message\":\"over\"}}");
            peer.close(1001, "");
            peer.drain();
        });
        assertEnding(Kind.AGENT_CLOSED, ending, word, advice);
    }

    @Test
    void aVendorsReasonSaysWhatToDo() throws Exception {
        assertEnding(
                Kind.AGENT_CLOSED,
                opened(Spoken.FILE, peer -> {
                    peer.close(1011, "NET-0001: no audio");
                    peer.drain();
                }),
                "1011 (internal error)",
                "NET-0001",
                "check the network");
    }

    @CsvSource({"1013, BUSY, one client at a time", "4003, REFUSED, PIPECAT_API_KEY"})
    @ParameterizedTest
    void pipecatsOwnCodes(int code, Kind kind, String advice) throws Exception {
        assertEnding(
                kind,
                call(Spoken.PIPECAT, OPTIONS, peer -> {
                    peer.upgrade();
                    peer.close(code, "");
                    peer.drain();
                }),
                String.valueOf(code),
                advice);
    }

    @Test
    void aHookHereThatNamesAStreamElsewhereNeedsLeave() throws Exception {
        String body = "<Response><Connect><Stream url='wss://stream.example/media'/></Connect></Response>";
        try (ScriptedAgent hook =
                        new ScriptedAgent(answers("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: "
                                + body.length() + "\r\n\r\n" + body));
                SocketLink link = Links.open("twilio:http://127.0.0.1:" + hook.port() + "/voice", OPTIONS)) {
            link.stayHere();
            link.connect(link.nextTimeline(), RecordingListener.CALL, listener);
            assertEnding(Kind.REFUSED, listener.awaitEnding(), "wss://stream.example/media", "--max-calls");
        }
    }
}
