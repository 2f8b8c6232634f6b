package io.turngap.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.zip.GZIPOutputStream;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Exports over sockets, good and bad. */
class OtlpReceiverTest {

    private static final String PROTOBUF = "application/x-protobuf";
    private static final long START_NANOS = 1_800_000_000_000_000_000L;

    private OtlpReceiver receiver;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeEach
    void start() throws IOException {
        receiver = OtlpReceiver.start(OptionalInt.of(0), 100);
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    private static Span.Builder span(int id) {
        return Span.newBuilder()
                .setTraceId(ByteString.fromHex("5b8efff798038103d269b633813fc60c"))
                .setSpanId(ByteString.fromHex(String.format("%016x", id)))
                .setName("llm_node")
                .setStartTimeUnixNano(START_NANOS)
                .setEndTimeUnixNano(START_NANOS + 1);
    }

    private static byte[] export(Span... spans) {
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        request.addResourceSpansBuilder().addScopeSpansBuilder().addAllSpans(List.of(spans));
        return request.build().toByteArray();
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }

    private HttpResponse<byte[]> post(String path, String type, byte[] body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(receiver.addresses().getFirst() + path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        for (int i = 0; i + 1 < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @Test
    void protobufPlainAndPackedIsTaken() throws Exception {
        HttpResponse<byte[]> plain = post("/v1/traces", PROTOBUF, export(span(1).build()));
        assertEquals(200, plain.statusCode());
        assertEquals(PROTOBUF, plain.headers().firstValue("content-type").orElse(""));
        assertEquals(
                ExportTraceServiceResponse.getDefaultInstance(), ExportTraceServiceResponse.parseFrom(plain.body()));
        assertEquals(
                200,
                post("/v1/traces", PROTOBUF, gzip(export(span(2).build())), "Content-Encoding", "gzip")
                        .statusCode());
        assertEquals(2, receiver.received().spans().size());
        assertTrue(receiver.heard());
    }

    @Test
    void jsonIsTakenAndAnsweredInJson() throws Exception {
        String json =
                "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"5B8EFFF798038103D269B633813FC60C\","
                        + "\"spanId\":\"00000000000000AA\",\"name\":\"llm\",\"startTimeUnixNano\":\"1800000000000000000\","
                        + "\"endTimeUnixNano\":1800000000000000001,\"futureField\":{}}]}]}]}";
        HttpResponse<byte[]> response =
                post("/v1/traces", "application/json; charset=utf-8", json.getBytes(StandardCharsets.UTF_8));
        assertEquals(200, response.statusCode());
        assertEquals("{}", text(response));
        assertEquals("00000000000000aa", receiver.received().spans().getFirst().spanId());
    }

    @Test
    void grpcIsTakenAtTheSamePort() throws Exception {
        OkHttpClient http2 = new OkHttpClient.Builder()
                .protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE))
                .build();
        byte[] message = gzip(export(span(1).build(), span(2).build()));
        byte[] framed = java.nio.ByteBuffer.allocate(5 + message.length)
                .put((byte) 1)
                .putInt(message.length)
                .put(message)
                .array();
        for (Map.Entry<String, String> each :
                Map.of("Export", "0", "Import", "12").entrySet()) {
            Request request = new Request.Builder()
                    .url(receiver.addresses().getFirst() + "/opentelemetry.proto.collector.trace.v1.TraceService/"
                            + each.getKey())
                    .header("grpc-encoding", "gzip")
                    .header("te", "trailers")
                    .post(RequestBody.create(framed, MediaType.get("application/grpc")))
                    .build();
            try (Response response = http2.newCall(request).execute()) {
                response.body().bytes();
                assertEquals(each.getValue(), response.trailers().get("grpc-status"), each.getKey());
            }
        }
        http2.connectionPool().evictAll();
        http2.dispatcher().executorService().shutdown();
        assertEquals(2, receiver.received().spans().size());
    }

    @Test
    void whatCannotBeReadIsRefusedWithTheReason() throws Exception {
        byte[] whole = export(span(1).setName("x".repeat(500)).build());
        HttpResponse<byte[]> torn = post("/v1/traces", PROTOBUF, java.util.Arrays.copyOf(whole, whole.length - 7));
        assertEquals(400, torn.statusCode());
        assertTrue(text(torn).contains("protobuf"), text(torn));
        assertEquals(415, post("/v1/traces", "text/plain", whole).statusCode());
        assertEquals(
                415,
                post("/v1/traces", PROTOBUF, whole, "Content-Encoding", "zstd").statusCode());
        assertEquals(
                400,
                post("/v1/traces", PROTOBUF, whole, "Content-Encoding", "gzip").statusCode());
        assertEquals(400, post("/v1/traces", "application/json", whole).statusCode());
        assertEquals(
                400,
                post("/v1/traces", "application/json", "{\"resourceSpans\":7}".getBytes(StandardCharsets.UTF_8))
                        .statusCode());
        assertEquals(
                400,
                post("/v1/traces", "application/json", "[".repeat(100_000).getBytes(StandardCharsets.UTF_8))
                        .statusCode());
        assertEquals(404, post("/v2/traces", PROTOBUF, whole).statusCode());
        HttpRequest get = HttpRequest.newBuilder(URI.create(receiver.addresses().getFirst() + "/v1/traces"))
                .build();
        assertEquals(405, client.send(get, HttpResponse.BodyHandlers.ofString()).statusCode());
        assertEquals(0, receiver.received().spans().size());
        assertEquals(9, receiver.received().refusedRequests());
        assertEquals(200, post("/v1/traces", PROTOBUF, whole).statusCode(), "and it goes on");
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedBeforeItIsSent() throws Exception {
        int port = URI.create(receiver.addresses().getFirst()).getPort();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write(("POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: " + PROTOBUF
                                    + "\r\nContent-Length: 104857600\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 413"), answer);
            assertTrue(answer.contains("8388608 bytes"), answer);
        }
        byte[] bomb = gzip(new byte[64 << 20]);
        int status =
                post("/v1/traces", PROTOBUF, bomb, "Content-Encoding", "gzip").statusCode();
        assertTrue(status == 413 || status == 400, "status " + status);
        assertEquals(0, receiver.received().spans().size());
    }

    @Test
    void spansThatCannotBeAreSaidToBeRejected() throws Exception {
        HttpResponse<byte[]> response = post(
                "/v1/traces",
                PROTOBUF,
                export(
                        span(1).build(),
                        span(2).setStartTimeUnixNano(0).build(),
                        span(3).setEndTimeUnixNano(START_NANOS - 1).build(),
                        span(4).setStartTimeUnixNano(-5).build(),
                        span(0).build()));
        assertEquals(200, response.statusCode());
        var partial = ExportTraceServiceResponse.parseFrom(response.body()).getPartialSuccess();
        assertEquals(4, partial.getRejectedSpans());
        assertTrue(partial.getErrorMessage().contains("nanoseconds since 1970"), partial.getErrorMessage());
        assertEquals(new SpanStore.Counts(5, 4, 0), receiver.received().counts());
    }

    @Test
    void aFullStoreSaysSoAndASpanThatComesTwiceIsKeptOnce() throws Exception {
        Span[] many = new Span[120];
        for (int i = 0; i < many.length; i++) {
            many[i] = span(i + 1).build();
        }
        var partial = ExportTraceServiceResponse.parseFrom(
                        post("/v1/traces", PROTOBUF, export(many)).body())
                .getPartialSuccess();
        assertEquals(20, partial.getRejectedSpans());
        assertTrue(partial.getErrorMessage().contains("no room"), partial.getErrorMessage());
        post("/v1/traces", PROTOBUF, export(many[0]));
        assertEquals(new SpanStore.Counts(121, 20, 1), receiver.received().counts());
    }

    @Test
    void metricsAndLogsAreCountedAndLetGo() throws Exception {
        assertEquals(200, post("/v1/metrics", PROTOBUF, new byte[] {1, 2, 3}).statusCode());
        assertEquals(
                200,
                post("/v1/logs", "application/json", "{}".getBytes(StandardCharsets.UTF_8))
                        .statusCode());
        Received received = receiver.received();
        assertEquals(1, received.metricExports());
        assertEquals(1, received.logExports());
        assertEquals(0, received.exports());
    }

    @Test
    void nobodyIsWaitedForWhereNobodySentAnythingAndNotWhereAllIsThere() throws Exception {
        Map<String, String> calls = Map.of("5b8efff798038103d269b633813fc60c", "00f067aa0ba902b7");
        assertTrue(receiver.awaitLate(calls, 60_000) < 10_000, "nobody ever came");
        post(
                "/v1/traces",
                PROTOBUF,
                export(
                        span(1).setParentSpanId(ByteString.fromHex("0000000000000002"))
                                .build(),
                        span(2).setParentSpanId(ByteString.fromHex("00f067aa0ba902b7"))
                                .build()));
        assertTrue(receiver.awaitLate(calls, 60_000) < 10_000, "the trace is complete");
        post(
                "/v1/traces",
                PROTOBUF,
                export(span(3).setParentSpanId(ByteString.fromHex("0000000000000009"))
                        .build()));
        assertTrue(receiver.awaitLate(calls, 200) >= 200, "a parent is still to come");
    }

    @Test
    void aPortThatIsTakenIsSaidSo() {
        int port = URI.create(receiver.addresses().getFirst()).getPort();
        IOException taken = assertThrows(IOException.class, () -> OtlpReceiver.start(OptionalInt.of(port)));
        assertTrue(String.valueOf(taken.getMessage()).contains("--otlp-port"), taken.getMessage());
    }
}
