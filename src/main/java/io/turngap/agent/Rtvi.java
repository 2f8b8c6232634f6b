package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * The way back to a client that speaks RTVI: messages labelled {@value #LABEL}, each as JSON in a frame of its own. What answers a message of
 * the client's carries that one's id; what does not has none.
 */
final class Rtvi {

    static final String LABEL = "rtvi-ai";

    /** The version of the protocol that is spoken here, as Pipecat 1.7's. */
    static final String VERSION = "2.1.0";

    private final ClientChannel client;
    private long frames;

    Rtvi(ClientChannel client) {
        this.client = client;
    }

    /** Tells something without data. */
    void send(String type) {
        send(type, Optional.empty(), "");
    }

    void send(String type, ObjectNode data) {
        send(type, Optional.of(data), "");
    }

    /** Answers the client's message {@code id}. */
    void answer(String type, String id, ObjectNode data) {
        send(type, Optional.of(data), id);
    }

    /** Says that the client's message {@code id} was wrong. */
    void refuse(String id, String why) {
        answer("error-response", id, ClientJson.object().put("error", why));
    }

    /** One of Turngap's own events. */
    void own(ObjectNode event) {
        send("server-message", event);
    }

    /** Sound, 16 bits, little endian, one channel. */
    void sound(byte[] sound, int rateHz) {
        client.sendBinary(PipecatFrame.audio(++frames, sound, rateHz));
    }

    /** What was sent and not played is to be dropped. */
    void interruption() {
        client.sendBinary(PipecatFrame.interruption(++frames));
    }

    /** One text as data. */
    static ObjectNode text(String text) {
        return ClientJson.object().put("text", text);
    }

    /** The id of a client's message, to answer with. */
    static String id(JsonNode message) {
        return ClientError.shown(message.path("id").asText(""));
    }

    private void send(String type, Optional<ObjectNode> data, String id) {
        ObjectNode message = ClientJson.object().put("label", LABEL).put("type", type);
        if (!id.isEmpty()) {
            message.put("id", id);
        }
        data.ifPresent(node -> message.set("data", node));
        client.sendBinary(PipecatFrame.message(message.toString()));
    }
}
