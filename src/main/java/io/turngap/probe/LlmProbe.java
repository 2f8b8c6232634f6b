package io.turngap.probe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.measure.Milestone;
import io.turngap.measure.ProbeKind;
import io.turngap.measure.ProbeMilestone;
import io.turngap.measure.ProbeNotes;
import io.turngap.measure.Turn;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okhttp3.ResponseBody;

/**
 * A language model behind OpenAI's chat completions, streaming. The first token is the first piece with text or a tool call; the piece
 * that only names the role is none, and reasoning ({@code reasoning_content}, {@code reasoning}) is kept apart. A server that answers with
 * one JSON instead of a stream is measured, too: its first token comes with its last.
 */
public final class LlmProbe implements Probe {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MediaType JSON_TYPE = MediaType.get("application/json");
    private static final long MOST_JSON_BYTES = 8L << 20;
    /** More pieces than this are read, but their gaps not kept. */
    private static final int MOST_GAPS = 50_000;

    private static final int MOST_TEXT = 4_000;

    private final Target target;
    private final ProbeHttp http;
    private final List<String> prompts;
    private final ObjectNode template;

    /**
     * Asks {@code prompts} in turn.
     *
     * @param template the body of a request but for its messages, such as {@code model} and {@code max_tokens}; what stands in it wins over
     *     the probe's own {@code stream} and {@code stream_options}, and null takes a field away
     */
    public LlmProbe(Target target, Settings settings, List<String> prompts, ObjectNode template) {
        if (prompts.isEmpty()) {
            throw new ProbeException("There are 0 prompts; at least one is expected. Give --prompt or --prompt-file.");
        }
        this.target = target;
        this.prompts = List.copyOf(prompts);
        this.http = new ProbeHttp(target, settings);
        ObjectNode body = JSON.createObjectNode();
        body.put("stream", true);
        body.putObject("stream_options").put("include_usage", true);
        template.properties().forEach(field -> {
            if (field.getValue().isNull()) {
                body.remove(field.getKey());
            } else {
                body.set(field.getKey(), field.getValue());
            }
        });
        this.template = body;
    }

    @Override
    public Turn request(int index, long dueNanos) {
        int at = Math.floorMod(index, prompts.size());
        Attempt attempt = new Attempt(ProbeKind.LLM, index, "prompt " + (at + 1), "", dueNanos).hiding(target::hidden);
        ObjectNode body = template.deepCopy();
        if (!body.has("messages")) {
            body.putArray("messages").addObject().put("role", "user").put("content", prompts.get(at));
        }
        byte[] bytes;
        try {
            bytes = JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree that cannot be written", impossible);
        }
        return http.exchange(
                attempt,
                target.request(target.url())
                        .header("Accept", "text/event-stream")
                        .post(RequestBody.create(bytes, JSON_TYPE)),
                answer -> new Answer(attempt).read(answer));
    }

    @Override
    public void close() {
        http.close();
    }

    /** One answer as it comes. */
    private static final class Answer {
        private final Attempt attempt;
        private final StringBuilder text = new StringBuilder();
        private long lastNanos;
        private int pieces;
        private int reasoning;
        private boolean finished;

        Answer(Attempt attempt) {
            this.attempt = attempt;
        }

        void read(ResponseBody body) throws IOException, ProbeHttp.BadAnswer {
            MediaType type = body.contentType();
            String subtype = type == null ? "" : type.subtype();
            if (subtype.equals("html")) {
                throw new ProbeHttp.BadAnswer(
                        "malformed", "the server sent " + type + " where a stream of events is expected; check --url");
            }
            if (subtype.equals("json")) {
                whole(body);
            } else {
                events(body);
            }
            attempt.first(ProbeMilestone.END, System.nanoTime());
            attempt.value(ProbeNotes.PIECES, pieces);
            attempt.spoken(text.toString());
            if (!finished) {
                throw new ProbeHttp.BadAnswer(
                        "broken",
                        "the answer broke off after " + pieces + " pieces: neither finish_reason nor [DONE] came");
            }
            if (pieces == 0) {
                throw new ProbeHttp.BadAnswer(
                        "empty",
                        reasoning == 0
                                ? "the answer was empty"
                                : "the answer was empty after " + reasoning
                                        + " pieces of reasoning; allow more with --max-tokens");
            }
        }

        private void events(ResponseBody body) throws IOException, ProbeHttp.BadAnswer {
            SseReader events = new SseReader(body.source());
            while (true) {
                Optional<String> event = events.next();
                if (event.isEmpty()) {
                    return;
                }
                long now = System.nanoTime();
                String data = event.get().strip();
                if (data.equals("[DONE]")) {
                    finished = true;
                    return;
                }
                chunk(parse(data), "delta", now);
            }
        }

        private void whole(ResponseBody body) throws IOException, ProbeHttp.BadAnswer {
            if (body.source().request(MOST_JSON_BYTES)) {
                throw new ProbeHttp.BadAnswer("malformed", "the answer is longer than " + MOST_JSON_BYTES + " bytes");
            }
            String json = body.source().readUtf8();
            chunk(parse(json), "message", System.nanoTime());
        }

        private static JsonNode parse(String data) throws ProbeHttp.BadAnswer {
            try {
                JsonNode node = JSON.readTree(data);
                if (node.isObject()) {
                    return node;
                }
            } catch (JsonProcessingException malformed) {
                // Said below.
            }
            throw new ProbeHttp.BadAnswer("malformed", "the stream holds what is no JSON object: " + shown(data));
        }

        private void chunk(JsonNode chunk, String key, long now) throws ProbeHttp.BadAnswer {
            if (chunk.hasNonNull("error")) {
                JsonNode error = chunk.get("error");
                boolean limited = error.toString().contains("rate_limit");
                throw new ProbeHttp.BadAnswer(
                        limited ? ProbeNotes.RATE_LIMITED : "server_error",
                        "the server said in the stream: "
                                + shown(error.path("message").asText(error.toString())));
            }
            JsonNode usage = chunk.path("usage");
            if (usage.isObject()) {
                count(usage, ProbeNotes.PROMPT_TOKENS);
                count(usage, ProbeNotes.COMPLETION_TOKENS);
            }
            JsonNode choice = chunk.path("choices").path(0);
            JsonNode said = choice.path(key);
            if (isText(said.path("reasoning_content")) || isText(said.path("reasoning"))) {
                reasoning++;
                attempt.first(ProbeMilestone.FIRST_REASONING, now);
            }
            boolean content = isText(said.path("content"));
            if (content && text.length() < MOST_TEXT) {
                text.append(said.path("content").textValue());
            }
            if (content
                    || isText(said.path("refusal"))
                    || !said.path("tool_calls").isEmpty()) {
                piece(now);
            }
            finished |= choice.hasNonNull("finish_reason");
        }

        private void piece(long now) {
            if (pieces > 0 && pieces <= MOST_GAPS) {
                attempt.gap(now - lastNanos);
            }
            attempt.first(Milestone.LLM_FIRST_TOKEN, now);
            attempt.last(ProbeMilestone.LAST_TOKEN, now);
            lastNanos = now;
            pieces++;
        }

        private void count(JsonNode usage, String name) {
            if (usage.path(name).isNumber()) {
                attempt.value(name, usage.path(name).asDouble());
            }
        }

        private static boolean isText(JsonNode node) {
            return node.isTextual() && !node.textValue().isEmpty();
        }

        private static String shown(String text) {
            return text.length() <= 200 ? text : text.substring(0, 200) + "…";
        }
    }
}
