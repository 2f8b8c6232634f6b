package io.turngap.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** JSON as clients send it: what it says, or what is wrong with it. */
final class ClientJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ClientJson() {}

    /**
     * A whole message.
     *
     * @throws ClientError when it is no JSON
     */
    static JsonNode read(ByteBuf utf8) throws ClientError {
        try {
            return JSON.readTree((InputStream) new ByteBufInputStream(utf8));
        } catch (JsonProcessingException notJson) {
            throw notJson(notJson);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /**
     * JSON within something else.
     *
     * @throws ClientError when it is none
     */
    static JsonNode read(String text) throws ClientError {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException notJson) {
            throw notJson(notJson);
        }
    }

    /**
     * The bytes of a base64 text.
     *
     * @param name of the field, for errors
     * @throws ClientError when it is none
     */
    static byte[] base64(JsonNode field, String name) throws ClientError {
        byte[] bytes;
        try {
            bytes = field.isTextual() ? field.binaryValue() : null;
        } catch (IOException notBase64) {
            bytes = null;
        }
        if (bytes == null) {
            throw new ClientError(
                    "invalid_value", name, "Audio must be base64; value seen: " + ClientError.shown(field.toString()));
        }
        return bytes;
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static ClientError notJson(JsonProcessingException why) {
        return new ClientError(
                "invalid_json",
                "",
                "Not JSON: " + ClientError.shown(why.getOriginalMessage()) + ". Send one JSON object a message.");
    }
}
