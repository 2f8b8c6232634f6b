package io.turngap.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.Unpooled;
import io.turngap.sound.Pcm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * One turn with barge-in and a tool call of each hosted agent, as PROTOCOLS 4.4, 5.4 and 6.4 have it on the wire, on the virtual timeline:
 * the messages are written from the types of the vendors' official clients.
 */
class HostedAgentsConformanceTest {

    private static final LinkOptions OPTIONS = LinkOptions.of(Map.of(
            "DEEPGRAM_API_KEY", "dg-secret-1", "ELEVENLABS_API_KEY", "el-secret-2", "GEMINI_API_KEY", "gm-secret-3"));
    private static final CallIdentity CALL = new CallIdentity("run-1", 7);

    private static final class Listener extends RecordingListener {
        final List<ToolCall> tools = new ArrayList<>();

        @Override
        public void session(String id) {
            lines.add("session " + id);
        }

        @Override
        public void toolCalled(long atNanos, ToolCall call) {
            tools.add(call);
            lines.add("tool " + call.id() + " " + call.name() + " " + call.arguments());
        }

        @Override
        public void toolCancelled(long atNanos, String id) {
            lines.add("tool cancelled " + id);
        }

        @Override
        public void replyFailed(long atNanos, boolean rateLimited, String what) {
            lines.add("reply failed " + rateLimited + " " + what);
        }
    }

    private final Listener listener = new Listener();
    private final FakeWire wire = new FakeWire();

    private Conversation begin(Protocol protocol) {
        Conversation call = protocol.converse(wire, CALL, listener);
        call.start(0);
        return call;
    }

    private void say(Conversation call, String... messages) {
        for (String message : messages) {
            wire.timeline.runUntil(wire.timeline.nowNanos() + 1_000_000);
            byte[] bytes = message.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            call.text(wire.timeline.nowNanos(), bytes, bytes.length);
        }
    }

    private static String base64(int bytes) {
        return Base64.getEncoder().encodeToString(new byte[bytes]);
    }

    private JsonNode sent(int index) throws Exception {
        return RealtimeMessages.JSON.readTree(wire.sent.get(index));
    }

    private void assertLines(String... expected) {
        assertEquals(Arrays.asList(expected), listener.lines, () -> "asked: " + wire.asked);
    }

