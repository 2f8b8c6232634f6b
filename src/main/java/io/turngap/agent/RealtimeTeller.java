package io.turngap.agent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.measure.Milestone;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells a client in OpenAI Realtime events what its {@link AgentCall} does, and, to a client that asked for it, in Turngap's own events:
 * milestones with the instant at which they happened, what the levers did, where an answer begins after a filler, and which engines are at
 * work.
 *
 * <p>A reply of the agent's is one response. Where it has the client call a function, that response ends with the call, and another carries
 * the rest once the client has asked for it. What the agent says while it waits, a thinking phrase, is a response of its own; between the
 * output of the function and the client's {@code response.create}, which no response may precede, it is held back.
 */
final class RealtimeTeller implements AgentEvents {

    /** Turns whose words have not come; more than a few means that the recogniser has given up on them. */
    private static final int MOST_TURNS_WAITING = 8;

    /** Pieces of text and sound that are held back; a client that has not asked by then has lost the rest of a thinking phrase. */
    private static final int MOST_HELD = 256;

    /** Is told when the agent begins and ends to do something: for what holds for one reply, and for silence. */
    interface Watcher {
        /** The caller speaks, or a reply begins. */
        void busy();

        /** A reply is over. */
        void over(Ending ending);
    }

    private final TreeMap<Integer, String> turnItems = new TreeMap<>();
    private final ClientChannel client;
    private final SessionSettings settings;
    private final RealtimeItems items;
    private final boolean milestones;
    private final Watcher watcher;
    private final List<Runnable> held = new ArrayList<>();

    private ResponseOptions wanted = ResponseOptions.PLAIN;
    private int responses;
    private boolean holding;
    private int itemOfTurn;
    private String userItem = "";
    private long startedMs;
    private double codecDelayMs;
    private @Nullable RealtimeReply reply;

    RealtimeTeller(
            ClientChannel client, SessionSettings settings, RealtimeItems items, boolean milestones, Watcher watcher) {
        this.client = client;
        this.settings = settings;
        this.items = items;
        this.milestones = milestones;
        this.watcher = watcher;
    }

    /** The next response that begins is to be like this. */
    void wanted(ResponseOptions options) {
        wanted = options;
    }

    /** True while a response is on its way as the client sees it; the agent may be at work on a reply without. */
    boolean isResponding() {
        return reply != null;
    }

    /** As {@link #isResponding()}, of the response of this id. */
    boolean isResponding(String id) {
        return reply != null && reply.id().equals(id);
    }

    /** The output of a function has come: what is being said is over, and what comes now waits for {@link #resume}. */
    void outputCame() {
        finish(Ending.COMPLETED);
        holding = true;
    }

    /** The client has asked for the response that its function's output goes into. */
    void resume(ResponseOptions options) {
        wanted = options;
        open();
        release();
    }

    /** Nothing is held back any longer. */
    void release() {
        holding = false;
        List<Runnable> all = List.copyOf(held);
        held.clear();
        all.forEach(Runnable::run);
    }

    /** A response with nothing in it. */
    void nothing(ResponseOptions options) {
        RealtimeReply empty = new RealtimeReply(client, items, nextResponseId(), settings, options);
        empty.begin();
        empty.end(Ending.COMPLETED);
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

    @Override
    public void speechStarted(int turn, long streamMs) {
        watcher.busy();
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
        commit();
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
        items.conversation()
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
        watcher.busy();
        open();
    }

    @Override
    public void text(int number, String piece) {
        say(() -> open().text(piece));
    }

    @Override
    public void audio(int number, short[] samples) {
        say(() -> open().audio(samples));
    }

    @Override
    public void answer(int number) {
        if (milestones) {
            say(() -> {
                RealtimeReply open = open();
                open.flush();
                client.send(client.event("turngap.answer").put("response_id", open.id()));
            });
        }
    }

    @Override
    public void functionCalled(String name, String callId, String arguments) {
        open().call(name, callId, arguments);
        finish(Ending.COMPLETED);
    }

    @Override
    public void replyEnded(int number, Ending ending) {
        holding = false;
        held.clear();
        finish(ending);
        watcher.over(ending);
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

    /**
     * Nobody has said anything for too long, and the agent is about to ask.
     *
     * @param fromMs where the silence began, ms of received audio
     * @param toMs audio received by now, ms
     */
    void timedOut(long fromMs, long toMs) {
        userItem = items.nextId();
        client.send(client.event("input_audio_buffer.timeout_triggered")
                .put("audio_start_ms", fromMs)
                .put("audio_end_ms", toMs)
                .put("item_id", userItem));
        commit();
    }

    private void beginItem(int turn, long streamMs) {
        itemOfTurn = turn;
        userItem = items.nextId();
        startedMs = streamMs;
    }

    /** The audio of the caller's turn is an item of the conversation from here on. */
    private void commit() {
        ObjectNode committed = client.event("input_audio_buffer.committed").put("item_id", userItem);
        committed.setAll(items.previous());
        client.send(committed);
        ObjectNode item = JsonNodeFactory.instance
                .objectNode()
                .put("id", userItem)
                .put("object", "realtime.item")
                .put("type", "message")
                .put("status", "completed")
                .put("role", "user");
        item.putArray("content").addObject().put("type", "input_audio").putNull("transcript");
        items.added(item);
        items.done(item);
    }

    private void say(Runnable piece) {
        if (!holding) {
            piece.run();
        } else if (held.size() < MOST_HELD) {
            held.add(piece);
        }
    }

    private RealtimeReply open() {
        RealtimeReply open = reply;
        if (open == null) {
            open = new RealtimeReply(client, items, nextResponseId(), settings, wanted);
            reply = open;
            wanted = ResponseOptions.PLAIN;
            open.begin();
        }
        return open;
    }

    private void finish(Ending ending) {
        RealtimeReply open = reply;
        reply = null;
        if (open != null) {
            open.end(ending);
        }
    }

    private String nextResponseId() {
        return "resp_" + Integer.toString(++responses, 36);
    }
}
