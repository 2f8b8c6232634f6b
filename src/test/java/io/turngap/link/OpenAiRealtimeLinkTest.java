package io.turngap.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.turngap.link.Link.Ending.Kind;
import io.turngap.sound.Pcm;
import io.turngap.time.Timeline;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Proper calls over real sockets. */
class OpenAiRealtimeLinkTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private final RecordingListener listener = new RecordingListener();

    private static String reply(String audio) {
        return "{\"type\":\"response.output_audio.delta\",\"event_id\":\"e\",\"response_id\":\"resp_1\",\"item_id\":\"item_A1\",\"output_index\":0,"
                + "\"content_index\":0,\"delta\":\"" + audio + "\"}";
    }

    @ParameterizedTest
    @EnumSource(value = WireFormat.class, mode = EnumSource.Mode.EXCLUDE, names = "OPUS")
    void callFromHelloToGoodbye(WireFormat format) throws Exception {
        List<String> received = new CopyOnWriteArrayList<>();
        int wireBytes = format.rateHz() * format.sound().bytesPerSample() / 50;
        String frame = Base64.getEncoder().encodeToString(new byte[wireBytes]);
        try (ScriptedAgent agent = new ScriptedAgent(peer -> {
                    peer.upgrade();
                    peer.text(
                            "{\"type\":\"session.created\",\"session\":{\"audio\":{\"output\":{\"format\":{\"type\":\"audio/pcm\",\"rate\":24000}}}}}");
                    received.add(peer.awaitText("session.update"));
                    peer.text("{\"type\":\"session.updated\",\"session\":{\"audio\":{\"input\":{\"format\":{\"type\":\""
                            + format.type() + "\"}},\"output\":{\"format\":{\"type\":\"" + format.type() + "\"}}}}}");
                    for (int i = 0; i < 3; i++) {
                        received.add(peer.awaitText("input_audio_buffer.append"));
                    }
                    for (int i = 0; i < 5; i++) {
                        peer.text(reply(frame));
                    }
                    peer.frame(0x89, "are you there".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                    received.add(peer.awaitText("conversation.item.truncate"));
                    peer.drain();
                    peer.close(1000, "");
                });
                Link link = Links.open(agent.address(), LinkOptions.DEFAULTS.withFormat(format))) {
            Timeline timeline = link.nextTimeline();
            Link.Connection connection = link.connect(timeline, RecordingListener.CALL, listener);
            short[] silence = new short[Pcm.FRAME_SAMPLES];
            timeline.after(0, () -> connection.send(silence)); // Too early: must not reach the agent.
            listener.await("connected");
            timeline.after(0, () -> {
                for (int i = 0; i < 3; i++) {
                    connection.send(silence);
                }
            });
            listener.await("audio resp_1");
            listener.awaitSamples(4 * Pcm.FRAME_SAMPLES);
            timeline.after(0, () -> connection.interrupted("resp_1", 30));
            timeline.after(0, connection::hangUp);
            assertEquals(Kind.HUNG_UP, listener.awaitEnding().kind());

            JsonNode update = JSON.readTree(received.getFirst()).path("session");
            assertEquals("realtime", update.path("type").asText());
            assertEquals(
                    format.type(),
                    update.path("audio")
                            .path("input")
                            .path("format")
                            .path("type")
                            .asText());
            assertEquals(
                    format.type(),
                    update.path("audio")
                            .path("output")
                            .path("format")
                            .path("type")
                            .asText());
            assertFalse(update.path("audio").path("input").has("turn_detection"), "left to the agent");
            assertEquals(wireBytes, JSON.readTree(received.get(1)).path("audio").binaryValue().length);
            JsonNode truncate = JSON.readTree(received.getLast());
            assertEquals("item_A1", truncate.path("item_id").asText());
            assertEquals(30, truncate.path("audio_end_ms").asInt());
            assertEquals(1, new HashSet<>(listener.threads).size(), "all on the call's thread: " + listener.threads);
            assertTrue(listener.threads.getFirst().startsWith("turngap-link"));
        }
    }

    @Test
    void handshakeSaysWhatItShould() throws Exception {
        try (ScriptedAgent agent = new ScriptedAgent(peer -> {
                    peer.openSession();
                    peer.drain();
                });
                Link link =
                        Links.open("ws://localhost:" + agent.port() + "/v1/realtime?model=m", LinkOptions.DEFAULTS)) {
            link.connect(link.nextTimeline(), RecordingListener.CALL, listener);
            listener.await("connected");
            String head = agent.request().get(5, TimeUnit.SECONDS).toLowerCase(java.util.Locale.ROOT);
            assertTrue(head.startsWith("get /v1/realtime?model=m http/1.1\r\n"), head);
            assertTrue(head.contains("x-turngap-milestones: 1"), "asked of an agent on this machine");
            assertTrue(head.contains("host: localhost:" + agent.port()), head);
            assertFalse(head.contains("sec-websocket-protocol"), "none is offered");
            assertFalse(head.contains("authorization"), "no key, no header");
            assertFalse(head.contains("openai-beta"), "GA");
            assertFalse(head.contains("origin"), "not a browser");
        }
    }

    @Test
    void agentThatNeverConfirmsSettingsIsOpenAfterAWhile() throws Exception {
        try (ScriptedAgent agent = new ScriptedAgent(peer -> {
                    peer.upgrade();
                    peer.text("{\"type\":\"session.created\",\"session\":{}}");
                    peer.drain();
                });
                Link link = Links.open(agent.address(), LinkOptions.DEFAULTS.withConnectTimeoutMs(700))) {
            Timeline timeline = link.nextTimeline();
            long before = timeline.nowNanos();
            link.connect(timeline, RecordingListener.CALL, listener);
            long at = listener.connected.get(10, TimeUnit.SECONDS);
            assertTrue(at - before >= 700_000_000L, "only after the wait");
        }
    }

    @Test
    void agentThatTalksAtOnceIsOpenAtOnce() throws Exception {
        try (ScriptedAgent agent = new ScriptedAgent(peer -> {
                    peer.upgrade();
                    peer.text(
                            "{\"type\":\"session.created\",\"session\":{\"input_audio_format\":\"pcm16\",\"output_audio_format\":\"g711_ulaw\"}}");
                    peer.awaitText("session.update");
                    peer.text(reply(Base64.getEncoder().encodeToString(new byte[800])));
                    peer.close(1000, "");
                });
                Link link = Links.open(agent.address(), LinkOptions.DEFAULTS)) {
            link.connect(link.nextTimeline(), RecordingListener.CALL, listener);
            assertEquals(Kind.AGENT_CLOSED, listener.awaitEnding().kind());
            assertEquals(List.of("connected", "replying true", "audio resp_1", "closed AGENT_CLOSED"), listener.lines);
            assertEquals(1_600, listener.samples, 20, "decoded as the µ-law that the agent says it speaks");
        }
    }

    @Test
    void clocksOfOneMachineAgree() throws Exception {
        CompletableFuture<Long> told = new CompletableFuture<>();
        try (ScriptedAgent agent = new ScriptedAgent(peer -> {
                    peer.openSession();
                    for (int i = 0; i < 8; i++) {
                        long sent = JSON.readTree(peer.awaitText("turngap.clock"))
                                .path("sent_ns")
                                .longValue();
                        long received = System.nanoTime();
                        peer.text("{\"type\":\"turngap.clock\",\"echo_ns\":" + sent + ",\"received_ns\":" + received
                                + ",\"sent_ns\":" + System.nanoTime() + "}");
                    }
                    told.complete(System.nanoTime());
                    String milestone =
                            "{\"type\":\"turngap.milestone\",\"name\":\"%s\",\"at_ns\":" + told.get() + "%s}";
                    peer.text(milestone.formatted("agent.speech_end", ",\"audio_ms\":1240.5"));
                    peer.text(milestone.formatted("agent.speech_end", ",\"audio_ms\":-3"));
                    peer.text(milestone.formatted("tts.first_byte", ",\"audio_ms\":1240.5"));
                    peer.drain();
                });
                Link link = Links.open(agent.address(), LinkOptions.DEFAULTS)) {
            link.connect(link.nextTimeline(), RecordingListener.CALL, listener);
            listener.await("tts.first_byte");
            // Both read the same clock, so the true offset is 0 and must lie within what is said, however slow this
            // machine is.
            assertTrue(listener.uncertaintyNanos > 0);
            assertEquals(told.get(), listener.milestoneAtNanos, listener.uncertaintyNanos + 1.0);
            assertEquals(
                    List.of("speech ended at 1240.5", "agent.speech_end", "agent.speech_end", "tts.first_byte"),
                    listener.lines.subList(listener.lines.size() - 4, listener.lines.size()),
                    "a place in the stream where there is a true one");
        }
    }

    @Test
    void whatALeverDidIsPassedOnWhenItIsShort() throws Exception {
        try (ScriptedAgent agent = new ScriptedAgent(peer -> {
                    peer.openSession();
                    peer.text("{\"type\":\"turngap.lever\",\"name\":\"cache\",\"value\":\"hit\"}");
                    String lever = "{\"type\":\"turngap.lever\",\"name\":\"%s\",\"value\":\"%s\"}";
                    peer.text(lever.formatted("long", "v".repeat(61)));
                    peer.text(lever.formatted("n".repeat(41), "long"));
                    peer.text(lever.formatted("last", "v".repeat(60)));
                    peer.drain();
                });
                Link link = Links.open(agent.address(), LinkOptions.DEFAULTS)) {
            link.connect(link.nextTimeline(), RecordingListener.CALL, listener);
            listener.await("lever last");
            assertEquals(
                    List.of("lever cache hit", "lever last " + "v".repeat(60)),
                    listener.lines.stream()
                            .filter(line -> line.startsWith("lever"))
                            .toList());
            assertEquals(
                    2,
                    listener.lines.stream()
                            .filter(line -> line.startsWith("trouble turngap.lever with name"))
                            .count(),
                    listener.lines::toString);
        }
    }

    @Test
    void callsAreDealtOverTheLoops() throws Exception {
        try (ScriptedAgent agent = new ScriptedAgent(peer -> {
                    peer.openSession();
                    peer.drain();
                });
                Link link = Links.open(agent.address(), LinkOptions.DEFAULTS.withEventLoops(2))) {
            Timeline first = link.nextTimeline();
            Timeline second = link.nextTimeline();
            assertNotEquals(first, second);
            assertEquals(first, link.nextTimeline());
            RecordingListener other = new RecordingListener();
            link.connect(first, RecordingListener.CALL, listener);
            link.connect(second, RecordingListener.CALL, other);
            listener.await("connected");
            other.await("connected");
            assertNotEquals(listener.threads.getFirst(), other.threads.getFirst());
        }
    }

    @Test
    void callOverTls(@TempDir Path folder) throws Exception {
        OwnCertificate certificate = OwnCertificate.make(folder);
        LinkOptions trusting = LinkOptions.DEFAULTS
                .withTrustedCertificates(certificate.pem())
                .withKeys(Keys.of(java.util.Map.of("OPENAI_API_KEY", "k3y")));
        try (ScriptedAgent agent = new ScriptedAgent(certificate.tls().getServerSocketFactory(), peer -> {
            peer.openSession();
            peer.close(1000, "");
        })) {
            String address = "wss://localhost:" + agent.port() + "/v1/realtime";
            try (Link link = Links.open(address, trusting)) {
                link.connect(link.nextTimeline(), RecordingListener.CALL, listener);
                Link.Ending ending = listener.awaitEnding();
                assertEquals(Kind.AGENT_CLOSED, ending.kind(), ending.detail());
                assertTrue(agent.request().get().contains("Bearer k3y"));
            }
            assertUntrusted(address, LinkOptions.DEFAULTS);
            assertUntrusted("wss://127.0.0.1:" + agent.port(), trusting);
        }
    }

    /** A certificate that is not trusted, or for another name, must end the call before the key is sent. */
    private static void assertUntrusted(String address, LinkOptions options) throws Exception {
        RecordingListener listener = new RecordingListener();
        try (Link link = Links.open(address, options)) {
            link.connect(link.nextTimeline(), RecordingListener.CALL, listener);
            Link.Ending ending = listener.awaitEnding();
            assertEquals(Kind.UNREACHABLE, ending.kind(), ending.detail());
            assertTrue(ending.detail().contains("certificate is trusted"), ending.detail());
        }
    }
}