    @Test
    void deepgram() throws Exception {
        Conversation call = begin(HostedAgents.deepgram("", OPTIONS));
        assertTrue(wire.sent.isEmpty(), "the agent speaks first");
        say(call, "{'type':'Welcome','request_id':'req-1'}");
        assertEquals("Settings", sent(0).path("type").asText());
        assertEquals(16_000, sent(0).at("/audio/input/sample_rate").asInt());
        assertEquals("turngap:run-1/7", sent(0).at("/tags/0").asText());
        assertTrue(wire.openedAt.isEmpty());
        say(call, "{'type':'SettingsApplied'}");
        assertTrue(wire.openedAt.isPresent());
        short[] frame = new short[Pcm.FRAME_SAMPLES];
        frame[0] = 0x1234;
        call.frame(frame);
        assertEquals(640, wire.sentBinary.getFirst().length);
        assertArrayEquals(new byte[] {0x34, 0x12}, Arrays.copyOf(wire.sentBinary.getFirst(), 2));

        say(
                call,
                "{'type':'UserStartedSpeaking'}",
                "{'type':'ConversationText','role':'user','content':'where is my order'}",
                "{'type':'AgentThinking','content':'hm'}",
                "{'type':'FunctionCallRequest','functions':["
                        + "{'id':'f1','name':'lookup','arguments':'{\\\"n\\\":1}','client_side':true},"
                        + "{'id':'f2','name':'hosted','arguments':'{}','client_side':false},"
                        + "{'id':'f3','name':'weather','arguments':'','client_side':true}]}");
        call.answerTool(new ToolAnswer("f3", "weather", "rain", false));
        call.answerTool(new ToolAnswer("f3", "weather", "twice", false));
        call.answerTool(new ToolAnswer("f2", "hosted", "not asked", false));
        assertEquals(
                RealtimeMessages.JSON.readTree(
                        "{\"type\":\"FunctionCallResponse\",\"id\":\"f3\",\"name\":\"weather\",\"content\":\"rain\"}"),
                sent(1));
        assertEquals(2, wire.sent.size());
        call.binary(wire.timeline.nowNanos(), Unpooled.wrappedBuffer(new byte[961]));
        call.binary(wire.timeline.nowNanos(), Unpooled.wrappedBuffer(new byte[959]));
        say(
                call,
                "{'type':'ConversationText','role':'assistant','content':'It left.'}",
                "{'type':'AgentAudioDone'}",
                "{'type':'LatencyReport','stt_latency':0.25,'ttt_token_latency':0.5,'total_latency':1.5}",
                "{'type':'UserStartedSpeaking'}");
        call.binary(wire.timeline.nowNanos(), Unpooled.wrappedBuffer(new byte[960]));
        say(
                call,
                "{'type':'UserStartedSpeaking'}",
                "{'type':'FunctionCallCancelled','functions':[{'id':'f1','name':'lookup'}]}",
                "{'type':'Warning','code':'SLOW_THINK_REQUEST','description':'slow'}",
                "{'type':'Error','code':'CLIENT_MESSAGE_TIMEOUT','description':'no audio'}",
                "{'type':'BrandNew'}");
        assertLines(
                "session req-1",
                "flush",
                "heard where is my order",
                "stt.final",
                "tool f1 lookup {\"n\":1}",
                "tool f3 weather {}",
                "replying true",
                "audio reply-1",
                "audio reply-1",
                "said It left.",
                "audio reply-1",
                "replying false",
                "claim stt 250.0",
                "claim llm 500.0",
                "claim ttfa 1500.0",
                "flush",
                "replying true",
                "audio reply-2",
                "flush",
                "cut reply-2",
                "replying false",
                "tool cancelled f1");
        assertEquals(
                List.of(
                        "trouble the agent warns: SLOW_THINK_REQUEST: slow",
                        "trouble the agent reports an error: CLIENT_MESSAGE_TIMEOUT: no audio"),
                wire.asked);
        assertEquals(Map.of("BrandNew", 1), wire.unknown);
    }

    @Test
    void deepgramIsKeptAliveOnlyWhileNoSoundFlows() {
        Conversation call = begin(HostedAgents.deepgram("", OPTIONS));
        wire.timeline.runUntil(8_100_000_000L);
        assertEquals(List.of("{\"type\":\"KeepAlive\"}"), wire.sent);
        call.frame(new short[Pcm.FRAME_SAMPLES]);
        wire.timeline.runUntil(16_100_000_000L);
        assertEquals(1, wire.sent.size(), "sound was sent since");
        wire.timeline.runUntil(24_100_000_000L);
        assertEquals(2, wire.sent.size());
        call.over();
        wire.timeline.runUntil(60_000_000_000L);
        assertEquals(2, wire.sent.size(), "the call is over");
    }

    @Test
    void deepgramTakesTheScenariosSettingsOverItsOwn() throws Exception {
        var settings = RealtimeMessages.JSON.readTree(
                "{\"settings\":{\"agent\":{\"greeting\":\"Hi {{name}}\",\"think\":{\"prompt\":\"Be kind.\"}}}}");
        Conversation call = begin(HostedAgents.deepgram(
                "", OPTIONS.withSettings((com.fasterxml.jackson.databind.node.ObjectNode) settings)));
        say(call, "{'type':'Welcome','request_id':'r'}");
        assertEquals("Be kind.", sent(0).at("/agent/think/prompt").asText());
        assertEquals("Hi {{name}}", sent(0).at("/agent/greeting").asText(), "the scenario's braces are its own");
        assertEquals("gpt-4o-mini", sent(0).at("/agent/think/provider/model").asText());
    }

