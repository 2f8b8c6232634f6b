package io.turngap.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.Unpooled;
import io.turngap.link.Link.Ending.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One turn with barge-in as PROTOCOLS 3.4 has it, tools, metrics, errors, and frames that are none, on the virtual timeline. */
class PipecatConformanceTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final FakeWire wire = new FakeWire();
    private final Said listener = new Said();
    private final PipecatConversation bot = new PipecatConversation(
            wire,
            new PipecatSettings(JSON.createObjectNode(), "2.1.0", 16_000, List.of("lookup_order")),
            10_000,
            false,
            listener);

    /** Also writes down what tools and refusals are told. */
    private static final class Said extends RecordingListener {
        @Override
        public void toolCalled(long atNanos, ToolCall call) {
            lines.add("tool " + call.id() + " " + call.name() + " " + call.arguments());
        }

        @Override
        public void toolCancelled(long atNanos, String id) {
            lines.add("cancelled " + id);
        }

        @Override
        public void replyFailed(long atNanos, boolean rateLimited, String what) {
            lines.add("failed " + rateLimited + " " + what);
        }
    }

    /** A length-delimited field, written here as protobuf's encoding guide has it and not with the code under test. */
    private static byte[] field(int number, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(number << 3 | 2);
        varint(out, content.length);
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        for (long left = value; ; left >>>= 7) {
            if (left < 128) {
                out.write((int) left);
                return;
            }
            out.write((int) (left & 127 | 128));
        }
    }

    private static byte[] number(int number, long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(number << 3);
        varint(out, value);
        return out.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void arrives(byte[] frame) {
        wire.timeline.runUntil(wire.timeline.nowNanos() + 1_000_000);
        bot.binary(wire.timeline.nowNanos(), Unpooled.wrappedBuffer(frame));
    }

    private void audio(int rateHz, int channels, byte[] pcm) {
        arrives(field(
                2,
                joined(
                        number(1, 77),
                        field(2, utf8("TTSAudioRawFrame#3")),
                        field(3, pcm),
                        number(4, rateHz),
                        number(5, channels),
                        number(6, 1L << 40))));
    }

    private void rtvi(String type, String data) {
        String json = ("{'label':'rtvi-ai','type':'" + type + "'" + (data.isEmpty() ? "" : ",'data':" + data) + "}")
                .replace('\'', '"');
        arrives(field(4, field(1, utf8(json))));
    }

    private void ready() {
        bot.start(0);
        rtvi("bot-ready", "{'version':'2.1.0','about':{'library':'pipecat-ai'}}");
    }

    /** What was sent, as JSON, apart from sound. */
    private List<JsonNode> told() throws Exception {
        List<JsonNode> told = new ArrayList<>();
        for (byte[] frame : wire.sentBinary) {
            if (frame[0] == (4 << 3 | 2)) {
                String text = new String(frame, StandardCharsets.UTF_8);
                told.add(JSON.readTree(text.substring(text.indexOf('{'))));
            }
        }
        return told;
    }

    @Test
    void turnWithBargeIn() throws Exception {
        ready();
        assertTrue(wire.isOpen());
        JsonNode hello = told().getFirst();
        assertEquals("client-ready", hello.path("type").asText());
        assertEquals("2.1.0", hello.path("data").path("version").asText());
        rtvi("user-started-speaking", "");
        rtvi("user-transcription", "{'text':'where','final':false,'user_id':'','timestamp':''}");
        rtvi("user-stopped-speaking", "");
        rtvi("user-transcription", "{'text':'where is my order','final':true}");
        rtvi("user-llm-text", "{'text':'where is my order'}");
        rtvi("bot-llm-started", "");
        rtvi(
                "metrics",
                "{'ttfb':[{'processor':'OpenAILLMService#0','model':'m','value':0.25},{'processor':'X','value':0.0}]}");
        rtvi("bot-llm-text", "{'text':'Your '}");
        rtvi("bot-llm-text", "{'text':'order'}");
        rtvi("bot-tts-started", "");
        rtvi("bot-started-speaking", "");
        audio(24_000, 1, new byte[1920]);
        audio(24_000, 1, new byte[1920]);
        rtvi("bot-output", "{'text':'Your order','will_be_spoken':true}");
        arrives(field(5, number(1, 4)));
        rtvi("bot-interrupted", "");
        rtvi("bot-llm-stopped", "");
        rtvi("user-started-speaking", "");
        assertEquals(
                List.of(
                        "agent.turn_end",
                        "heard where is my order",
                        "stt.final",
                        "replying true",
                        "llm.request",
                        "claim ttfb OpenAILLMService#0 250.0",
                        "llm.first_token",
                        "tts.request",
                        "audio reply1",
                        "audio reply1",
                        "flush",
                        "cut reply1",
                        "said Your order",
                        "replying false",
                        "flush"),
                listener.lines);
        assertTrue(wire.unknown.isEmpty(), wire.unknown.toString());
        assertEquals(List.of(), wire.asked);
    }

    @Test
    void repliesAreToldApartByTurns() {
        ready();
        rtvi("bot-started-speaking", "");
        audio(16_000, 1, new byte[640]);
        rtvi("bot-stopped-speaking", "");
        rtvi("user-stopped-speaking", "");
        audio(16_000, 1, new byte[640]);
        assertEquals(
                List.of(
                        "replying true",
                        "audio reply1",
                        "replying false",
                        "agent.turn_end",
                        "replying true",
                        "audio reply2"),
                listener.lines);
    }

    @Test
    void soundOfAnyRateAndOfTwoChannels() {
        ready();
        audio(8_000, 1, new byte[1600]);
        rtvi("bot-stopped-speaking", "");
        assertEquals(1600, listener.samples, "800 samples at 8 kHz are 1,600 at 16 kHz");
        byte[] stereo = new byte[4 * 320];
        for (int i = 0; i < 320; i++) {
            stereo[4 * i + 1] = 64;
        }
        audio(16_000, 2, stereo);
        assertEquals(1600 + 320, listener.samples);
        byte[] wav = joined(utf8("RIFF"), new byte[40], new byte[640]);
        audio(16_000, 1, wav);
        assertEquals(1600 + 320 + 320, listener.samples, "the header of a WAV frame is no sound");
        audio(7_001, 1, new byte[20]);
        audio(16_000, 6, new byte[24]);
        assertEquals(2, wire.asked.size(), wire.asked.toString());
        assertTrue(
                wire.asked.getFirst().contains("7001") && wire.asked.getLast().contains("6 channels"));
    }

    @Test
    void framesOfTheCallerAreAsTheOfficialClientSendsThem() {
        ready();
        wire.sentBinary.clear();
        bot.frame(new short[320]);
        byte[] sent = wire.sentBinary.getFirst();
        byte[] expected =
                field(2, joined(field(2, utf8("audio")), field(3, new byte[640]), number(4, 16_000), number(5, 1)));
        assertArrayEquals(expected, sent);
        assertTrue(sent.length - 640 <= PipecatFrame.AUDIO_OVERHEAD);
    }

    @Test
    void aFunctionThatTheScenarioScriptsIsAnsweredAndAnotherIsTheBotsOwn() throws Exception {
        ready();
        rtvi(
                "llm-function-call-in-progress",
                "{'tool_call_id':'t1','function_name':'lookup_order','arguments':{'id':7}}");
        bot.answerTool(new ToolAnswer("t1", "lookup_order", "{\"day\":\"monday\"}", false));
        bot.answerTool(new ToolAnswer("t1", "lookup_order", "again", false));
        rtvi("llm-function-call-stopped", "{'tool_call_id':'t1','cancelled':false}");
        rtvi("llm-function-call-in-progress", "{'tool_call_id':'t2'}");
        rtvi("llm-function-call-stopped", "{'tool_call_id':'t2','cancelled':false}");
        rtvi("llm-function-call-in-progress", "{'tool_call_id':'t3','function_name':'lookup_order'}");
        rtvi("llm-function-call-stopped", "{'tool_call_id':'t3','cancelled':true}");
        assertEquals(
                List.of(
                        "tool t1 lookup_order {\"id\":7}",
                        "tool.start",
                        "tool.end",
                        "tool t3 lookup_order {}",
                        "cancelled t3"),
                listener.lines);
        List<JsonNode> results = told().stream()
                .filter(m -> m.path("type").asText().equals("llm-function-call-result"))
                .toList();
        assertEquals(1, results.size(), "answered once");
        assertEquals(
                "monday",
                results.getFirst().path("data").path("result").path("day").asText());
    }

    @Test
    void aBotWithoutRtviIsOpenAfterAWhileOrWhenItSpeaks() {
        bot.start(0);
        assertFalse(wire.isOpen());
        wire.timeline.runUntil(2_000_000_000L);
        assertTrue(wire.isOpen());
        FakeWire other = new FakeWire();
        PipecatConversation talker = new PipecatConversation(
                other,
                new PipecatSettings(JSON.createObjectNode(), "2.1.0", 16_000, List.of()),
                10_000,
                false,
                new RecordingListener());
        talker.start(0);
        talker.binary(5, Unpooled.wrappedBuffer(field(2, joined(field(3, new byte[640]), number(4, 16_000)))));
        assertTrue(other.isOpen());
    }

    @Test
    void errorsOfTheBot() {
        ready();
        rtvi("error", "{'error':'TTS hiccup','fatal':false}");
        rtvi("error", "{'error':'429: rate limit reached for gpt','fatal':false}");
        assertEquals(List.of("trouble the bot reports an error: TTS hiccup"), wire.asked);
        assertTrue(listener.lines.getFirst().startsWith("failed true"), listener.lines.toString());
        rtvi("error", "{'error':'no credits','fatal':true}");
        assertEquals(Kind.AGENT_CLOSED, wire.ended.orElseThrow().kind());
        assertTrue(wire.ended.orElseThrow().detail().contains("no credits"));
    }

    @Test
    void whatNobodyKnowsIsCounted() {
        ready();
        rtvi("bot-dances", "{}");
        rtvi("bot-dances", "{}");
        arrives(field(9, utf8("later version")));
        arrives(joined());
        arrives(field(4, field(1, utf8("{\"type\":\"app\"}"))));
        assertEquals(2, wire.unknown.get("bot-dances"));
        assertEquals(
                5, wire.unknown.values().stream().mapToInt(Integer::intValue).sum(), wire.unknown.toString());
        assertEquals(List.of(), wire.asked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ff", // a key that does not end
                "12ffffffff0f", // a length beyond the frame
                "1204", // a length and nothing
                "120a1a08", // sound longer than its message
                "0b", // a group, which proto3 has not
                "22050a037b7d", // a message longer than its frame
                "120620ffffffffffffffffffffff" // a number of more than ten bytes
            })
    void bytesThatAreNoFrame(String hex) {
        ready();
        arrives(HexFormat.of().parseHex(hex));
        assertEquals(1, wire.asked.size(), wire.asked.toString());
        assertTrue(wire.asked.getFirst().startsWith("bad "), wire.asked.toString());
        rtvi("bot-llm-started", "");
        assertEquals("llm.request", listener.lines.getLast(), "and the call goes on");
    }

    @Test
    void textAndBadJson() {
        ready();
        bot.text(1, utf8("{}"), 2);
        arrives(field(4, field(1, utf8("{no"))));
        assertEquals(2, wire.asked.size());
        assertTrue(wire.asked.getFirst().contains("text message"), wire.asked.toString());
    }
}
