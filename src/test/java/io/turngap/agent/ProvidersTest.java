package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.turngap.sound.Pcm;
import io.turngap.sound.Wav;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import okio.BufferedSink;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Engines behind OpenAI-compatible endpoints, against a server that behaves badly on purpose. */
class ProvidersTest {

    private static final String KEY = "sk-test-7hQ2";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODELS = "/v1/models";

    private final EngineSounds sounds = new EngineSounds();
    private final HttpCalls client = new HttpCalls(10);
    private final Map<String, String> environment = Map.of("MY_KEY", KEY);
    private MockWebServer server;

    @BeforeEach
    void start() throws IOException {
        server = new MockWebServer();
        server.start();
        // What an engine asks for when it is made, so that a connection is open.
        server.enqueue(new MockResponse.Builder().body("{}").build());
    }

    @AfterEach
    void stop() {
        client.close();
        sounds.close();
        server.close();
    }

    private AgentConfig config(String stage, String more) {
        String own = stage.equals("llm") ? "'latency': null, " : "";
        return Stage.config("{'" + stage + "': {" + own + "'engine': 'openai', 'base_url': '" + server.url("/v1")
                + "', 'model_name': 'm1', 'key_env': 'MY_KEY'" + more + "}}");
    }

    private ProviderAddress address(AgentConfig.Provider provider) {
        return ProviderAddress.of(provider, environment::get);
    }

    private Llm llm(String more) {
        AgentConfig.Llm llm = config("llm", more).llm();
        OpenAiLlm.Engine engine = new OpenAiLlm.Engine(client, address(llm.provider()), llm);
        assertFalse(engine.modelled());
        assertEquals("openai m1 at " + server.getHostName() + ":" + server.getPort(), engine.name());
        return engine.open(0);
    }

    private OpenAiSynthesiser synthesiser(String more) {
        AgentConfig.Tts tts = config("tts", more).tts();
        return new OpenAiSynthesiser(client, address(tts.provider()), tts);
    }

    private Recogniser recogniser(String more) {
        AgentConfig.Stt stt = config("stt", more).stt();
        return new OpenAiRecogniser.Engine(client, address(stt.provider()), stt.timeoutMs()).open(sounds.timeline);
    }

