package io.turngap.agent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * One response as OpenAI Realtime tells it: {@code response.created}; a {@link RealtimeMessage} from the first word or sound on, where there is
 * any; perhaps a function call behind it; {@code response.done}.
 */
final class RealtimeReply {

    private final ClientChannel client;
    private final RealtimeItems items;
    private final String id;
    private final boolean spoken;
    private final boolean aside;
    private final WireFormat format;
    private final ObjectNode response;
    private final ArrayNode outputs = JsonNodeFactory.instance.arrayNode();
    private @Nullable RealtimeMessage message;
    private int words;
    private long tenths;

    RealtimeReply(
            ClientChannel client, RealtimeItems items, String id, SessionSettings settings, ResponseOptions options) {
        this.client = client;
        this.items = items;
        this.id = id;
        this.spoken = options.spoken().orElse(settings.isSpoken());
        this.aside = options.aside();
        this.format = options.output().orElse(settings.output());
        response = JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("object", "realtime.response")
                .put("status", "in_progress");
        response.putNull("status_details");
        response.putArray("output");
        response.put("conversation_id", aside ? null : "conv_" + settings.id());
        response.putArray("output_modalities").add(spoken ? "audio" : "text");
        response.set("max_output_tokens", settings.maxOutputTokens());
        ObjectNode output = response.putObject("audio").putObject("output");
        output.set("format", format.json());
        output.put("voice", settings.voice());
        response.putNull("usage");
        response.set("metadata", options.metadata());
    }

    String id() {
        return id;
    }

    void begin() {
        client.send(client.event("response.created").set("response", response.deepCopy()));
    }

    void text(String piece) {
        message().text(piece);
    }

    void audio(short[] samples) {
        if (spoken) {
            message().audio(samples);
        }
    }

    /** Sends what a codec holds back; other audio follows from another source, or none. */
    void flush() {
        if (message != null) {
            message.flush();
        }
    }

    /** Has the client call a function; what was said until then is complete. */
    void call(String name, String callId, String arguments) {
        closeMessage(true);
        ObjectNode item = JsonNodeFactory.instance
                .objectNode()
                .put("id", items.nextId())
                .put("object", "realtime.item")
                .put("type", "function_call")
                .put("status", "in_progress")
                .put("name", name)
                .put("call_id", callId)
                .put("arguments", "");
        client.send(about("response.output_item.added").set("item", item.deepCopy()));
        if (!aside) {
            items.added(item);
        }
        String itemId = item.path("id").asText();
        client.send(about("response.function_call_arguments.delta")
                .put("item_id", itemId)
                .put("call_id", callId)
                .put("delta", arguments));
        client.send(about("response.function_call_arguments.done")
                .put("item_id", itemId)
                .put("call_id", callId)
                .put("name", name)
                .put("arguments", arguments));
        item.put("status", "completed").put("arguments", arguments);
        if (!aside) {
            items.done(item);
        }
        client.send(about("response.output_item.done").set("item", item.deepCopy()));
        outputs.add(item.deepCopy());
    }

    /** Sends the closing events. */
    void end(AgentEvents.Ending ending) {
        boolean complete = ending == AgentEvents.Ending.COMPLETED;
        closeMessage(complete);
        response.put("status", complete ? "completed" : "cancelled");
        if (!complete) {
            String reason = ending == AgentEvents.Ending.INTERRUPTED ? "turn_detected" : "client_cancelled";
            response.putObject("status_details").put("type", "cancelled").put("reason", reason);
        }
        response.set("output", outputs);
        response.set("usage", usage());
        client.send(client.event("response.done").set("response", response));
    }

    private RealtimeMessage message() {
        RealtimeMessage open = message;
        if (open == null) {
            var place = new RealtimeMessage.Place(id, items.nextId(), outputs.size(), aside);
            open = new RealtimeMessage(client, items, place, spoken, format);
            message = open;
            open.begin();
        }
        return open;
    }

    private void closeMessage(boolean complete) {
        RealtimeMessage open = message;
        if (open != null) {
            message = null;
            words += open.words();
            tenths += open.tenths();
            outputs.add(open.end(complete).deepCopy());
        }
    }

    private ObjectNode usage() {
        ObjectNode usage = JsonNodeFactory.instance
                .objectNode()
                .put("total_tokens", words + tenths)
                .put("input_tokens", 0)
                .put("output_tokens", words + tenths);
        usage.putObject("input_token_details")
                .put("text_tokens", 0)
                .put("audio_tokens", 0)
                .put("cached_tokens", 0);
        usage.putObject("output_token_details").put("text_tokens", words).put("audio_tokens", tenths);
        return usage;
    }

    private ObjectNode about(String type) {
        return client.event(type).put("response_id", id).put("output_index", outputs.size());
    }
}
