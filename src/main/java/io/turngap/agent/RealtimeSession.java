package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.turngap.time.Timeline;

/**
 * One client of the bundled agent, spoken to in OpenAI Realtime (GA): turns its events into calls on an {@link AgentCall}. What the agent
 * does goes back through {@link RealtimeTeller}. A mistake of the client's is answered with an {@code error} event and the session goes on;
 * {@value #MOST_MISTAKES} of them end it.
 */
final class RealtimeSession implements Endpoint {

    static final int MOST_MISTAKES = 200;

    private final ClientChannel client;
    private final SessionSettings settings;
    private final Conversation conversation = new Conversation();
    private final RealtimeTeller teller;
    private final AgentCall call;
    private final boolean milestones;
    private final ClientAudio audio;

    private int mistakes;
    private boolean greeted;
    private boolean closed;

    RealtimeSession(ClientChannel client, Hello hello, Timeline timeline, AgentConfig config, Kit kit) {
        this.client = client;
        this.milestones = hello.milestones();
        this.audio = new ClientAudio(timeline, WireFormat.PCM);
        String model = hello.model().isEmpty() ? "turngap-agent" : hello.model();
        long expiresAtS = System.currentTimeMillis() / 1000 + 3_600;
        String id = "sess_" + Long.toString(hello.index(), 36) + "_" + Long.toString(timeline.nowNanos(), 36);
        settings = new SessionSettings(id, model, kit.stt().name(), config, expiresAtS);
        teller = new RealtimeTeller(client, settings, conversation, milestones);
        call = new AgentCall(hello.index(), timeline, config, kit, teller);
        client.send(client.event("session.created").set("session", settings.json()));
    }

    @Override
    public void text(ByteBuf utf8, long receivedNanos) {
        if (closed) {
            return;
        }
        String eventId = "";
        try {
            JsonNode event = ClientJson.read(utf8);
            eventId = ClientError.shown(event.path("event_id").asText(""));
            if (!event.isObject() || !event.path("type").isTextual()) {
                throw new ClientError("invalid_event", "type", "An event is a JSON object with a 'type'.");
            }
            handle(event.path("type").asText(), event, receivedNanos);
        } catch (ClientError error) {
            mistake(error, eventId);
        }
    }

    @Override
    public void binary(ByteBuf bytes, long receivedNanos) {
        mistake(
                new ClientError(
                        "invalid_event", "", "Binary message; this protocol is JSON text, audio is base64 in it."),
                "");
    }

    @Override
    public void failed(Throwable cause) {
        client.error("server_error", "internal_error", "", "The agent failed: " + cause, "");
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
            case "input_audio_buffer.append" ->
                audio.accept(ClientJson.base64(event.path("audio"), "audio"), receivedNanos, call);
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

    private void update(JsonNode session) throws ClientError {
        settings.update(session);
        if (audio.form(settings.input())) {
            teller.codecDelayMs(audio.codecDelayMs());
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
