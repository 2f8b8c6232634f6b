package io.turngap.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.turngap.time.Timeline;
import java.io.IOException;

/**
 * One client of the bundled agent, spoken to in OpenAI Realtime (GA): turns its events into calls on an {@link AgentCall}. What the agent
 * does goes back through {@link RealtimeTeller}. A mistake of the client's is answered with an {@code error} event and the session goes on;
 * {@value #MOST_MISTAKES} of them end it.
 */
final class RealtimeSession implements Endpoint {

    static final int MOST_MISTAKES = 200;

    /** How far a client's audio may run ahead of the clock. */
    private static final long MOST_AHEAD_MS = 60_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ClientChannel client;
    private final Timeline timeline;
    private final SessionSettings settings;
    private final Conversation conversation = new Conversation();
    private final RealtimeTeller teller;
    private final AgentCall call;
    private final boolean milestones;
    private final long openedNanos;

    private WireDecoder decoder = new WireDecoder(WireFormat.PCM);
    private long audioMs16;
    private int mistakes;
    private boolean greeted;
    private boolean closed;

    RealtimeSession(ClientChannel client, Hello hello, Timeline timeline, AgentConfig config, Kit kit) {
        this.client = client;
        this.timeline = timeline;
        this.milestones = hello.milestones();
        this.openedNanos = timeline.nowNanos();
        String model = hello.model().isEmpty() ? "turngap-agent" : hello.model();
        long expiresAtS = System.currentTimeMillis() / 1000 + 3_600;
        String id = "sess_" + Long.toString(hello.index(), 36) + "_" + Long.toString(openedNanos, 36);
        settings = new SessionSettings(id, model, kit.stt().name(), config, expiresAtS);
        teller = new RealtimeTeller(client, settings, conversation, milestones);
        AgentEvents events = CallTrace.of(client.channel(), id, timeline, kit, teller);
        call = new AgentCall(hello.index(), timeline, config, kit, events);
        client.send(client.event("session.created").set("session", settings.json()));
    }

    @Override
    public void text(ByteBuf utf8, long receivedNanos) {
        if (closed) {
            return;
        }
        String eventId = "";
        try {
            JsonNode event = JSON.readTree((java.io.InputStream) new ByteBufInputStream(utf8));
            eventId = ClientError.shown(event.path("event_id").asText(""));
            if (!event.isObject() || !event.path("type").isTextual()) {
                throw new ClientError("invalid_event", "type", "An event is a JSON object with a 'type'.");
            }
            handle(event.path("type").asText(), event, receivedNanos);
        } catch (JsonProcessingException notJson) {
            mistake(
                    new ClientError(
                            "invalid_json",
                            "",
                            "Not JSON: " + ClientError.shown(notJson.getOriginalMessage())
                                    + ". Send one JSON object a message."),
                    eventId);
        } catch (ClientError error) {
            mistake(error, eventId);
        } catch (IOException impossible) {
            throw new java.io.UncheckedIOException(impossible);
        }
    }

    @Override
    public void binary() {
        mistake(
                new ClientError(
                        "invalid_event", "", "Binary message; this protocol is JSON text, audio is base64 in it."),
                "");
    }

    @Override
    public void closed() {
        closed = true;
        call.close();
    }

    private void mistake(ClientError error, String eventId) {
        if (++mistakes > MOST_MISTAKES) {
            closed = true;
            client.close(WebSocketCloseStatus.POLICY_VIOLATION, "more than " + MOST_MISTAKES + " mistakes");
        } else {
            client.error("invalid_request_error", error.code(), error.param(), error.text(), eventId);
        }
    }

    private void handle(String type, JsonNode event, long receivedNanos) throws ClientError {
        switch (type) {
            case "input_audio_buffer.append" -> append(event.path("audio"), receivedNanos);
            case "session.update" -> update(event.path("session"));
            case "input_audio_buffer.commit" -> commit();
            case "input_audio_buffer.clear" -> {
                call.clear();
                client.send(client.event("input_audio_buffer.cleared"));
            }
            case "conversation.item.create" -> create(event);
            case "conversation.item.retrieve" ->
                client.send(client.event("conversation.item.retrieved")
                        .set("item", item(event).deepCopy()));
            case "conversation.item.truncate" -> truncate(event);
            case "conversation.item.delete" -> {
                String id = item(event).path("id").asText();
                conversation.remove(id);
                client.send(client.event("conversation.item.deleted").put("item_id", id));
            }
            case "response.create" -> respond();
            case "response.cancel" -> cancel();
            case "turngap.clock" -> clock(event, receivedNanos);
            default ->
                throw new ClientError(
                        "invalid_value",
                        "type",
                        "Unknown event type '" + ClientError.shown(type)
                                + "'. Allowed: session.update, input_audio_buffer.append, .commit, "
                                + ".clear, conversation.item.create, .retrieve, .truncate, .delete, response.create, .cancel.");
        }
    }

