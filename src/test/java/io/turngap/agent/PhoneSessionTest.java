package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhoneSessionTest {

    private static final String CONNECTED = "{'event':'connected','protocol':'Call','version':'1.0.0'}";
    private static final String START =
            "{'event':'start','sequenceNumber':'1','streamSid':'MZ1','start':{'accountSid':'AC1',"
                    + "'streamSid':'MZ1','callSid':'CA1','tracks':['inbound'],'mediaFormat':{'encoding':'audio/x-mulaw',"
                    + "'sampleRate':8000,'channels':1},'customParameters':{'turngap_call':'run/7'}}}";
    /** "Sure. What is your order number?" at 50 ms a character, less what lies between phrases. */
    private static final int REPLY_MS = 31 * Doubles.MS_A_CHARACTER;

    private static WireStage stage(String config, AudioForm form, boolean binary, String... words) {
        return new WireStage(
                Map.of(),
                false,
                config,
                frame -> {
                    short[] samples = form.rateHz() == 8_000 ? WireStage.halved(frame) : frame;
                    byte[] sound = form.encode(samples, samples.length);
                    String payload = Base64.getEncoder().encodeToString(sound);
                    return binary
                            ? sound
                            : ("{\"event\":\"media\",\"media\":{\"payload\":\"" + payload + "\"}}")
                                    .getBytes(java.nio.charset.StandardCharsets.UTF_8);
                },
                PhoneSession::new,
                words);
    }

    private static WireStage twilio(String config, String... words) {
        return stage(config, WireFormat.PCMU, false, words);
    }

    private static List<JsonNode> events(WireStage stage, String type) {
        return stage.sent.stream()
                .map(WireStage.Sent::json)
                .filter(event -> event.path("event").asText().equals(type))
                .toList();
    }

    private static int mediaBytes(WireStage stage) throws Exception {
        int bytes = 0;
        for (JsonNode event : events(stage, "media")) {
            bytes += event.path("media").path("payload").binaryValue().length;
        }
        return bytes;
    }

    @Test
    void aCallIsGreetedHeardAndAnsweredWithAMarkBehindEachReply() throws Exception {
        WireStage stage = twilio("{'greeting':{'enabled':true,'text':'Hello'}}", "where is my order");
        stage.text(CONNECTED);
        assertEquals(List.of(), stage.sent, "nothing before the stream has an id");
        stage.text(START).pass(100);
        assertEquals(5 * Doubles.MS_A_CHARACTER * 8, mediaBytes(stage));
        assertEquals(
                "reply-1", events(stage, "mark").getFirst().at("/mark/name").asText());
        stage.text("{'event':'mark','mark':{'name':'reply-1'}}").pass(300);
        stage.speech(400).silence(800).pass(1_000);
        assertEquals(0, events(stage, "clear").size(), "the greeting was played when the caller spoke");
        assertEquals((5 * Doubles.MS_A_CHARACTER + REPLY_MS) * 8, mediaBytes(stage), 8 * Doubles.MS_A_CHARACTER + 16);
        assertEquals(2, events(stage, "mark").size());
        for (WireStage.Sent sent : stage.sent) {
            assertTrue(sent.text());
            assertEquals("MZ1", sent.json().path("streamSid").asText());
        }
        assertEquals("run/7", ((PhoneSession) stage.endpoint).parameter("turngap_call"));
    }

    @Test
    void speechWhileAReplyPlaysClearsItAtOnce() {
        WireStage stage = twilio("{}", "where is my order", "stop");
        stage.text(CONNECTED).text(START).speech(400).silence(900);
        assertEquals(1, events(stage, "mark").size(), "all of the reply was sent");
        long before = stage.nowMs();
        stage.speech(400);
        WireStage.Sent clear = stage.sent.stream()
                .filter(sent -> sent.json().path("event").asText().equals("clear"))
                .findFirst()
                .orElseThrow();
        assertEquals(before + 300, clear.ms(), 20, "barge_in.min_speech_ms");
        assertEquals("MZ1", clear.json().path("streamSid").asText());
        assertEquals(clear, stage.sent.getLast(), "nothing is played behind it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'event':'start','stream_id':'t1','start':{'call_control_id':'c','media_format':{'encoding':'PCMU','sample_rate':8000,'channels':1}}} | PCMU | media",
                "{'event':'start','stream_id':'t1','start':{'call_control_id':'c','media_format':{'encoding':'PCMA','sample_rate':8000,'channels':1}}} | PCMA | media",
                "{'event':'start','start':{'streamId':'p1','callId':'c','mediaFormat':{'encoding':'audio/x-mulaw','sampleRate':8000}}} | PCMU | playAudio",
                "{'event':'start','start':{'streamId':'p1','callId':'c','mediaFormat':{'encoding':'audio/x-l16','sampleRate':16000}}} | 16000 | playAudio",
                "{'event':'start','stream_sid':'e1','start':{'call_sid':'c','account_sid':'a','media_format':{'encoding':'base64','sample_rate':'8000'}}} | 8000 | media"
            })
    void providersThatResembleTwilioAreKnownByTheirStart(String start, String form, String played) throws Exception {
        AudioForm audio = form.startsWith("PCM") ? WireFormat.valueOf(form) : new LinearAudio(Integer.parseInt(form));
        WireStage stage = stage("{}", audio, false, "where is my order", "stop");
        stage.text(CONNECTED).text(start).speech(400).silence(900);
        List<JsonNode> media = events(stage, played);
        int bytes = 0;
        for (JsonNode event : media) {
            byte[] sound = event.path("media").path("payload").binaryValue();
            bytes += sound.length;
            short[] samples = audio.decode(sound);
            int loudest = 0;
            for (short sample : samples) {
                loudest = Math.max(loudest, Math.abs(sample));
            }
            assertEquals(8000, loudest, 900, "a tone, in the provider's own form");
        }
        assertEquals(REPLY_MS, bytes / audio.bytesASample() * 1000L / audio.rateHz(), 2 * Doubles.MS_A_CHARACTER);
        stage.speech(400);
        String clear = played.equals("playAudio") ? "clearAudio" : "clear";
        assertEquals(1, events(stage, clear).size());
        String id = start.replaceAll(".*'stream_?[sS]?id':'(..)'.*", "$1").replaceAll(".*'streamId':'(..)'.*", "$1");
        JsonNode named = events(stage, clear).getFirst();
        assertTrue(id.equals("t1") ? named.size() == 1 : named.toString().contains("\"" + id + "\""), named::toString);
    }

    @Test
    void vonageSpeaksInBinaryMessagesOfTwentyMilliseconds() {
        LinearAudio audio = new LinearAudio(16_000);
        WireStage stage = stage("{}", audio, true, "where is my order", "stop");
        stage.text("{'event':'websocket:connected','content-type':'audio/l16;rate=16000','caller':'probe'}");
        stage.speech(400).silence(900);
        List<WireStage.Sent> sound =
                stage.sent.stream().filter(sent -> !sent.text()).toList();
        assertEquals(REPLY_MS / 20, sound.size(), 5);
        assertTrue(sound.stream().allMatch(sent -> sent.bytes().length == 640));
        assertEquals(
                "notify",
                stage.sent.stream()
                        .filter(WireStage.Sent::text)
                        .findFirst()
                        .orElseThrow()
                        .json()
                        .path("action")
                        .asText());
        stage.speech(400);
        assertEquals("clear", stage.sent.getLast().json().path("action").asText());
        assertEquals("probe", ((PhoneSession) stage.endpoint).parameter("caller"));
        assertEquals("", stage.closing);
    }

    @Test
    void keysAreGatheredToANumber() throws Exception {
        WireStage stage = twilio("{}").text(CONNECTED).text(START);
        for (String key : List.of("9", "*", "4", "2", "7", "1")) {
            stage.text("{'event':'dtmf','dtmf':{'track':'inbound_track','digit':'" + key + "'}}")
                    .pass(100);
        }
        stage.pass(1_000);
        assertEquals(0, stage.sent.size(), "a key may follow");
        stage.text("{'event':'dtmf','dtmf':{'digit':'#'}}").pass(4_000);
        // "Order four two seven one arrives on monday."
        assertEquals(43 * Doubles.MS_A_CHARACTER * 8, mediaBytes(stage), 8 * 4 * Doubles.MS_A_CHARACTER);
        assertEquals(1, events(stage, "mark").size());
    }

    @Test
    void keysAreCompleteAfterAPauseToo() throws Exception {
        WireStage stage = twilio("{}").text(CONNECTED).text(START);
        for (String key : List.of("4", "2", "7", "1")) {
            stage.text("{'event':'dtmf','dtmf':{'digit':'" + key + "'}}");
        }
        stage.pass(Keypad.PAUSE_MS - 20);
        assertEquals(0, stage.sent.size());
        stage.pass(4_000);
        assertEquals(1, events(stage, "mark").size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "",
                "[1]",
                "{'event':5}",
                "{'event':'media','media':{'payload':'AAAA'}}",
                "{'event':'start','start':{'callSid':'CA1'}}",
                "{'event':'start','start':{'streamSid':'MZ1','mediaFormat':{'encoding':'audio/opus','sampleRate':48000}}}",
                "{'event':'start','stream_id':'t','start':{'media_format':{'encoding':'G722','sample_rate':8000}}}",
                "{'event':'start','start':{'streamId':'p','mediaFormat':{'encoding':'audio/x-l16','sampleRate':44100}}}",
                "{'event':'start','stream_sid':'e','start':{'media_format':{'sample_rate':'16000'}}}",
                "{'event':'websocket:connected','content-type':'audio/l16;rate=12345'}"
            })
    void whatOpensNoStreamIsRefusedWithTheReason(String first) {
        WireStage stage = twilio("{}").text(first);
        assertTrue(stage.closing.startsWith("1008 "), stage.closing);
        assertTrue(stage.closing.length() > 20 && stage.closing.length() <= 128, stage.closing);
        stage.text(START).speech(400).silence(900);
        assertEquals(List.of(), stage.sent, "nobody listens any more");
    }

    @Test
    void binaryIsRefusedWhereTextIsDue() {
        WireStage stage = twilio("{}").binary(new byte[] {1, 2, 3});
        assertTrue(stage.closing.startsWith("1008 Binary message"), stage.closing);
    }

    @Test
    void aStreamMustBeOpenedSoon() {
        WireStage stage = twilio("{}").text(CONNECTED).pass(PhoneSession.MOST_WAIT_MS - 20);
        assertEquals("", stage.closing);
        stage.pass(20);
        assertEquals("1008 no 'start' within 10000 ms", stage.closing);
        WireStage opened = twilio("{}").text(CONNECTED).text(START).pass(60_000);
        assertEquals("", opened.closing);
    }

    @Test
    void damagedMessagesArePassedOverUntilThereAreTooMany() throws Exception {
        WireStage stage = twilio("{}", "where is my order").text(CONNECTED).text(START);
        List<String> damaged = List.of(
                "{",
                "{'no':'event'}",
                "{'event':'media'}",
                "{'event':'media','media':{'payload':7}}",
                "{'event':'media','media':{'payload':'A!!'}}",
                "{'event':'dtmf','dtmf':{'digit':'12'}}");
        damaged.forEach(stage::text);
        stage.binary(new byte[7]);
        stage.text("{'event':'no such event','x':[[[]]]}").text(START).text(CONNECTED);
        stage.text("{'event':'media','media':{'track':'outbound','payload':'////'}}");
        stage.speech(400).silence(900).pass(2_000);
        assertEquals(REPLY_MS * 8, mediaBytes(stage), 8 * Doubles.MS_A_CHARACTER, "the call goes on");
        for (int i = 0; i < PhoneSession.MOST_MISTAKES; i++) {
            stage.text("{");
        }
        assertTrue(stage.closing.startsWith("1008 more than 200 mistakes, the last: Not JSON"), stage.closing);
    }

    @Test
    void soundAheadOfTheClockIsDroppedBeforeItIsDecoded() {
        WireStage stage = twilio("{}").text(CONNECTED).text(START);
        byte[] twoMinutes = new byte[120 * 8_000];
        Arrays.fill(twoMinutes, (byte) 0x10);
        String payload = Base64.getEncoder().encodeToString(twoMinutes);
        stage.text("{'event':'media','media':{'payload':'" + payload + "'}}").silence(2_000);
        assertEquals(0, stage.sent.size(), "it was never heard");
    }

    @Test
    void stopEndsTheCall() {
        WireStage stage = twilio("{}", "where is my order").text(CONNECTED).text(START);
        stage.speech(400).silence(100).text("{'event':'stop','stop':{'callSid':'CA1'}}");
        assertTrue(stage.closing.startsWith(WebSocketCloseStatus.NORMAL_CLOSURE.code() + " "), stage.closing);
        stage.silence(2_000).pass(5_000);
        assertEquals(List.of(), stage.sent);
    }

    @Test
    void framingKeepsSizesAndFillsUpTheLast() {
        List<byte[]> out = new ArrayList<>();
        PhoneFraming framing = new PhoneFraming(new PhoneFraming.Sizes(6, 8, 2), (byte) 9, out::add);
        framing.accept(new byte[5]);
        framing.flush();
        framing.accept(new byte[21]);
        framing.flush();
        assertEquals(List.of(6, 8, 8, 6), out.stream().map(b -> b.length).toList());
        assertEquals(9, out.getFirst()[5]);
        framing.accept(new byte[3]);
        framing.drop();
        framing.flush();
        assertEquals(4, out.size());
        assertFalse(Arrays.equals(out.get(1), out.get(3)));
    }
}
