package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A small client of the realtime protocol: sends what it is told and keeps every event. */
final class TestClient implements WebSocket.Listener, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_S = 20;

    private final HttpClient http = HttpClient.newHttpClient();
    private final LinkedBlockingQueue<JsonNode> arrived = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();
    final List<JsonNode> events = new ArrayList<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    final WebSocket socket;

    TestClient(AgentServer server, String... headers) throws Exception {
        WebSocket.Builder builder = http.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            if (headers[i].equals("subprotocol")) {
                builder.subprotocols(headers[i + 1], "openai-agents-sdk.0.20.0");
            } else {
                builder.header(headers[i], headers[i + 1]);
            }
        }
        socket = builder.buildAsync(URI.create(server.address() + "?model=test"), this)
                .get(PATIENCE_S, TimeUnit.SECONDS);
    }

    TestClient send(String singleQuoted) throws Exception {
        return sendRaw(singleQuoted.replace('\'', '"'));
    }

    TestClient sendRaw(String text) throws Exception {
        var unused = socket.sendText(text, true).get(PATIENCE_S, TimeUnit.SECONDS);
        return this;
    }

    /** So many ms of PCM at 24 kHz as fast as they go, in messages of 20 ms: a square wave of 1 kHz or silence. */
    TestClient audio(int ms, int level) throws Exception {
        short[] samples = new short[ms * 24];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) (i / 12 % 2 == 0 ? level : -level);
        }
        for (int i = 0; i < samples.length; i += 480) {
            append(WireFormat.PCM.encode(Arrays.copyOfRange(samples, i, i + 480), 480));
        }
        return this;
    }

    TestClient append(byte[] bytes) throws Exception {
        return send("{'type':'input_audio_buffer.append','audio':'"
                + Base64.getEncoder().encodeToString(bytes) + "'}");
    }

    /** The next event of a type; those before it are kept in {@link #events}. */
    JsonNode next(String type) throws Exception {
        while (true) {
            JsonNode event = arrived.poll(PATIENCE_S, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("no " + type + " after " + types());
            }
            events.add(event);
            if (event.path("type").asText().equals(type)) {
                return event;
            }
        }
    }

    List<String> types() {
        return events.stream().map(e -> e.path("type").asText()).distinct().toList();
    }

    List<JsonNode> all(String type) {
        return events.stream().filter(e -> e.path("type").asText().equals(type)).toList();
    }

    /** All audio that came, decoded. */
    byte[] audio() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (JsonNode delta : all("response.output_audio.delta")) {
            bytes.write(delta.path("delta").binaryValue());
        }
        return bytes.toByteArray();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            try {
                arrived.add(JSON.readTree(partial.toString()));
            } catch (IOException e) {
                closed.completeExceptionally(e);
            }
            partial.setLength(0);
        }
        from.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        closed.completeExceptionally(new AssertionError("the server sent a binary frame"));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        closed.complete(status);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.completeExceptionally(error);
    }

    @Override
    public void close() {
        socket.abort();
        http.shutdownNow();
    }
}
