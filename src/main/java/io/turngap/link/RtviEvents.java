package io.turngap.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.measure.Milestone;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the messages of RTVI (versions 1 and 2) mean to a caller.
 *
 * <p>Milestones, as arrivals here: {@code user-stopped-speaking} is the decision that the turn is over, a final {@code user-transcription} the
 * final transcript (when it comes before the model is asked: later it did not stand on the way to the reply), {@code bot-llm-started} the request to the model, the first
 * {@code bot-llm-text} its first token, {@code bot-tts-started} the text handed to synthesis, {@code llm-function-call-in-progress} and {@code -stopped} a tool of the
 * bot's own. {@code metrics} are what the bot claims, in seconds there and in milliseconds here. A bot that speaks {@link TurngapEvents} (in
 * {@code server-message}) tells its milestones itself, and none is taken from here.
 *
 * <p>RTVI has no names for replies: a reply here is all audio up to an interruption, the end of the bot's speech, or the end of a turn.
 */
final class RtviEvents {

    static final String LABEL = "rtvi-ai";

    /** Sends a message: its type, its id, its data. */
    interface Sender {
        void say(String type, String id, JsonNode data);
    }

    private static final int MOST_TEXT = 10_000;
    private static final int MOST_SPOKEN = 16_384;
    private static final int MOST_CLAIM_NAME = 40;
    private static final int MOST_TOOLS = 256;

    /** Of a client's interface, or said otherwise, too. */
    private static final Set<String> WITHOUT_MEANING = Set.of(
            "vad-user-started-speaking",
            "vad-user-stopped-speaking",
            "user-llm-text",
            "bot-tts-text",
            "bot-output",
            "bot-transcription",
            "llm-function-call-started",
            "user-audio-level",
            "bot-audio-level",
            "user-mute-started",
            "user-mute-stopped",
            "system-log",
            "ui-command",
            "ui-job-group",
            "server-response",
            "error-response");

    private final Wire wire;
    private final Link.Listener listener;
    private final IncomingSound sound;
    private final Set<String> tools;
    private final Sender sender;
    private final TurngapEvents own;
    private final StringBuilder spoken = new StringBuilder();
    private final Set<String> asked = new HashSet<>();
    private final Set<String> running = new HashSet<>();
    private long reply;
    private boolean fresh = true;
    private boolean turnAwaitsReply;
    private boolean tokenSeen;
    private boolean thinking;
    private boolean synthesising;
    private boolean speaking;
    private boolean replying;

    RtviEvents(Wire wire, Link.Listener listener, IncomingSound sound, List<String> tools, Sender sender) {
        this.wire = wire;
        this.listener = listener;
        this.sound = sound;
        this.tools = Set.copyOf(tools);
        this.sender = sender;
        this.own = new TurngapEvents(listener, wire, this::ownMessage);
    }

    TurngapEvents own() {
        return own;
    }

    /** Our own pings go as an application's message, which a bot that knows nothing of them answers with an error that is no trouble. */
    private void ownMessage(ObjectNode event) {
        ObjectNode data = JsonNodeFactory.instance
                .objectNode()
                .put("t", event.path("type").asText());
        data.set("d", event);
        sender.say("client-message", RealtimeMessages.CLOCK_EVENT_ID, data);
    }

    /** The name of the reply that audio arriving now belongs to. */
    String replyId() {
        return "reply" + reply;
    }

    /** What a bot of ours says of its stages when it is ready. */
    void about(JsonNode stages) {
        for (var stage : stages.properties()) {
            listener.about(
                    stage.getKey(),
                    wire.clean(stage.getValue().path("engine").asText(""), 100),
                    stage.getValue().path("modelled").asBoolean(false));
        }
    }

    /** Audio arrives. */
    void audio(long at) {
        if (fresh) {
            fresh = false;
            reply++;
        }
        if (!replying) {
            speaking = true;
            activity(at);
        }
    }

    /** What the bot was saying is to be dropped. */
    void interrupted(long at) {
        sound.drop();
        listener.flush(at);
        if (!fresh) {
            listener.replyEnded(at, replyId(), true);
        }
        said(at);
        fresh = true;
        thinking = false;
        synthesising = false;
        speaking = false;
        activity(at);
    }

    /** The bot understood this. */
    void heard(long at, String text) {
        listener.transcript(at, true, wire.clean(text, MOST_TEXT));
        if (turnAwaitsReply) {
            milestone(at, Milestone.STT_FINAL);
        }
    }

