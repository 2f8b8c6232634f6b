package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Map;
import java.util.Optional;

/**
 * The dialect of OpenAI Realtime before it was generally available, for clients that ask for it ({@code OpenAI-Beta: realtime=v1}, or a
 * browser's subprotocol): other names for the same events, and a session without sections. The rest of the agent speaks GA alone.
 */
final class RealtimeBeta {

    private static final String HEADER = "OpenAI-Beta";
    private static final String VALUE = "realtime=v1";
    private static final String SUBPROTOCOL = "openai-beta.realtime-v1";

    /** GA beginnings of event types, and how they began before. */
    private static final Map<String, String> TYPES = Map.of(
            "response.output_audio.", "response.audio.",
            "response.output_audio_transcript.", "response.audio_transcript.",
            "response.output_text.", "response.text.");

    private static final Map<String, String> FORMATS =
            Map.of("pcm16", "audio/pcm", "g711_ulaw", "audio/pcmu", "g711_alaw", "audio/pcma");

    private RealtimeBeta() {}

    /** True when a client's handshake asks for the dialect. */
    static boolean isAsked(HttpHeaders headers) {
        return headers.get(HEADER, "").contains(VALUE)
                || headers.get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, "").contains(SUBPROTOCOL);
    }

    /** A client's event, in GA; {@code event} itself is changed. */
    static JsonNode heard(JsonNode event) {
        String type = event.path("type").asText();
        if (type.equals("session.update") && event.path("session").isObject()) {
            ((ObjectNode) event)
                    .set("session", ga((ObjectNode) event.path("session")).put("type", "realtime"));
        } else if (type.equals("response.create") && event.path("response").isObject()) {
            ((ObjectNode) event).set("response", ga((ObjectNode) event.path("response")));
        }
        return event;
    }

    /** An event of ours in the dialect, changed in place; empty for one that it does not have. */
    static Optional<ObjectNode> spoken(ObjectNode event) {
        String type = event.path("type").asText();
        if (type.equals("conversation.item.done")) {
            return Optional.empty();
        }
        if (type.equals("conversation.item.added")) {
            event.put("type", "conversation.item.created");
        }
        for (Map.Entry<String, String> name : TYPES.entrySet()) {
            if (type.startsWith(name.getKey())) {
                event.put("type", name.getValue() + type.substring(name.getKey().length()));
            }
        }
        if (event.path("session").isObject()) {
            event.set("session", session(event.path("session")));
        }
        item(event.path("item"));
        if (event.path("response").isObject()) {
            ObjectNode response = (ObjectNode) event.path("response");
            response.path("output").forEach(RealtimeBeta::item);
            modalities(response, response);
            JsonNode output = response.at("/audio/output");
            response.put("output_audio_format", format(output.path("format")));
            response.set("voice", output.path("voice"));
            response.remove("audio");
        }
        return Optional.of(event);
    }

    private static void item(JsonNode item) {
        for (JsonNode content : item.path("content")) {
            String type = content.path("type").asText();
            if (type.startsWith("output_")) {
                ((ObjectNode) content).put("type", type.substring("output_".length()));
            }
        }
    }

    private static ObjectNode session(JsonNode ga) {
        ObjectNode flat = JsonNodeFactory.instance.objectNode().put("object", "realtime.session");
        for (String same :
                new String[] {"id", "model", "expires_at", "instructions", "tools", "tool_choice", "tracing"}) {
            flat.set(same, ga.path(same));
        }
        modalities(ga, flat);
        JsonNode in = ga.at("/audio/input");
        JsonNode out = ga.at("/audio/output");
        flat.put("input_audio_format", format(in.path("format")));
        flat.put("output_audio_format", format(out.path("format")));
        flat.set("input_audio_transcription", in.path("transcription"));
        flat.set("input_audio_noise_reduction", in.path("noise_reduction"));
        flat.set("turn_detection", in.path("turn_detection"));
        flat.set("voice", out.path("voice"));
        flat.set("speed", out.path("speed"));
        flat.set("max_response_output_tokens", ga.path("max_output_tokens"));
        flat.put("temperature", 0.8);
        return flat;
    }

    private static void modalities(JsonNode ga, ObjectNode into) {
        boolean spoken = ga.path("output_modalities").path(0).asText().equals("audio");
        into.remove("output_modalities");
        var modalities = into.putArray("modalities").add("text");
        if (spoken) {
            modalities.add("audio");
        }
    }

    private static String format(JsonNode ga) {
        for (Map.Entry<String, String> name : FORMATS.entrySet()) {
            if (name.getValue().equals(ga.path("type").asText())) {
                return name.getKey();
            }
        }
        return ga.path("type").asText();
    }

    /** A flat session, or the part of one that a response has, in sections; what has no other place stays where it is. */
    private static ObjectNode ga(ObjectNode flat) {
        ObjectNode ga = flat.deepCopy();
        ObjectNode in = JsonNodeFactory.instance.objectNode();
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        move(ga, "input_audio_transcription", in, "transcription");
        move(ga, "input_audio_noise_reduction", in, "noise_reduction");
        move(ga, "turn_detection", in, "turn_detection");
        move(ga, "voice", out, "voice");
        move(ga, "speed", out, "speed");
        move(ga, "max_response_output_tokens", ga, "max_output_tokens");
        formatTo(ga, "input_audio_format", in);
        formatTo(ga, "output_audio_format", out);
        JsonNode modalities = ga.remove("modalities");
        if (modalities != null) {
            boolean spoken = modalities.toString().contains("\"audio\"");
            ga.putArray("output_modalities").add(spoken ? "audio" : "text");
        }
        if (!in.isEmpty() || !out.isEmpty()) {
            ObjectNode audio = ga.putObject("audio");
            audio.set("input", in);
            audio.set("output", out);
        }
        return ga;
    }

    private static void move(ObjectNode from, String key, ObjectNode into, String name) {
        JsonNode value = from.remove(key);
        if (value != null) {
            into.set(name, value);
        }
    }

    private static void formatTo(ObjectNode from, String key, ObjectNode side) {
        JsonNode value = from.remove(key);
        if (value != null && !(value instanceof NullNode)) {
            side.putObject("format").put("type", FORMATS.getOrDefault(value.asText(), value.asText()));
        }
    }
}
