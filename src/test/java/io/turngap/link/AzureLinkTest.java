package io.turngap.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.turngap.link.Link.Ending;
import io.turngap.link.Link.Ending.Kind;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Azure's three ways over real sockets: where the key goes, and that it shows nowhere. */
class AzureLinkTest {

    private static final String KEY = "azure/key+1=";
    private static final String KEY_IN_QUERY = URLEncoder.encode(KEY, StandardCharsets.UTF_8);
    private static final LinkOptions OPTIONS = LinkOptions.of(Map.of(
            AzureRealtime.KEY_VARIABLE,
            KEY,
            OpenAiRealtime.KEY_VARIABLE,
            "another-key",
            "OPENAI_ORG_ID",
            "org-1",
            "OPENAI_PROJECT_ID",
            "proj_1"));

    private final RecordingListener listener = new RecordingListener();

    private Ending call(String prefix, ScriptedAgent agent, String path, LinkOptions options) throws Exception {
        try (SocketLink link = Links.open(prefix + ":ws://127.0.0.1:" + agent.port() + path, options)) {
            assertFalse(link.shownAddress().contains(KEY) || link.shownAddress().contains(KEY_IN_QUERY));
            link.connect(link.nextTimeline(), RecordingListener.CALL, listener);
            return listener.awaitEnding();
        }
    }