    private static LinkOptions withTools() throws Exception {
        return OPTIONS.withTools(List.of(
                new ToolDeclaration(
                        "lookup",
                        "Finds an order.",
                        RealtimeMessages.JSON.readTree("{\"type\":\"object\",\"properties\":{\"n\":{}}}")),
                new ToolDeclaration("hang_up", "", RealtimeMessages.JSON.readTree("{\"type\":\"object\"}"))));
    }

    @Test
    void deepgramIsToldOfTheScenariosTools() throws Exception {
        Conversation call = begin(HostedAgents.deepgram("", withTools()));
        say(call, "{'type':'Welcome','request_id':'r'}");
        assertEquals(
                RealtimeMessages.JSON.readTree(
                        "[{\"name\":\"lookup\",\"description\":\"Finds an order.\",\"parameters\":{\"type\":\"object\",\"properties\":{\"n\":{}}}},"
                                + "{\"name\":\"hang_up\",\"parameters\":{\"type\":\"object\"}}]"),
                sent(0).at("/agent/think/functions"));
        say(
                call,
                "{'type':'SettingsApplied'}",
                "{'type':'FunctionCallRequest','functions':[{'id':'f1','name':'lookup','arguments':'{}','client_side':true}]}");
        call.answerTool(new ToolAnswer("f1", "lookup", "left", false));
        assertEquals("left", sent(1).path("content").asText());
        assertEquals(2, wire.sent.size(), "nothing besides the answer");
    }

    @Test
    void geminiIsToldOfTheScenariosTools() throws Exception {
        Conversation call = begin(HostedAgents.gemini("m", withTools()));
        JsonNode declared = sent(0).at("/setup/tools/0/functionDeclarations");
        assertEquals(2, declared.size(), wire.sent.toString());
        assertEquals("lookup", declared.at("/0/name").asText());
        assertEquals("object", declared.at("/0/parametersJsonSchema/type").asText());
        say(call, "{'setupComplete':{}}", "{'toolCall':{'functionCalls':[{'id':'a','name':'lookup','args':{'n':1}}]}}");
        call.answerTool(new ToolAnswer("a", "lookup", "no such order", true));
        assertEquals(
                "no such order",
                sent(1).at("/toolResponse/functionResponses/0/response/error").asText());
    }

    @Test
    void withoutToolsNothingIsSaidOfThem() throws Exception {
        begin(HostedAgents.gemini("m", OPTIONS));
        assertTrue(sent(0).at("/setup/tools").isMissingNode(), wire.sent.toString());
        assertTrue(sent(0).at("/setup/inputAudioTranscription").isObject(), "what the file leaves empty stays");
        say(begin(HostedAgents.deepgram("", OPTIONS)), "{'type':'Welcome','request_id':'r'}");
        assertTrue(sent(1).at("/agent/think/functions").isMissingNode(), wire.sent.toString());
    }

    @Test
    void theScenariosOwnSettingsHoldOverItsTools() throws Exception {
        var settings = RealtimeMessages.JSON.readTree(
                "{\"settings\":{\"agent\":{\"think\":{\"functions\":[{\"name\":\"mine\"}]}}}}");
        Conversation call = begin(HostedAgents.deepgram(
                "", withTools().withSettings((com.fasterxml.jackson.databind.node.ObjectNode) settings)));
        say(call, "{'type':'Welcome','request_id':'r'}");
        assertEquals(
                "[{\"name\":\"mine\"}]", sent(0).at("/agent/think/functions").toString());
    }

