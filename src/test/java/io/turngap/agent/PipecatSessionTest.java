package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PipecatSessionTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String READY =
            "{'label':'rtvi-ai','type':'client-ready','id':'r1','data':{'version':'2.1.0'%s}}";

    /** What came back, read: RTVI messages, sound, and interruptions. */
    private record Told(long ms, String type, JsonNode message, int soundBytes) {
        JsonNode data() {
            return message.path("data");
        }
    }

    private static WireStage stage(Map<String, List<String>> query, boolean own, String config, String... words) {
        return new WireStage(
                query,
                own,
                config,
                frame -> PipecatFrame.audio(0, WireFormat.PCM.encode(frame, frame.length), 16_000),
                PipecatSession::new,
                words);
    }

    private static WireStage stage(String config, String... words) {
        return stage(Map.of(), false, config, words);
    }

    private static WireStage send(WireStage stage, String singleQuoted) {
        return stage.binary(PipecatFrame.message(singleQuoted.replace('\'', '"')));
    }

    private static WireStage ready(WireStage stage) {
        return send(stage, READY.formatted(""));
    }

    private static List<Told> told(WireStage stage) throws Exception {
        List<Told> all = new ArrayList<>();
        for (WireStage.Sent sent : stage.sent) {
            assertFalse(sent.text(), "official clients take binary messages only");
            switch (PipecatFrame.read(Unpooled.wrappedBuffer(sent.bytes()))) {
                case PipecatFrame.Audio audio -> {
                    assertEquals(24_000, audio.rateHz());
                    assertEquals(1, audio.channels());
                    all.add(new Told(sent.ms(), "sound", JSON.missingNode(), audio.sound().length));
                }
                case PipecatFrame.Message message -> {
                    JsonNode json = JSON.readTree(message.json());
                    assertEquals("rtvi-ai", json.path("label").asText());
                    all.add(new Told(sent.ms(), json.path("type").asText(), json, 0));
                }
                case PipecatFrame.Other other -> {
                    assertEquals(PipecatFrame.INTERRUPTION << 3 | 2, sent.bytes()[0]);
                    all.add(new Told(sent.ms(), "interruption", JSON.missingNode(), 0));
                }
            }
        }
        return all;
    }

    private static List<Told> all(WireStage stage, String type) throws Exception {
        return told(stage).stream().filter(it -> it.type().equals(type)).toList();
    }

    private static Told only(WireStage stage, String type) throws Exception {
        List<Told> found = all(stage, type);
        assertEquals(1, found.size(), () -> type + " in " + stage.sent.size());
        return found.getFirst();
    }

    private static String said(WireStage stage) throws Exception {
        StringBuilder said = new StringBuilder();
        for (Told text : all(stage, "bot-llm-text")) {
            said.append(text.data().path("text").asText());
        }
        return said.toString();
    }

    @Test
    void readinessIsAnsweredWithTheSameIdAndThenTheGreetingIsSpoken() throws Exception {
        WireStage stage = stage("{'greeting':{'enabled':true,'text':'Hello.'}}");
        stage.pass(1_000);
        assertEquals(List.of(), stage.sent, "the client speaks first");
        ready(stage).pass(1_000);
        JsonNode answer = only(stage, "bot-ready").message();
        assertEquals("r1", answer.path("id").asText());
        assertEquals("2.1.0", answer.at("/data/version").asText());
        assertTrue(answer.at("/data/about/stages/llm/modelled").asBoolean());
        assertEquals(
                List.of("bot-ready", "bot-output", "bot-tts-started", "bot-tts-text", "metrics"),
                told(stage).stream().map(Told::type).distinct().limit(5).toList());
        ready(stage).pass(1_000);
        assertEquals(1, all(stage, "bot-started-speaking").size(), "greeted once");
    }

    @Test
    void aTurnIsToldInTheOrderOfThings() throws Exception {
        WireStage stage = ready(stage("{}", "my order|where is my order"));
        stage.speech(400).silence(1_000).pass(3_000);
        List<String> order = told(stage).stream()
                .map(Told::type)
                .filter(type -> !type.equals("sound"))
                .toList();
        assertEquals(
                List.of(
                        "bot-ready",
                        "user-started-speaking",
                        "user-transcription",
                        "user-stopped-speaking",
                        "metrics",
                        "user-transcription",
                        "user-llm-text",
                        "bot-llm-started",
                        "metrics"),
                order.subList(0, 9));
        assertEquals("bot-stopped-speaking", order.getLast());
        assertTrue(order.indexOf("bot-tts-started") < order.indexOf("bot-started-speaking"));
        assertTrue(order.indexOf("bot-llm-stopped") < order.indexOf("bot-tts-stopped"));
        List<Told> words = all(stage, "user-transcription");
        assertFalse(words.getFirst().data().path("final").asBoolean());
        assertEquals("my order", words.getFirst().data().path("text").asText());
        assertTrue(words.getLast().data().path("final").asBoolean());
        assertEquals("where is my order", words.getLast().data().path("text").asText());
        assertEquals(
                "where is my order",
                only(stage, "user-llm-text").data().path("text").asText());
        assertEquals("Sure. What is your order number?", said(stage));
        JsonNode llm = all(stage, "metrics").get(1).data().at("/ttfb/0");
        assertEquals("ModelledLlm#0", llm.path("processor").asText());
        assertEquals(0.2, llm.path("value").asDouble(), 1e-6, "seconds");
        JsonNode stt = all(stage, "metrics").getFirst().data().at("/ttfb/0");
        assertEquals("Stt#0", stt.path("processor").asText());
        assertEquals(0.03, stt.path("value").asDouble(), 1e-6);
        List<JsonNode> output =
                all(stage, "bot-output").stream().map(Told::data).toList();
        assertEquals(
                List.of(
                        "new Sure.",
                        "new What is your order number?",
                        "completed Sure.",
                        "completed What is your order number?"),
                output.stream()
                        .map(it -> it.path("spoken_status").asText() + " "
                                + it.path("text").asText())
                        .toList());
        assertEquals(2, all(stage, "bot-tts-text").size());
    }

    @Test
    void soundLeavesAtTheSpeedOfSpeech() throws Exception {
        WireStage stage = ready(stage("{}", "where is my order"));
        stage.speech(400).silence(1_000).pass(3_000);
        List<Told> sound = all(stage, "sound");
        long total = sound.stream().mapToLong(Told::soundBytes).sum();
        assertEquals(31 * Doubles.MS_A_CHARACTER, total / 48.0, Doubles.MS_A_CHARACTER);
        for (int i = 1; i < sound.size(); i++) {
            assertEquals(40, sound.get(i).ms() - sound.get(i - 1).ms(), 1);
            assertEquals(1_920, sound.get(i - 1).soundBytes());
        }
        assertEquals(sound.getFirst().ms(), only(stage, "bot-started-speaking").ms());
        long end = sound.getLast().ms() + sound.getLast().soundBytes() / 48;
        assertEquals(
                end + PipecatPlayout.SILENT_MS,
                only(stage, "bot-stopped-speaking").ms(),
                1);
    }

    @Test
    void anInterruptionDropsWhatWasNotHeard() throws Exception {
        WireStage stage = ready(stage("{}", "where is my order", "hello"));
        stage.speech(400).silence(1_200);
        int before = all(stage, "sound").size();
        assertTrue(before > 2 && only(stage, "bot-started-speaking").ms() > 0, "the agent speaks");
        stage.speech(400);
        List<String> order = told(stage).stream()
                .map(Told::type)
                .filter(type -> !type.equals("sound"))
                .toList();
        int at = order.indexOf("interruption");
        assertEquals(
                List.of("interruption", "bot-interrupted", "bot-stopped-speaking", "user-started-speaking"),
                order.subList(at, at + 4));
        long stopMs = only(stage, "bot-interrupted").ms();
        assertTrue(all(stage, "sound").getLast().ms() <= stopMs);
        stage.silence(1_000).pass(4_000);
        assertEquals(1, all(stage, "bot-interrupted").size(), "the next reply is left alone");
        assertEquals(2, all(stage, "bot-stopped-speaking").size());
        assertTrue(all(stage, "sound").getLast().ms() > stopMs);
        assertTrue(all(stage, "bot-output").stream()
                .noneMatch(it -> it.data().path("text").asText().equals("Sure.")
                        && it.data().path("spoken_status").asText().equals("completed")));
    }

    @Test
    void aFunctionThatTheClientOffersIsCalledThere() throws Exception {
        for (boolean inQuery : List.of(true, false)) {
            WireStage stage = stage(
                    inQuery ? Map.of("functions", List.of("lookup_order")) : Map.of(),
                    false,
                    "{}",
                    "four two seven one");
            send(stage, READY.formatted(inQuery ? "" : ",'functions':['lookup_order']"));
            stage.speech(400).silence(800);
            JsonNode asked = only(stage, "llm-function-call-in-progress").data();
            assertEquals("lookup_order", asked.path("function_name").asText());
            assertEquals("4271", asked.at("/arguments/order_number").asText());
            assertEquals(
                    "lookup_order",
                    only(stage, "llm-function-call-started")
                            .data()
                            .path("function_name")
                            .asText());
            String id = asked.path("tool_call_id").asText();
            String result = "{'label':'rtvi-ai','type':'llm-function-call-result','id':'f1','data':{"
                    + "'function_name':'lookup_order','tool_call_id':'%s','arguments':{},'result':%s}}";
            send(stage, result.formatted("call_9_9", "'x'"));
            assertEquals(
                    "f1", only(stage, "error-response").message().path("id").asText());
            send(stage, result.formatted(id, "{'when':'friday'}")).pass(3_000);
            assertFalse(only(stage, "llm-function-call-stopped")
                    .data()
                    .path("cancelled")
                    .asBoolean());
            assertEquals("Order four two seven one arrives on friday.", said(stage));
            assertEquals(2, all(stage, "bot-llm-started").size(), "before the call and after it");
            assertEquals(2, all(stage, "bot-llm-stopped").size());
            send(stage, result.formatted(id, "'late'"));
            assertEquals(2, all(stage, "error-response").size(), "an answer that comes twice");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"friday\" | arrives on friday.",
                "{'error':'down'} | Sorry, I cannot find that order.",
                "null | Sorry, I cannot find that order.",
                "{} | arrives on {}.",
                "7 | arrives on 7."
            })
    void resultsOfAnyKind(String result, String said) throws Exception {
        WireStage stage = stage(Map.of("functions", List.of("lookup_order")), false, "{}", "four two seven one");
        ready(stage).speech(400).silence(800);
        String id = only(stage, "llm-function-call-in-progress")
                .data()
                .path("tool_call_id")
                .asText();
        send(
                        stage,
                        "{'label':'rtvi-ai','type':'llm-function-call-result','data':{'tool_call_id':'" + id
                                + "','result':" + result + "}}")
                .pass(3_000);
        assertTrue(said(stage).endsWith(said), said(stage));
    }

    @Test
    void aFunctionThatHangsIsGivenUp() throws Exception {
        WireStage stage = stage(
                Map.of("functions", List.of("lookup_order")),
                false,
                "{'tools':{'timeout_ms':1000}}",
                "four two seven one");
        ready(stage).speech(400).silence(800).pass(4_000);
        assertTrue(only(stage, "llm-function-call-stopped")
                .data()
                .path("cancelled")
                .asBoolean());
        assertEquals("Sorry, our system is slow. Please try again later.", said(stage));
    }

    @Test
    void ofTheAgentsOwnToolsOnlyTheIdIsTold() throws Exception {
        WireStage stage = ready(stage("{}", "four two seven one"))
                .speech(400)
                .silence(800)
                .pass(2_000);
        JsonNode asked = only(stage, "llm-function-call-in-progress").data();
        assertEquals(1, asked.size());
        assertEquals(
                asked.path("tool_call_id"),
                only(stage, "llm-function-call-stopped").data().path("tool_call_id"));
    }

    @Test
    void theAgentsOwnCallIsNotTheClientsToAnswer() throws Exception {
        WireStage stage = ready(
                        stage("{'tools':{'lookup_order':{'hang':true},'timeout_ms':2000}}", "four two seven one"))
                .speech(400)
                .silence(800);
        String id = only(stage, "llm-function-call-in-progress")
                .data()
                .path("tool_call_id")
                .asText();
        send(
                stage,
                "{'label':'rtvi-ai','type':'llm-function-call-result','id':'f1','data':{'tool_call_id':'" + id
                        + "','result':'friday'}}");
        String refusal = only(stage, "error-response").data().path("error").asText();
        assertTrue(refusal.contains("'" + id + "'") && refusal.contains("the agent's own"), refusal);
        stage.pass(4_000);
        assertEquals("Sorry, our system is slow. Please try again later.", said(stage));
    }

    @Test
    void typedTextIsAnsweredAndNotAloudWhereThatIsAskedFor() throws Exception {
        WireStage stage = ready(stage("{}"));
        send(
                        stage,
                        "{'label':'rtvi-ai','type':'send-text','data':{'content':'where is my order','options':{'audio_response':false}}}")
                .pass(3_000);
        assertEquals("Sure. What is your order number?", said(stage));
        assertEquals(0, all(stage, "sound").size());
        assertFalse(all(stage, "bot-output")
                .getFirst()
                .data()
                .path("will_be_spoken")
                .asBoolean());
        send(stage, "{'label':'rtvi-ai','type':'send-text','data':{'content':'hello'}}")
                .pass(500);
        assertTrue(all(stage, "sound").size() > 2, "aloud again");
        int before = all(stage, "bot-interrupted").size();
        send(stage, "{'label':'rtvi-ai','type':'send-text','data':{'content':'what is the weather'}}")
                .pass(4_000);
        assertEquals(before + 1, all(stage, "bot-interrupted").size(), "what is typed interrupts");
        assertTrue(said(stage).endsWith("It will be sunny all day."), said(stage));
    }

    @Test
    void keysMakeANumber() throws Exception {
        WireStage stage = ready(stage("{}"));
        send(stage, "{'label':'rtvi-ai','type':'dtmf','data':{'buttons':['4','2','7']}}");
        send(stage, "{'label':'rtvi-ai','type':'dtmf','data':{'button':'1'}}");
        send(stage, "{'label':'rtvi-ai','type':'dtmf','data':{'buttons':['#']}}")
                .pass(2_000);
        assertTrue(said(stage).startsWith("Order four two seven one arrives on "), said(stage));
    }

    @Test
    void clientsOfProtocolOneGetTheOldShape() throws Exception {
        WireStage stage = stage("{'greeting':{'enabled':true,'text':'Hello'}}");
        send(stage, READY.formatted("").replace("2.1.0", "1.4.1")).pass(2_000);
        assertEquals("1.4.1", only(stage, "bot-ready").data().path("version").asText());
        JsonNode output = only(stage, "bot-output").data();
        assertTrue(output.path("spoken").asBoolean());
        assertFalse(output.has("spoken_status"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.0.0", "0.3.0", "new", ""})
    void otherVersionsAreRefusedAndServed(String version) throws Exception {
        WireStage stage = stage("{}");
        send(stage, READY.formatted("").replace("2.1.0", version));
        assertEquals("r1", only(stage, "error-response").message().path("id").asText());
        assertEquals("2.1.0", only(stage, "bot-ready").data().path("version").asText());
    }

    @Test
    void turngapsOwnEventsComeWhenTheyWereAskedFor() throws Exception {
        WireStage stage = ready(stage(Map.of(), true, "{}", "where is my order"))
                .speech(400)
                .silence(800)
                .pass(2_000);
        List<JsonNode> own =
                all(stage, "server-message").stream().map(Told::data).toList();
        assertEquals("turngap.about", own.getFirst().path("type").asText());
        JsonNode turnEnd = own.stream()
                .filter(it -> it.path("name").asText().equals("agent.turn_end"))
                .findFirst()
                .orElseThrow();
        long stoppedMs = only(stage, "user-stopped-speaking").ms();
        assertEquals(stoppedMs * 1_000_000, turnEnd.path("at_ns").asLong());
        JsonNode speechEnd = own.stream()
                .filter(it -> it.path("name").asText().equals("agent.speech_end"))
                .findFirst()
                .orElseThrow();
        assertEquals(400, speechEnd.path("audio_ms").asDouble(), 20);
        assertEquals(0, all(ready(stage("{}")), "server-message").size());
    }

    @Test
    void theAnswerIsMarkedBetweenTheSoundOfTheFillerAndItsOwn() throws Exception {
        WireStage stage = ready(stage(
                        Map.of(),
                        true,
                        "{'filler':{'when':'reply','after_ms':50},'llm':{'latency':{'distribution':'constant','median_ms':900}}}",
                        "where is my order"))
                .speech(400)
                .silence(800)
                .pass(5_000);
        List<Told> all = told(stage);
        Told mark = all.stream()
                .filter(it -> it.data().path("type").asText().equals("turngap.answer"))
                .findFirst()
                .orElseThrow();
        int at = all.indexOf(mark);
        assertTrue(all.subList(0, at).stream().anyMatch(it -> it.type().equals("sound")), "the filler");
        assertTrue(all.subList(at, all.size()).stream().anyMatch(it -> it.type().equals("sound")), "the answer");
    }

    @Test
    void applicationsMayAskForTheClockAndNothingUnknown() throws Exception {
        WireStage stage = ready(stage("{}")).pass(60);
        send(
                stage,
                "{'label':'rtvi-ai','type':'client-message','id':'c1','data':{'t':'turngap.clock','d':{'sent_ns':9}}}");
        JsonNode clock = only(stage, "server-response").message();
        assertEquals("c1", clock.path("id").asText());
        assertEquals(9, clock.at("/data/d/echo_ns").asLong());
        assertEquals(60_000_000, clock.at("/data/d/received_ns").asLong());
        send(stage, "{'label':'rtvi-ai','type':'client-message','id':'c2','data':{'t':'weather'}}");
        assertEquals("c2", only(stage, "error-response").message().path("id").asText());
        send(stage, "{'label':'rtvi-ai','type':'disconnect-bot','id':'c3','data':{}}")
                .pass(100);
        assertTrue(stage.closing.startsWith("1000 "), stage.closing);
    }

    @Test
    void soundAtAnotherRateIsHeardAtItsPitch() throws Exception {
        for (int rateHz : List.of(8_000, 24_000, 44_100, 48_000)) {
            WireStage stage = ready(stage("{}", "where is my order"));
            for (int i = 0; i < 60; i++) {
                short[] samples = new short[rateHz / 50];
                for (int k = 0; k < samples.length && i < 20; k++) {
                    samples[k] = (short) (k * 2_000 / rateHz % 2 == 0 ? 9_000 : -9_000);
                }
                stage.binary(PipecatFrame.audio(0, WireFormat.PCM.encode(samples, samples.length), rateHz));
                stage.pass(20);
            }
            stage.pass(1_000);
            assertEquals(1, all(stage, "user-stopped-speaking").size(), () -> rateHz + " Hz");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ff ff ff ff ff ff ff ff ff ff ff | No pipecat.Frame",
                "12 7f 01 | No pipecat.Frame",
                "0c | No pipecat.Frame",
                "22 05 0a 03 7b 7b 7b | Not JSON",
                "22 04 0a 02 c3 28 | No pipecat.Frame",
                "12 04 20 80 7d 28 | No pipecat.Frame",
                "12 05 20 80 7d 28 02 | channels",
                "12 02 28 01 | Sample rate 0",
                "12 05 20 ff ff ff 7f | Sample rate",
                "12 09 1a 03 01 02 03 20 80 7d 28 | No pipecat.Frame",
                "12 0a 1a 03 01 02 03 20 80 7d 28 01 | 3 bytes"
            })
    void aDamagedFrameIsAnsweredAndTheSessionGoesOn(String hex, String why) throws Exception {
        WireStage stage = ready(stage("{}", "where is my order"));
        stage.binary(HexFormat.of().parseHex(hex.replace(" ", "")));
        String error = only(stage, "error").data().path("error").asText();
        assertTrue(error.contains(why), error);
        stage.speech(400).silence(800).pass(2_000);
        assertEquals("Sure. What is your order number?", said(stage));
    }

    @Test
    void emptyAndUnknownFramesArePassedOver() throws Exception {
        WireStage stage = ready(stage("{}"));
        int before = stage.sent.size();
        stage.binary(new byte[0]);
        stage.binary(HexFormat.of().parseHex("0a021a00"));
        stage.binary(HexFormat.of().parseHex("32021a00"));
        stage.binary(PipecatFrame.interruption(3));
        stage.binary(PipecatFrame.audio(0, new byte[0], 16_000));
        send(stage, "{'label':'somebody-else','type':'x'}");
        send(stage, "7");
        send(stage, "{'label':'rtvi-ai','type':'ui-snapshot','data':{}}");
        assertEquals(before, stage.sent.size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'type':'no-such'",
                "'type':7",
                "'type':'send-text','data':{'content':''}",
                "'type':'send-text','data':[]",
                "'type':'dtmf','data':{'buttons':['A']}",
                "'type':'dtmf','data':{}",
                "'type':'client-ready','data':{'version':'2.1.0','functions':'lookup_order'}",
                "'type':'client-ready','data':{'version':'2.1.0','functions':[7]}",
                "'type':'raw-audio','data':{'sampleRate':16000,'base64Audio':'!'}",
                "'type':'raw-audio','data':{'base64Audio':'AAAA'}",
                "'type':'client-message','data':5"
            })
    void aWrongMessageIsAnsweredUnderItsId(String fields) throws Exception {
        WireStage stage = stage("{}");
        send(stage, "{'label':'rtvi-ai','id':'w1'," + fields + "}");
        JsonNode answer = only(stage, "error-response").message();
        assertEquals("w1", answer.path("id").asText());
        assertTrue(answer.at("/data/error").asText().length() > 20, answer::toString);
        assertEquals("", stage.closing);
    }

    @Test
    void textMessagesAreRefusedAndTooManyMistakesEndTheSession() throws Exception {
        WireStage stage = ready(stage("{}"));
        stage.text("{'label':'rtvi-ai','type':'client-ready'}");
        assertTrue(only(stage, "error").data().path("error").asText().startsWith("Text message"));
        for (int i = 0; i < PipecatSession.MOST_MISTAKES; i++) {
            stage.binary(new byte[] {0x0c});
        }
        assertEquals("1008 more than 200 mistakes", stage.closing);
        int before = stage.sent.size();
        stage.speech(400).silence(1_000).binary(new byte[] {0x0c});
        assertEquals(before, stage.sent.size());
    }

    @Test
    void aDoorForOneTakesAnotherOnceTheFirstHasLeft() throws Exception {
        WireStage first = stage("{}");
        WireStage second = stage("{}");
        WireStage third = stage("{}");
        PipecatDoor door = new PipecatDoor(true, (client, hello) -> first.endpoint);
        Endpoint.Hello hello = new Endpoint.Hello(0, "/pipecat", Map.of(), false);
        assertEquals(first.endpoint, door.open(first.client, hello));
        Endpoint refused = door.open(second.client, hello);
        assertTrue(second.closing.startsWith("1013 "), second.closing);
        refused.binary(Unpooled.wrappedBuffer(PipecatFrame.message("{}")), 0);
        first.client.channel().close().sync();
        assertEquals(first.endpoint, door.open(third.client, hello));
        assertEquals("", third.closing);
    }

    @Test
    void framesAreReadAsTheyAreWritten() throws Exception {
        byte[] sound = {1, 2, 3, 4};
        PipecatFrame.Audio audio = assertInstanceOf(
                PipecatFrame.Audio.class,
                PipecatFrame.read(Unpooled.wrappedBuffer(PipecatFrame.audio(7, sound, 48_000))));
        assertArrayEquals(sound, audio.sound());
        assertEquals(48_000, audio.rateHz());
        // As Pipecat's official client serializes it: id 0 is left out.
        byte[] official = HexFormat.of().parseHex("12121205617564696f1a040102030420807d2801");
        PipecatFrame.Audio theirs =
                assertInstanceOf(PipecatFrame.Audio.class, PipecatFrame.read(Unpooled.wrappedBuffer(official)));
        assertArrayEquals(sound, theirs.sound());
        assertEquals(16_000, theirs.rateHz());
        assertThrows(ClientError.class, () -> PipecatFrame.read(Unpooled.wrappedBuffer(new byte[] {0x13})));
    }
}
