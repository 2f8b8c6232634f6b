package io.turngap.link;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/** Events that a client sends, apart from audio. */
final class RealtimeMessages {

    /** Reads and writes events; strict about what follows an event. */
    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** The name of our {@code session.update}, by which an error about it is known. */
    static final String SESSION_EVENT_ID = "turngap-session";
    /** The name of our clock pings, by which an error about them is known. */
    static final String CLOCK_EVENT_ID = "turngap-clock";

    /** Key of a scenario's {@code link:} block: members of {@code session.update}'s session, over our own. */
    static final String SESSION = "session";

    /** All keys of that block that the protocol knows. */
    static final Set<String> SETTINGS = Set.of(SESSION, RealtimeDialect.SETTING);

    private RealtimeMessages() {}

    private static ObjectNode event(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    static ObjectNode sessionUpdate(LinkOptions options, RealtimeDialect dialect) {
        ObjectNode message = event("session.update").put("event_id", SESSION_EVENT_ID);
        ObjectNode session = message.putObject("session");
        options.instructions().ifPresent(text -> session.put("instructions", text));
        if (dialect == RealtimeDialect.BETA) {
            betaSession(session, options);
        } else {
            session(session, options);
        }
        if (!options.tools().isEmpty()) {
            tools(session, options.tools());
        }
        if (options.settings().get(SESSION) instanceof ObjectNode more) {
            merge(session, more);
        }
        return message;
    }

    private static void session(ObjectNode session, LinkOptions options) {
        session.put("type", "realtime");
        session.putArray("output_modalities").add("audio");
        ObjectNode audio = session.putObject("audio");
        ObjectNode input = audio.putObject("input");
        format(input, options.input());
        options.transcription()
                .ifPresent(model -> input.putObject("transcription").put("model", model));
        options.turnDetection().ifPresent(detection -> input.set("turn_detection", detection));
        ObjectNode output = audio.putObject("output");
        format(output, options.output());
        options.voice().ifPresent(voice -> output.put("voice", voice));
    }

    /** The beta's flat form; a reply in sound must be asked for together with its text there. */
    private static void betaSession(ObjectNode session, LinkOptions options) {
        session.putArray("modalities").add("text").add("audio");
        session.put("input_audio_format", betaName(options.input()));
        session.put("output_audio_format", betaName(options.output()));
        options.transcription()
                .ifPresent(
                        model -> session.putObject("input_audio_transcription").put("model", model));
        options.turnDetection().ifPresent(detection -> session.set("turn_detection", detection));
        options.voice().ifPresent(voice -> session.put("voice", voice));
    }

    private static String betaName(WireFormat format) {
        return switch (format) {
            case PCM -> "pcm16";
            case MULAW -> "g711_ulaw";
            case ALAW -> "g711_alaw";
            case OPUS -> throw new IllegalArgumentException("opus, of which the beta knows nothing");
        };
    }

    /** Puts what {@code more} says over {@code session}, objects member by member. */
    static void merge(ObjectNode session, ObjectNode more) {
        for (var member : more.properties()) {
            if (session.get(member.getKey()) instanceof ObjectNode inner
                    && member.getValue() instanceof ObjectNode over) {
                merge(inner, over);
            } else {
                session.set(member.getKey(), member.getValue());
            }
        }
    }

    private static void tools(ObjectNode session, List<ToolDeclaration> declared) {
        ArrayNode tools = session.putArray("tools");
        for (ToolDeclaration tool : declared) {
            ObjectNode function = tools.addObject().put("type", "function").put("name", tool.name());
            if (!tool.description().isEmpty()) {
                function.put("description", tool.description());
            }
            function.set("parameters", tool.parameters());
        }
        session.put("tool_choice", "auto");
    }

    /** What came of a function. The protocol has no place to say that it failed: the output says so. */
    static ObjectNode functionOutput(ToolAnswer answer) {
        ObjectNode message = event("conversation.item.create");
        message.putObject("item")
                .put("type", "function_call_output")
                .put("call_id", answer.id())
                .put("output", answer.output());
        return message;
    }

    /** Asks for a reply to what was added to the conversation. */
    static ObjectNode responseCreate() {
        return event("response.create");
    }

    private static void format(ObjectNode direction, WireFormat format) {
        ObjectNode node = direction.putObject("format").put("type", format.type());
        if (format == WireFormat.PCM || format == WireFormat.OPUS) {
            node.put("rate", format.rateHz());
        }
    }

    static ObjectNode truncate(Replies.Played played) {
        return event("conversation.item.truncate")
                .put("item_id", played.itemId())
                .put("content_index", played.contentIndex())
                .put("audio_end_ms", played.audioEndMs());
    }

    static ObjectNode clock(long sentNanos) {
        return event("turngap.clock").put("sent_ns", sentNanos).put("event_id", CLOCK_EVENT_ID);
    }
}
