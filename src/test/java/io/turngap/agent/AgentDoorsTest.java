package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The doors of a running server, over sockets. */
class AgentDoorsTest {

    private static final long PATIENCE_S = 20;

    private final HttpClient http = HttpClient.newHttpClient();
    private Optional<AgentServer> server = Optional.empty();

    /** Keeps the first message and how the connection was closed. */
    private static final class Listener implements WebSocket.Listener {
        final CompletableFuture<String> first = new CompletableFuture<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            first.complete(text.toString());
            return WebSocket.Listener.super.onText(socket, text, last);
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer bytes, boolean last) {
            first.complete(bytes.remaining() + " bytes");
            return WebSocket.Listener.super.onBinary(socket, bytes, last);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(status);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.completeExceptionally(error);
        }
    }

    private AgentServer serve(Optional<String> key, Optional<String> token, boolean single) throws Exception {
        AgentConfig config = Stage.config("{'greeting':{'enabled':true,'text':'Hello.'}}");
        AgentServer made = AgentServer.start(
                config,
                Doubles.kit(config, new Doubles.Words()),
                new ServerOptions("127.0.0.1", 0, 9, 1, key).with(token, single));
        server = Optional.of(made);
        return made;
    }

    @AfterEach
    void stop() {
        server.ifPresent(AgentServer::close);
        http.close();
    }

    private WebSocket open(String address, Listener listener, String... headers) throws Exception {
        WebSocket.Builder builder = http.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        return builder.buildAsync(URI.create(address), listener).get(PATIENCE_S, TimeUnit.SECONDS);
    }

    private int status(String address, String... headers) throws Exception {
        try {
            open(address, new Listener(), headers).abort();
            return 101;
        } catch (ExecutionException refused) {
            return assertInstanceOf(WebSocketHandshakeException.class, refused.getCause())
                    .getResponse()
                    .statusCode();
        }
    }

    private static final String START =
            "{\"event\":\"start\",\"start\":{\"streamSid\":\"MZ1\",\"callSid\":\"CA1\",\"mediaFormat\":{}}}";

    @Test
    void everyPathOfAPhoneAndOfPipecatIsAnswered() throws Exception {
        AgentServer agent = serve(Optional.empty(), Optional.empty(), false);
        for (String path : new String[] {"/twilio", "/media-stream", "/ws"}) {
            Listener listener = new Listener();
            WebSocket socket = open(agent.twilioAddress().replace("/twilio", path), listener);
            socket.sendText(START, true).get(PATIENCE_S, TimeUnit.SECONDS);
            assertTrue(
                    listener.first.get(PATIENCE_S, TimeUnit.SECONDS).contains("\"streamSid\":\"MZ1\""),
                    listener.first::join);
            socket.abort();
        }
        for (String path : new String[] {"/pipecat", "/ws-client"}) {
            Listener listener = new Listener();
            WebSocket socket = open(agent.pipecatAddress().replace("/pipecat", path), listener);
            byte[] ready = PipecatFrame.message(
                    "{\"label\":\"rtvi-ai\",\"type\":\"client-ready\",\"data\":{\"version\":\"2.1.0\"}}");
            socket.sendBinary(ByteBuffer.wrap(ready), true).get(PATIENCE_S, TimeUnit.SECONDS);
            assertTrue(listener.first.get(PATIENCE_S, TimeUnit.SECONDS).endsWith(" bytes"), listener.first::join);
            socket.abort();
        }
    }

    @Test
    void anAddressThatIsNoneIsRefused() throws Exception {
        AgentServer agent = serve(Optional.empty(), Optional.empty(), false);
        try (Socket socket = new Socket("127.0.0.1", agent.port())) {
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_S));
            socket.getOutputStream().write("GET /%f% HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
            assertTrue(answer.contains("Malformed address /%f%"), answer);
        }
    }

    @Test
    void aPhoneSignsAndOthersSendTheKey() throws Exception {
        AgentServer agent = serve(Optional.of("s3cret"), Optional.of("12345"), false);
        String signature = TwilioSignature.of("12345", agent.twilioAddress(), Map.of());
        assertEquals(101, status(agent.twilioAddress(), TwilioSignature.HEADER, signature));
        assertEquals(401, status(agent.twilioAddress(), TwilioSignature.HEADER, "x" + signature.substring(1)));
        assertEquals(401, status(agent.twilioAddress()));
        assertEquals(101, status(agent.twilioAddress(), "Authorization", "Bearer s3cret"));
        assertEquals(401, status(agent.pipecatAddress(), TwilioSignature.HEADER, signature));
        assertEquals(401, status(agent.pipecatAddress() + "?token=wrong"));
        assertEquals(101, status(agent.pipecatAddress() + "?token=s3cret"));
    }

    @Test
    void withoutAKeyTheSignatureDecidesForPhonesAlone() throws Exception {
        AgentServer agent = serve(Optional.empty(), Optional.of("12345"), false);
        assertEquals(403, status(agent.twilioAddress()));
        assertEquals(101, status(agent.pipecatAddress()));
        assertEquals(101, status(agent.address()));
    }

    @Test
    void aSecondClientIsToldToTryLaterWhereThereIsPlaceForOne() throws Exception {
        AgentServer agent = serve(Optional.empty(), Optional.empty(), true);
        Listener first = new Listener();
        WebSocket socket = open(agent.pipecatAddress(), first);
        Listener second = new Listener();
        open(agent.pipecatAddress(), second);
        assertEquals(1013, second.closed.get(PATIENCE_S, TimeUnit.SECONDS));
        socket.abort();
    }

    @Test
    void aGiganticFrameEndsTheConnectionAndNoOther() throws Exception {
        AgentServer agent = serve(Optional.empty(), Optional.empty(), false);
        Listener listener = new Listener();
        WebSocket socket = open(agent.pipecatAddress(), listener);
        var sending = socket.sendBinary(ByteBuffer.allocate(WebSocketHost.MOST_MESSAGE_BYTES + 1), true);
        Object ended = listener.closed
                .handle((status, error) -> error == null ? status : "cut off")
                .get(PATIENCE_S, TimeUnit.SECONDS);
        assertTrue(ended.equals(1009) || ended.equals("cut off"), ended::toString);
        assertTrue(sending.isDone() || sending.cancel(true));
        assertEquals(101, status(agent.pipecatAddress()));
    }
}