    void event(long at, String type, ObjectNode message) {
        JsonNode data = message.path("data");
        switch (type) {
            case "user-started-speaking" -> turnAwaitsReply = false;
            case "user-stopped-speaking" -> {
                turnAwaitsReply = true;
                fresh |= !speaking;
                milestone(at, Milestone.AGENT_TURN_END);
            }
            case "user-transcription" -> {
                if (data.path("final").asBoolean(false)) {
                    heard(at, data.path("text").asText(""));
                }
            }
            case "bot-llm-started" -> {
                turnAwaitsReply = false;
                tokenSeen = false;
                thinking = true;
                activity(at);
                milestone(at, Milestone.LLM_REQUEST);
            }
            case "bot-llm-text" -> token(at, data.path("text").asText(""));
            case "bot-llm-stopped" -> {
                thinking = false;
                said(at);
                activity(at);
            }
            case "bot-tts-started" -> {
                synthesising = true;
                activity(at);
                milestone(at, Milestone.TTS_REQUEST);
            }
            case "bot-tts-stopped" -> {
                synthesising = false;
                activity(at);
            }
            case "bot-started-speaking" -> {
                speaking = true;
                activity(at);
            }
            case "bot-stopped-speaking" -> stopped(at);
            case "bot-interrupted" -> interrupted(at);
            case "llm-function-call-in-progress" -> toolCalled(at, data);
            case "llm-function-call-stopped" -> toolStopped(at, data);
            case "metrics" -> metrics(data);
            case "error" -> failed(at, data.path("error").asText("it does not say why"));
            case "server-message" -> ours(at, data);
            case "server-response" -> ours(at, data.path("d"), data.path("t").asText(""));
            case "error-response" -> refused(at, message);
            default -> {
                if (!WITHOUT_MEANING.contains(type)) {
                    wire.unknown(type.isEmpty() ? "message without a type" : type);
                }
            }
        }
    }

    private void milestone(long at, String name) {
        if (!own.spoken()) {
            listener.milestone(at, name, 0);
        }
    }

    private void token(long at, String text) {
        if (!tokenSeen) {
            tokenSeen = true;
            milestone(at, Milestone.LLM_FIRST_TOKEN);
        }
        spoken.append(text, 0, Math.min(text.length(), MOST_SPOKEN - spoken.length()));
    }

    private void said(long at) {
        if (!spoken.isEmpty()) {
            listener.transcript(at, false, wire.clean(spoken.toString(), MOST_TEXT));
            spoken.setLength(0);
        }
    }

    private void stopped(long at) {
        sound.finish(at);
        speaking = false;
        if (!fresh && !thinking && !synthesising) {
            listener.replyEnded(at, replyId(), false);
            fresh = true;
        }
        activity(at);
    }

    private void activity(long at) {
        boolean active = thinking || synthesising || speaking;
        if (active != replying) {
            replying = active;
            listener.replying(at, active);
        }
    }

    private void toolCalled(long at, JsonNode data) {
        String id = data.path("tool_call_id").asText("");
        String name = data.path("function_name").asText("");
        if (id.isEmpty() || asked.size() + running.size() >= MOST_TOOLS) {
            wire.bad(at, "a function call without a tool_call_id, or one of more than " + MOST_TOOLS + " at once");
        } else if (tools.contains(name)) {
            if (asked.add(id)) {
                JsonNode arguments = data.path("arguments");
                listener.toolCalled(at, new ToolCall(id, name, arguments.isObject() ? arguments.toString() : "{}"));
            }
        } else if (running.add(id)) {
            milestone(at, Milestone.TOOL_START);
        }
    }

    private void toolStopped(long at, JsonNode data) {
        String id = data.path("tool_call_id").asText("");
        if (running.remove(id)) {
            milestone(at, Milestone.TOOL_END);
        }
        if (asked.remove(id)) {
            listener.toolCancelled(at, id);
        }
    }

    /** Gives the answer to a function call, unless it is wanted no longer. */
    void answer(ToolAnswer answer) {
        if (!asked.remove(answer.id())) {
            return;
        }
        ObjectNode data = JsonNodeFactory.instance
                .objectNode()
                .put("function_name", answer.name())
                .put("tool_call_id", answer.id());
        data.putObject("arguments");
        data.set("result", answer.error() ? error(answer.output()) : JsonMessages.jsonOrText(answer.output()));
        sender.say("llm-function-call-result", answer.id(), data);
    }

    private static JsonNode error(String what) {
        return JsonNodeFactory.instance.objectNode().put("error", what);
    }

    /** Durations in seconds, by kind and processor; those of 0 are sent at the start and mean nothing. */
    private void metrics(JsonNode data) {
        for (String kind : List.of("ttfb", "ttfa", "ttfat", "processing")) {
            for (JsonNode entry : data.path(kind)) {
                JsonNode value = entry.path(kind.equals("processing") || kind.equals("ttfb") ? "value" : kind);
                double ms = value.asDouble(0) * 1_000;
                if (ms > 0 && Double.isFinite(ms)) {
                    String name = kind + " " + entry.path("processor").asText("");
                    listener.claim(wire.clean(name, MOST_CLAIM_NAME), ms);
                }
            }
        }
    }

    private void failed(long at, String why) {
        String what = "the bot reports an error: " + wire.clean(why, 300);
        if (CallSocket.limited(why)) {
            listener.replyFailed(at, true, what);
        } else {
            wire.trouble(at, what);
        }
    }

    private void ours(long at, JsonNode event) {
        ours(at, event, event.path("type").asText(""));
    }

    private void ours(long at, JsonNode event, String type) {
        if (type.startsWith("turngap.") && !own.event(at, type, event)) {
            wire.unknown(type);
        }
    }

    private void refused(long at, JsonNode message) {
        if (message.path("id").asText("").equals(RealtimeMessages.CLOCK_EVENT_ID)) {
            own.stop();
        } else {
            wire.trouble(
                    at,
                    "the bot refuses a message: "
                            + message.path("data").path("error").asText("it does not say why"));
        }
    }
}
