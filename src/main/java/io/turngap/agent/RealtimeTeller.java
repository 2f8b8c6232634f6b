package io.turngap.agent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.measure.Milestone;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells a client in OpenAI Realtime events what its {@link AgentCall} does, and, to a client that asked for it, in Turngap's own events:
 * milestones with the instant at which they happened, what the levers did, where an answer begins after a filler, and which engines are at
 * work.
 */
final class RealtimeTeller implements AgentEvents {

    /** Turns whose words have not come; more than a few means that the recogniser has given up on them. */
    private static final int MOST_TURNS_WAITING = 8;

    private final TreeMap<Integer, String> turnItems = new TreeMap<>();
    private final ClientChannel client;
    private final SessionSettings settings;
    private final Conversation conversation;
    private final boolean milestones;

    private int items;
    private int itemOfTurn;
    private String userItem = "";
    private long startedMs;
    private double codecDelayMs;
    private @Nullable RealtimeReply reply;

    RealtimeTeller(ClientChannel client, SessionSettings settings, Conversation conversation, boolean milestones) {
        this.client = client;
        this.settings = settings;
        this.conversation = conversation;
        this.milestones = milestones;
    }

    String nextItemId() {
        return "item_" + Integer.toString(++items, 36);
    }

    /** Says which engines are at work. */
    void about(Map<String, Kit.About> about) {
        if (milestones) {
            ObjectNode event = client.event("turngap.about");
            ObjectNode stages = event.putObject("stages");
            for (Map.Entry<String, Kit.About> stage : about.entrySet()) {
                stages.putObject(stage.getKey())
                        .put("engine", stage.getValue().engine())
                        .put("modelled", stage.getValue().modelled());
            }
            client.send(event);
        }
    }

    /** From now on sound stands so much later in the stream than the caller put it: a caller knows its own places only. */
    void codecDelayMs(double ms) {
        codecDelayMs = ms;
    }

    void item(String type, ObjectNode item, ObjectNode previous) {
        ObjectNode event = client.event(type);
        event.set("item", item.deepCopy());
        event.setAll(previous);
        client.send(event);
    }

    @Override
    public void speechStarted(int turn, long streamMs) {
        beginItem(turn, streamMs);
        client.send(client.event("input_audio_buffer.speech_started")
                .put("audio_start_ms", Math.max(0, streamMs - settings.paddingMs()))
                .put("item_id", userItem));
    }

    @Override
    public void turnEnded(int turn, long streamMs) {
        if (itemOfTurn != turn) {
            beginItem(turn, streamMs);
        }
        if (settings.taking().automatic()) {
            client.send(client.event("input_audio_buffer.speech_stopped")
                    .put("audio_end_ms", streamMs)
                    .put("item_id", userItem));
        }
        ObjectNode previous = previous();
        ObjectNode committed = client.event("input_audio_buffer.committed").put("item_id", userItem);
        committed.setAll(previous);
        client.send(committed);
        ObjectNode item = object().put("id", userItem)
                .put("object", "realtime.item")
                .put("type", "message")
                .put("status", "completed")
                .put("role", "user");
        item.putArray("content").addObject().put("type", "input_audio").putNull("transcript");
        conversation.add(item);
        item("conversation.item.added", item, previous);
        item("conversation.item.done", item, previous);
        startedMs = streamMs - startedMs;
        turnItems.put(turn, userItem);
        if (turnItems.size() > MOST_TURNS_WAITING) {
            turnItems.remove(turnItems.firstEntry().getKey());
        }
    }

    @Override
    public void transcript(int turn, String text) {
        String item = turnItems.remove(turn);
        if (item == null) {
            return;
        }
        conversation
                .find(item)
                .ifPresent(known -> ((ObjectNode) known.path("content").path(0)).put("transcript", text));
        if (settings.isTranscribed()) {
            ObjectNode event = client.event("conversation.item.input_audio_transcription.completed")
                    .put("item_id", item)
                    .put("content_index", 0)
                    .put("transcript", text);
            event.putObject("usage").put("type", "duration").put("seconds", Math.max(0, startedMs) / 1000.0);
            client.send(event);
        }
    }

    @Override
    public void replyStarted(int number) {
        RealtimeReply made = new RealtimeReply(client, "resp_" + Integer.toString(number, 36), nextItemId(), settings);
        reply = made;
        ObjectNode previous = previous();
        conversation.add(made.item());
        made.begin(previous);
    }

    @Override
    public void text(int number, String piece) {
        if (reply != null) {
            reply.text(piece);
        }
    }

    @Override
    public void audio(int number, short[] samples) {
        if (reply != null) {
            reply.audio(samples);
        }
    }

    @Override
    public void answer(int number) {
        if (reply != null && milestones) {
            reply.flush();
            client.send(client.event("turngap.answer").put("response_id", reply.id()));
        }
    }

    @Override
    public void replyEnded(int number, Ending ending) {
        if (reply != null) {
            reply.end(ending);
            reply = null;
        }
    }

    @Override
    public void milestone(String name, long atNanos) {
        if (milestones) {
            client.send(client.event("turngap.milestone").put("name", name).put("at_ns", atNanos));
        }
    }

    @Override
    public void lever(String name, String value) {
        if (milestones) {
            client.send(client.event("turngap.lever").put("name", name).put("value", value));
        }
    }

    @Override
    public void speechEnded(long atNanos, double audioMs) {
        if (milestones) {
            client.send(client.event("turngap.milestone")
                    .put("name", Milestone.AGENT_SPEECH_END)
                    .put("at_ns", atNanos)
                    .put("audio_ms", audioMs - codecDelayMs));
        }
    }

    @Override
    public void trouble(String what) {
        if (milestones) {
            client.error("server_error", "agent_trouble", "", what, "");
        }
    }

    private void beginItem(int turn, long streamMs) {
        itemOfTurn = turn;
        userItem = nextItemId();
        startedMs = streamMs;
    }

    private ObjectNode previous() {
        return object().put("previous_item_id", conversation.newest().orElse(null));
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
