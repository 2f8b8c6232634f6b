package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.time.Timeline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The agent's tools as a Pipecat client sees them. It is told of each call; a function that it offers by the tool's name, in {@value #KEY} of
 * {@code /start}'s body, of the query, or of {@code client-ready}, is called in the client, by {@code llm-function-call-in-progress} and
 * {@code llm-function-call-result}, instead of here. As in Pipecat only the id of other calls is told.
 *
 * <p>An order look-up's argument is {@value #ARGUMENT}. A result is a text, or an object whose {@code text}, {@code result} or first text is
 * taken; one with {@code error} is a failure. No result within {@code tools.timeout_ms} is a timeout, as with any tool.
 */
final class PipecatFunctions implements Tool {

    static final String KEY = "functions";

    static final String ARGUMENT = "order_number";

    private static final int MOST_OFFERED = 32;
    private static final int MOST_NAME = 64;
    private static final int MOST_RESULT = 200;

    private final Tool own;
    private final Rtvi client;
    private final Runnable began;
    private final Set<String> offered = new HashSet<>();
    private final Map<String, Consumer<Result>> asked = new HashMap<>();
    private final Set<String> running = new HashSet<>();
    private int calls;

    /** {@code began} runs when the model has decided for a call, before the client is told. */
    PipecatFunctions(Tool own, Rtvi client, Runnable began) {
        this.own = own;
        this.client = client;
        this.began = began;
    }

    /**
     * The names in a list.
     *
     * @throws ClientError when it holds something else
     */
    static List<String> offered(JsonNode names) throws ClientError {
        List<String> list = new ArrayList<>();
        for (JsonNode name : names) {
            list.add(name.isTextual() ? name.textValue() : "");
        }
        boolean right = names.isMissingNode() || names.isNull() || names.isArray();
        if (!right || list.size() > MOST_OFFERED || !list.stream().allMatch(PipecatFunctions::isName)) {
            throw new ClientError(
                    "invalid_value",
                    KEY,
                    "Functions as " + ClientError.shown(names.toString()) + "; allowed: a list of at most "
                            + MOST_OFFERED + " names of 1 to " + MOST_NAME
                            + " characters, such as [\"lookup_order\"].");
        }
        return list;
    }

    /** The client offers these; others that it offered before stay. */
    void offer(Collection<String> names) {
        for (String name : names) {
            if (isName(name) && offered.size() < MOST_OFFERED) {
                offered.add(name);
            }
        }
    }

    /**
     * The client's result of a call.
     *
     * @throws ClientError when no such call of a function of the client's waits for one
     */
    void result(JsonNode data) throws ClientError {
        String id = data.path("tool_call_id").asText();
        Consumer<Result> waiting = asked.remove(id);
        if (waiting == null) {
            throw new ClientError(
                    "invalid_value",
                    "tool_call_id",
                    "No function call '" + ClientError.shown(id)
                            + "' waits for a result of yours: it is unknown, the agent's own, answered, or was given up.");
        }
        JsonNode given = data.path("result");
        ObjectNode stopped = stopped(id, false)
                .put("function_name", data.path("function_name").asText());
        client.send("llm-function-call-stopped", stopped.set("result", given));
        waiting.accept(read(given));
    }

    @Override
    public Runnable call(Timeline timeline, Call call, Consumer<Result> answer) {
        String id = "call_" + Long.toString(call.call(), 36) + "_" + Integer.toString(++calls, 36);
        began.run();
        if (!offered.contains(call.name())) {
            return callOwn(timeline, call, id, answer);
        }
        asked.put(id, answer);
        client.send("llm-function-call-started", ClientJson.object().put("function_name", call.name()));
        ObjectNode data = ClientJson.object().put("tool_call_id", id).put("function_name", call.name());
        data.putObject("arguments").put(ARGUMENT, call.argument());
        client.send("llm-function-call-in-progress", data);
        return () -> {
            if (asked.remove(id) != null) {
                client.send("llm-function-call-stopped", stopped(id, true).put("function_name", call.name()));
            }
        };
    }

    private Runnable callOwn(Timeline timeline, Call call, String id, Consumer<Result> answer) {
        client.send("llm-function-call-started", ClientJson.object());
        client.send("llm-function-call-in-progress", ClientJson.object().put("tool_call_id", id));
        running.add(id);
        Runnable giveUp = own.call(timeline, call, result -> {
            if (running.remove(id)) {
                client.send("llm-function-call-stopped", stopped(id, false));
                answer.accept(result);
            }
        });
        return () -> {
            giveUp.run();
            if (running.remove(id)) {
                client.send("llm-function-call-stopped", stopped(id, true));
            }
        };
    }

    @Override
    public boolean modelled() {
        return offered.isEmpty() && own.modelled();
    }

    /** What the client's functions do is not known here. */
    @Override
    public boolean readOnly(String name) {
        return !offered.contains(name) && own.readOnly(name);
    }

    @Override
    public String name() {
        return offered.isEmpty() ? own.name() : "functions of the client";
    }

    private static ObjectNode stopped(String id, boolean cancelled) {
        return ClientJson.object().put("tool_call_id", id).put("cancelled", cancelled);
    }

    private static Result read(JsonNode given) {
        if (given.hasNonNull("error")) {
            return new Result.Failed("the client's function failed: " + cut(given.path("error")));
        }
        for (String key : List.of("text", "result")) {
            if (given.path(key).isTextual()) {
                return new Result.Found(cut(given.path(key)));
            }
        }
        for (JsonNode field : given) {
            if (field.isTextual()) {
                return new Result.Found(cut(field));
            }
        }
        String whole = cut(given);
        return whole.isBlank() || given.isNull()
                ? new Result.Failed("the client's function gave nothing")
                : new Result.Found(whole);
    }

    private static String cut(JsonNode node) {
        String text = node.isValueNode() ? node.asText() : node.toString();
        return text.length() <= MOST_RESULT ? text : text.substring(0, MOST_RESULT);
    }

    private static boolean isName(String name) {
        return !name.isBlank() && name.length() <= MOST_NAME;
    }
}
