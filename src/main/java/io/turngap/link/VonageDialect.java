package io.turngap.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.link.Link.Ending.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Vonage WebSockets: an answer URL that gives an NCCO, then 16-bit samples as binary messages both ways and JSON besides; what comes back is
 * {@code action} {@code clear} and {@code notify}.
 */
final class VonageDialect implements Dialect {

    private static final SoundFormat USUAL = SoundFormat.pcm(16_000);
    private static final long MOST_PAUSE_MS = 60_000;

    @Override
    public String prefix() {
        return "vonage";
    }

    @Override
    public String protocolName() {
        return "vonage-websocket";
    }

    @Override
    public String provider() {
        return "Vonage";
    }

    @Override
    public SoundFormat sound(AgentAddress stream) {
        return USUAL;
    }

    @Override
    public String hookMethod() {
        return "GET";
    }

    @Override
    public Map<String, String> hookParameters(PhoneCall call) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("from", withoutPlus(call.from()));
        query.put("to", withoutPlus(call.to()));
        query.put("uuid", call.callUuid());
        query.put("conversation_uuid", "CON-" + call.callUuid());
        return query;
    }

    private static String withoutPlus(String number) {
        return number.startsWith("+") ? number.substring(1) : number;
    }

    @Override
    public CallAnswer answer(byte[] body, AgentAddress hook) {
        try {
            JsonNode actions = RealtimeMessages.JSON.readTree(body);
            if (!actions.isArray()) {
                return ended(Kind.PROTOCOL, "answered the call with JSON that is no NCCO, which is a list of actions");
            }
            return run(actions, hook);
        } catch (IOException e) {
            return ended(Kind.PROTOCOL, "answered the call with what is no JSON; expected is an NCCO");
        } catch (LinkException wrong) {
            return ended(Kind.PROTOCOL, "answered the call with an NCCO of which " + wrong.getMessage());
        }
    }

    private static CallAnswer ended(Kind kind, String detail) {
        return new CallAnswer.Ended(kind, detail);
    }

    private static CallAnswer run(JsonNode actions, AgentAddress hook) {
        List<String> notes = new ArrayList<>();
        long pauseMs = 0;
        for (JsonNode action : actions) {
            String kind = action.path("action").asText("");
            switch (kind) {
                case "connect" -> {
                    return new CallAnswer.Connect(stream(action, hook).noting(notes), pauseMs);
                }
                case "wait" -> {
                    double seconds = action.path("timeout").asDouble(10);
                    pauseMs = Math.min(MOST_PAUSE_MS, pauseMs + Math.max(0, Math.round(seconds * 1_000)));
                }
                case "talk", "stream" ->
                    notes.add("its NCCO has the action " + kind
                            + " before the stream, which a caller would hear first; Turngap passes it over");
                case "notify", "record" -> {
                    // Nothing that a caller would hear.
                }
                default -> {
                    return ended(
                            Kind.REFUSED,
                            "answered the call with an NCCO that has the action \"" + kind
                                    + "\" before any connect, which Turngap does not run");
                }
            }
        }
        return ended(Kind.REFUSED, "answered the call with an NCCO without connect, so the call would end");
    }

    private static StreamOrder stream(JsonNode action, AgentAddress hook) {
        JsonNode endpoint = action.path("endpoint").path(0);
        String type = endpoint.path("type").asText("");
        if (!type.equals("websocket")) {
            throw new LinkException("the endpoint has the type \"" + type + "\"; it must be websocket");
        }
        String uri = endpoint.path("uri").asText("");
        if (uri.isBlank()) {
            throw new LinkException("the endpoint has no uri; it must say where the stream goes");
        }
        String content = endpoint.path("content-type").asText("audio/l16;rate=16000");
        SoundFormat sound = MediaTypes.parse(content, USUAL.rateHz())
                .filter(format -> format.encoding() == SoundFormat.Encoding.PCM)
                .orElseThrow(() -> new LinkException("the endpoint has the content-type \"" + content
                        + "\"; spoken here is audio/l16 with rate=8000, 16000 or 24000"));
        StreamOrder order = StreamUrls.stream(uri, hook, sound);
        Map<String, String> headers = new LinkedHashMap<>();
        endpoint.path("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        return new StreamOrder(order.address(), order.written(), sound, sound, headers, List.of());
    }

    @Override
    public List<ObjectNode> opening(PhoneCall call, StreamOrder order) {
        ObjectNode connected = JsonNodeFactory.instance.objectNode();
        connected.setAll(Dialect.texts(call.parameters()));
        connected
                .put("event", "websocket:connected")
                .put("content-type", "audio/l16;rate=" + order.input().rateHz());
        return List.of(connected);
    }

    @Override
    public Optional<MediaMessage> media(PhoneCall call) {
        return Optional.empty();
    }

    /** The mark is the payload's JSON. */
    @Override
    public ObjectNode played(PhoneCall call, long sequence, String mark) {
        ObjectNode message = Dialect.event("websocket:notify");
        try {
            message.set("payload", RealtimeMessages.JSON.readTree(mark));
        } catch (IOException e) {
            message.set("payload", JsonNodeFactory.instance.textNode(mark));
        }
        return message;
    }

    @Override
    public Optional<ObjectNode> cleared(PhoneCall call, long sequence) {
        return Optional.of(Dialect.event("websocket:cleared"));
    }

    @Override
    public ObjectNode digit(PhoneCall call, long sequence, char key) {
        return Dialect.event("websocket:dtmf").put("digit", String.valueOf(key)).put("duration", 260);
    }

    @Override
    public String audioEvent() {
        return "";
    }

    @Override
    public String callId(PhoneCall call) {
        return call.callUuid();
    }

    @Override
    public String streamKey() {
        return "";
    }

    @Override
    public String streamId(PhoneCall call) {
        return "";
    }

    @Override
    public AgentSays read(ObjectNode message) {
        return switch (message.path("action").asText("")) {
            case "clear" -> AgentSays.clear();
            case "notify" -> AgentSays.mark(message.path("payload"));
            default -> AgentSays.unknown(message, "action");
        };
    }
}
