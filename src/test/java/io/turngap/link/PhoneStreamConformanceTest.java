package io.turngap.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.Unpooled;
import io.turngap.sound.G711;
import io.turngap.sound.Pcm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One turn with barge-in over each provider's stream, as PROTOCOLS 2.3 to 2.6 has it on the wire, on the virtual timeline. */
class PhoneStreamConformanceTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final CallIdentity CALL = new CallIdentity("run", 3);
    /** 100 ms of µ-law. */
    private static final String SOUND = Base64.getEncoder().encodeToString(muLaw(800));

    private static byte[] muLaw(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = G711.muLaw((short) (8_000 * Math.sin(i * 0.4)));
        }
        return bytes;
    }

    /** Remembers marks, and answers each at once as a caller does who has nothing to play. */
    private static final class Caller extends RecordingListener {
        final List<String> marks = new ArrayList<>();
        String session = "";

        @Override
        public void mark(long atNanos, String name) {
            marks.add(name);
            lines.add("mark " + name);
        }

        @Override
        public void session(String id) {
            session = id;
        }
    }

    private final FakeWire wire = new FakeWire();
    private final Caller caller = new Caller();

    private PhoneConversation open(Dialect dialect, StreamOrder order) {
        PhoneCall call = PhoneCall.of(CALL, LinkOptions.DEFAULTS.settings());
        PhoneConversation conversation = new PhoneConversation(wire, dialect, call, order, caller);
        conversation.dialling(new Target(order.address(), Map.of(), Optional.empty(), Optional.of(order)));
        conversation.start(0);
        assertTrue(wire.openedAt.isPresent(), "an agent answers nothing to the start");
        return conversation;
    }

    private PhoneConversation open(Dialect dialect) {
        AgentAddress address = AgentAddress.parse(
                "ws://127.0.0.1:1/media", new AgentAddress.Form(AgentAddress.Form.WEB_SOCKET, "/", "", ""));
        return open(dialect, StreamOrder.plain(address, "ws://127.0.0.1:1/media", dialect.sound(address)));
    }

    private JsonNode sent(int index) {
        try {
            return JSON.readTree(wire.sent.get(index));
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + wire.sent.get(index), e);
        }
    }

    private static JsonNode json(String withApostrophes) throws IOException {
        return JSON.readTree(withApostrophes.replace('\'', '"'));
    }

    private void says(PhoneConversation conversation, String withApostrophes) {
        byte[] bytes = withApostrophes.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        conversation.text(wire.timeline.nowNanos(), bytes, bytes.length);
    }

    private static short[] frame() {
        short[] frame = new short[Pcm.FRAME_SAMPLES];
        Arrays.fill(frame, (short) 1_000);
        return frame;
    }

    private static final String CALL_SID = "CA" + CALL.traceId();
    private static final String STREAM_SID = "MZ" + CALL.traceId();

    @Test
    void twilioTurnWithBargeIn() throws Exception {
        PhoneConversation conversation = open(new TwilioDialect());
        assertEquals(json("{'event':'connected','protocol':'Call','version':'1.0.0'}"), sent(0));
        assertEquals(
                json("{'event':'start','sequenceNumber':'1','streamSid':'" + STREAM_SID
                        + "','start':{'accountSid':'AC00000000000000000000000000000000','streamSid':'" + STREAM_SID
                        + "','callSid':'" + CALL_SID
                        + "','tracks':['inbound'],'mediaFormat':{'encoding':'audio/x-mulaw','sampleRate':8000,'channels':1},"
                        + "'customParameters':{'traceparent':'" + CALL.traceparent() + "','turngap_call':'run/3'}}}"),
                sent(1));
        assertEquals(CALL_SID, caller.session);
        conversation.frame(frame());
        conversation.frame(frame());
        JsonNode second = sent(3);
        assertEquals("media", second.path("event").asText());
        assertEquals("3", second.path("sequenceNumber").textValue());
        assertEquals("2", second.path("media").path("chunk").textValue());
        assertEquals("20", second.path("media").path("timestamp").textValue());
        assertEquals("inbound", second.path("media").path("track").textValue());
        byte[] heard =
                Base64.getDecoder().decode(second.path("media").path("payload").asText());
        assertEquals(160, heard.length);
        assertEquals(1_000, G711.fromMuLaw(heard[100]), 40);

        says(conversation, media());
        says(conversation, mark("item_1:100:g0:m1"));
        says(conversation, media());
        says(conversation, mark("item_1:200:g0:m2"));
        assertEquals(List.of("item_1:100:g0:m1", "item_1:200:g0:m2"), caller.marks);
        conversation.markPlayed("item_1:100:g0:m1");
        assertEquals(
                json("{'event':'mark','sequenceNumber':'4','streamSid':'" + STREAM_SID
                        + "','mark':{'name':'item_1:100:g0:m1'}}"),
                sent(4));
        says(conversation, "{'event':'clear','streamSid':'" + STREAM_SID + "'}");
        assertEquals("flush", caller.lines.getLast());
        assertEquals(5, wire.sent.size(), "Twilio confirms no clear");
        assertTrue(conversation.press("1#"));
        assertEquals(
                json("{'event':'dtmf','sequenceNumber':'6','streamSid':'" + STREAM_SID
                        + "','dtmf':{'track':'inbound_track','digit':'#'}}"),
                sent(6));
        conversation.goodbye();
        assertEquals(
                json("{'event':'stop','sequenceNumber':'7','streamSid':'" + STREAM_SID
                        + "','stop':{'accountSid':'AC00000000000000000000000000000000','callSid':'" + CALL_SID + "'}}"),
                sent(7));
        assertEquals(List.of(), wire.asked);
        assertEquals(Map.of(), wire.unknown);
    }

    private static String media() {
        return "{'event':'media','streamSid':'" + STREAM_SID + "','media':{'payload':'" + SOUND + "'}}";
    }

    private static String mark(String name) {
        return "{'event':'mark','streamSid':'" + STREAM_SID + "','mark':{'name':'" + name + "'}}";
    }

    @Test
    void soundIsWholeOnceItWasPlayed() {
        PhoneConversation conversation = open(new TwilioDialect());
        says(conversation, media());
        says(conversation, media());
        assertTrue(caller.samples < 3_200, "the last millisecond is in the resampler");
        wire.timeline.runUntil(190_000_000L);
        assertTrue(caller.samples < 3_200, "it is due when the rest was played: " + caller.samples);
        wire.timeline.runAll(10);
        assertEquals(3_200, caller.samples);
        says(conversation, media());
        wire.timeline.runAll(10);
        assertEquals(4_800, caller.samples, "and the next stretch begins anew");
    }

    @Test
    void whatWasClearedHasNoTail() {
        PhoneConversation conversation = open(new TwilioDialect());
        says(conversation, media());
        says(conversation, "{'event':'clear','streamSid':'" + STREAM_SID + "'}");
        long before = caller.samples;
        wire.timeline.runAll(10);
        assertEquals(before, caller.samples);
    }

    @Test
    void theScanAndTheParserHearTheSame() {
        PhoneConversation conversation = open(new TwilioDialect());
        says(conversation, media());
        long plain = caller.samples;
        wire.timeline.runAll(10);
        // An escaped solidus, a nested stranger, an order that nobody else has: the long way.
        says(conversation, media().replace("'event'", "'extra':{'a':[1,2]},'event'"));
        assertEquals(plain + 1_600, caller.samples);
        wire.timeline.runAll(10);
        says(
                conversation,
                " { 'media' : { 'payload' : '" + SOUND.replace("/", "\\/") + "' } , 'streamSid' : '" + STREAM_SID
                        + "' , 'event' : 'media' } ");
        assertEquals(plain + 3_200, caller.samples);
        assertEquals(List.of(), wire.asked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'event':'media','streamSid':'@','media':{}}",
                "{'event':'media','streamSid':'@','media':{'payload':7}}",
                "{'event':'media','streamSid':'@','media':{'payload':'äöü='}}",
                "{'event':'media','streamSid':'@','media':{'payload':'AAA*'}}",
                "{'event':'media','media':{'payload':'AAAA'}}",
                "{'event':'media','streamSid':'MZother','media':{'payload':'AAAA'}}",
                "{'event':'clear'}",
                "{'event':'mark','streamSid':'@'}",
                "{'event':'mark','streamSid':'@','mark':{'name':''}}",
                "{'type':'response.created'}",
                "{'event':",
                "[]",
                "hello"
            })
    void whatTwilioWouldPassOverIsNamed(String message) {
        PhoneConversation conversation = open(new TwilioDialect());
        says(conversation, message.replace("@", STREAM_SID));
        assertEquals(1, wire.asked.size(), () -> wire.asked.toString());
        assertTrue(wire.asked.getFirst().startsWith("bad "), wire.asked.getFirst());
        assertFalse(caller.lines.contains("flush"));
        assertEquals(List.of(), caller.marks);
    }

    @Test
    void aBinaryMessageIsBadWhereTextIsDue() {
        open(new TwilioDialect()).binary(0, Unpooled.wrappedBuffer(new byte[] {1, 2}));
        assertTrue(wire.asked.getFirst().contains("binary message of 2 bytes where Twilio takes text"));
    }

    @Test
    void unknownEventsAreCounted() {
        PhoneConversation conversation = open(new TwilioDialect());
        says(conversation, "{'event':'twist','streamSid':'" + STREAM_SID + "'}");
        says(conversation, "{'event':'twist'}");
        assertEquals(Map.of("twist", 2), wire.unknown);
        assertEquals(List.of(), wire.asked);
    }

    @Test
    void namesOfMarksAreWrittenAsJson() throws Exception {
        PhoneConversation conversation = open(new TwilioDialect());
        conversation.markPlayed("a\"b\\c\n");
        assertEquals("a\"b\\c\n", sent(2).path("mark").path("name").asText());
    }

    @Test
    void telnyx() throws Exception {
        TelnyxDialect dialect = new TelnyxDialect();
        PhoneConversation conversation = open(dialect);
        String id = PhoneCall.of(CALL, LinkOptions.DEFAULTS.settings()).callUuid();
        assertEquals(json("{'event':'connected','version':'1.0.0'}"), sent(0));
        JsonNode start = sent(1);
        assertEquals(id, start.path("stream_id").asText());
        assertEquals("1", start.path("sequence_number").textValue());
        assertEquals(CALL_SID, start.at("/start/call_control_id").asText());
        assertEquals("+12025550100", start.at("/start/from").asText());
        assertEquals(json("{'encoding':'PCMU','sample_rate':8000,'channels':1}"), start.at("/start/media_format"));
        conversation.frame(frame());
        assertEquals("1", sent(2).at("/media/chunk").textValue());
        assertEquals(id, sent(2).path("stream_id").asText());
        says(conversation, "{'event':'media','media':{'payload':'" + SOUND + "'}}");
        says(conversation, "{'event':'mark','mark':{'name':'m'}}");
        says(conversation, "{'event':'clear'}");
        conversation.markPlayed("m");
        assertEquals(List.of("audio ", "mark m", "flush"), caller.lines);
        assertEquals("m", sent(3).at("/mark/name").asText());
        conversation.goodbye();
        assertEquals("stop", sent(4).path("event").asText());
        assertEquals(List.of(), wire.asked);
    }

    @Test
    void plivo() throws Exception {
        PhoneConversation conversation = open(new PlivoDialect());
        JsonNode start = sent(0);
        assertEquals("start", start.path("event").asText());
        assertEquals(STREAM_SID, start.at("/start/streamId").asText());
        assertEquals(json("{'encoding':'audio/x-mulaw','sampleRate':8000}"), start.at("/start/mediaFormat"));
        assertEquals(
                "run/3",
                JSON.readTree(start.path("extra_headers").asText())
                        .path("turngap_call")
                        .asText());
        conversation.frame(frame());
        assertEquals(1, sent(1).at("/media/chunk").intValue());
        says(
                conversation,
                "{'event':'playAudio','media':{'contentType':'audio/x-mulaw','sampleRate':8000,'payload':'" + SOUND
                        + "'}}");
        says(conversation, "{'event':'checkpoint','streamId':'" + STREAM_SID + "','name':'c1'}");
        conversation.markPlayed("c1");
        assertEquals("playedStream", sent(2).path("event").asText());
        assertEquals("c1", sent(2).path("name").asText());
        says(conversation, "{'event':'clearAudio','streamId':'" + STREAM_SID + "'}");
        assertEquals("clearedAudio", sent(3).path("event").asText());
        assertEquals(List.of("audio ", "mark c1", "flush"), caller.lines);
        assertEquals(List.of(), wire.asked);
    }

    @Test
    void aMessageMayNameAnotherFormatThanTheStream() {
        PhoneConversation conversation = open(new PlivoDialect());
        says(
                conversation,
                "{'event':'playAudio','media':{'contentType':'audio/x-l16','sampleRate':16000,'payload':'" + SOUND
                        + "'}}");
        assertEquals(400, caller.samples, "800 bytes are 400 samples, and no rate is changed");
        says(
                conversation,
                "{'event':'playAudio','media':{'contentType':'audio/mpeg','sampleRate':16000,'payload':'" + SOUND
                        + "'}}");
        assertTrue(wire.asked.getFirst().contains("\"audio/mpeg\" at 16000 Hz"), () -> wire.asked.toString());
    }

    @Test
    void vonage() throws Exception {
        PhoneConversation conversation = open(new VonageDialect());
        assertEquals(
                json("{'event':'websocket:connected','content-type':'audio/l16;rate=16000','traceparent':'"
                        + CALL.traceparent() + "','turngap_call':'run/3'}"),
                sent(0));
        conversation.frame(frame());
        assertEquals(640, wire.sentBinary.getFirst().length);
        assertEquals(0, conversation.soundDelayNanos(), "no rate is changed");
        conversation.binary(0, Unpooled.wrappedBuffer(new byte[640]));
        assertEquals(320, caller.samples);
        says(conversation, "{'action':'notify','payload':{'cue':7}}");
        assertEquals(List.of("{\"cue\":7}"), caller.marks);
        conversation.markPlayed(caller.marks.getFirst());
        assertEquals(json("{'event':'websocket:notify','payload':{'cue':7}}"), sent(1));
        says(conversation, "{'action':'clear'}");
        assertEquals(json("{'event':'websocket:cleared'}"), sent(2));
        assertTrue(conversation.press("5"));
        assertEquals("websocket:dtmf", sent(3).path("event").asText());
        conversation.goodbye();
        assertEquals(4, wire.sent.size(), "Vonage just closes");
        assertEquals(List.of(), wire.asked);
    }

    @Test
    void exotelSendsFiveFramesAtOnceAndWhatIsLeftAtTheEnd() {
        PhoneConversation conversation = open(new ExotelDialect());
        assertEquals("8000", sent(1).at("/start/media_format/sample_rate").textValue());
        assertEquals(STREAM_SID, sent(1).at("/start/stream_sid").asText());
        for (int i = 0; i < 11; i++) {
            conversation.frame(frame());
        }
        assertEquals(4, wire.sent.size());
        assertEquals("100", sent(3).at("/media/timestamp").textValue());
        assertEquals(
                1_600, Base64.getDecoder().decode(sent(3).at("/media/payload").asText()).length);
        says(conversation, "{'event':'media','stream_sid':'" + STREAM_SID + "','media':{'payload':'" + SOUND + "'}}");
        wire.timeline.runAll(10);
        assertEquals(800, caller.samples, "800 bytes are 400 samples of 8 kHz");
        conversation.goodbye();
        assertEquals(
                320, Base64.getDecoder().decode(sent(4).at("/media/payload").asText()).length);
        assertEquals("stop", sent(5).path("event").asText());
    }
}