    /** The next request that is not the one for a connection. */
    private RecordedRequest request() throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            RecordedRequest request = server.takeRequest(20, TimeUnit.SECONDS);
            assertTrue(request != null, "a request");
            if (!request.getUrl().encodedPath().equals(MODELS)) {
                return request;
            }
        }
        throw new AssertionError("only requests for " + MODELS);
    }

    /** Waits until the engine has its connection, so that its request does not take the answer meant for another. */
    private void connected() throws InterruptedException {
        RecordedRequest first = server.takeRequest(20, TimeUnit.SECONDS);
        assertTrue(first != null && first.getUrl().encodedPath().equals(MODELS), "it connects at once");
    }

    private static ByteString bodyOf(RecordedRequest request) {
        return Objects.requireNonNull(request.getBody());
    }

    private static String events(String... contents) {
        StringBuilder events = new StringBuilder(": hello\r\n\r\n");
        for (String content : contents) {
            events.append("data: ").append(content).append("\r\n\r\n");
        }
        return events.toString();
    }

    private static String token(String text) {
        return "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"},\"finish_reason\":null}]}";
    }

    private static final String STOP = "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";

    private static MockResponse stream(String body) {
        return new MockResponse.Builder()
                .setHeader("Content-Type", "text/event-stream")
                .chunkedBody(body, 13)
                .build();
    }

    /** Everything that a model said, in order. */
    private static class Said implements Llm.Sink {
        final List<String> log = new ArrayList<>();
        final CompletableFuture<String> end = new CompletableFuture<>();

        @Override
        public void token(String text) {
            log.add(text);
        }

        @Override
        public void tool(String name, String argument) {
            log.add(name + "(" + argument + ")");
        }

        @Override
        public void usage(int promptTokens, int completionTokens) {
            log.add(promptTokens + "+" + completionTokens);
        }

        @Override
        public void done() {
            assertTrue(end.complete(""), "ends once");
        }

        @Override
        public void failed(String why) {
            assertTrue(end.complete(why), "ends once");
        }
    }

    private Said ask(Llm llm, int pass, String heard, Optional<Tool.Result> tool) {
        Said said = new Said();
        sounds.run(() -> llm.ask(sounds.timeline, new Llm.Prompt(1, pass, heard, tool), said));
        return said;
    }

    @Test
    void aReplyIsStreamedAndTheConversationRemembered() throws Exception {
        Llm llm = llm("");
        connected();
        server.enqueue(stream(events(
                token("Sure"),
                token(", what number?"),
                STOP,
                "{\"choices\":[],\"usage\":{\"prompt_tokens\":90,\"completion_tokens\":5}}",
                "[DONE]")));
        Said first = ask(llm, 1, "where is my order", Optional.empty());
        assertEquals("", EngineSounds.get(first.end));
        assertEquals(List.of("Sure", ", what number?", "90+5"), first.log);
        RecordedRequest request = request();
        assertEquals("/v1/chat/completions", request.getUrl().encodedPath());
        assertEquals("Bearer " + KEY, request.getHeaders().get("Authorization"));

        server.enqueue(stream(events(
                "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"function\":{\"name\":\"lookup_order\",\"arguments\":\"{\\\"num\"}}]}}]}",
                "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"ber\\\": \\\"4271\\\"}\"}}]},\"finish_reason\":\"tool_calls\"}]}",
                "[DONE]")));
        Said second = ask(llm, 1, "four two seven one", Optional.empty());
        assertEquals("", EngineSounds.get(second.end));
        assertEquals(List.of("lookup_order(4271)"), second.log);
        request();

        server.enqueue(stream(events(token("On Tuesday."), STOP, "[DONE]")));
        Said third = ask(llm, 2, "four two seven one", Optional.of(new Tool.Result.Found("tuesday")));
        assertEquals("", EngineSounds.get(third.end));
        JsonNode body = JSON.readTree(bodyOf(request()).utf8());
        List<String> roles = new ArrayList<>();
        body.path("messages").forEach(message -> roles.add(message.path("role").asText()));
        assertEquals(List.of("system", "user", "assistant", "user", "assistant", "tool"), roles);
        assertEquals("{\"arrives\":\"tuesday\"}", body.at("/messages/5/content").asText());
        assertEquals("c1", body.at("/messages/5/tool_call_id").asText());
        assertEquals("none", body.path("tool_choice").asText());
        assertTrue(body.path("stream").asBoolean());
    }

    @Test
    void aServerThatDoesNotStreamIsUnderstood() throws Exception {
        Llm llm = llm("");
        connected();
        server.enqueue(new MockResponse.Builder()
                .setHeader("Content-Type", "application/json")
                .body("{\"choices\":[{\"message\":{\"content\":\"Hello.\"},\"finish_reason\":\"stop\"}]}")
                .build());
        Said said = ask(llm, 1, "hi", Optional.empty());
        assertEquals("", EngineSounds.get(said.end));
        assertEquals(List.of("Hello."), said.log);
    }

    @Test
    void anInterruptedReplyStaysInTheHistoryAsFarAsItWasSaid() throws Exception {
        Llm llm = llm("");
        connected();
        CountDownLatch interrupted = new CountDownLatch(1);
        server.enqueue(new MockResponse.Builder()
                .setHeader("Content-Type", "text/event-stream")
                .body(begun(events(token("It should")), interrupted))
                .build());
        CompletableFuture<String> heard = new CompletableFuture<>();
        Said said = new Said() {
            @Override
            public void token(String text) {
                super.token(text);
                heard.complete(text);
            }
        };
        CompletableFuture<Runnable> cancel = new CompletableFuture<>();
        sounds.run(
                () -> cancel.complete(llm.ask(sounds.timeline, new Llm.Prompt(1, 1, "when", Optional.empty()), said)));
        assertEquals("It should", EngineSounds.get(heard));
        sounds.run(EngineSounds.get(cancel));
        interrupted.countDown();
        request();
        server.enqueue(stream(events(token("Yes."), STOP, "[DONE]")));
        assertEquals("", EngineSounds.get(ask(llm, 1, "sorry", Optional.empty()).end));
        assertEquals(List.of("It should"), said.log);
        assertFalse(said.end.isDone());
        JsonNode body = JSON.readTree(bodyOf(request()).utf8());
        assertEquals("It should", body.at("/messages/2/content").asText());
    }

    /** A body that begins and does not end before it is let go on. */
    private static MockResponseBody begun(String text, CountDownLatch goOn) {
        return new MockResponseBody() {
            @Override
            public long getContentLength() {
                return -1;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                sink.writeUtf8(text).flush();
                try {
                    assertTrue(goOn.await(60, TimeUnit.SECONDS));
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
                sink.writeUtf8(events(token("never come"), STOP));
            }
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "500 | internal mess | answered 500: internal mess",
                "401 | bad key sk-test-7hQ2 | key in the environment variable MY_KEY was refused",
                "404 | no | check base_url and model_name (m1)",
                "429 | slow down | too many requests",
                "302 | elsewhere | answered 302"
            })
    void aRefusalSaysWhyAndNeverTheKey(int status, String body, String said) throws Exception {
        Llm llm = llm("");
        connected();
        server.enqueue(new MockResponse.Builder().code(status).body(body).build());
        String why = EngineSounds.get(ask(llm, 1, "hi", Optional.empty()).end);
        assertTrue(why.contains(said), why);
        assertFalse(why.contains(KEY), why);
    }

    @Test
    void withoutAKeyNoneIsSentAndTheRefusalNamesTheVariable() throws Exception {
        AgentConfig.Llm config = config("llm", "").llm();
        Llm llm = new OpenAiLlm.Engine(client, ProviderAddress.of(config.provider(), name -> null), config).open(0);
        connected();
        server.enqueue(new MockResponse.Builder().code(401).build());
        String why = EngineSounds.get(ask(llm, 1, "hi", Optional.empty()).end);
        assertTrue(why.contains("MY_KEY is not set"), why);
        assertEquals(null, request().getHeaders().get("Authorization"));
    }

    @Test
    void tooManyRequestsAreWaitedForOnceWhereThatIsInTime() throws Exception {
        Llm llm = llm("");
        connected();
        server.enqueue(new MockResponse.Builder()
                .code(429)
                .setHeader("Retry-After-Ms", "50")
                .build());
        server.enqueue(stream(events(token("Hi."), STOP, "[DONE]")));
        Said said = ask(llm, 1, "hi", Optional.empty());
        assertEquals("", EngineSounds.get(said.end));
        assertEquals(List.of("Hi."), said.log);
        server.enqueue(new MockResponse.Builder()
                .code(429)
                .setHeader("Retry-After", "3600")
                .build());
        assertTrue(EngineSounds.get(ask(llm, 1, "hi", Optional.empty()).end).contains("429"));
        server.enqueue(new MockResponse.Builder()
                .code(429)
                .setHeader("Retry-After", "0")
                .build());
        server.enqueue(new MockResponse.Builder()
                .code(429)
                .setHeader("Retry-After", "0")
                .build());
        assertTrue(EngineSounds.get(ask(llm, 1, "hi", Optional.empty()).end).contains("429"), "once only");
    }

    @Test
    void halfAReplyGarbageAndEmptinessAreFailures() throws Exception {
        Llm llm = llm("");
        connected();
        server.enqueue(new MockResponse.Builder()
                .setHeader("Content-Type", "text/event-stream")
                .body(events(token("It should"), token(" arrive")))
                .setHeader("Content-Length", "100000")
                .onResponseEnd(new SocketEffect.CloseSocket())
                .build());
        Said half = ask(llm, 1, "hi", Optional.empty());
        String why = EngineSounds.get(half.end);
        assertTrue(why.contains("broke its answer off"), why);
        assertEquals(List.of("It should", " arrive"), half.log, "what came is spoken");
        Map<String, String> cases = Map.of(
                events(token("It should")),
                "broke off after 9 characters",
                events("{oops"),
                "no JSON",
                events("[1]"),
                "no object",
                events("{\"error\":{\"message\":\"overloaded\"}}"),
                "overloaded",
                events(STOP, "[DONE]"),
                "empty",
                "data: " + "x".repeat(ChatStream.MOST_LINE_BYTES + 10),
                "longer than",
                events(token("y".repeat(6_000)), token("y".repeat(6_000)), STOP),
                "longer than 10000 characters",
                events(
                        "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"c\",\"function\":{\"name\":\"lookup_order\",\"arguments\":\"{\"}}]},\"finish_reason\":\"tool_calls\"}]}"),
                "number is expected");
        for (Map.Entry<String, String> wrong : cases.entrySet()) {
            server.enqueue(new MockResponse.Builder()
                    .setHeader("Content-Type", "text/event-stream")
                    .body(wrong.getKey())
                    .build());
            String said = EngineSounds.get(ask(llm, 1, "hi", Optional.empty()).end);
            assertTrue(said.contains(wrong.getValue()), said + " for " + wrong.getValue());
        }
    }

    @Test
    void silenceOfTheServerEndsInTime() throws Exception {
        Llm llm = llm(", 'timeout_ms': 300");
        connected();
        server.enqueue(
                new MockResponse.Builder().headersDelay(60, TimeUnit.SECONDS).build());
        String why = EngineSounds.get(ask(llm, 1, "hi", Optional.empty()).end);
        assertTrue(why.contains("sent nothing for 300 ms"), why);
    }

    @Test
    void nobodyThereIsSaid() throws Exception {
        Llm llm = llm("");
        connected();
        server.close();
        String why = EngineSounds.get(ask(llm, 1, "hi", Optional.empty()).end);
        assertTrue(why.contains("start the server, or check base_url") || why.contains("broke"), why);
    }

    private static short[] tone(int rateHz, int samples) {
        short[] tone = new short[samples];
        for (int i = 0; i < samples; i++) {
            tone[i] = (short) (8_000 * Math.sin(2 * Math.PI * 440 * i / rateHz));
        }
        return tone;
    }

    private static Buffer pcm(short[] samples) {
        Buffer buffer = new Buffer();
        for (short sample : samples) {
            buffer.writeShortLe(sample);
        }
        return buffer;
    }

    @Test
    void speechIsStreamedAndBroughtTo16Khz() throws Exception {
        OpenAiSynthesiser voice = synthesiser(", 'trim_silence': false, 'rate_wpm': 300");
        connected();
        server.enqueue(new MockResponse.Builder()
                .setHeader("Content-Type", "audio/pcm")
                .chunkedBody(pcm(tone(24_000, 48_000)), 1_001)
                .build());
        HeardSound heard = HeardSound.of(sounds, voice, "Hello.");
        assertEquals("", heard.end());
        assertTrue(heard.chunks() > 3, "in pieces: " + heard.chunks());
        short[] samples = heard.samples();
        assertEquals(32_000, samples.length, 20);
        short[] expected = tone(16_000, samples.length);
        double error = 0;
        double power = 0;
        int delay = 8;
        for (int i = 1_000; i < 30_000; i++) {
            error += Math.pow(samples[i] - expected[i - delay], 2);
            power += Math.pow(expected[i], 2);
        }
        assertTrue(error < 0.05 * power, "the same tone: " + error / power);
        JsonNode body = JSON.readTree(bodyOf(request()).utf8());
        assertEquals(
                "{\"model\":\"m1\",\"voice\":\"alloy\",\"input\":\"Hello.\",\"response_format\":\"pcm\",\"speed\":2.0}",
                body.toString());
    }

    @Test
    void aWavFileIsUnderstoodAndLeadingSilenceCut() throws Exception {
        OpenAiSynthesiser voice = synthesiser("");
        connected();
        short[] silentFirst = new short[48_000];
        System.arraycopy(tone(24_000, 24_000), 0, silentFirst, 24_000, 24_000);
        server.enqueue(new MockResponse.Builder()
                .body(new Buffer().write(Wav.mono(new Pcm(24_000, silentFirst))))
                .build());
        HeardSound heard = HeardSound.of(sounds, voice, "Hello.");
        assertEquals("", heard.end());
        assertEquals(16_160, heard.samples().length, 100);
    }

    @Test
    void soundThatIsNoneIsAFailure() throws Exception {
        OpenAiSynthesiser voice = synthesiser(", 'timeout_ms': 400");
        connected();
        server.enqueue(new MockResponse.Builder().build());
        assertTrue(HeardSound.of(sounds, voice, "a").end().contains("empty"));
        server.enqueue(new MockResponse.Builder().body(pcm(new short[24_000])).build());
        assertTrue(HeardSound.of(sounds, voice, "b").end().contains("no audible sound"));
        server.enqueue(new MockResponse.Builder()
                .setHeader("Content-Type", "application/json")
                .body("{\"error\":\"x\"}")
                .build());
        assertTrue(HeardSound.of(sounds, voice, "c").end().contains("where sound is expected"));
        server.enqueue(new MockResponse.Builder()
                .body(new Buffer().writeUtf8("RIFF....WAVEbroken"))
                .build());
        assertTrue(HeardSound.of(sounds, voice, "d").end().contains("allowed"), "says what a WAV file is");
        server.enqueue(new MockResponse.Builder()
                .body(pcm(tone(24_000, 48_000)))
                .setHeader("Content-Length", "960000")
                .onResponseEnd(new SocketEffect.CloseSocket())
                .build());
        HeardSound half = HeardSound.of(sounds, voice, "e");
        assertTrue(half.end().contains("broke"), half.end());
        assertTrue(half.chunks() > 0, "what came is heard");
        server.enqueue(new MockResponse.Builder().code(500).build());
        assertTrue(HeardSound.of(sounds, voice, "f").end().contains("500"));
        server.enqueue(new MockResponse.Builder()
                .bodyDelay(60, TimeUnit.SECONDS)
                .body("x")
                .build());
        assertTrue(HeardSound.of(sounds, voice, "g").end().contains("sent nothing for 400 ms"));
        assertEquals("", HeardSound.of(sounds, voice, "  ").end());
    }

    @Test
    void anUtteranceIsSentAsAWavFileAndItsWordsComeBack() throws Exception {
        Recogniser ear = recogniser("");
        connected();
        server.enqueue(new MockResponse.Builder()
                .body("{\"text\": \"My order number is 42-71!\"}")
                .build());
        short[] speech = tone(16_000, 16_000);
        assertEquals(
                "my order number is four two seven one",
                sounds.heard(ear, speech).text());
        ByteString body = bodyOf(request());
        assertTrue(body.indexOf(ByteString.of(Wav.mono(new Pcm(16_000, speech)))) > 0, "all of it as a file");
        assertTrue(body.utf8().contains("m1"));
        sounds.run(ear::close);
    }

    @Test
    void aRecogniserThatFailsGivesNoWordsAndSaysWhy() throws Exception {
        Recogniser ear = recogniser(", 'timeout_ms': 400");
        List<String> troubles = new ArrayList<>();
        ear.troubles(troubles::add);
        connected();
        for (MockResponse answer : List.of(
                new MockResponse.Builder().code(500).body("oh no").build(),
                new MockResponse.Builder().body("<html>").build(),
                new MockResponse.Builder().body("{\"words\": 1}").build(),
                new MockResponse.Builder()
                        .body(new Buffer().write(new byte[100_000]))
                        .build(),
                new MockResponse.Builder().headersDelay(60, TimeUnit.SECONDS).build())) {
            server.enqueue(answer);
            assertEquals("", sounds.heard(ear, new short[3_200]).text());
        }
        assertEquals(5, troubles.size(), troubles.toString());
        for (String said : List.of("500: oh no", "no JSON", "no text", "longer than 65536", "sent nothing for 400")) {
            assertTrue(troubles.stream().anyMatch(trouble -> trouble.contains(said)), said + " in " + troubles);
        }
        assertEquals("", sounds.heard(ear, new short[0]).text(), "nothing said, nothing asked");
        sounds.run(ear::close);
    }

    @Test
    void aCallGoesOnWhenEveryProviderFails() throws Exception {
        AgentConfig config = config("llm", "");
        List<String> log = new ArrayList<>();
        CompletableFuture<String> over = new CompletableFuture<>();
        Llm.Engine llm = new OpenAiLlm.Engine(client, address(config.llm().provider()), config.llm());
        connected();
        server.enqueue(new MockResponse.Builder().code(503).build());
        Kit plain = Doubles.kit(config, new Doubles.Words());
        Kit kit = new Kit(plain.vad(), plain.stt(), llm, plain.tool(), plain.tts());
        assertFalse(Objects.requireNonNull(kit.about("x").get("llm")).modelled());
        Stage told = new Stage("{}");
        AgentEvents events = new Forwarding(told) {
            @Override
            public void trouble(String what) {
                log.add(what);
            }

            @Override
            public void replyEnded(int reply, Ending ending) {
                over.complete(ending.toString());
            }
        };
        CompletableFuture<AgentCall> call = new CompletableFuture<>();
        sounds.run(() -> {
            AgentCall made = new AgentCall(0, sounds.timeline, config, kit, events);
            call.complete(made);
            made.tell("where is my order");
            made.respond();
        });
        assertEquals("COMPLETED", EngineSounds.get(over));
        assertTrue(log.toString().contains("answered 503"), log.toString());
        server.enqueue(stream(events(token("Hello again."), STOP, "[DONE]")));
        sounds.run(() -> {
            EngineSounds.get(call).tell("hello");
            assertTrue(EngineSounds.get(call).respond(), "the call goes on");
            EngineSounds.get(call).close();
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'llm': {'base_url': 'ftp://x'}} | agent.llm.base_url | ftp",
                "{'llm': {'base_url': 'not an address'}} | agent.llm.base_url | not an",
                "{'stt': {'base_url': 'http://me:pass77@host/v1'}} | agent.stt.base_url | password",
                "{'tts': {'key_env': 'sk-verysecret'}} | agent.tts.key_env | not shown",
                "{'tools': {'server': '127.0.0.1:8090'}} | agent.tools.server | 127.0.0.1",
                "{'tools': {'lookup_order': {'status': 200}}} | agent.tools.lookup_order.status | 400"
            })
    void wrongAddressesAreRefusedAndSecretsNotShown(String json, String key, String said) {
        AgentConfigException wrong = assertThrows(AgentConfigException.class, () -> Stage.config(json));
        assertEquals(key, wrong.key());
        String message = String.valueOf(wrong.getMessage());
        assertTrue(message.contains(said), message);
        assertFalse(message.contains("pass77") || message.contains("verysecret"));
    }
}
