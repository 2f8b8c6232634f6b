package io.turngap.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.link.Link.Ending.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What agents answer to a call, and what of it a caller can do. */
class VoiceMarkupTest {

    private static final AgentAddress HOOK = hook("http://127.0.0.1:5050/voice");
    private static final Dialect TWILIO = new TwilioDialect();

    private static AgentAddress hook(String url) {
        return AgentAddress.parse(url, new AgentAddress.Form(Set.of("http", "https"), "/", "", ""));
    }

    private static CallAnswer answer(Dialect dialect, AgentAddress hook, String body) {
        return dialect.answer(body.getBytes(StandardCharsets.UTF_8), hook);
    }

    private static CallAnswer.Connect connect(String verbs) {
        return assertInstanceOf(CallAnswer.Connect.class, answer(TWILIO, HOOK, "<Response>" + verbs + "</Response>"));
    }

    @Test
    void streamWithParametersPausesAndAnnouncements() {
        CallAnswer.Connect connect = connect("""
                <!-- hello -->
                <Say>Connecting you &amp; yours</Say><Pause/><Pause length="2"/><Play>https://a/b.mp3</Play>
                <Connect><Stream url="wss://agent.example/media?a=1&amp;b=2" name="s1">
                  <Parameter name="caller" value="probe"/><Parameter name="n" value="&lt;7&gt;"/>
                </Stream></Connect><Say>Bye</Say>
                """);
        assertEquals(3_000, connect.pauseMs());
        StreamOrder order = connect.order();
        assertEquals("wss://agent.example/media?a=1&b=2", order.written());
        assertEquals(Map.of("caller", "probe", "n", "<7>"), order.parameters());
        assertEquals(3, order.notes().size(), () -> order.notes().toString());
        assertTrue(order.notes().getFirst().contains("<Say>"));
        assertTrue(order.notes().getLast().contains("which Twilio takes away"));
    }

    @ParameterizedTest
    @CsvSource({
        "wss://agent.example/media-stream, wss://agent.example/media-stream",
        "ws://127.0.0.1:9/media, ws://127.0.0.1:9/media",
        // What samples make of the Host header: the port speaks no TLS, for it was asked in plain HTTP.
        "wss://127.0.0.1:5050/media-stream, ws://127.0.0.1:5050/media-stream",
        "wss://127.0.0.1:5051/media-stream, wss://127.0.0.1:5051/media-stream",
        "/media-stream, ws://127.0.0.1:5050/media-stream",
        "media, ws://127.0.0.1:5050/media",
    })
    void whereTheStreamIsDialled(String url, String dialled) {
        assertEquals(
                dialled,
                connect("<Connect><Stream url='" + url + "'/></Connect>")
                        .order()
                        .address()
                        .uri()
                        .toString());
    }

    @Test
    void overTlsTheUrlIsTakenAsItIs() {
        CallAnswer answer = answer(
                TWILIO,
                hook("https://127.0.0.1:5050/voice"),
                "<Response><Connect><Stream url='/m'/></Connect></Response>");
        assertEquals(
                "wss://127.0.0.1:5050/m",
                assertInstanceOf(CallAnswer.Connect.class, answer).order().written());
    }

    @Test
    void redirect() {
        CallAnswer.Redirect redirect = assertInstanceOf(
                CallAnswer.Redirect.class,
                answer(TWILIO, HOOK, "<Response><Say>a</Say><Redirect method='GET'>/next?x=1</Redirect></Response>"));
        assertEquals("http://127.0.0.1:5050/next?x=1", redirect.to().uri().toString());
        assertEquals("GET", redirect.method());
        assertEquals(1, redirect.notes().size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<Response><Start><Stream url='wss://a/b'/></Start></Response> | PROTOCOL | <Start>, which only listens",
                "<Response><Hangup/></Response> | REFUSED | hangs up",
                "<Response><Reject/></Response> | REFUSED | <Reject/>",
                "<Response><Reject reason='busy'/></Response> | BUSY | busy",
                "<Response><Dial>+1</Dial></Response> | REFUSED | <Dial> before any <Stream>",
                "<Response><Connect><Room>x</Room></Connect></Response> | REFUSED | <Connect><Room>",
                "<Response><Connect/></Response> | REFUSED | an empty <Connect>",
                "<Response><Say>Nobody is here</Say></Response> | REFUSED | no <Stream>",
                "<Response/> | REFUSED | no <Stream>",
                "<Response><Connect><Stream/></Connect></Response> | PROTOCOL | no url",
                "<Response><Connect><Stream url='ftp://a/b'/></Connect></Response> | PROTOCOL | ftp",
                "<Response><Connect><Stream url='wss://a b/'/></Connect></Response> | PROTOCOL | cannot be read",
                "<Response><Connect><Stream url='wss://u:p@a/'/></Connect></Response> | PROTOCOL | user or password",
                "<html><body>Not found</body></html> | PROTOCOL | <html>",
                "hello | PROTOCOL | no XML",
                "<Response> | PROTOCOL | no XML",
                "{\"a\":1} | PROTOCOL | no XML",
            })
    void endings(String body, Kind kind, String part) {
        CallAnswer.Ended ended = assertInstanceOf(CallAnswer.Ended.class, answer(TWILIO, HOOK, body));
        assertEquals(kind, ended.kind(), ended.detail());
        assertTrue(ended.detail().contains(part), ended.detail());
    }