    private static ScriptedAgent.Script refusal(String body) {
        return peer -> {
            peer.readRequest();
            peer.raw("HTTP/1.1 401 PermissionDenied\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            peer.drain();
        };
    }

    @ParameterizedTest
    @CsvSource({
        "/openai/v1/realtime?model=d, false",
        "/openai/realtime?api-version=2025-04-01-preview&deployment=d, false",
        "/voice-live/realtime?api-version=2026-07-15&model=m, true",
        "/gate/voice-live/realtime?api-version=2026-07-15&agent-name=n&agent-project-name=p, true"
    })
    void theKeyIsSentAndNeverShown(String path, boolean inQuery) throws Exception {
        String echo = "bad " + KEY + " and " + KEY_IN_QUERY + " in GET " + path + "&api-key=" + KEY_IN_QUERY;
        try (ScriptedAgent agent = new ScriptedAgent(refusal(echo))) {
            Ending ending = call("azure", agent, path, OPTIONS);
            String request = agent.request().get();
            assertTrue(request.contains("api-key: " + KEY + "\r\n"), request);
            assertEquals(inQuery, request.startsWith("GET " + path + "&api-key=" + KEY_IN_QUERY + " "), request);
            assertTrue(request.contains("traceparent: " + RecordingListener.CALL.traceparent()), request);
            String lower = request.toLowerCase(Locale.ROOT);
            assertFalse(
                    lower.contains("another-key") || lower.contains("org-1") || lower.contains("proj_1"),
                    "what is OpenAI's stays there: " + request);
            assertEquals(Kind.REFUSED, ending.kind());
            String detail = ending.detail();
            assertTrue(detail.contains("401") && detail.contains(AzureRealtime.KEY_VARIABLE), detail);
            assertFalse(detail.contains(KEY) || detail.contains(KEY_IN_QUERY), detail);
        }
    }

    @Test
    void aKeyInTheAddressIsNotShownEither() throws Exception {
        String path = "/voice-live/realtime?api-version=1&model=m&api-key=hush-hush";
        try (ScriptedAgent agent = new ScriptedAgent(refusal("no hush-hush here"))) {
            Ending ending = call("azure", agent, path, OPTIONS);
            assertTrue(agent.request().get().startsWith("GET " + path + " "), "not given twice");
            assertFalse(ending.detail().contains("hush"), ending.detail());
            assertTrue(ending.detail().contains("model=m"), ending.detail());
        }
    }

    @Test
    void aWholeCallWithVoiceLive() throws Exception {
        CompletableFuture<String> settings = new CompletableFuture<>();
        try (ScriptedAgent agent = new ScriptedAgent(peer -> {
            peer.upgrade();
            peer.text(
                    "{\"type\":\"session.created\",\"session\":{\"id\":\"s\",\"object\":\"realtime.session\",\"voice\":{}}}");
            settings.complete(peer.awaitText("session.update"));
            peer.text("{\"type\":\"session.updated\",\"session\":{\"id\":\"s\",\"input_audio_format\":\"pcm16\"}}");
            peer.text("{\"type\":\"input_audio_buffer.speech_stopped\"}");
            peer.text("{\"type\":\"error\",\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"of api-key " + KEY
                    + "\"}}");
            peer.close(1011, "enough");
            peer.drain();
        })) {
            Ending ending = call("azure", agent, "/voice-live/realtime?api-version=1&model=m", OPTIONS);
            assertTrue(settings.get().contains("\"input_audio_format\":\"pcm16\""), settings.get());
            assertFalse(agent.request().get().toLowerCase(Locale.ROOT).contains("openai-beta"));
            assertTrue(listener.lines.contains("connected"), listener.lines.toString());
            assertEquals(Kind.RATE_LIMITED, ending.kind(), ending.detail());
            assertTrue(ending.detail().contains("before that"), ending.detail());
            assertFalse(
                    ending.detail().contains(KEY) || listener.lines.toString().contains(KEY), ending.detail());
        }
    }

    @Test
    void withoutAKeyItsVariableIsNamed() throws Exception {
        try (ScriptedAgent agent = new ScriptedAgent(refusal("who are you"))) {
            Ending ending = call("azure", agent, "/openai/v1/realtime?model=d", LinkOptions.DEFAULTS);
            assertTrue(ending.detail().contains("set the environment variable AZURE_OPENAI_API_KEY"), ending.detail());
            assertFalse(agent.request().get().contains("api-key"));
        }
    }

    @Test
    void theKeyGoesToNoOtherMachineUnencrypted() {
        AzureRealtime azure = new AzureRealtime("ws://example.com/voice-live/realtime?api-version=1&model=m", OPTIONS);
        azure.locate(RecordingListener.CALL, new Protocol.Located() {
            @Override
            public void at(Target target) {
                assertFalse(target.headers().containsKey("api-key"));
                assertFalse(target.address().uri().toString().contains("api-key"));
            }

            @Override
            public void nowhere(Kind kind, String detail) {
                throw new AssertionError(detail);
            }
        });
        assertTrue(azure.hint(401).contains("use wss:"), azure.hint(401));
    }

    @Test
    void openAiIsToldOfOrganizationProjectAndBeta() throws Exception {
        LinkOptions beta =
                OPTIONS.withSettings(JsonNodeFactory.instance.objectNode().put("beta", true));
        try (ScriptedAgent agent = new ScriptedAgent(refusal("no"))) {
            call("openai", agent, "/v1/realtime?model=m", beta);
            String request = agent.request().get().toLowerCase(Locale.ROOT);
            for (String header : new String[] {
                "openai-organization: org-1\r\n", "openai-project: proj_1\r\n", "openai-beta: realtime=v1\r\n"
            }) {
                assertTrue(request.contains(header), request);
            }
            assertFalse(request.contains(KEY), request);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "wss://h, wss://h/openai/v1/realtime?model=gpt, azure-openai-realtime",
        "wss://h/openai/v1/realtime?intent=conversation, wss://h/openai/v1/realtime?intent=conversation, azure-openai-realtime",
        "wss://h/openai/realtime?api-version=v, wss://h/openai/realtime?api-version=v&deployment=gpt, azure-openai-realtime-preview",
        "wss://h/voice-live/realtime?api-version=v, wss://h/voice-live/realtime?api-version=v&model=gpt, azure-voice-live"
    })
    void theModelGoesWhereThePathWantsIt(String given, String dialled, String name) {
        AzureRealtime azure = new AzureRealtime(given, LinkOptions.DEFAULTS.withModel("gpt"));
        assertEquals(dialled, azure.address().uri().toString());
        assertEquals(name, azure.name());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "azure:wss://h/openai/v1/realtime",
                "azure:wss://h/openai/realtime?deployment=d",
                "azure:wss://h/openai/realtime?api-version=v&model=d",
                "azure:wss://h/voice-live/realtime?model=m&api-key=hush",
                "azure:https://h/openai/v1/realtime?model=d",
                "azure:wss://user:hush@h/openai/v1/realtime?model=d"
            })
    void addressesThatAzureWouldNotTake(String given) {
        LinkException e = assertThrows(LinkException.class, () -> Links.open(given, OPTIONS));
        String said = String.valueOf(e.getMessage());
        assertTrue(said.contains("RESOURCE.openai.azure.com") && !said.contains("hush"), said);
    }
}
