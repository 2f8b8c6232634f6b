package io.turngap.agent;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.time.Timeline;
import java.io.IOException;
import java.util.Optional;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okhttp3.ResponseBody;

/**
 * A language model behind an OpenAI-compatible endpoint: waits for a prompt, sends the conversation so far to {@code
 * {base_url}/chat/completions} and emits the tokens as the server streams them. Its latency is spent, not modelled, and so is its price.
 *
 * <p>One conversation a call, confined to its timeline. What was said before an interruption stays in the history, what was cut off does
 * not. After {@code llm.timeout_ms} with no token, and on any error of the server, {@link Llm.Sink#failed} says why.
 */
final class OpenAiLlm implements Llm {

    /** The one argument of the tool that the model is offered. */
    static final String ARGUMENT = "number";

    private static final MediaType JSON_TYPE = MediaType.get("application/json");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Engine engine;
    private final ChatHistory history;

    private OpenAiLlm(Engine engine) {
        this.engine = engine;
        this.history = new ChatHistory(engine.config.prompt());
    }

    @Override
    public Runnable ask(Timeline timeline, Prompt prompt, Sink sink) {
        prompt.tool().ifPresentOrElse(answer -> history.told(answered(answer)), () -> history.heard(prompt.heard()));
        Answer answer = new Answer(sink);
        Runnable cancel = HttpCall.send(
                engine.client,
                engine.address,
                timeline,
                engine.address
                        .request("chat/completions")
                        .header("Accept", "text/event-stream")
                        .post(RequestBody.create(body(prompt.pass()), JSON_TYPE))
                        .build(),
                engine.config.timeoutMs(),
                answer);
        return () -> {
            cancel.run();
            answer.close();
        };
    }

    private byte[] body(int pass) {
        ObjectNode body = JSON.createObjectNode();
        body.put("model", engine.address.model());
        body.put("stream", true);
        body.putObject("stream_options").put("include_usage", true);
        body.set("messages", history.messages());
        ObjectNode function =
                body.putArray("tools").addObject().put("type", "function").putObject("function");
        function.put("name", AgentConfigReader.LOOKUP_ORDER);
        function.put("description", "Looks up when an order arrives.");
        ObjectNode parameters = function.putObject("parameters").put("type", "object");
        parameters
                .putObject("properties")
                .putObject(ARGUMENT)
                .put("type", "string")
                .put("description", "the digits of the order number");
        parameters.putArray("required").add(ARGUMENT);
        // The second pass is to say what the tool answered.
        body.put("tool_choice", pass == 1 ? "auto" : "none");
        try {
            return JSON.writeValueAsBytes(body);
        } catch (IOException impossible) {
            throw new IllegalStateException("a request could not be written as JSON", impossible);
        }
    }

    private static String answered(Tool.Result result) {
        ObjectNode answer = JSON.createObjectNode();
        switch (result) {
            case Tool.Result.Found found -> answer.put("arrives", found.text());
            case Tool.Result.Told told -> answer.put("says", told.sentence());
            case Tool.Result.Failed failed -> answer.put("error", failed.why());
            case Tool.Result.TimedOut late -> answer.put("error", "the system did not answer in time");
        }
        return answer.toString();
    }

    /** One answer: what was said of it goes to the sink and, once it is over, into the history. */
    private final class Answer implements HttpCall.Reading {
        private final Sink sink;
        private final StringBuilder said = new StringBuilder();
        private boolean closed;

        Answer(Sink sink) {
            this.sink = sink;
        }

        @Override
        public Optional<String> read(ResponseBody body, HttpCall.Relay timeline) throws IOException {
            return new ChatStream(new ChatStream.Listener() {
                        @Override
                        public void text(String piece) throws IOException {
                            timeline.tell(() -> {
                                said.append(piece);
                                sink.token(piece);
                            });
                        }

                        @Override
                        public void tool(String id, String name, String arguments, String argument) throws IOException {
                            timeline.tell(() -> {
                                closed = true;
                                history.asked(said.toString(), id, name, arguments);
                                sink.tool(name, argument);
                            });
                        }

                        @Override
                        public void usage(int promptTokens, int completionTokens) throws IOException {
                            timeline.tell(() -> sink.usage(promptTokens, completionTokens));
                        }
                    })
                    .read(body);
        }

        @Override
        public void done() {
            close();
            sink.done();
        }

        @Override
        public void failed(String why) {
            close();
            sink.failed(engine.address.hidden(why));
        }

        void close() {
            if (!closed) {
                closed = true;
                history.said(said.toString());
            }
        }
    }

    /** The model for all calls. */
    static final class Engine implements Llm.Engine {
        private final HttpCalls client;
        private final ProviderAddress address;
        private final AgentConfig.Llm config;

        /** Opens a connection at once, so that the first caller does not wait for it. */
        Engine(HttpCalls client, ProviderAddress address, AgentConfig.Llm config) {
            this.client = client;
            this.address = address;
            this.config = config;
            client.connect(address);
        }

        @Override
        public Llm open(long call) {
            return new OpenAiLlm(this);
        }

        @Override
        public String name() {
            return address.about();
        }

        @Override
        public boolean modelled() {
            return false;
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