    @Test
    void nothingIsFetchedAndNothingGrows() {
        List<String> attacks = List.of(
                "<!DOCTYPE r SYSTEM 'http://127.0.0.1:1/x.dtd'><Response/>",
                "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><Response>&x;</Response>",
                "<!DOCTYPE r [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><Response>&b;</Response>",
                "<Response>&undeclared;</Response>",
                "<Response>" + "<a>".repeat(20) + "</a>".repeat(20) + "</Response>",
                "<Response>" + "<a/>".repeat(2_000) + "</Response>");
        for (String attack : attacks) {
            CallAnswer.Ended ended = assertInstanceOf(CallAnswer.Ended.class, answer(TWILIO, HOOK, attack), attack);
            assertEquals(Kind.PROTOCOL, ended.kind(), attack);
            assertTrue(ended.detail().length() < 400, ended.detail());
        }
    }

    @Test
    void telnyxMustAskForRtp() {
        Dialect telnyx = new TelnyxDialect();
        CallAnswer.Connect connect = assertInstanceOf(
                CallAnswer.Connect.class,
                answer(
                        telnyx,
                        HOOK,
                        "<Response><Start><Stream url='wss://a/b' bidirectionalMode='rtp' bidirectionalCodec='PCMA'/></Start></Response>"));
        assertEquals(SoundFormat.MULAW_8K, connect.order().input());
        assertEquals(SoundFormat.ALAW_8K, connect.order().output());
        CallAnswer.Ended mp3 = assertInstanceOf(
                CallAnswer.Ended.class,
                answer(telnyx, HOOK, "<Response><Connect><Stream url='wss://a/b'/></Connect></Response>"));
        assertTrue(mp3.detail().contains("it must be rtp"), mp3.detail());
        CallAnswer.Ended opus = assertInstanceOf(
                CallAnswer.Ended.class,
                answer(
                        telnyx,
                        HOOK,
                        "<Response><Connect><Stream url='wss://a/b' bidirectionalMode='rtp' bidirectionalCodec='OPUS'/></Connect></Response>"));
        assertTrue(opus.detail().contains("\"OPUS\"; spoken here are PCMU and PCMA"), opus.detail());
    }

    @Test
    void plivoHasTheUrlAsText() {
        CallAnswer.Connect connect = assertInstanceOf(
                CallAnswer.Connect.class,
                answer(
                        new PlivoDialect(),
                        HOOK,
                        "<Response><Stream bidirectional=\"true\" keepCallAlive=\"true\" contentType=\"audio/x-l16;rate=16000\""
                                + " extraHeaders=\"a=1,b=2\"> wss://agent.example/ws </Stream></Response>"));
        assertEquals("wss://agent.example/ws", connect.order().written());
        assertEquals(SoundFormat.pcm(16_000), connect.order().input());
        assertEquals(Map.of("a", "1", "b", "2"), connect.order().parameters());
        CallAnswer.Ended ended = assertInstanceOf(
                CallAnswer.Ended.class,
                answer(new PlivoDialect(), HOOK, "<Response><Stream>wss://agent.example/ws</Stream></Response>"));
        assertTrue(ended.detail().contains("only listens"), ended.detail());
    }

    @Test
    void vonageAnswersWithAnNcco() {
        CallAnswer.Connect connect = assertInstanceOf(
                CallAnswer.Connect.class,
                answer(
                        new VonageDialect(),
                        HOOK,
                        "[{\"action\":\"talk\",\"text\":\"hi\"},{\"action\":\"connect\",\"endpoint\":[{\"type\":\"websocket\","
                                + "\"uri\":\"wss://agent.example/socket\",\"content-type\":\"audio/l16;rate=8000\",\"headers\":{\"k\":\"v\"}}]}]"));
        assertEquals(SoundFormat.pcm(8_000), connect.order().output());
        assertEquals(Map.of("k", "v"), connect.order().parameters());
        assertEquals(1, connect.order().notes().size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | no NCCO",
                "nothing | no JSON",
                "[] | without connect",
                "[{\"action\":\"input\"}] | \"input\" before any connect",
                "[{\"action\":\"connect\",\"endpoint\":[{\"type\":\"phone\"}]}] | must be websocket",
                "[{\"action\":\"connect\",\"endpoint\":[{\"type\":\"websocket\"}]}] | no uri",
                "[{\"action\":\"connect\",\"endpoint\":[{\"type\":\"websocket\",\"uri\":\"wss://a\",\"content-type\":\"audio/x-mulaw;rate=8000\"}]}] | audio/l16",
            })
    void nccosThatCannotBeDone(String body, String part) {
        CallAnswer.Ended ended = assertInstanceOf(CallAnswer.Ended.class, answer(new VonageDialect(), HOOK, body));
        assertTrue(ended.detail().contains(part), ended.detail());
    }

    @Test
    void exotelAnswersWithAUrl() {
        CallAnswer.Connect connect = assertInstanceOf(
                CallAnswer.Connect.class,
                answer(new ExotelDialect(), HOOK, "{\"url\":\"wss://agent.example/m?sample-rate=16000\"}"));
        assertEquals(SoundFormat.pcm(16_000), connect.order().input());
        assertInstanceOf(CallAnswer.Ended.class, answer(new ExotelDialect(), HOOK, "{\"link\":1}"));
    }
}
