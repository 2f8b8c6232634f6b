package io.turngap.agent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.sound.Pcm;
import java.util.Base64;

/**
 * What the agent says in one response, as OpenAI Realtime tells it: the item and its content part, deltas of transcript and audio, and their
 * closing events. Assistant content is {@code output_audio} in items and {@code audio} in parts, as the official client checks.
 */
final class RealtimeMessage {

    private final ClientChannel client;
    private final RealtimeItems items;
    private final Place place;
    private final boolean spoken;
    private final WireEncoder encoder;
    private final StringBuilder text = new StringBuilder();
    private final ObjectNode item;
    private long audioSamples;

    /**
     * Where it stands.
     *
     * @param responseId of the response
     * @param itemId of this message
     * @param outputIndex among the response's items
     * @param aside true when the response is no part of the conversation
     */
    record Place(String responseId, String itemId, int outputIndex, boolean aside) {}

    RealtimeMessage(ClientChannel client, RealtimeItems items, Place place, boolean spoken, WireFormat format) {
        this.client = client;
        this.items = items;
        this.place = place;
        this.spoken = spoken;
        this.encoder = new WireEncoder(format);
        item = JsonNodeFactory.instance
                .objectNode()
                .put("id", place.itemId())
                .put("object", "realtime.item")
                .put("type", "message")
                .put("status", "in_progress")
                .put("role", "assistant");
        item.putArray("content");
    }

    void begin() {
        client.send(about("response.output_item.added").set("item", item.deepCopy()));
        if (!place.aside()) {
            items.added(item);
        }
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

    /**
     * Sends the closing events.
     *
     * @return the item
     */
    ObjectNode end(boolean complete) {
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
        if (!place.aside()) {
            items.done(item);
        }
        client.send(about("response.output_item.done").set("item", item.deepCopy()));
        return item;
    }

    /** Words count for text tokens. */
    int words() {
        int words = 0;
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            boolean space = text.charAt(i) == ' ';
            words += !space && !inWord ? 1 : 0;
            inWord = !space;
        }
        return words;
    }

    /** Tenths of a second count for audio tokens. */
    long tenths() {
        return audioSamples * 10 / Pcm.RATE_HZ;
    }

    private void delta(byte[] bytes) {
        if (bytes.length > 0) {
            String base64 = Base64.getEncoder().encodeToString(bytes);
            client.send(inPart("response.output_audio.delta").put("delta", base64));
        }
    }

    private ObjectNode part(String type, String said) {
        ObjectNode event = inPart(type);
        event.putObject("part").put("type", spoken ? "audio" : "text").put(spoken ? "transcript" : "text", said);
        return event;
    }

    private ObjectNode inPart(String type) {
        return about(type).put("item_id", place.itemId()).put("content_index", 0);
    }

    private ObjectNode about(String type) {
        return client.event(type).put("response_id", place.responseId()).put("output_index", place.outputIndex());
    }
}
