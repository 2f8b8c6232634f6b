package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.sound.Pcm;
import java.util.Base64;

/**
 * A reply as OpenAI Realtime tells it: {@code response.created}, the item and its content part, deltas of transcript and audio, and the
 * closing events. Assistant content is {@code output_audio} in items and {@code audio} in parts, as the official client checks.
 */
final class RealtimeReply {

    private final ClientChannel client;
    private final String id;
    private final String itemId;
    private final boolean spoken;
    private final WireEncoder encoder;
    private final StringBuilder text = new StringBuilder();
    private final ObjectNode response;
    private final ObjectNode item;
    private long audioSamples;

    RealtimeReply(ClientChannel client, String id, String itemId, SessionSettings settings) {
        this.client = client;
        this.id = id;
        this.itemId = itemId;
        this.spoken = settings.isSpoken();
        WireFormat format = settings.output();
        this.encoder = new WireEncoder(settings.output());
        JsonNode session = settings.json();
        response = object().put("id", id).put("object", "realtime.response").put("status", "in_progress");
        response.putNull("status_details");
        response.putArray("output");
        response.put("conversation_id", "conv_" + session.path("id").asText());
        response.set("output_modalities", session.path("output_modalities"));
        response.set("max_output_tokens", session.path("max_output_tokens"));
        ObjectNode output = response.putObject("audio").putObject("output");
        output.set("format", format.json());
        output.put("voice", session.at("/audio/output/voice").asText());
        response.putNull("usage").putNull("metadata");
        item = object().put("id", itemId)
                .put("object", "realtime.item")
                .put("type", "message")
                .put("status", "in_progress")
                .put("role", "assistant");
        item.putArray("content");
    }

    /** The assistant's item, complete once {@link #end} was called. */
    ObjectNode item() {
        return item;
    }

    String id() {
        return id;
    }

    void begin(ObjectNode previousItem) {
        client.send(client.event("response.created").set("response", response.deepCopy()));
        client.send(about("response.output_item.added").set("item", item.deepCopy()));
        ObjectNode added = client.event("conversation.item.added");
        added.set("item", item.deepCopy());
        added.setAll(previousItem);
        client.send(added);
        client.send(part("response.content_part.added", ""));
    }

    void text(String piece) {
        text.append(piece);
        client.send(inPart(spoken ? "response.output_audio_transcript.delta" : "response.output_text.delta")
                .put("delta", piece));
    }

    void audio(short[] samples) {
        audioSamples += samples.length;
        delta(encoder.encode(samples));
    }

    /** Sends what a codec holds back; other audio follows from another source, or none. */
    void flush() {
        delta(encoder.flush());
    }

    private void delta(byte[] bytes) {
        if (bytes.length > 0) {
            String base64 = Base64.getEncoder().encodeToString(bytes);
            client.send(inPart("response.output_audio.delta").put("delta", base64));
        }
    }

    /** Sends the closing events. */
    void end(AgentEvents.Ending ending) {
        boolean complete = ending == AgentEvents.Ending.COMPLETED;
        String said = text.toString();
        if (spoken) {
            if (complete) {
                flush();
            }
            client.send(inPart("response.output_audio.done"));
            client.send(inPart("response.output_audio_transcript.done").put("transcript", said));
        } else {
            client.send(inPart("response.output_text.done").put("text", said));
        }
        client.send(part("response.content_part.done", said));
        item.put("status", complete ? "completed" : "incomplete");
        ObjectNode content = item.putArray("content").addObject();
        content.put("type", spoken ? "output_audio" : "output_text").put(spoken ? "transcript" : "text", said);
        client.send(client.event("conversation.item.done").set("item", item.deepCopy()));
        client.send(about("response.output_item.done").set("item", item.deepCopy()));
        response.put("status", complete ? "completed" : "cancelled");
        if (!complete) {
            String reason = ending == AgentEvents.Ending.INTERRUPTED ? "turn_detected" : "client_cancelled";
            response.putObject("status_details").put("type", "cancelled").put("reason", reason);
        }
        response.putArray("output").add(item.deepCopy());
        response.set("usage", usage());
        client.send(client.event("response.done").set("response", response.deepCopy()));
    }

    /** Words for text tokens, tenths of a second for audio tokens. */
    private ObjectNode usage() {
        int words = text.isEmpty() ? 0 : text.toString().strip().split(" +").length;
        long tenths = audioSamples * 10 / Pcm.RATE_HZ;
        ObjectNode usage = object().put("total_tokens", words + tenths)
                .put("input_tokens", 0)
                .put("output_tokens", words + tenths);
        usage.putObject("input_token_details")
                .put("text_tokens", 0)
                .put("audio_tokens", 0)
                .put("cached_tokens", 0);
        usage.putObject("output_token_details").put("text_tokens", words).put("audio_tokens", tenths);
        return usage;
    }

    private ObjectNode part(String type, String said) {
        ObjectNode event = inPart(type);
        event.putObject("part").put("type", spoken ? "audio" : "text").put(spoken ? "transcript" : "text", said);
        return event;
    }

    private ObjectNode inPart(String type) {
        return about(type).put("item_id", itemId).put("content_index", 0);
    }

    private ObjectNode about(String type) {
        return client.event(type).put("response_id", id).put("output_index", 0);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
