package io.turngap.link;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Dispatcher;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Asks a server for JSON before a call is dialled, on threads of its own; redirects are not followed, for they would carry secrets along. */
final class HttpAsk implements AutoCloseable {

    private static final long MOST_ANSWER_BYTES = 1 << 20;
    private static final int MOST_AT_ONCE = 256;
    private static final MediaType JSON = MediaType.get("application/json");

    /** Hears the answer, once, on a thread of the client's. */
    interface Answered {
        /** JSON, of a status from 200 to 299. */
        void with(JsonNode answer);

        /** Another status; {@code body} as far as a person would read it. */
        void refused(int status, String body);

        /** No answer. */
        void failed(String why);

        /** An answer that is no JSON. */
        void wrong(String what);
    }

    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("turngap-ask-", 0).factory());
    private final OkHttpClient client;

    /** With the options' timeout, less a tenth: its own word on what went wrong says more than the call's. */
    HttpAsk(LinkOptions options) {
        Dispatcher dispatcher = new Dispatcher(threads);
        dispatcher.setMaxRequests(MOST_AT_ONCE);
        dispatcher.setMaxRequestsPerHost(MOST_AT_ONCE);
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .followRedirects(false)
                .retryOnConnectionFailure(false)
                .callTimeout(Duration.ofMillis(Math.max(1, options.connectTimeoutMs() * 9 / 10)));
        options.trustedCertificates().ifPresent(pem -> OwnTrust.in(builder, pem));
        client = builder.build();
    }

    void ask(
            String method,
            AgentAddress where,
            Map<String, String> headers,
            Optional<ObjectNode> body,
            Answered answered) {
        Call call;
        try {
            Request.Builder request = new Request.Builder().url(where.uri().toString());
            headers.forEach(request::header);
            RequestBody sent = method.equals("GET")
                    ? null
                    : RequestBody.create(body.map(ObjectNode::toString).orElse(""), JSON);
            call = client.newCall(request.method(method, sent).build());
        } catch (IllegalArgumentException e) {
            answered.failed(
                    "the request cannot be made: a header or the address holds a character that HTTP does not allow");
            return;
        }
        call.enqueue(new Callback() {
            @Override
            public void onFailure(Call failed, IOException why) {
                answered.failed(Redaction.reason(why));
            }

            @Override
            public void onResponse(Call done, Response response) {
                read(response, answered);
            }
        });
    }

    private static void read(Response response, Answered answered) {
        String text;
        try (response) {
            text = response.peekBody(MOST_ANSWER_BYTES).string();
        } catch (IOException e) {
            answered.failed("the answer broke off: " + Redaction.reason(e));
            return;
        }
        if (!response.isSuccessful()) {
            answered.refused(response.code(), text);
            return;
        }
        try {
            answered.with(RealtimeMessages.JSON.readTree(text.getBytes(StandardCharsets.UTF_8)));
        } catch (JsonProcessingException e) {
            answered.wrong("what is not JSON (" + e.getOriginalMessage() + ")");
        } catch (IOException e) {
            answered.wrong("what cannot be read (" + e.getMessage() + ")");
        }
    }

    @Override
    public void close() {
        client.dispatcher().cancelAll();
        threads.shutdownNow();
        client.connectionPool().evictAll();
    }
}
