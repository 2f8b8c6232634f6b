package io.turngap.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.turngap.time.Timeline;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okhttp3.ResponseBody;
import okio.BufferedSource;

/**
 * Tools behind HTTP: waits for a call, posts {@code {"call", "turn", "argument"}} to {@code {tools.server}/tools/{name}} and emits the text
 * of the answer {@code {"text"}}, an error, or that the time was up. {@link ToolServer} is such a server.
 */
final class HttpTools implements Tool {

    private static final long MOST_ANSWER_BYTES = 1 << 16;
    private static final int MOST_TEXT_CHARS = 1_000;
    private static final MediaType JSON_TYPE = MediaType.get("application/json");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpCalls client;
    private final ProviderAddress server;
    private final long timeoutMs;

    /** Opens a connection at once, so that the first caller does not wait for it. */
    HttpTools(HttpCalls client, AgentConfig.Tools config) {
        this.client = client;
        this.server = ProviderAddress.keyless(config.server());
        this.timeoutMs = config.timeoutMs();
        client.connect(server);
    }

    @Override
    public Runnable call(Timeline timeline, Call call, Consumer<Result> answer) {
        byte[] body = JSON.createObjectNode()
                .put("call", call.call())
                .put("turn", call.turn())
                .put("argument", call.argument())
                .toString()
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return HttpCall.send(
                client,
                server,
                timeline,
                server.request("tools/" + call.name())
                        .post(RequestBody.create(body, JSON_TYPE))
                        .build(),
                timeoutMs,
                new Reading(answer));
    }

    @Override
    public boolean modelled() {
        return false;
    }

    @Override
    public boolean readOnly(String name) {
        return name.equals(AgentConfigReader.LOOKUP_ORDER);
    }

    @Override
    public String name() {
        return "http tools at " + server.host();
    }

    @Override
    public void close() {
        client.close();
    }

    private record Reading(Consumer<Result> answer) implements HttpCall.Reading {
        @Override
        public Optional<String> read(ResponseBody body, HttpCall.Relay timeline) throws IOException {
            BufferedSource in = body.source();
            if (in.request(MOST_ANSWER_BYTES)) {
                return Optional.of("the tool's answer is longer than " + MOST_ANSWER_BYTES + " bytes");
            }
            try {
                JsonNode text = JSON.readTree(in.readUtf8()).path("text");
                if (text.isTextual() && text.textValue().length() <= MOST_TEXT_CHARS) {
                    timeline.tell(() -> answer.accept(new Result.Found(text.textValue())));
                    return Optional.empty();
                }
                return Optional.of(
                        "the tool's answer holds no text of up to " + MOST_TEXT_CHARS + " characters at key text");
            } catch (JsonProcessingException malformed) {
                return Optional.of("the tool's answer is no JSON");
            }
        }

        @Override
        public void failed(String why) {
            answer.accept(new Result.Failed(why));
        }

        @Override
        public void timedOut(String why) {
            answer.accept(new Result.TimedOut());
        }
    }
}