    private void append(JsonNode audio, long receivedNanos) throws ClientError {
        byte[] bytes;
        try {
            bytes = audio.isTextual() ? audio.binaryValue() : null;
        } catch (IOException notBase64) {
            bytes = null;
        }
        if (bytes == null) {
            throw new ClientError(
                    "invalid_value",
                    "audio",
                    "Audio must be base64; value seen: " + ClientError.shown(audio.toString()));
        }
        long elapsedMs = (timeline.nowNanos() - openedNanos) / 1_000_000;
        if (audioMs16 / 16 - elapsedMs > MOST_AHEAD_MS) {
            throw new ClientError(
                    "input_audio_too_fast",
                    "audio",
                    "Audio is more than " + MOST_AHEAD_MS / 1000
                            + " s ahead of the clock and was dropped; send it as it is spoken.");
        }
        int count = decoder.decode(bytes);
        audioMs16 += count;
        call.audio(decoder.samples(), count, receivedNanos);
    }

    private void update(JsonNode session) throws ClientError {
        settings.update(session);
        if (settings.input() != decoder.format()) {
            decoder = new WireDecoder(settings.input());
            teller.codecDelayMs(decoder.codecDelayMs());
        }
        call.taking(settings.taking());
        call.spoken(settings.isSpoken());
        client.send(client.event("session.updated").set("session", settings.json()));
        if (!greeted) {
            greeted = true;
            teller.about(call.about());
            call.start();
        }
    }

    private void commit() throws ClientError {
        if (call.taking().automatic()) {
            throw new ClientError(
                    "input_audio_buffer_commit_empty",
                    "",
                    "Turn detection is on, so the agent commits by itself; set turn_detection to null first.");
        }
        if (!call.commit()) {
            throw new ClientError(
                    "input_audio_buffer_commit_empty",
                    "",
                    "The buffer holds no audio (20 ms are needed); append some first.");
        }
    }

    private void create(JsonNode event) throws ClientError {
        JsonNode given = event.path("item");
        if (!given.isObject() || given.toString().length() > 65_536) {
            throw new ClientError("invalid_value", "item", "An item is an object of at most 65536 characters.");
        }
        ObjectNode item = given.deepCopy();
        String id = item.path("id").isTextual() ? item.path("id").asText() : teller.nextItemId();
        if (conversation.find(id).isPresent()) {
            throw new ClientError(
                    "item_exists", "item.id", "There is an item '" + ClientError.shown(id) + "' already.");
        }
        item.put("id", id).put("object", "realtime.item");
        item.put("status", item.path("status").asText("completed"));
        ObjectNode previous = JsonNodeFactory.instance.objectNode();
        if (event.path("previous_item_id").isTextual()) {
            String behind = event.path("previous_item_id").asText();
            if (!conversation.addBehind(behind, item)) {
                throw new ClientError(
                        "item_not_found", "previous_item_id", "No item '" + ClientError.shown(behind) + "'.");
            }
            previous.put("previous_item_id", behind.equals("root") ? null : behind);
        } else {
            previous.put("previous_item_id", conversation.newest().orElse(null));
            conversation.add(item);
        }
        for (JsonNode content : item.path("content")) {
            if (item.path("role").asText().equals("user")
                    && content.path("type").asText().equals("input_text")) {
                call.tell(content.path("text").asText());
            }
        }
        teller.item("conversation.item.added", item, previous);
        teller.item("conversation.item.done", item, previous);
    }

    private ObjectNode item(JsonNode event) throws ClientError {
        String id = event.path("item_id").asText();
        return conversation
                .find(id)
                .orElseThrow(
                        () -> new ClientError("item_not_found", "item_id", "No item '" + ClientError.shown(id) + "'."));
    }

    private void truncate(JsonNode event) throws ClientError {
        item(event);
        JsonNode end = event.path("audio_end_ms");
        if (!end.isNumber() || end.asLong() < 0) {
            throw new ClientError(
                    "invalid_value",
                    "audio_end_ms",
                    "audio_end_ms must be a number from 0; value seen: " + ClientError.shown(end.toString()));
        }
        client.send(client.event("conversation.item.truncated")
                .put("item_id", event.path("item_id").asText())
                .put("content_index", event.path("content_index").asInt(0))
                .put("audio_end_ms", end.asLong()));
    }

    private void respond() throws ClientError {
        if (!call.respond()) {
            throw new ClientError(
                    "conversation_already_has_active_response",
                    "",
                    "A response is on its way; wait for response.done or cancel it.");
        }
    }

    private void cancel() throws ClientError {
        if (!call.cancel()) {
            throw new ClientError("response_cancel_not_active", "", "No response is on its way.");
        }
    }

    private void clock(JsonNode event, long receivedNanos) throws ClientError {
        if (!milestones) {
            throw new ClientError(
                    "invalid_value", "type", "turngap.clock needs the header " + HandshakeGate.MILESTONES + ": 1.");
        }
        ObjectNode answer = client.event("turngap.clock")
                .put("echo_ns", event.path("sent_ns").asLong())
                .put("received_ns", receivedNanos);
        client.send(answer.put("sent_ns", System.nanoTime()));
    }
}