    @Test
    void elevenLabs() throws Exception {
        Conversation call = begin(HostedAgents.elevenLabs("agent_1", OPTIONS));
        assertEquals("conversation_initiation_client_data", sent(0).path("type").asText());
        assertEquals("run-1/7", sent(0).at("/dynamic_variables/turngap_call").asText());
        assertEquals(
                CALL.traceparent(), sent(0).at("/dynamic_variables/traceparent").asText());
        say(
                call,
                "{'type':'conversation_initiation_metadata','conversation_initiation_metadata_event':{'conversation_id':'conv_9',"
                        + "'agent_output_audio_format':'pcm_16000','user_input_audio_format':'ulaw_8000'}}");
        assertTrue(wire.openedAt.isPresent());
        say(call, "{'type':'ping','ping_event':{'event_id':1,'ping_ms':null}}");
        assertEquals("{\"type\":\"pong\",\"event_id\":1}", wire.sent.get(1));
        call.frame(new short[Pcm.FRAME_SAMPLES]);
        byte[] chunk =
                Base64.getDecoder().decode(sent(2).path("user_audio_chunk").asText());
        assertEquals(160, chunk.length, "20 ms of mu-law at 8 kHz, as the agent announced");
        assertEquals(1, sent(2).size(), "a chunk of sound has no type");

        say(
                call,
                "{'type':'user_transcript','user_transcription_event':{'user_transcript':'where is it','event_id':2}}",
                "{'type':'client_tool_call','client_tool_call':{'tool_name':'lookup','tool_call_id':'t1','parameters':{'n':1},'event_id':2}}");
        call.answerTool(new ToolAnswer("t1", "lookup", "no such order", true));
        assertTrue(sent(3).path("is_error").asBoolean());
        assertEquals("t1", sent(3).path("tool_call_id").asText());
        say(
                call,
                "{'type':'agent_response','agent_response_event':{'agent_response':'It left.','event_id':2}}",
                audio(2),
                audio(3),
                "{'type':'interruption','interruption_event':{'event_id':4}}",
                audio(4),
                "{'type':'agent_response_correction','agent_response_correction_event':{'event_id':4}}",
                audio(5),
                "{'type':'error','error_event':{'code':1002,'error_type':'llm_timeout','message':'too slow'}}",
                "{'type':'never_heard_of'}");
        assertLines(
                "session conv_9",
                "heard where is it",
                "stt.final",
                "tool t1 lookup {\"n\":1}",
                "said It left.",
                "audio ",
                "audio ",
                "flush",
                "audio ");
        assertEquals(3 * 320, listener.samples, "sound of what was interrupted is not heard");
        assertEquals(List.of("trouble the agent reports an error: llm_timeout: too slow"), wire.asked);
        assertEquals(Map.of("never_heard_of", 1), wire.unknown);
    }

    private static String audio(int event) {
        return "{'type':'audio','audio_event':{'audio_base_64':'" + base64(640) + "','event_id':" + event
                + ",'alignment':{'chars':['a'],'char_start_times_ms':[0],'char_durations_ms':[20]}}}";
    }

    @Test
    void elevenLabsInAFormatThatNobodySpeaks() {
        Conversation call = begin(HostedAgents.elevenLabs("agent_1", OPTIONS));
        say(
                call,
                "{'type':'conversation_initiation_metadata','conversation_initiation_metadata_event':{'agent_output_audio_format':'mp3_44100'}}");
        assertEquals(Link.Ending.Kind.PROTOCOL, wire.ended.orElseThrow().kind());
        assertTrue(wire.ended.get().detail().contains("mp3_44100"));
    }

