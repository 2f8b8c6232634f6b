package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** The conversation's items as a client hears of them and asks for them; what it asks for is checked first. */
final class RealtimeItems {

    private static final int MOST_CHARS = 65_536;
    private static final Set<String> TYPES = Set.of("message", "function_call", "function_call_output");
    private static final Set<String> ROLES = Set.of("user", "assistant", "system");
    private static final Set<String> STATUSES = Set.of("in_progress", "completed", "incomplete");

    private final ClientChannel client;
    private final Conversation conversation = new Conversation();
    private int items;

    RealtimeItems(ClientChannel client) {
        this.client = client;
    }

    String nextId() {
        return "item_" + Integer.toString(++items, 36);
    }

    Conversation conversation() {
        return conversation;
    }

    /** What stands before an item that is added now, as a field of an event. */
    ObjectNode previous() {
        return object().put("previous_item_id", conversation.newest().orElse(null));
    }

    /** A new item is at the end of the conversation; the client keeps no part of what it is told, so the item may be completed later. */
    void added(ObjectNode item) {
        ObjectNode previous = previous();
        conversation.add(item);
        tell("conversation.item.added", item, previous);
    }

    void done(ObjectNode item) {
        String before = conversation.before(item.path("id").asText()).orElse(null);
        tell("conversation.item.done", item, object().put("previous_item_id", before));
    }

    /**
     * {@code conversation.item.create}.
     *
     * @return the item as it stands in the conversation
     */
    ObjectNode create(JsonNode event) throws ClientError {
        ObjectNode item = checked(event.path("item"));
        String id = item.path("id").isTextual() ? item.path("id").asText() : nextId();
        if (conversation.find(id).isPresent()) {
            throw new ClientError(
                    "item_exists", "item.id", "There is an item '" + ClientError.shown(id) + "' already.");
        }
        String status = item.path("status").asText();
        item.put("id", id).put("object", "realtime.item");
        item.put("status", STATUSES.contains(status) ? status : "completed");
        if (event.path("previous_item_id").isTextual()) {
            String behind = event.path("previous_item_id").asText();
            if (!conversation.addBehind(behind, item)) {
                throw new ClientError(
                        "item_not_found", "previous_item_id", "No item '" + ClientError.shown(behind) + "'.");
            }
        } else {
            conversation.add(item);
        }
        String before = conversation.before(id).orElse(null);
        tell("conversation.item.added", item, object().put("previous_item_id", before));
        done(item);
        return item;
    }

    void retrieve(JsonNode event) throws ClientError {
        client.send(client.event("conversation.item.retrieved")
                .set("item", item(event).deepCopy()));
    }

    void delete(JsonNode event) throws ClientError {
        String id = item(event).path("id").asText();
        conversation.remove(id);
        client.send(client.event("conversation.item.deleted").put("item_id", id));
    }

    /** Acknowledged; the words of the item stay whole, since the agent does not know which of them were heard. */
    void truncate(JsonNode event) throws ClientError {
        item(event);
        JsonNode end = event.path("audio_end_ms");
        if (!end.isNumber() || end.asLong() < 0) {
            throw SessionSettings.wrong("audio_end_ms", end, "a number from 0");
        }
        client.send(client.event("conversation.item.truncated")
                .put("item_id", event.path("item_id").asText())
                .put("content_index", event.path("content_index").asInt(0))
                .put("audio_end_ms", end.asLong()));
    }

    private ObjectNode item(JsonNode event) throws ClientError {
        String id = event.path("item_id").asText();
        return conversation
                .find(id)
                .orElseThrow(
                        () -> new ClientError("item_not_found", "item_id", "No item '" + ClientError.shown(id) + "'."));
    }

    private static ObjectNode checked(JsonNode given) throws ClientError {
        if (!given.isObject() || given.toString().length() > MOST_CHARS) {
            throw new ClientError(
                    "invalid_value", "item", "An item is an object of at most " + MOST_CHARS + " characters.");
        }
        String type = given.path("type").asText();
        if (!TYPES.contains(type)) {
            throw SessionSettings.wrong(
                    "item.type", given.path("type"), "'message', 'function_call' or 'function_call_output'");
        }
        ObjectNode item = given.deepCopy();
        if (type.equals("message")) {
            checkMessage(item);
        } else {
            require(item, "call_id");
            require(item, type.equals("function_call") ? "name" : "output");
        }
        return item;
    }

    /** Audio in an item is not kept, and official clients want the key {@code transcript} in what is told of it. */
    private static void checkMessage(ObjectNode item) throws ClientError {
        String role = item.path("role").asText();
        if (!ROLES.contains(role)) {
            throw SessionSettings.wrong("item.role", item.path("role"), "'user', 'assistant' or 'system'");
        }
        JsonNode contents = item.path("content");
        if (!contents.isArray()) {
            throw SessionSettings.wrong("item.content", contents, "an array of content parts");
        }
        for (JsonNode content : contents) {
            if (!content.isObject()) {
                throw SessionSettings.wrong("item.content", content, "an array of content parts");
            }
            ObjectNode part = (ObjectNode) content;
            String type = part.path("type").asText();
            if (role.equals("assistant")) {
                type = type.equals("text") ? "output_text" : type.equals("audio") ? "output_audio" : type;
                part.put("type", type);
            }
            boolean audio = type.equals(role.equals("assistant") ? "output_audio" : "input_audio");
            boolean text = type.equals(role.equals("assistant") ? "output_text" : "input_text");
            if (audio && !role.equals("system")) {
                part.remove("audio");
                part.put("transcript", part.path("transcript").textValue());
            } else if (text) {
                if (!part.path("text").isTextual()) {
                    throw SessionSettings.wrong("item.content.text", part.path("text"), "a text");
                }
            } else {
                throw SessionSettings.wrong(
                        "item.content.type",
                        part.path("type"),
                        role.equals("assistant")
                                ? "'output_text' or 'output_audio'"
                                : role.equals("user") ? "'input_text' or 'input_audio'" : "'input_text'");
            }
        }
    }

    private static void require(ObjectNode item, String key) throws ClientError {
        if (!item.path(key).isTextual()) {
            throw SessionSettings.wrong("item." + key, item.path(key), "a text");
        }
    }

    private void tell(String type, ObjectNode item, ObjectNode previous) {
        ObjectNode event = client.event(type);
        event.set("item", item.deepCopy());
        event.setAll(previous);
        client.send(event);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
