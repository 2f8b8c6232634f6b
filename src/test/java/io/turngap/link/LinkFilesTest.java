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

    private Conversation bundled() throws Exception {
        LinkOptions options = OPTIONS.withTools(List.of(new ToolDeclaration(
                "lookup", "Finds an order.", RealtimeMessages.JSON.readTree("{\"type\":\"object\"}"))));
        Conversation call = new DeclaredLink(
                        AgentLinkFile.read(Path.of("scenarios/links/turngap-agent.yaml")),
                        options,
                        DeclaredLink.Place.AS_WRITTEN)
                .converse(wire, RecordingListener.CALL, listener);
        call.start(0);
        say(call, "{'type':'session.created','session':{'id':'s'}}");
        assertEquals(
                "[{\"type\":\"function\",\"name\":\"lookup\",\"description\":\"Finds an order.\",\"parameters\":{\"type\":\"object\"}}]",
                RealtimeMessages.JSON
                        .readTree(wire.sent.getFirst())
                        .at("/session/tools")
                        .toString());
        wire.sent.clear();
        say(call, "{'type':'session.updated'}", "{'type':'response.created','response':{'id':'r1'}}", called("a"));
        return call;
    }

    private static String called(String id) {
        return "{'type':'response.output_item.done','response_id':'r1','item':{'type':'function_call','call_id':'" + id
                + "','name':'lookup','arguments':'{}'}}";
    }

    private static String done(String id, String status) {
        return "{'type':'response.done','response':{'id':'" + id + "','status':'" + status + "'}}";
    }

    private static final String CREATE = "{\"type\":\"response.create\"}";

    private static ToolAnswer answer(String id) {
        return new ToolAnswer(id, "lookup", "left", false);
    }

    @Test
    void answersAreTakenUpOnceAllAreGivenAndNoReplyIsUnderWay() throws Exception {
        Conversation call = bundled();
        say(call, called("b"));
        call.answerTool(answer("a"));
        assertEquals(1, wire.sent.size(), "the reply that called is under way");
        assertTrue(wire.sent.getFirst().contains("\"call_id\":\"a\""), wire.sent.toString());
        say(call, done("r1", "completed"));
        assertEquals(1, wire.sent.size(), "b waits for its answer");
        call.answerTool(answer("b"));
        assertEquals(CREATE, wire.sent.get(2));
        call.answerTool(answer("b"));
        say(call, "{'type':'response.created','response':{'id':'r2'}}", done("r2", "completed"));
        assertEquals(3, wire.sent.size(), "asked once");
    }

    @Test
    void answersGivenWhileTheReplyRunsAreTakenUpAtItsEnd() throws Exception {
        Conversation call = bundled();
        call.answerTool(answer("a"));
        say(call, done("r1", "completed"));
        assertEquals(CREATE, wire.sent.getLast());
        assertEquals(2, wire.sent.size());
    }

    @Test
    void whatACutReplyCalledIsAnsweredAndNotTakenUp() throws Exception {
        Conversation call = bundled();
        say(call, done("r1", "cancelled"));
        call.answerTool(answer("a"));
        assertEquals(1, wire.sent.size(), wire.sent.toString());
    }

    @Test
    void anIdThatIsANumberIsAnsweredAsANumber() throws Exception {
        Conversation call = bundled();
        say(call, called("b").replace("'b'", "7"));
        call.answerTool(answer("7"));
        assertTrue(wire.sent.getFirst().contains("\"call_id\":7"), wire.sent.toString());
    }

    @Test
    void aFunctionCalledTwiceByOneIdIsCalledOnce() throws Exception {
        Conversation call = bundled();
        say(call, called("a"));
        assertTrue(wire.asked.getFirst().contains("by which another waits"), wire.asked.toString());
        call.answerTool(answer("a"));
        say(call, done("r1", "completed"));
        assertEquals(2, wire.sent.size());
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