    @Test
    void gemini() throws Exception {
        Conversation call = begin(HostedAgents.gemini("gemini-live-x", OPTIONS));
        assertEquals("models/gemini-live-x", sent(0).at("/setup/model").asText());
        byte[] complete = "{\"setupComplete\":{}}".getBytes(StandardCharsets.UTF_8);
        call.binary(1, Unpooled.wrappedBuffer(complete));
        assertTrue(wire.openedAt.isPresent(), "JSON in binary messages is read too");
        call.frame(new short[Pcm.FRAME_SAMPLES]);
        assertEquals(
                "audio/pcm;rate=16000",
                sent(1).at("/realtimeInput/audio/mimeType").asText());
        assertEquals(base64(640), sent(1).at("/realtimeInput/audio/data").asText());

        say(
                call,
                "{'serverContent':{'inputTranscription':{'text':'where is '}}}",
                "{'serverContent':{'inputTranscription':{'text':'it'}},'usageMetadata':{'totalTokenCount':3}}",
                "{'voiceActivity':{'voiceActivityType':'ACTIVITY_END','audioOffset':'1.2s'}}",
                "{'toolCall':{'functionCalls':[{'id':'a','name':'lookup','args':{'n':1}},{'id':'b','name':'lookup','args':{}}]}}",
                "{'toolCallCancellation':{'ids':['b']}}");
        call.answerTool(new ToolAnswer("a", "lookup", "{\"left\":true}", false));
        call.answerTool(new ToolAnswer("b", "lookup", "late", false));
        assertEquals(3, wire.sent.size(), "what was cancelled is not answered");
        assertTrue(sent(2).at("/toolResponse/functionResponses/0/response/left").asBoolean());
        say(
                call,
                "{'serverContent':{'modelTurn':{'parts':[{'text':'thought'},{'inlineData':{'mimeType':'audio/pcm;rate=24000','data':'"
                        + base64(960) + "'}},{'inlineData':{'mimeType':'audio/pcm;rate=24000','data':'" + base64(960)
                        + "'}}]},'outputTranscription':{'text':'It '}}}",
                "{'serverContent':{'outputTranscription':{'text':'left.'}}}",
                "{'serverContent':{'generationComplete':true}}",
                "{'serverContent':{'turnComplete':true},'usageMetadata':{'totalTokenCount':9}}",
                "{'serverContent':{'modelTurn':{'parts':[{'inlineData':{'mimeType':'audio/pcm;rate=24000','data':'"
                        + base64(960) + "'}}]}}}",
                "{'serverContent':{'interrupted':true}}",
                "{'serverContent':{'turnComplete':true}}",
                "{'goAway':{'timeLeft':'10s'}}",
                "{'sessionResumptionUpdate':{'newHandle':'h','resumable':true}}",
                "{'somethingNew':{}}");
        assertLines(
                "agent.turn_end",
                "tool a lookup {\"n\":1}",
                "tool b lookup {}",
                "tool cancelled b",
                "heard where is it",
                "replying true",
                "audio reply-1",
                "audio reply-1",
                "audio reply-1",
                "replying false",
                "said It left.",
                "replying true",
                "audio reply-2",
                "flush",
                "cut reply-2",
                "replying false");
        assertEquals(List.of("trouble the agent will close the connection soon: 10s"), wire.asked);
        assertEquals(Map.of("somethingNew", 1), wire.unknown);
    }

    @Test
    void keysAreInTheAddressAndHeadersAndNowhereThatIsShown() {
        for (Protocol protocol : List.of(
                HostedAgents.deepgram("", OPTIONS),
                HostedAgents.elevenLabs("wss://api.elevenlabs.io/v1/convai/conversation?agent_id=a", OPTIONS),
                HostedAgents.gemini("m", OPTIONS))) {
            protocol.locate(CALL, new Protocol.Located() {
                @Override
                public void at(Target target) {
                    assertEquals(CALL.traceparent(), target.headers().get("traceparent"));
                    String all = target.address().uri() + target.headers().toString();
                    assertTrue(all.contains("-secret-"), all);
                    assertFalse(target.toString().contains("secret"), target.toString());
                    assertFalse(protocol.address().shown().contains("secret"));
                }

                @Override
                public void nowhere(Link.Ending.Kind kind, String detail) {
                    throw new AssertionError(detail);
                }
            });
            assertTrue(protocol.hint(401).contains("_API_KEY"), protocol.hint(401));
            String said = "no: dg-secret-1 el-secret-2 gm-secret-3";
            assertTrue(protocol.redaction().clean(said, 100).contains("***"), "its own key is hidden");
        }
    }
}
