package io.turngap.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.link.Link.Ending.Kind;
import io.turngap.sound.Pcm;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole turns as servers other than OpenAI's hold them (PROTOCOLS 1.8, 1.9, 7.1), on the virtual timeline. The end of a reply brings a last
 * piece of sound, which the resampling filter held.
 */
class RealtimeDialectTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String AUDIO_20_MS = Base64.getEncoder().encodeToString(new byte[960]);
    private static final String BETA_CREATED =
            "{'type':'session.created','event_id':'e','session':{'id':'sess_1','object':'realtime.session','model':'m',"
                    + "'modalities':['audio','text'],'instructions':'','voice':'alloy','input_audio_format':'pcm16','output_audio_format':'pcm16',"
                    + "'input_audio_transcription':null,'turn_detection':{'type':'server_vad','silence_duration_ms':500},'tools':[]}}";

    /** What is told besides what {@link RecordingListener} writes down. */
    private static final class Told extends RecordingListener {
        @Override
        public void session(String id) {
            lines.add("session " + id);
        }

        @Override
        public void replyFailed(long atNanos, boolean rateLimited, String what) {
            lines.add("failed " + rateLimited + " " + what);
        }
    }

    private final FakeWire wire = new FakeWire();
    private final Told told = new Told();

    private static ObjectNode object(String json) throws Exception {
        return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
    }

    private static LinkOptions settings(String json) throws Exception {
        return LinkOptions.DEFAULTS.withSettings(object(json));
    }

    private RealtimeConversation call(LinkOptions options) {
        return new RealtimeConversation(wire, options, RealtimeDialect.of(options), false, told);
    }

    private void feed(RealtimeConversation call, String... events) {
        for (String event : events) {
            wire.timeline.runUntil(wire.timeline.nowNanos() + 1_000_000);
            byte[] bytes = event.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            call.text(wire.timeline.nowNanos(), bytes, bytes.length);
        }
    }

    private JsonNode sent(int index) throws Exception {
        return JSON.readTree(wire.sent.get(index));
    }

    private static String audio(String reply, String item) {
        return "{'type':'response.audio.delta','event_id':'e','response_id':'" + reply + "','item_id':'" + item
                + "','output_index':0,'content_index':0,'delta':'" + AUDIO_20_MS + "'}";
    }

    @Test
    void aTurnWithBargeInWithAnAgentOfTheBeta() throws Exception {
        RealtimeConversation call = call(LinkOptions.DEFAULTS.withFormat(WireFormat.MULAW));
        feed(call, BETA_CREATED);
        assertEquals(
                object(
                        "{'type':'session.update','event_id':'turngap-session','session':{'modalities':['text','audio'],'input_audio_format':'g711_ulaw','output_audio_format':'g711_ulaw'}}"),
                sent(0));
        feed(
                call,
                "{'type':'session.updated','session':{'id':'sess_1','input_audio_format':'g711_ulaw','output_audio_format':'g711_ulaw'}}");
        assertEquals(Optional.of(2_000_000L), wire.openedAt);
        call.frame(new short[Pcm.FRAME_SAMPLES]);
        assertEquals(160, Base64.getDecoder().decode(sent(1).path("audio").asText()).length, "20 ms of 8 kHz");
        feed(
                call,
                "{'type':'input_audio_buffer.speech_started','audio_start_ms':1,'item_id':'u'}",
                "{'type':'input_audio_buffer.speech_stopped','audio_end_ms':9,'item_id':'u'}",
                "{'type':'input_audio_buffer.committed','item_id':'u'}",
                "{'type':'conversation.item.created','item':{'id':'u','type':'message','role':'user'}}",
                "{'type':'response.created','response':{'id':'r','status':'in_progress'}}",
                "{'type':'response.output_item.added','response_id':'r','item':{'id':'a','type':'message'}}",
                "{'type':'response.content_part.added','response_id':'r','item_id':'a','part':{'type':'audio'}}",
                "{'type':'response.audio_transcript.delta','response_id':'r','item_id':'a','delta':'Hello'}",
                "{'type':'response.audio.delta','response_id':'r','item_id':'a','content_index':0,'delta':'"
                        + Base64.getEncoder().encodeToString(new byte[320]) + "'}",
                "{'type':'input_audio_buffer.speech_started','audio_start_ms':20,'item_id':'v'}");
        assertEquals(
                640,
                told.samples,
                20,
                "320 samples of 8 kHz are twice as many at 16 kHz, less what the filter still holds");
        call.interrupted("r", 15);
        feed(
                call,
                "{'type':'response.audio.done','response_id':'r','item_id':'a'}",
                "{'type':'response.audio_transcript.done','response_id':'r','item_id':'a','transcript':'Hello'}",
                "{'type':'response.done','response':{'id':'r','status':'cancelled','status_details':{'type':'cancelled','reason':'turn_detected'}}}");
        assertEquals(
                object("{'type':'conversation.item.truncate','item_id':'a','content_index':0,'audio_end_ms':15}"),
                sent(2));
        assertEquals(
                List.of(
                        "session sess_1",
                        "agent.turn_end",
                        "replying true",
                        "llm.request",
                        "llm.first_token",
                        "audio r",
                        "flush",
                        "said Hello",
                        "cut r",
                        "replying false"),
                told.lines);
        assertEquals(List.of(), wire.asked);
        assertTrue(wire.unknown.isEmpty(), wire.unknown.toString());
    }

    @Test
    void allSettingsInTheNamesOfTheBetaWithTheScenariosOwnOnTop() throws Exception {
        LinkOptions plain = settings("{'session':{'turn_detection':{'silence_duration_ms':300},'temperature':0.7}}");
        LinkOptions options = new LinkOptions(
                WireFormat.ALAW,
                WireFormat.PCM,
                Optional.empty(),
                Optional.of("Be brief."),
                Optional.of("alloy"),
                Optional.of(object("{'type':'server_vad'}")),
                Optional.of("whisper-1"),
                plain.settings(),
                1_000,
                1,
                false,
                Keys.none(),
                Optional.empty(),
                java.util.List.of());
        feed(call(options), BETA_CREATED);
        assertEquals(
                object(
                        "{'instructions':'Be brief.','modalities':['text','audio'],'input_audio_format':'g711_alaw',"
                                + "'output_audio_format':'pcm16','input_audio_transcription':{'model':'whisper-1'},"
                                + "'turn_detection':{'type':'server_vad','silence_duration_ms':300},'voice':'alloy','temperature':0.7}"),
                sent(0).path("session"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|{'id':'s','type':'realtime','voice':'v'}|false",
                "{}|{'id':'s'}|false",
                "{}|{'id':'s','turn_detection':null}|true",
                "{}|{'audio':{},'modalities':['text']}|false",
                "{'beta':true}|{'id':'s','type':'realtime'}|true",
                "{'beta':false}|{'id':'s','modalities':['text']}|false"
            })
    void theSessionDecidesTheDialectUnlessTheScenarioDoes(String link, String session, boolean beta) throws Exception {
        feed(call(settings(link)), "{'type':'session.created','session':" + session + "}");
        assertEquals(beta, sent(0).path("session").has("input_audio_format"));
        assertEquals(!beta, sent(0).path("session").path("type").asText("").equals("realtime"));
    }

    @Test
    void betaMustBeTrueOrFalse() {
        LinkException e =
                assertThrows(LinkException.class, () -> Links.open("wss://h", settings("{'beta':'realtime=v1'}")));
        assertTrue(String.valueOf(e.getMessage()).contains("link.beta is \"realtime=v1\""), e.getMessage());
    }

    @Test
    void theBetaHasNoOpus() throws Exception {
        feed(call(LinkOptions.DEFAULTS.withFormat(WireFormat.OPUS)), BETA_CREATED);
        assertEquals(Kind.PROTOCOL, wire.ended.orElseThrow().kind());
        assertTrue(wire.ended.orElseThrow().detail().contains("speaks the beta"), wire.ended.toString());
        assertEquals(List.of(), wire.sent);
    }

    /** Speaches: a flat session, beta names, and no word of the settings. */
    @Test
    void aServerThatSaysNothingOfTheSettings() {
        RealtimeConversation call = call(LinkOptions.DEFAULTS);
        feed(call, BETA_CREATED);
        assertTrue(wire.recognised && wire.openedAt.isEmpty());
        wire.timeline.runUntil(3_000_000_000L);
        assertEquals(Optional.of(2_001_000_000L), wire.openedAt);
        feed(
                call,
                "{'type':'input_audio_buffer.speech_stopped','audio_end_ms':9,'item_id':'u'}",
                "{'type':'conversation.item.created','item':{'id':'u'}}",
                "{'type':'conversation.item.input_audio_transcription.completed','item_id':'u','transcript':'hi'}",
                "{'type':'response.created','response':{'id':'r'}}",
                "{'type':'conversation.item.created','item':{'id':'a'}}",
                "{'type':'response.audio_transcript.delta','response_id':'r','item_id':'a','delta':'Good day'}",
                audio("r", "a"),
                "{'type':'response.audio.done','response_id':'r','item_id':'a'}",
                "{'type':'response.done','response':{'id':'r','status':'completed'}}");
        assertEquals(
                List.of(
                        "session sess_1",
                        "agent.turn_end",
                        "heard hi",
                        "stt.final",
                        "replying true",
                        "llm.request",
                        "llm.first_token",
                        "audio r",
                        "audio r",
                        "said Good day",
                        "replying false"),
                told.lines);
        assertTrue(wire.unknown.isEmpty(), wire.unknown.toString());
    }

    /** Hugging Face's speech-to-speech: no committed, no item, no content part, no rate limits, no answer to truncate. */
    @Test
    void aServerThatSendsTheLeast() throws Exception {
        RealtimeConversation call = call(LinkOptions.DEFAULTS);
        feed(
                call,
                "{'type':'session.created','session':{'type':'realtime','id':'s'}}",
                "{'type':'session.updated','session':{'type':'realtime','id':'s'}}",
                "{'type':'input_audio_buffer.speech_started','item_id':'u'}",
                "{'type':'input_audio_buffer.speech_stopped','item_id':'u'}",
                "{'type':'response.created','response':{'id':'r'}}",
                audio("r", "a").replace("response.audio.", "response.output_audio."),
                "{'type':'input_audio_buffer.speech_started','item_id':'v'}");
        call.interrupted("r", 15);
        feed(
                call,
                "{'type':'response.done','response':{'id':'r','status':'cancelled'}}",
                "{'type':'input_audio_buffer.speech_stopped','item_id':'v'}",
                "{'type':'response.created','response':{'id':'r2'}}",
                audio("r2", "b").replace("response.audio.", "response.output_audio."),
                "{'type':'response.done','response':{'id':'r2','status':'completed'}}");
        assertEquals(
                List.of(
                        "session s",
                        "agent.turn_end",
                        "replying true",
                        "llm.request",
                        "audio r",
                        "flush",
                        "cut r",
                        "replying false",
                        "agent.turn_end",
                        "replying true",
                        "llm.request",
                        "audio r2",
                        "audio r2",
                        "replying false"),
                told.lines);
        assertEquals(15, sent(1).path("audio_end_ms").asInt());
    }

    @Test
    void whatAzureVoiceLiveSendsBesides() {
        RealtimeConversation call = call(LinkOptions.DEFAULTS);
        feed(
                call,
                BETA_CREATED.replace("'voice':'alloy'", "'voice':{'type':'azure-standard','name':'en-US-AvaNeural'}"),
                "{'type':'session.updated','session':{'input_audio_format':'pcm16','input_audio_sampling_rate':24000}}",
                "{'type':'session.avatar.connecting','server_sdp':'x'}",
                "{'type':'warning','warning':{'code':'voice_soon_gone','message':'choose another'}}",
                "{'type':'input_audio_buffer.speech_stopped','item_id':'u'}",
                "{'type':'response.created','response':{'id':'r'}}",
                audio("r", "a"),
                "{'type':'response.audio_timestamp.delta','response_id':'r','audio_offset_ms':0,'text':'Hi'}",
                "{'type':'response.animation_viseme.delta','response_id':'r','viseme_id':1}",
                "{'type':'response.animation_viseme.done','response_id':'r'}",
                "{'type':'response.audio_timestamp.done','response_id':'r'}",
                "{'type':'session.avatar.switch_to_idle'}",
                "{'type':'response.done','response':{'id':'r','status':'completed'}}");
        assertEquals(
                List.of(
                        "session sess_1",
                        "agent.turn_end",
                        "replying true",
                        "llm.request",
                        "audio r",
                        "audio r",
                        "replying false"),
                told.lines);
        assertEquals(List.of("trouble the agent warns: voice_soon_gone: choose another"), wire.asked);
        assertTrue(wire.unknown.isEmpty(), wire.unknown.toString());
    }

    @Test
    void aRateThatIsNotSpokenEndsTheCall() {
        feed(call(LinkOptions.DEFAULTS), BETA_CREATED.replace("'voice'", "'input_audio_sampling_rate':16000,'voice'"));
        assertEquals(Kind.PROTOCOL, wire.ended.orElseThrow().kind());
        assertTrue(wire.ended.orElseThrow().detail().contains("pcm16 at 16000 Hz"), wire.ended.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'session.created','id':'sess-1','created':1764000000}",
                "{'type':'session.created','session':{'type':'transcription','id':'s'}}",
                "{'type':'session.created','session':{'object':'realtime.transcription_session','id':'s'}}",
                "{'type':'transcription_session.created','session':{'id':'s'}}",
                "{'type':'transcription.delta','delta':'where'}"
            })
    void serversThatOnlyTranscribe(String event) {
        feed(call(LinkOptions.DEFAULTS), event);
        assertEquals(Kind.PROTOCOL, wire.ended.orElseThrow().kind());
        assertTrue(
                wire.ended.orElseThrow().detail().startsWith("ws://agent.test/ only transcribes ("),
                wire.ended.toString());
        assertEquals(List.of(), wire.sent);
        assertTrue(told.lines.isEmpty(), told.lines.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'tokens','code':'rate_limit_exceeded','message':'wait'}",
                "{'type':'insufficient_quota','code':null,'message':'pay'}",
                "{'type':'too_many_requests','code':'429','message':'wait'}"
            })
    void aLimitInsteadOfAReplyIsTheTurnsOwn(String error) {
        RealtimeConversation call = call(LinkOptions.DEFAULTS);
        String event = "{'type':'error','error':" + error + "}";
        feed(call, BETA_CREATED, event, "{'type':'input_audio_buffer.speech_stopped'}", event, event);
        List<String> limits =
                told.lines.stream().filter(l -> l.startsWith("failed true")).toList();
        assertEquals(1, limits.size(), "only while a turn awaits its reply, and once: " + told.lines);
        assertEquals(2, wire.asked.size(), wire.asked.toString());
    }

    @Test
    void otherErrorsWhileATurnAwaitsItsReplyAreTrouble() {
        RealtimeConversation call = call(LinkOptions.DEFAULTS);
        feed(
                call,
                BETA_CREATED,
                "{'type':'input_audio_buffer.speech_stopped'}",
                "{'type':'error','error':{'type':'server_error','message':'hiccup'}}",
                "{'type':'error','error':'out of cheese','code':'c'}");
        assertEquals(
                List.of(
                        "trouble the agent reports an error: server_error: hiccup",
                        "trouble the agent reports an error: out of cheese"),
                wire.asked);
        assertFalse(told.lines.stream().anyMatch(l -> l.startsWith("failed")), told.lines.toString());
    }
}
