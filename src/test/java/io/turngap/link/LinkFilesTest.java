package io.turngap.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.turngap.sound.Pcm;
import io.turngap.sound.Wav;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The links that come as files to learn from: they open, and mean what their protocols say. */
class LinkFilesTest {

    private static final LinkOptions OPTIONS =
            LinkOptions.of(Map.of("HUME_API_KEY", "hume-secret", "VAPI_API_KEY", "vapi-secret"));

    private final RecordingListener listener = new RecordingListener();
    private final FakeWire wire = new FakeWire();

    static Stream<Path> files() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("scenarios/links"))) {
            return files.sorted().toList().stream();
        }
    }

    private static DeclaredLink link(Path file) {
        return new DeclaredLink(AgentLinkFile.read(file), OPTIONS, DeclaredLink.Place.AS_WRITTEN);
    }

    private void say(Conversation call, String... messages) {
        for (String message : messages) {
            byte[] bytes = message.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            call.text(wire.timeline.nowNanos(), bytes, bytes.length);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void opens(Path file) {
        link(file).close();
    }

    @Test
    void theDocumentsExampleOpens(@TempDir Path folder) throws Exception {
        String text = Files.readString(Path.of("docs/agent-link.md"));
        int from = text.indexOf("```yaml\n") + "```yaml\n".length();
        Path file = Files.writeString(folder.resolve("my-agent.yaml"), text.substring(from, text.indexOf("```", from)));
        Conversation call = link(file).converse(wire, RecordingListener.CALL, listener);
        call.start(0);
        assertEquals("{\"type\":\"start\",\"prompt\":\"Be brief.\"}", wire.sent.getFirst());
        assertTrue(call.press("1#"));
        call.goodbye();
        assertEquals(
                List.of(
                        "{\"type\":\"dtmf\",\"digit\":\"1\"}",
                        "{\"type\":\"dtmf\",\"digit\":\"#\"}",
                        "{\"type\":\"end\"}"),
                wire.sent.subList(1, 4));
    }

    @ParameterizedTest
    @ValueSource(ints = {8_000, 16_000, 48_000})
    void humesWavPiecesAreHeardAtTheirOwnRate(int rateHz) {
        Conversation call =
                link(Path.of("scenarios/links/hume-evi.yaml")).converse(wire, RecordingListener.CALL, listener);
        call.start(0);
        assertTrue(wire.sent.getFirst().contains("session_settings"));
        String piece = Base64.getEncoder().encodeToString(Wav.mono(new Pcm(rateHz, new short[rateHz / 50])));
        say(
                call,
                "{'type':'chat_metadata','chat_id':'c'}",
                "{'type':'user_message','interim':true,'message':{'content':'whe'}}",
                "{'type':'user_message','interim':false,'message':{'content':'where'}}",
                "{'type':'audio_output','id':'a','index':0,'data':'" + piece + "'}",
                "{'type':'audio_output','id':'a','index':1,'data':'" + piece + "'}",
                "{'type':'audio_output','id':'a','index':2,'data':'UklGRgAAAABXQVZFZm10'}",
                "{'type':'assistant_end'}");
        assertEquals(640, listener.samples);
        assertTrue(
                listener.lines.containsAll(List.of("heard where", "stt.final", "replying false")),
                listener.lines.toString());
        assertEquals(1, wire.asked.size(), wire.asked.toString());
        assertTrue(wire.asked.getFirst().startsWith("bad a WAV file that cannot be played"));
    }

    @Test
    void vapisSoundGoesInBinaryMessagesBothWays() {
        Conversation call = link(Path.of("scenarios/links/vapi.yaml")).converse(wire, RecordingListener.CALL, listener);
        call.start(5);
        assertEquals(5, wire.openedAt.orElseThrow(), "open with its WebSocket");
        call.frame(new short[Pcm.FRAME_SAMPLES]);
        assertEquals(640, wire.sentBinary.getFirst().length);
        call.binary(6, Unpooled.wrappedBuffer(new byte[640]));
        assertEquals(320, listener.samples);
        call.goodbye();
        assertEquals(List.of("{\"type\":\"end-call\"}"), wire.sent);
    }
}
